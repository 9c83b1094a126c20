package dialog

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// metaEditor edits the metadata of a member or of the room. It has two pages: the text, and the difference, with the
// choice between merging, deleting and replacing. The room is read between the two, so the difference is to the present
// metadata, and not to the metadata at the time when the editor was opened.
type metaEditor struct {
	draw.HintRow
	d      Desk
	id     video.MemberID // "" for the room
	field  widget.Editor
	start  string // the initial text
	wrong  string // clean
	busy   bool   // the room is being read
	asked  bool   // for metadata that the snapshot lacks
	unread bool   // the metadata is too large for the snapshot: it is read before it can be edited
	leave  bool   // Esc was pressed once over unsaved text
	review *metaReview
	// sent reports whether the room has the change that was sent with a command that asks first; the editor then closes.
	sent func(now metadata) bool
}

// NewMetaEditor edits the metadata of a member, or of the room if id is empty.
func NewMetaEditor(d Desk, id video.MemberID) widget.Dialog {
	e := &metaEditor{d: d, id: id}
	e.unread = e.unknown()
	before, _ := parseObject(string(e.known()))
	e.fill(before)
	return e
}

// known returns the metadata in the snapshot, which may lack it.
func (e *metaEditor) known() json.RawMessage {
	if e.id == "" {
		return e.d.Snapshot().Room.Meta
	}
	if m := e.d.Roster().Member(e.id); m != nil {
		return m.Meta
	}
	return nil
}

// unknown reports whether the snapshot lacks the metadata because it is too large.
func (e *metaEditor) unknown() bool {
	if e.id == "" {
		return e.d.Snapshot().Room.MetaUnknown
	}
	m := e.d.Roster().Member(e.id)
	return m != nil && m.MetaUnknown
}

func (e *metaEditor) fill(m metadata) {
	e.start = m.pretty()
	e.field = widget.NewText(e.start)
	if len(m) == 0 {
		e.field.Jump("{\n  ")
	}
}

func (e *metaEditor) Context() keymap.Context {
	if e.review != nil {
		return keymap.Dialog
	}
	return keymap.Text
}

func (e *metaEditor) Title() string {
	if e.id == "" {
		return "Metadata of the room"
	}
	return "Metadata of " + e.d.Name(e.id)
}

func (e *metaEditor) Danger() bool { return false }
func (e *metaEditor) Typing() bool { return e.review == nil }

// fetch reads the metadata once if the snapshot lacks it.
func (e *metaEditor) fetch() tea.Cmd {
	if e.asked || len(e.known()) > 0 {
		return nil
	}
	e.asked = true
	return e.readRoom(func(now metadata) {
		if e.field.Text() == e.start {
			e.fill(now)
		}
	})
}

// Changed closes the editor once the room has the change that was sent.
func (e *metaEditor) Changed() bool {
	if e.sent != nil {
		now, wrong := parseObject(string(e.known()))
		return wrong == "" && e.sent(now)
	}
	return false
}

func (e *metaEditor) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := e.d.Keys()
	if e.review != nil {
		return e.reviewKey(k)
	}
	leaving := e.leave
	e.leave = false
	switch {
	case e.unread && !key.Matches(k, keys.Cancel):
		return false, e.readFirst()
	case key.Matches(k, keys.Cancel):
		if leaving || e.field.Text() == e.start {
			return true, nil
		}
		e.leave, e.wrong = true, keys.Cancel.Help().Key+" again throws away what you typed"
		return false, nil
	case e.field.Key(k):
		e.wrong = ""
		return false, e.fetch()
	case key.Matches(k, keys.NextField):
		return false, e.look()
	}
	return false, nil
}

// readFirst reads metadata that the snapshot lacks because it is too large.
func (e *metaEditor) readFirst() tea.Cmd {
	if e.busy {
		return nil
	}
	e.wrong = ""
	return e.readRoom(func(now metadata) {
		e.unread = false
		e.fill(now)
	})
}

// look checks the text. If it is valid, look reads the room and opens the second page.
func (e *metaEditor) look() tea.Cmd {
	after, partial, wrong := parseMetadata(e.field.Text())
	if e.wrong = wrong; wrong != "" || e.busy {
		return nil
	}
	return e.readRoom(func(now metadata) { e.review = newMetaReview(e, now, after, partial) })
}

// readRoom reads the present metadata and calls then.
func (e *metaEditor) readRoom(then func(now metadata)) tea.Cmd {
	c := video.Command{Action: video.ActGetMeta}
	if e.id != "" {
		c = video.Command{Action: video.ActGetMemberMeta, Targets: []video.MemberID{e.id}}
	}
	e.busy = true
	return e.d.Read(c, func(r video.Result, err error) tea.Cmd {
		e.busy = false
		if err == nil {
			err = r.Err()
		}
		if err != nil {
			e.wrong = say.CouldNot("read the metadata", err)
			return nil
		}
		now, wrong := parseObject(string(r.Value))
		if empty := slices.Contains([]string{"", "null", "[]"}, string(r.Value)); wrong != "" && !empty {
			e.wrong = say.NotAnObject
			return nil
		}
		then(now)
		return nil
	})
}

// Sizes of the editor.
const (
	metaWidth    = 76
	metaMinLines = 8
	metaMaxLines = 24
	metaChrome   = 3 // blank, message, hints
)

func (e *metaEditor) Lines(maxW, maxH int) []string {
	th, w := e.d.Theme(), min(metaWidth, maxW)
	if e.review != nil {
		return e.review.lines(w, maxH)
	}
	h := min(max(metaMinLines, strings.Count(e.field.Text(), "\n")+2), metaMaxLines, max(1, maxH-metaChrome))
	out := e.field.Area(widget.InputStyle{Theme: th, Width: w, Focused: true}, h)
	tail := []string{"", e.message(th, w), e.HintLine(th, w, e.Hint())}
	for len(tail) > 0 && len(out)+len(tail) > maxH {
		tail = tail[1:]
	}
	return draw.FitAll(append(out, tail...), w, len(out)+len(tail))
}

// Click puts the cursor on the choice in a line.
func (e *metaEditor) Click(_, y int) {
	if e.review != nil {
		e.review.menu.Click(y - e.review.body)
	}
}

// Hint returns the keys of the page, for the footer as well: Enter does not finish, it starts a new line.
func (e *metaEditor) Hint() []key.Binding {
	keys := e.d.Keys()
	if e.review != nil {
		return []key.Binding{
			draw.Named(keys.Accept, "choose"), draw.Named(keys.Cancel, "edit on"), draw.Named(keys.HalfDown, "scroll"),
		}
	}
	return []key.Binding{
		key.NewBinding(key.WithKeys("tab"), key.WithHelp("Tab", "see what would change")),
		key.NewBinding(key.WithKeys("enter"), key.WithHelp("Enter", "new line")),
		draw.Named(keys.Cancel, "leave"),
	}
}

func (e *metaEditor) message(th *theme.Theme, w int) string {
	switch {
	case e.busy:
		return th.Busy.Apply(text.Cut("reading the room"+th.Glyphs.Pending, w))
	case e.wrong != "":
		return th.Bad.Apply(text.Cut(e.wrong, w))
	}
	if e.unread {
		return th.Warn.Apply(text.Cut("larger than 64 KiB: any key reads it from the room", w))
	}
	return th.Dim.Apply(text.Cut("A JSON object, or lines of key=value for what changes", w))
}

// metaReview is the second page of the metadata editor: the difference, and how to send it.
type metaReview struct {
	e      *metaEditor
	before metadata // the present metadata of the room
	after  metadata // the typed metadata
	diff   metaDiff
	menu   widget.List
	top    int
	body   int // line of the first choice at the last frame
}

// The ways to send the change.
const (
	metaUpdate  = "update"
	metaDelete  = "delete"
	metaReplace = "replace"
	metaEditOn  = "edit"
)

func newMetaReview(e *metaEditor, before, after metadata, partial bool) *metaReview {
	r := &metaReview{e: e, before: before, after: after, diff: diffMetadata(before, after)}
	if partial {
		r.diff.removed = nil
	}
	update := widget.Choice{ID: metaUpdate, Key: "u", Text: "update", Note: "merge: " + r.counts(false)}
	if len(r.diff.added)+len(r.diff.changed) == 0 {
		update.Off = "nothing to add or change"
	}
	remove := widget.Choice{ID: metaDelete, Key: "d", Text: "delete keys"}
	remove.Note = strings.Join(cleanAll(r.diff.removed), ", ") + " (asks)"
	if len(r.diff.removed) == 0 {
		remove.Off = "no key is missing"
	}
	replace := widget.Choice{ID: metaReplace, Key: "r", Text: "replace everything", Note: r.counts(true) + " (asks)"}
	switch {
	case partial:
		replace.Off = "needs the whole object, not single keys"
	case r.diff.none():
		replace.Off = "nothing would change"
	}
	r.menu = widget.NewList([]widget.Choice{update, remove, replace, {ID: metaEditOn, Key: "e", Text: "edit on"}})
	return r
}

func cleanAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = text.Clean(s)
	}
	return out
}

// counts returns the number of affected keys, as text.
func (r *metaReview) counts(removed bool) string {
	words := []string{fmt.Sprintf("%d added", len(r.diff.added)), fmt.Sprintf("%d changed", len(r.diff.changed))}
	if removed {
		words = append(words, fmt.Sprintf("%d removed", len(r.diff.removed)))
	}
	return strings.Join(words, ", ")
}

func (e *metaEditor) reviewKey(k tea.KeyMsg) (bool, tea.Cmd) {
	keys, r := e.d.Keys(), e.review
	switch {
	case key.Matches(k, keys.Cancel), key.Matches(k, keys.Close):
		e.review = nil
		return false, nil
	case key.Matches(k, keys.Accept):
		c, _ := r.menu.Item()
		return r.choose(c)
	case key.Matches(k, keys.HalfDown), key.Matches(k, keys.PageDown):
		r.top += 5
	case key.Matches(k, keys.HalfUp), key.Matches(k, keys.PageUp):
		r.top = max(0, r.top-5)
	case widget.MoveList(&r.menu, k, keys, false):
	default:
		for _, c := range r.menu.Items {
			if c.Key == k.String() {
				r.menu.Put(c.ID)
				return r.choose(c)
			}
		}
	}
	return false, nil
}

// choose sends the change. If the command asks first, the editor stays open, so that a no does not lose the text.
func (r *metaReview) choose(c widget.Choice) (bool, tea.Cmd) {
	if c.Off != "" {
		r.e.d.Say(c.Text+": "+c.Off, draw.Info)
		return false, nil
	}
	after := r.after
	switch c.ID {
	case metaUpdate:
		keys := slices.Concat(r.diff.added, r.diff.changed)
		return true, r.send(video.ActUpdateMeta, video.ActUpdateMemberMeta, video.Args{"meta": after.object(keys)})
	case metaDelete:
		gone := r.diff.removed
		r.e.sent = func(now metadata) bool {
			return !slices.ContainsFunc(gone, func(name string) bool { _, has := now[name]; return has })
		}
		return false, r.send(video.ActDeleteMeta, video.ActDeleteMemberMeta, video.Args{"keys": gone})
	case metaReplace:
		r.e.sent = func(now metadata) bool { return diffMetadata(now, after).none() }
		all := slices.Sorted(maps.Keys(after))
		return false, r.send(video.ActSetMeta, video.ActSetMemberMeta, video.Args{"meta": after.object(all)})
	}
	r.e.review = nil
	return false, nil
}

func (r *metaReview) send(room, member video.Action, args video.Args) tea.Cmd {
	if r.e.id == "" {
		return r.e.d.Propose(video.Command{Action: room, Args: args})
	}
	return r.e.d.Propose(video.Command{Action: member, Targets: []video.MemberID{r.e.id}, Args: args})
}

func (r *metaReview) lines(w, maxH int) []string {
	th := r.e.d.Theme()
	changes := r.changes(th, w)
	menuH := len(r.menu.Items)
	room := maxH - menuH - 2 // a blank line, and the hints
	if room < 1 {
		r.body = 0
		return r.menu.Lines(th, w, max(1, min(menuH, maxH)))
	}
	h := min(len(changes), room)
	r.top = min(r.top, len(changes)-h)
	out := draw.FitAll(changes[r.top:], w, h)
	out = append(out, draw.Pad(w))
	r.body = len(out)
	out = append(out, r.menu.Lines(th, w, menuH)...)
	hints := r.e.HintLine(th, w-draw.MoreWidth, r.e.Hint())
	return append(out, draw.Spread(hints, draw.MoreSign(th, r.top, h, len(changes)), w))
}

// changes returns added, changed and removed keys with their values, as lines.
func (r *metaReview) changes(th *theme.Theme, w int) []string {
	var out []string
	add := func(sign string, paint theme.Paint, name string, values ...json.RawMessage) {
		line := sign + " " + text.Clean(name) + ": "
		for i, v := range values {
			if i > 0 {
				line += " " + th.Glyphs.Arrow + " "
			}
			line += text.Clean(string(canonical(v)))
		}
		out = append(out, paint.Apply(text.Cut(line, w)))
	}
	for _, name := range r.diff.added {
		add("+", th.Good, name, r.after[name])
	}
	for _, name := range r.diff.changed {
		add("~", th.Warn, name, r.before[name], r.after[name])
	}
	for _, name := range r.diff.removed {
		add("-", th.Bad, name, r.before[name])
	}
	if len(out) == 0 {
		out = append(out, th.Dim.Apply(text.Cut("the room has exactly this already", w)))
	}
	return out
}
