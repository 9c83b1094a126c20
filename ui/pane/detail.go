package pane

import (
	"bytes"
	"encoding/json"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// Detail shows everything known of the member under the cursor, and of the room below.
type Detail struct {
	d     Desk
	w, h  int
	of    video.MemberID // whom the pane shows, and the scroll position belongs to
	top   int
	total int // lines of the last frame
	meta  map[string][]string
}

func NewDetail(d Desk) Pane { return &Detail{d: d, meta: map[string][]string{}} }

func (p *Detail) Context() keymap.Context { return keymap.Detail }

func (p *Detail) Title() string {
	dot := " " + p.d.Theme().Glyphs.Dot + " "
	if m := p.member(); m != nil {
		return "Detail" + dot + p.d.Name(m.ID)
	}
	return "Detail" + dot + "room"
}

func (p *Detail) Resize(w, h int) { p.w, p.h = max(w, 0), max(h, 0) }

// Update forgets rendered metadata that nobody has any more.
func (p *Detail) Update() {
	const enough = 8
	if len(p.meta) > enough {
		clear(p.meta)
	}
}

func (p *Detail) Ticking() bool { return true }

// member is the one under the cursor of the people pane, or nil.
func (p *Detail) member() *video.Member {
	return p.d.Roster().Member(p.d.Pointed())
}

func (p *Detail) Key(k tea.KeyMsg) (tea.Cmd, bool) {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Up):
		p.top--
	case key.Matches(k, keys.Down):
		p.top++
	case key.Matches(k, keys.HalfUp):
		p.top -= max(1, p.h/2)
	case key.Matches(k, keys.HalfDown):
		p.top += max(1, p.h/2)
	case key.Matches(k, keys.PageUp):
		p.top -= max(1, p.h-1)
	case key.Matches(k, keys.PageDown):
		p.top += max(1, p.h-1)
	case key.Matches(k, keys.Top):
		p.top = 0
	case key.Matches(k, keys.Bottom):
		p.top = p.total
	default:
		return nil, false
	}
	p.top = min(max(p.top, 0), max(0, p.total-p.h))
	return nil, true
}

// Target is who keys act on: the member that was shown last.
func (p *Detail) Target() video.MemberID { return p.of }

func (p *Detail) Lines(bool) []string {
	var id video.MemberID
	m := p.member()
	if m != nil {
		id = m.ID
	}
	if id != p.of {
		p.of, p.top = id, 0
	}
	var sheet sheet
	const free = 2 // the scroll marks, and a blank before them
	sheet.th, sheet.w = p.d.Theme(), max(0, p.w-free)
	if m != nil {
		p.aboutMember(&sheet, m)
	}
	p.aboutRoom(&sheet)
	p.total = len(sheet.out)
	p.top = min(max(p.top, 0), max(0, p.total-p.h))
	out := draw.FitAll(sheet.out[p.top:], p.w, p.h)
	if p.total > p.h && p.h > 1 && p.w > 2 {
		draw.ScrollMarks(out, sheet.th, p.top, p.total, p.w)
	}
	return out
}

// metaLines returns metadata as harmless, indented lines. They are made once: metadata may be large.
func (p *Detail) metaLines(raw json.RawMessage) []string {
	if len(raw) == 0 || string(raw) == "{}" || string(raw) == "null" {
		return []string{"none"}
	}
	lines, ok := p.meta[string(raw)]
	if !ok {
		lines = prettyJSON(raw)
		p.meta[string(raw)] = lines
	}
	return lines
}

// prettyJSON returns a value as harmless, indented lines; what is no JSON comes as it is, but harmless too.
func prettyJSON(raw json.RawMessage) []string {
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") != nil {
		return text.CleanLines(string(raw))
	}
	return text.CleanLines(b.String())
}
