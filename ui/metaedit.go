package ui

import (
	"encoding/json"
	"errors"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/text"
)

// metaEditor edits the metadata of a member or of the room. It has two pages: the text, and what would change, with
// the choice between merging, deleting and replacing. The room is read between the two, so that the difference is to
// what the room has now and not to what it had when the editor was opened.
type metaEditor struct {
	d      desk
	id     video.MemberID // "" for the room
	field  typed
	start  string // the text as it was first
	wrong  string // clean
	busy   bool   // the room is being read
	asked  bool   // for what the snapshot lacks
	leave  bool   // Esc was pressed once over unsaved text
	review *metaReview
	// sent is what the room will have when a command that asks was confirmed and done; then the editor closes.
	sent func(now metadata) bool
}

func newMetaEditor(d desk, id video.MemberID) dialog {
	e := &metaEditor{d: d, id: id}
	before, _ := parseObject(string(e.known()))
	e.fill(before)
	return e
}

// known is the metadata in the snapshot, which may lack it.
func (e *metaEditor) known() json.RawMessage {
	if e.id == "" {
		return e.d.snapshot().Room.Meta
	}
	if m := memberOf(e.d, e.id); m != nil {
		return m.Meta
	}
	return nil
}

func (e *metaEditor) fill(m metadata) {
	e.start = m.pretty()
	e.field = newTypedText(e.start)
	if len(m) == 0 {
		e.field.at = len(characters("{\n  "))
	}
}

func (e *metaEditor) context() keymap.Context {
	if e.review != nil {
		return keymap.Dialog
	}
	return keymap.Text
}

func (e *metaEditor) title() string {
	if e.id == "" {
		return "Metadata of the room"
	}
	return "Metadata of " + e.d.name(e.id)
}

func (e *metaEditor) danger() bool { return false }
func (e *metaEditor) typing() bool { return e.review == nil }

// fetch reads the metadata when the snapshot lacks it, once.
func (e *metaEditor) fetch() tea.Cmd {
	if e.asked || len(e.known()) > 0 {
		return nil
	}
	e.asked = true
	return e.readRoom(func(now metadata) {
		if e.field.text() == e.start {
			e.fill(now)
		}
	})
}

// changed closes the editor once the room has what was sent.
func (e *metaEditor) changed() bool {
	if e.sent != nil {
		now, wrong := parseObject(string(e.known()))
		return wrong == "" && e.sent(now)
	}
	return false
}

func (e *metaEditor) key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := e.d.keys()
	if e.review != nil {
		return e.reviewKey(k)
	}
	leaving := e.leave
	e.leave = false
	switch {
	case key.Matches(k, keys.Cancel):
		if leaving || e.field.text() == e.start {
			return true, nil
		}
		e.leave, e.wrong = true, keys.Cancel.Help().Key+" again throws away what you typed"
		return false, nil
	case e.field.key(k):
		e.wrong = ""
		return false, e.fetch()
	case key.Matches(k, keys.NextField):
		return false, e.look()
	}
	return false, nil
}

// look checks the text and, when it is sound, reads the room and goes on to the second page.
func (e *metaEditor) look() tea.Cmd {
	after, partial, wrong := parseMetadata(e.field.text())
	if e.wrong = wrong; wrong != "" || e.busy {
		return nil
	}
	return e.readRoom(func(now metadata) { e.review = newMetaReview(e, now, after, partial) })
}

// readRoom reads the present metadata and continues with then.
func (e *metaEditor) readRoom(then func(now metadata)) tea.Cmd {
	c := video.Command{Action: video.ActGetMeta}
	if e.id != "" {
		c = video.Command{Action: video.ActGetMemberMeta, Targets: []video.MemberID{e.id}}
	}
	e.busy = true
	return e.d.read(c, func(r video.Result, err error) tea.Cmd {
		e.busy = false
		if err == nil {
			err = r.Err()
		}
		if err != nil {
			e.wrong = "the present metadata cannot be read: " + sentenceOf(err)
			return nil
		}
		now, wrong := parseObject(string(r.Value))
		if wrong != "" && len(r.Value) > 0 && string(r.Value) != "null" {
			e.wrong = "the room sent metadata that is no object"
			return nil
		}
		then(now)
		return nil
	})
}

// sentenceOf is an error as a clean sentence. Of a bad parameter the action's name is left out: it is on the screen.
func sentenceOf(err error) string {
	var argument *video.ArgumentError
	var state *video.StateError
	switch {
	case errors.As(err, &argument):
		return text.Clean(argument.Name + " " + argument.Reason)
	case errors.As(err, &state):
		return text.Clean(state.Reason)
	}
	return text.Clean(video.Reason(err))
}

// Sizes of the editor.
const (
	metaWidth    = 76
	metaMinLines = 8
	metaMaxLines = 24
	metaChrome   = 3 // blank, message, hints
)

func (e *metaEditor) lines(maxW, maxH int) []string {
	th, w := e.d.theme(), min(metaWidth, maxW)
	if e.review != nil {
		return e.review.lines(w, maxH)
	}
	h := min(max(metaMinLines, countLines(e.field.text())+1), metaMaxLines, max(1, maxH-metaChrome))
	out := e.field.area(inputStyle{th: th, w: w, focused: true}, h)
	tail := []string{"", e.message(th, w), hintLine(th, w, e.hint())}
	for len(tail) > 0 && len(out)+len(tail) > maxH {
		tail = tail[1:]
	}
	return fitAll(append(out, tail...), w, len(out)+len(tail))
}

// hint are the keys of the page on the screen, for the footer as well: Enter is not done, but a new line.
func (e *metaEditor) hint() []key.Binding {
	keys := e.d.keys()
	if e.review != nil {
		return []key.Binding{named(keys.Accept, "choose"), named(keys.Cancel, "edit on"), named(keys.HalfDown, "scroll")}
	}
	return []key.Binding{
		key.NewBinding(key.WithHelp("tab", "see what would change")), key.NewBinding(key.WithHelp("enter", "new line")),
		named(keys.Cancel, "leave"),
	}
}

func (e *metaEditor) message(th *theme.Theme, w int) string {
	switch {
	case e.busy:
		return th.Busy.Apply(text.Cut("reading the room"+th.Glyphs.Pending, w))
	case e.wrong != "":
		return th.Bad.Apply(text.Cut(e.wrong, w))
	}
	return th.Dim.Apply(text.Cut("a JSON object, or lines of key=value for what is to change", w))
}

func countLines(s string) int {
	n := 1
	for i := range len(s) {
		if s[i] == '\n' {
			n++
		}
	}
	return n
}
