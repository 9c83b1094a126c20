package ui

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// footer draws the last line of the screen.
type footer struct {
	*commander
	conditionOf func(key string) func(*commander) bool

	at    draw.HintRow // the places of the keys in the last line
	kept  keptHints
	short [keymap.ContextCount]*shortKeys // of each context, once asked for
}

// shortKeys are the keys that a footer may show: first those that must always fit, which a line shows last.
type shortKeys struct {
	hints   []hint
	last    int  // how many must always fit
	playing bool // they were made for a replay that plays
}

// hint is a key with its word, as painted.
type hint struct {
	key   keymap.Key
	works func(m *commander) bool // nil: always
	text  string
	w     int
}

// keptHints is the line of keys as last made, and what it depends on.
type keptHints struct {
	keys  *shortKeys
	works keySet
	w     int
	line  string
	at    draw.HintRow
}

// keySet is a set of the keys of a context. A footer may show at most 64.
type keySet uint64

// forget drops what was made for other keys, or another theme.
func (m *footer) forget() { *m = footer{commander: m.commander, conditionOf: m.conditionOf} }

// keysOf returns the keys that the footer of a context may show.
func (m *footer) keysOf(c keymap.Context) *shortKeys {
	have, playing := &m.short[c], m.o.Player != nil && m.o.Player.Playing()
	if *have == nil || (*have).playing != playing {
		first, last := m.Keys().Short(c)
		*have = &shortKeys{m.hintsFor(slices.Concat(last, first), playing), len(last), playing}
	}
	return *have
}

// working returns the keys that do something now.
func (m *footer) working(keys *shortKeys) keySet {
	var set keySet
	for i := range keys.hints {
		if m.works(&keys.hints[i]) {
			set |= 1 << i
		}
	}
	return set
}

// works reports whether a key has an effect now. The footer shows only such keys.
func (m *commander) works(h *hint) bool {
	if h.key.ChangesRoom() && (m.watch || !m.asOf.IsZero() || m.room == nil || dialog.Denied(m.snap, h.key)) {
		return false
	}
	return h.works == nil || h.works(m)
}

func (m *footer) hintsFor(keys []keymap.Key, playing bool) []hint {
	th, all := m.Theme(), make([]hint, len(keys))
	for i, k := range keys {
		shown, word := draw.ShortKey(k.Binding), k.Binding.Help().Desc
		if playing && k.Name == "play" {
			word = m.Keys().MediaPause.Help().Desc
		}
		all[i] = hint{
			key: k, works: m.conditionOf(k.Name),
			text: th.Key.Apply(shown) + " " + th.KeyText.Apply(word), w: text.Width(shown) + 1 + text.Width(word),
		}
	}
	return all
}

// line returns the last line of the screen: the newest status, or else the hints for keys.
func (m *footer) line(w int) string {
	th := m.Theme()
	m.progressShown, m.at = false, draw.HintRow{}
	right := m.footerRight()
	line, shown := m.status.shown(m.clk)
	if m.offer != nil { // a key accepts it, so it is always in sight and comes first
		if m.offerShown() {
			return m.offerLine(w, right)
		}
		m.offer.painted = time.Time{}
	}
	if !shown || m.status.replaceable {
		if going := m.progress(w - text.Width(right) - 3); going != "" {
			m.progressShown = true
			return draw.Spread(" "+th.Busy.Apply(going), th.Marked.Apply(right)+" ", w)
		}
	}
	// otherwise these keys have another meaning, or are text
	if m.refused() && !shown && m.dialogs.top() == nil && !m.inText() {
		return m.refusedLine(w)
	}
	if right == "" && !shown {
		return m.hintLine(w)
	}
	rw := text.Width(right) + 2
	painted := ""
	if right != "" {
		painted = th.Marked.Apply(right) + " "
	}
	if shown {
		return draw.Spread(" "+draw.PaintOf(th, m.status.tone).Apply(text.Cut(line, w-rw-2)), painted, w)
	}
	return draw.Spread(" "+m.hints(w-rw-2), painted, w)
}

// offerLine returns the footer while there is an offer. The offer has its own targets. If both do not fit, the marks
// are shown in fewer words, but never left out, because keys act on them.
func (m *footer) offerLine(w int, right string) string {
	th := m.Theme()
	if m.offer.painted.IsZero() {
		m.offer.painted = m.clk
	}
	if right == "" {
		return draw.Fit(" "+th.Warn.Apply(m.offer.line(w-2)), w)
	}
	const gaps = 4
	if text.Width(m.offer.short)+text.Width(right)+gaps > w {
		right = m.marksInShort()
	}
	return draw.Spread(" "+th.Warn.Apply(m.offer.line(w-text.Width(right)-gaps)), th.Marked.Apply(right)+" ", w)
}

// hintLine returns the footer if there is nothing else to show.
func (m *footer) hintLine(w int) string {
	if m.dialogs.top() != nil { // may have keys of its own
		return draw.Fit(" "+m.hints(w-2), w)
	}
	keys := m.keysOf(m.hintContext())
	works := m.working(keys)
	if kept := &m.kept; kept.keys != keys || kept.works != works || kept.w != w {
		*kept = keptHints{keys: keys, works: works, w: w}
		kept.line = draw.Fit(" "+keys.line(works, w-2, &kept.at), w)
	}
	m.at = m.kept.at
	return m.kept.line
}

// marksInShort is footerRight in as few cells as possible.
func (m *footer) marksInShort() string {
	s := m.Theme().Glyphs.Arrow + strconv.Itoa(m.people.Marks.Len())
	if hidden := m.people.HiddenMarks(); hidden > 0 {
		s += ", " + strconv.Itoa(hidden) + " hid"
	}
	return s
}

// hints returns the most useful keys of the context that do something now, as many as fit. A dialog names its keys
// itself; only a question has them here, too.
func (m *footer) hints(w int) string {
	th := m.Theme()
	if top := m.dialogs.top(); top != nil {
		if own, ok := top.Dialog.(widget.Hinter); ok && top.asking() {
			return m.at.HintLine(th, w, own.Hint())
		}
		return ""
	}
	keys := m.keysOf(m.hintContext())
	return keys.line(m.working(keys), w, &m.at)
}

// line returns as many of the keys as fit, and remembers their places.
func (k *shortKeys) line(works keySet, w int, at *draw.HintRow) string {
	const gap = 2
	shown, last := make([]*hint, 0, 16), 0
	for i := range k.hints {
		if h := &k.hints[i]; h.w <= w && works&(1<<i) != 0 {
			shown = append(shown, h)
			w -= h.w + gap
		}
		if i < k.last {
			last = len(shown)
		}
	}
	x, texts := 0, make([]string, 0, len(shown))
	for _, h := range slices.Concat(shown[last:], shown[:last]) {
		at.Place(h.key.Binding, x, h.w)
		texts = append(texts, h.text)
		x += h.w + gap
	}
	return strings.Join(texts, draw.Pad(gap))
}

// refusedLine returns the footer while the connection is refused: the reason, and the keys that help.
func (m *footer) refusedLine(w int) string {
	th, keys := m.Theme(), m.Keys()
	useful := []key.Binding{keys.Quit, keys.Help}
	if m.o.Retry != nil {
		useful = append([]key.Binding{keys.Retry}, useful...)
	}
	right := ""
	for _, b := range useful {
		right += th.Key.Apply(draw.ShortKey(b)) + " " + th.KeyText.Apply(b.Help().Desc) + draw.Pad(2)
	}
	why, room := "connection refused", max(0, w-draw.Width(right)-2)
	if err := m.snap.Link.Err; err != nil {
		var dial *video.DialError
		why = text.Clean(video.Reason(err))
		if errors.As(err, &dial) {
			why = text.Clean(dial.Host + ": " + dial.Reason)
		}
		if text.Width(why) > room && dial != nil {
			why = text.Clean(dial.Reason)
		}
	}
	return draw.Spread(" "+th.Bad.Apply(text.Cut(why, room)), right, w)
}

// hintContext returns the context whose keys the footer shows: those of a replay come before those of its panes.
func (m *footer) hintContext() keymap.Context {
	if m.o.Player != nil && !m.inText() {
		return keymap.Replay
	}
	return m.context()
}
