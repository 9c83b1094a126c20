package ui

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/fold"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/media"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// confirm asks before a command runs. Only y confirms, or a word that must be typed in full; Enter alone never does.
// The question holds ids. A member that leaves is no longer a target; when all targets have left, the question closes.
type confirm struct {
	draw.HintRow
	m       *desk
	then    func(video.Command) tea.Cmd // runs the confirmed command
	c       video.Command
	roomID  string
	heading string
	notes   []string
	names   map[video.MemberID]string // as they were when the question opened
	left    []string                  // the members left out, and why
	typed   *widget.Editor            // nil if y is enough
	want    string                    // the word to type
	risky   bool
	verb    string // of the button, if more is done than the command
	bare    bool   // no reason can be given
}

// namesShown is how many targets a confirmation lists one by one.
const namesShown = 8

func newConfirm(m *desk, c video.Command, then func(video.Command) tea.Cmd) *confirm {
	d := &confirm{
		m: m, c: c, then: then, roomID: m.Snapshot().Room.ID, heading: say.Question(c, m.who()),
		names: map[video.MemberID]string{},
		risky: c.Destructive(),
	}
	for _, id := range c.Targets {
		d.names[id] = m.Roster().Called(id)
	}
	for _, said := range []string{say.Besides(c, m.Snapshot()), say.Warning(c, m.everybody())} {
		if said != "" {
			d.notes = append(d.notes, said)
		}
	}
	return d
}

// requireTyped makes a typed word the only way to confirm.
func (d *confirm) requireTyped(want string) *confirm {
	in := widget.NewLine("")
	d.typed, d.want = &in, want
	return d
}

func (d *confirm) Context() keymap.Context {
	if d.typed != nil {
		return keymap.Text
	}
	return keymap.Confirm
}

// Hint returns the keys for the footer.
func (d *confirm) Hint() []key.Binding {
	keys := d.m.Keys()
	if d.typed != nil {
		return append([]key.Binding{draw.Named(keys.Submit, d.does()), keys.Cancel}, d.besides()...)
	}
	return append([]key.Binding{draw.Named(keys.Yes, d.does()), keys.No}, d.besides()...)
}

// does returns the text of the button that confirms.
func (d *confirm) does() string {
	if d.verb != "" {
		return d.verb
	}
	return say.Button(d.c)
}

// besides returns the keys of the question besides those that confirm and cancel.
func (d *confirm) besides() (keys []key.Binding) {
	if d.takesReason() {
		keys = append(keys, d.m.Keys().Reason)
	}
	if len(d.left) > 0 {
		keys = append(keys, d.lists())
	}
	return keys
}

// lists returns the key that lists the members left out. While letters are typed, it is the key of the next field.
func (d *confirm) lists() key.Binding {
	keys := d.m.Keys()
	if d.typed != nil {
		return draw.Named(keys.NextField, keys.LeftOut.Help().Desc)
	}
	return keys.LeftOut
}

// takesReason reports whether the command sends people away, for which a reason can be given.
func (d *confirm) takesReason() bool {
	row, _ := d.c.Action.Info()
	return d.typed == nil && !d.bare && row.Target == video.OnMember && row.Risk >= video.RiskAsks
}

// askReason asks for the reason, and then runs the command with it.
func (d *confirm) askReason() {
	d.m.Open(dialog.NewReasonPrompt(d.m, draw.Capital(say.Wish(d.c, d.m.who())), func(reason string) tea.Cmd {
		d.c.Reason = reason
		return d.run()
	}))
}

func (d *confirm) Title() string { return d.heading + "?" }
func (d *confirm) Danger() bool  { return d.risky }
func (d *confirm) Asks() bool    { return true }
func (d *confirm) Typing() bool  { return d.typed != nil }

// Changed cancels the question if another room is shown, or all targets have left.
func (d *confirm) Changed() bool {
	s := d.m.Snapshot()
	if s.Room.ID != d.roomID || s.Room.Ended {
		d.m.Say(say.CancelledRoom, draw.Warn)
		return true
	}
	row, _ := d.c.Action.Info()
	if len(d.c.Targets) > 0 && !row.Unlisted && len(d.present()) == 0 {
		d.m.Say(d.allLeft(), draw.Warn)
		return true
	}
	return false
}

// allLeft says that no target is left.
func (d *confirm) allLeft() string {
	if len(d.c.Targets) == 1 {
		return say.CancelledOne(d.names[d.c.Targets[0]])
	}
	return say.CancelledAll
}

// present returns the targets that are still in the room.
func (d *confirm) present() []video.MemberID {
	row, _ := d.c.Action.Info()
	var ids []video.MemberID
	for _, id := range d.c.Targets {
		if p := d.m.Roster().Find(id); row.Unlisted || p != nil && p.Here() {
			ids = append(ids, id)
		}
	}
	return ids
}

func (d *confirm) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := d.m.Keys()
	if d.typed != nil {
		return d.typedKey(k)
	}
	switch {
	case key.Matches(k, keys.Yes):
		return true, d.run()
	case key.Matches(k, keys.Reason) && d.takesReason():
		d.askReason()
		return true, nil
	case key.Matches(k, keys.No):
		d.m.Say(say.Cancelled, draw.Info)
		return true, nil
	case key.Matches(k, keys.LeftOut) && len(d.left) > 0:
		d.m.Open(dialog.NewList(d.m, "Left out", d.left))
	case key.Matches(k, keys.LeftOut):
		d.m.Say(say.NobodyLeftOut, draw.Info)
	}
	return false, nil
}

func (d *confirm) typedKey(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := d.m.Keys()
	switch {
	case key.Matches(k, keys.Cancel):
		d.m.Say(say.Cancelled, draw.Info)
		return true, nil
	case key.Matches(k, keys.Submit):
		if !isTyped(d.typed.Text(), d.want) {
			d.m.Say(say.NotTyped(d.want), draw.Warn)
			return false, nil
		}
		return true, d.run()
	case key.Matches(k, d.lists()) && len(d.left) > 0:
		d.m.Open(dialog.NewList(d.m, "Left out", d.left))
		return false, nil
	}
	d.typed.Key(k)
	return false, nil
}

// run runs the command on the targets that are still in the room.
func (d *confirm) run() tea.Cmd {
	if d.Changed() {
		return nil
	}
	c := d.c
	if len(c.Targets) > 0 {
		c.Targets = d.present()
	}
	return d.then(c)
}

// whom describes the targets of the command in at most room lines of w cells, but in at least one line.
func (d *confirm) whom(w, room int) []string {
	th, now := d.m.Theme(), d.m.Now()
	var out []string
	for i, id := range d.c.Targets {
		who, more := d.who(id, w, now), 0
		if i < len(d.c.Targets)-1 {
			more = 1 // the line about the rest
		}
		if i > 0 && (i == namesShown || len(out)+len(who)+more > room) {
			out = append(out, th.Dim.Apply("and "+d.m.Roster().MoreOf(d.c.Targets[i:])))
			break
		}
		out = append(out, who...)
	}
	if len(out) == 0 {
		out = append(out, d.object(th, now))
	}
	return out
}

func (d *confirm) Lines(maxW, maxH int) []string {
	th := d.m.Theme()
	rest := []string{""}
	for _, note := range d.notes {
		for _, line := range draw.Wrap(note, maxW) {
			rest = append(rest, th.Warn.Apply(line))
		}
	}
	if d.risky && d.m.Snapshot().JournalErr != "" {
		rest = append(rest, th.Bad.Apply(say.NotRecorded))
	}
	if len(rest) > 1 {
		rest = append(rest, "")
	}
	yes := d.m.Keys().Yes
	if d.typed != nil {
		field := d.typed.Line(widget.InputStyle{Theme: th, Width: min(40, maxW), Focused: true})
		rest = append(rest, "Type "+th.Strong.Apply(d.want)+" to "+d.does()+":", field, "")
		yes = d.m.Keys().Submit
	}
	buttons := d.buttons(yes, d.does())
	for _, k := range d.besides() {
		buttons = d.AddHint(th, k)
	}
	rest = append(rest, buttons)
	rest = draw.Squeeze(rest, maxH-len(d.whom(maxW, 1)))
	return draw.EvenLines(append(d.whom(maxW, maxH-len(rest)), rest...), maxW)
}

// who describes one target in lines of w cells: name, id and time in the room, and below them warnings and changes
// since the question opened.
func (d *confirm) who(id video.MemberID, w int, now time.Time) []string {
	th := d.m.Theme()
	p := d.m.Roster().Find(id)
	if p == nil {
		return []string{th.Strong.Apply(d.names[id])}
	}
	if !p.Here() {
		return d.named(p, th.Warn.Apply("  has left"), w)
	}
	about := "  joined before you"
	if age := now.Sub(p.Member.JoinedAt); age >= time.Minute {
		about += ", " + draw.Age(age, false)
	}
	if p.Member.JoinSeen {
		about = "  joined " + p.Member.JoinedAt.Format(time.TimeOnly) + ", " + draw.Age(now.Sub(p.Member.JoinedAt), true)
	}
	if p.Member.AudioMuted {
		about += ", mic off"
	}
	out := d.named(p, th.Dim.Apply(about), w)
	if is := d.m.Roster().Called(id); is != d.names[id] {
		out = append(out, th.Warn.Apply("  "+th.Glyphs.Warn+" renamed from "+d.names[id]))
	}
	if d.m.Roster().Doubtful(p) {
		out = append(out, th.Warn.Apply("  "+th.Glyphs.Warn+" "+say.LooksAlike))
	}
	return out
}

// shortestName is the number of cells of a long name that are kept. If there is less room, the details get their own
// line.
const shortestName = 24

// named returns a line of w cells with the name, the id and the details of a member. It cuts the end of a long name,
// never the id, because a member can choose any name.
func (d *confirm) named(p *people.Person, about string, w int) []string {
	name, id := p.Name.Text, " #"+text.ShortID(string(p.Member.ID))
	if p.Name.Blank {
		id = "" // a placeholder already ends with the id
	}
	paint := func(room int) string { return d.m.Theme().Strong.Apply(text.Cut(name, max(room-len(id), 1)) + id) }
	if room := w - draw.Width(about); room >= min(text.Width(name), shortestName)+len(id) {
		return []string{paint(room) + about}
	}
	return []string{paint(w), about}
}

// object names the target of a command without members: a recording, playback or stream, else the room.
func (d *confirm) object(th *theme.Theme, now time.Time) string {
	for _, item := range media.Items(d.m.Snapshot()) {
		if d.c.Object != "" && item.ID == d.c.Object {
			id := ""
			if item.URL != "" {
				id = "#" + text.Clean(text.ShortID(item.ID)) + " "
			}
			return th.Strong.Apply(item.Summary(th, now)) + th.Dim.Apply("  "+id+item.Starter())
		}
	}
	return th.Strong.Apply(text.Clean(d.m.Snapshot().Room.Title()))
}

// buttons returns the line with the key that confirms and the key that cancels. The latter is marked, because Enter
// selects it.
func (d *confirm) buttons(yes key.Binding, verb string) string {
	return d.Buttons(d.m.Theme(), yes, verb, d.m.Keys().No)
}

// plan adds the effects of the command, with their numbers of targets.
func (d *confirm) plan(p video.Plan) *confirm {
	if len(p.All()) <= 1 {
		return d
	}
	d.heading = say.Plan(d.c, p, d.m.who())
	var but []string
	if said := say.Skipped(d.c, p, d.m.who()); said != "" {
		but = append(but, draw.Capital(said)+".")
		d.left = say.LeftOut(d.c, p, d.m.who())
	}
	if hidden := d.m.people.HiddenMarks(); hidden > 0 && d.m.people.Marks.Len() > 0 {
		but = append(but, say.HiddenToo(hidden))
	}
	d.notes = append(but, d.notes...)
	return d
}

func (d *confirm) note(s string) *confirm {
	d.notes = append(d.notes, s)
	return d
}

// everybody returns the number of members in the room, as text.
func (m *desk) everybody() string {
	ids := make([]video.MemberID, 0, len(m.snap.Members))
	for _, member := range m.snap.Members {
		if member.Type != video.TypeAudience {
			ids = append(ids, member.ID)
		}
	}
	return m.Roster().CountOf(ids)
}

// isTyped reports whether the required word was typed. An empty line never counts.
func isTyped(typed, want string) bool {
	typed = text.Clean(strings.TrimSpace(typed))
	return typed != "" && fold.Same(typed, want)
}

// unrecorded is the second question before a destructive command while the journal has failed: a record was
// requested, and there will be none. It has its own key, so that a repeated yes does not confirm it.
type unrecorded struct{ *confirm }

func newUnrecorded(m *desk, c video.Command, then func(video.Command) tea.Cmd) *unrecorded {
	return &unrecorded{newConfirm(m, c, then)}
}

func (d *unrecorded) Title() string { return say.Unrecorded(d.heading) + "?" }

// Changed also closes the question when recording resumes, because then the first question is enough.
func (d *unrecorded) Changed() bool {
	if d.m.Snapshot().JournalErr == "" {
		d.m.Say(say.JournalBack, draw.Warn)
		return true
	}
	return d.confirm.Changed()
}

func (d *unrecorded) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := d.m.Keys()
	switch {
	case key.Matches(k, keys.Unrecorded):
		if d.Changed() {
			return true, nil
		}
		c := d.c
		c.Unrecorded = true
		if len(c.Targets) > 0 {
			c.Targets = d.present()
		}
		return true, d.then(c)
	case key.Matches(k, keys.No):
		d.m.Say(say.Cancelled, draw.Info)
		return true, nil
	}
	return false, nil
}

func (d *unrecorded) Lines(maxW, maxH int) []string {
	th := d.m.Theme()
	rest := []string{"", th.Bad.Apply(say.NotRecorded)}
	why := draw.Wrap(text.Clean(d.m.Snapshot().JournalErr), min(maxW, confirmText))
	for _, line := range why[:min(len(why), reasonLines)] {
		rest = append(rest, th.Dim.Apply(line))
	}
	rest = append(rest, "", d.buttons(d.m.Keys().Unrecorded, say.Unrecorded(say.Button(d.c))))
	rest = draw.Squeeze(rest, maxH-len(d.whom(maxW, 1)))
	return draw.EvenLines(append(d.whom(maxW, maxH-len(rest)), rest...), maxW)
}

// reasonLines is how many lines the reason for the missing record may take.
const reasonLines = 3

// Hint returns the keys for the footer; y is not among them.
func (d *unrecorded) Hint() []key.Binding {
	return []key.Binding{draw.Named(d.m.Keys().Unrecorded, say.Unrecorded(say.Button(d.c))), d.m.Keys().No}
}

// confirmText is the widest text in a question.
const confirmText = 60
