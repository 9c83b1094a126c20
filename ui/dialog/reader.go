package dialog

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/draw"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// reader shows the result of a method that reads.
type reader struct {
	draw.HintRow
	d    Desk
	name string
	body []string
	top  int
	h    int
	wide bool          // as wide as the screen
	more []key.Binding // keys of its own
}

func newReader(d Desk, name string, value json.RawMessage) *reader {
	var b bytes.Buffer
	raw := string(value)
	if json.Indent(&b, value, "", "  ") == nil {
		raw = b.String()
	}
	return &reader{d: d, name: name, body: strings.Split(text.Sanitise(raw), "\n"), h: 1}
}

// NewList shows lines, which must be clean.
func NewList(d Desk, title string, lines []string) widget.Dialog {
	return &reader{d: d, name: title, body: lines, h: 1}
}

func (r *reader) Context() keymap.Context { return keymap.Dialog }
func (r *reader) Title() string           { return r.name }
func (r *reader) Danger() bool            { return false }

func (r *reader) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := r.d.Keys()
	if key.Matches(k, keys.Accept, keys.Cancel, keys.Close) {
		return true, nil
	}
	by, _ := widget.Moved(k, keys, r.h)
	r.top += by
	r.clamp()
	return false, nil
}

func (r *reader) clamp() { r.top = min(max(r.top, 0), max(0, len(r.body)-r.h)) }

// readerReserve is the number of lines for the blank line and the hints at the end.
const readerReserve = 2

func (r *reader) Lines(maxW, maxH int) []string {
	th, keys := r.d.Theme(), r.d.Keys()
	w := min(maxW, paletteWidth)
	if r.wide {
		w = maxW
	}
	r.h = max(1, min(len(r.body), maxH-readerReserve))
	r.clamp()
	out := make([]string, 0, r.h+readerReserve)
	for _, line := range r.body[r.top:min(len(r.body), r.top+r.h)] {
		out = append(out, draw.Fit(text.Cut(line, w), w))
	}
	hints := r.HintLine(th, w-draw.MoreWidth, append(slices.Clip(r.more),
		draw.Named(keys.Down, "down"), draw.Named(keys.Up, "up"), draw.Named(keys.Cancel, "back")))
	out = append(out, "", draw.Spread(hints, draw.MoreSign(th, r.top, r.h, len(r.body)), w))
	out = out[:min(len(out), max(maxH, 1))]
	return draw.FitAll(out, w, len(out))
}
