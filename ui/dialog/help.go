package dialog

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// help lists all keys that work in a context.
type help struct {
	d     Desk
	about keymap.Context
	waits []Wait
	top   int
	total int // lines at the last frame
	h     int
}

// Wait is a time during which keys are ignored, and when: "250 ms" and "in a question: all keys, after …".
type Wait struct{ Time, When string }

// NewHelp lists the keys of a context, and after them the waits.
func NewHelp(d Desk, c keymap.Context, waits []Wait) widget.Dialog {
	return &help{d: d, about: c, waits: waits}
}

func (h *help) Context() keymap.Context { return keymap.Dialog }
func (h *help) Title() string           { return "Keys: " + h.about.String() }
func (h *help) Danger() bool            { return false }

func (h *help) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := h.d.Keys()
	if key.Matches(k, keys.Help, keys.Close, keys.Cancel, keys.Accept) {
		return true, nil
	}
	h.top = widget.Scrolled(h.top, k, keys, h.h)
	h.top = min(max(h.top, 0), max(0, h.total-h.h))
	return false, nil
}

// Widths of the help.
const (
	helpKeyWidth    = 10
	helpColumnWidth = 46
	helpGap         = 3
	// helpReserve is for the blank line and the hints at the end.
	helpReserve = 2
)

func (h *help) Lines(maxW, maxH int) []string {
	th, keys := h.d.Theme(), h.d.Keys()
	w := min(maxW, helpColumnWidth)
	columns := 1
	if maxW >= 2*helpColumnWidth {
		columns, w = 2, maxW
	}
	columnWidth := (w - (columns-1)*helpGap) / columns
	body := h.columns(columns, columnWidth)
	h.total = len(body)
	h.h = max(1, min(len(body), maxH-helpReserve))
	h.top = min(max(h.top, 0), max(0, h.total-h.h))
	out := draw.FitAll(body[h.top:min(len(body), h.top+h.h)], w, h.h)
	hints := []key.Binding{draw.Named(keys.Cancel, "back")}
	if h.total > h.h {
		hints = []key.Binding{
			draw.Named(keys.Down, "down"), draw.Named(keys.Up, "up"), draw.Named(keys.HalfDown, "half a page"),
			draw.Named(keys.Cancel, "back"),
		}
	}
	more := draw.MoreSign(th, h.top, h.h, h.total)
	out = append(out, "", draw.Spread(draw.HintLine(th, w-draw.MoreWidth, hints), more, w))
	out = out[:min(len(out), max(maxH, 1))]
	return draw.FitAll(out, w, len(out))
}

// columns lays out the groups in one or two columns of about the same length. It splits no group.
func (h *help) columns(n, w int) []string {
	var blocks [][]string
	total := 0
	for _, g := range h.d.Keys().Groups(h.about) {
		block := h.group(g, w)
		blocks = append(blocks, block)
		total += len(block)
	}
	if block := h.waitGroup(w); len(block) > 0 {
		blocks = append(blocks, block)
		total += len(block)
	}
	sides := make([][]string, n)
	side := 0
	for _, block := range blocks {
		if side < n-1 && len(sides[side])+len(block)/2 > total/n {
			side++
		}
		sides[side] = append(sides[side], block...)
	}
	height := 0
	for i, lines := range sides {
		if len(lines) > 0 && lines[len(lines)-1] == "" {
			sides[i] = lines[:len(lines)-1]
		}
		height = max(height, len(sides[i]))
	}
	if n == 1 {
		return sides[0]
	}
	return draw.Beside(draw.FitAll(sides[0], w+helpGap, height), draw.FitAll(sides[1], w, height))
}

// group returns a title, one line for each key, and a blank line.
func (h *help) group(g keymap.Group, w int) []string {
	th := h.d.Theme()
	out := []string{th.Title.Apply(text.Cut(g.Title, w))}
	for _, k := range g.Keys {
		shown := draw.Fit(k.Binding.Help().Key, helpKeyWidth)
		if draw.Width(k.Binding.Help().Key) >= helpKeyWidth {
			shown = k.Binding.Help().Key + " "
		}
		does, keyPaint, textPaint := k.Text, th.Key, th.Text
		if reason := h.off(k); reason != "" {
			does, keyPaint, textPaint = reason+": "+does, th.Dim, th.Dim
		}
		for _, line := range draw.Wrap(does, max(1, w-draw.Width(shown))) {
			out = append(out, keyPaint.Apply(shown)+textPaint.Apply(line))
			shown = draw.Pad(draw.Width(shown))
		}
	}
	return append(out, "")
}

// waitGroup returns the waits in the form of a group.
func (h *help) waitGroup(w int) []string {
	if len(h.waits) == 0 {
		return nil
	}
	th := h.d.Theme()
	out := []string{th.Title.Apply(text.Cut("Keys are ignored for a moment", w))}
	for _, wait := range h.waits {
		shown := draw.Fit(wait.Time, helpKeyWidth)
		for _, line := range draw.Wrap(wait.When, max(1, w-helpKeyWidth)) {
			out = append(out, th.Dim.Apply(shown)+th.Text.Apply(line))
			shown = draw.Pad(helpKeyWidth)
		}
	}
	return append(out, "")
}

// off returns why a key does nothing now, or "".
func (h *help) off(k keymap.Key) string {
	if !k.Binding.Enabled() {
		return "off"
	}
	if !k.ChangesRoom() {
		return ""
	}
	if h.d.WatchOnly() {
		return "watch only"
	}
	denied, actions := 0, k.Methods()
	for _, a := range actions {
		if _, no := h.d.Snapshot().Denied[video.Action(a)]; no {
			denied++
		}
	}
	if denied > 0 && denied == len(actions) {
		return "not allowed"
	}
	return ""
}
