package pane

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"time"
	"unsafe"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// Detail shows everything known about the member under the cursor, and below it about the room.
type Detail struct {
	d     Desk
	w, h  int
	of    video.MemberID // member that the pane shows, and that the scroll position belongs to
	top   int
	total int // lines of the last frame
	meta  map[string][]string

	drawn detailKey
	out   []string // as last drawn
}

// detailKey is the state on which the lines depend. Clocks and statistics change it every second.
type detailKey struct {
	member *video.Member
	room   *people.Roster
	people uint64 // version of the roster
	at     int64
	top    int
	talks  bool

	layout   string
	flags    [5]video.Flag
	audience int
	members  int
	meta     *byte
}

// NewDetail returns the pane about one member and the room.
func NewDetail(d Desk) Pane { return &Detail{d: d, meta: map[string][]string{}} }

// Context returns the context of its keys in the key map.
func (p *Detail) Context() keymap.Context { return keymap.Detail }

// Title returns the title of its frame or tab.
func (p *Detail) Title() string {
	dot := " " + p.d.Theme().Glyphs.Dot + " "
	if m := p.member(); m != nil {
		return "Detail" + dot + p.d.Name(m.ID)
	}
	return "Detail" + dot + "room"
}

// Resize sets the size of the inside of its frame, in cells.
func (p *Detail) Resize(w, h int) { p.w, p.h, p.out = max(w, 0), max(h, 0), nil }

// Restyle drops the cached lines.
func (p *Detail) Restyle() { p.out = nil }

// Update drops rendered metadata that no member has now.
func (p *Detail) Update() {
	const enough = 8
	if len(p.meta) > enough {
		clear(p.meta)
	}
}

// Ticking reports whether a clock of the pane counts seconds.
func (p *Detail) Ticking() bool { return true }

// member returns the member under the cursor of the people pane, or nil.
func (p *Detail) member() *video.Member {
	return p.d.Roster().Member(p.d.Pointed())
}

// Key handles a key and reports whether the pane used it.
func (p *Detail) Key(k tea.KeyMsg) (tea.Cmd, bool) {
	by, moves := widget.Moved(k, p.d.Keys(), p.h)
	if moves {
		p.top = min(max(p.top+by, 0), max(0, p.total-p.h))
	}
	return nil, moves
}

// Target returns the member on which keys act: the member that was shown last.
func (p *Detail) Target() video.MemberID { return p.of }

// key returns the present detailKey.
func (p *Detail) key(m *video.Member) detailKey {
	roster, s := p.d.Roster(), p.d.Snapshot()
	r := &s.Room
	k := detailKey{
		member: m, room: roster, people: roster.Version, at: p.d.Now().Unix(), top: p.top,
		layout: r.LayoutName, audience: r.Audience, members: len(s.Members), meta: unsafe.SliceData(r.Meta),
		flags: [5]video.Flag{r.Locked, r.Recording, r.Streaming, r.HideVideoMuted, r.PrioritizeHandraise},
	}
	if m != nil {
		k.talks = roster.Talks(m.ID)
	}
	return k
}

// Lines draws the pane.
func (p *Detail) Lines(bool) []string {
	var id video.MemberID
	m := p.member()
	if m != nil {
		id = m.ID
	}
	if id != p.of {
		p.of, p.top = id, 0
	}
	if k := p.key(m); p.out != nil && k == p.drawn {
		return p.out
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
	p.out = draw.FitAll(sheet.out[p.top:], p.w, p.h)
	if p.total > p.h && p.h > 1 && p.w > 2 {
		draw.ScrollMarks(p.out, sheet.th, p.top, p.total, p.w)
	}
	p.drawn = p.key(m)
	return p.out
}

// metaLines returns metadata as clean, indented lines. It caches them, because metadata may be large.
func (p *Detail) metaLines(raw json.RawMessage, unknown bool) []string {
	if unknown {
		return []string{"larger than 64 KiB: not shown"}
	}
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

// prettyJSON returns a value as clean, indented lines. Text that is not JSON is only cleaned.
func prettyJSON(raw json.RawMessage) []string {
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") != nil {
		return text.CleanLines(string(raw))
	}
	return text.CleanLines(b.String())
}

// sheet builds lines of names and values.
type sheet struct {
	th  *theme.Theme
	w   int
	out []string
}

// labelWidth is the width of the column of names.
const labelWidth = 13

func (s *sheet) head(title string) {
	if len(s.out) > 0 {
		s.out = append(s.out, "")
	}
	s.out = append(s.out, s.th.Title.Apply(text.Cut(title, s.w)))
}

// row writes a name and a clean value. A long value is wrapped.
func (s *sheet) row(name, value string, paint theme.Paint) {
	room := s.w - labelWidth
	const narrow = 12
	if room < narrow {
		s.out = append(s.out, s.th.Dim.Apply(text.Cut(name, s.w)), " "+paint.Apply(text.Cut(value, s.w-1)))
		return
	}
	label := s.th.Dim.Apply(draw.Fit(name, labelWidth))
	for _, line := range draw.Wrap(value, room) {
		s.out = append(s.out, label+paint.Apply(line))
		label = draw.Pad(labelWidth)
	}
}

func (s *sheet) text(name, value string) { s.row(name, value, s.th.Text) }

// maybe writes a row unless the value is empty.
func (s *sheet) maybe(name, value string) {
	if value != "" {
		s.text(name, value)
	}
}

// block writes clean lines below a name.
func (s *sheet) block(name string, lines []string) {
	if len(lines) == 1 {
		s.text(name, lines[0])
		return
	}
	s.out = append(s.out, s.th.Dim.Apply(text.Cut(name, s.w)))
	for _, line := range lines {
		s.out = append(s.out, "  "+text.Cut(line, max(0, s.w-2)))
	}
}

func (p *Detail) aboutMember(s *sheet, m *video.Member) {
	now, snap := p.d.Now(), p.d.Snapshot()
	s.head(p.d.Name(m.ID))
	s.text("type", text.Clean(m.Type))
	if m.ParentID != "" {
		s.text("belongs to", p.d.Name(m.ParentID))
	}
	if p.d.Roster().Safe(m.ID) {
		s.text("protected", "bulk commands, modes and panic leave this person alone")
	}
	s.row("microphone", oneOf(m.AudioMuted, "muted", "open"), offPaint(s.th, m.AudioMuted))
	s.row("camera", oneOf(m.VideoMuted, "off", "shows"), offPaint(s.th, m.VideoMuted))
	hears := "yes"
	if m.Deaf {
		hears = "no, deaf"
		if m.DeafMuted {
			hears += " (was, or may have been, muted before)"
		}
	}
	s.row("hears", hears, offPaint(s.th, m.Deaf))
	if m.OnHold {
		s.row("on hold", "yes", s.th.Warn)
	}
	if m.HandRaised {
		s.row("hand", "up "+people.Waited(m, now), s.th.Hand)
	}
	s.text("place", people.Place(m.CurrentPosition)+requested(m))
	s.text("visible", yesNo(m.Visible))
	in, out := people.VolumeText(m.InputVolume, m.InputOdd), people.VolumeText(m.OutputVolume, m.OutputOdd)
	s.text("volume", "in "+in+", out "+out)
	s.text("sensitivity", widget.NumberText(m.InputSensitivity))
	p.times(s, m, now)
	s.block("metadata", p.metaLines(m.Meta, m.MetaUnknown))
	s.text("id", text.Clean(string(m.ID)))
	if m.RoomSessionID != snap.Room.ID {
		s.maybe("session", text.Clean(m.RoomSessionID))
	}
}

// times writes a member's time in the room and its talk time.
func (p *Detail) times(s *sheet, m *video.Member, now time.Time) {
	if !m.JoinedAt.IsZero() {
		since := m.JoinedAt.Local().Format(time.TimeOnly)
		if !m.JoinSeen {
			since = "before " + since
		}
		if age := draw.Age(now.Sub(m.JoinedAt), m.JoinSeen); age != "" {
			since += ", " + age
		}
		s.text("here since", since)
	}
	talked := draw.Clock(m.Talked(now))
	who := p.d.Roster().Find(m.ID)
	if all := p.d.Roster().Sum(now); who != nil && who.Interprets {
		talked += ", as an interpreter, so it is not counted"
	} else if all > 0 {
		talked += fmt.Sprintf(", %.0f %% of all talk", math.Round(100*float64(m.Talked(now))/float64(all)))
	}
	if p.d.Roster().Talks(m.ID) {
		s.row("talks", "now, "+talked, s.th.Talking)
	} else {
		s.text("talked", talked)
	}
	if m.AudioMuted && !m.MutedSince.IsZero() {
		s.text("muted since", m.MutedSince.Local().Format(time.TimeOnly)+", "+draw.Clock(now.Sub(m.MutedSince)))
	}
}

func requested(m *video.Member) string {
	if m.RequestedPosition == "" || m.RequestedPosition == m.CurrentPosition {
		return ""
	}
	return " (asked for " + people.Place(m.RequestedPosition) + ")"
}

func (p *Detail) aboutRoom(s *sheet) {
	snap := p.d.Snapshot()
	r := snap.Room
	if r.ID == "" {
		s.out = append(s.out, s.th.Dim.Apply(text.Cut("no room is open", s.w)))
		return
	}
	s.head("Room " + text.Clean(r.Title()))
	if r.Name != r.Title() {
		s.maybe("name", text.Clean(r.Name))
	}
	s.text("layout", text.Clean(r.LayoutName))
	s.text("locked", r.Locked.String())
	s.text("recording", r.Recording.String())
	s.text("streaming", r.Streaming.String())
	s.text("hide muted", r.HideVideoMuted.String())
	s.text("hands first", r.PrioritizeHandraise.String())
	audience := "unknown"
	if r.AudienceKnown {
		audience = fmt.Sprint(r.Audience)
	}
	s.text("audience", audience)
	s.text("members", fmt.Sprint(len(snap.Members)))
	if !r.StartedAt.IsZero() {
		s.text("started", r.StartedAt.Local().Format(time.DateTime))
	}
	if r.PreviewURL != "" {
		s.text("preview", text.MaskURL(r.PreviewURL))
	}
	s.block("metadata", p.metaLines(r.Meta, r.MetaUnknown))
	s.text("session id", text.Clean(r.ID))
	s.text("room id", text.Clean(r.RoomID))
	s.text("events", fmt.Sprintf("%d applied, %d ignored, %d bad, %d resyncs",
		snap.Stats.Events, snap.Stats.Ignored, snap.Stats.Bad, snap.Stats.Resyncs))
}

// oneOf returns the first word if is is true, else the second.
func oneOf(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func yesNo(yes bool) string { return oneOf(yes, "yes", "no") }

func offPaint(th *theme.Theme, off bool) theme.Paint {
	if off {
		return th.Muted
	}
	return th.Text
}
