package ui

import (
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// undo takes back the last command that the room has confirmed.
func (m *commander) undo() tea.Cmd {
	if !m.canUndo() {
		return nil
	}
	if q := m.askUndo(m.snap.Undo); q != nil {
		m.Open(q)
		return nil
	}
	return m.takeBack(undoOf(m.snap.Undo))
}

// canUndo reports whether there is something to undo just now, and says why not.
func (m *commander) canUndo() bool {
	change := video.Lock() // an undo is refused for what any change of the room is refused for
	row, _ := change.Action.Info()
	if reason := m.refusal(change, row); reason != "" {
		m.Say(reason, draw.Warn)
		return false
	}
	if m.snap.Undo == nil {
		m.Say("nothing to undo", draw.Info)
		return false
	}
	if reason := m.unreachable(); reason != "" {
		m.Say(reason, draw.Warn)
		return false
	}
	if m.sent.double(undoOf(m.snap.Undo)[0], m.clk) {
		m.Say("undo is on its way: swallowed the second one", draw.Info)
		return false
	}
	if m.sent.busy() { // what is under way is not on the stack yet: the one before it would be undone
		press := ", press " + m.Keys().Undo.Help().Key + " again when it is done"
		m.Say("nothing undone: a command is still on its way"+press, draw.Warn)
		return false
	}
	return true
}

// takeBack sends the undo of what the room names as the last command.
func (m *commander) takeBack(taken []deedKey) tea.Cmd {
	order := m.sent.sent(taken, m.clk)
	var c video.Command
	if e := m.snap.Undo; e.Command != nil {
		c = *e.Command
		m.status.set(draw.Capital(m.words().undoing(c, m.footerRoom()-1))+m.Theme().Glyphs.Pending, draw.Info, m.clk)
	}
	room := m.room
	ctx, b := m.startBulk(c, true)
	return guarded(func() tea.Msg {
		defer close(order.done)
		res, err := room.Undo(ctx)
		return undoneMsg{room: room, deeds: taken, c: c, res: res, err: err, bulk: b}
	})
}

// undone tells what became of an undo.
func (m *commander) undone(msg undoneMsg) {
	m.sent.landed(msg.deeds)
	m.endBulk(msg.bulk)
	if msg.room != m.room {
		m.undoneElsewhere(msg)
		return
	}
	m.update()
	row, known := msg.res.Command.Action.Info()
	switch worst := worstOf(msg.res, msg.err); {
	case worst == video.OutcomeUnknown:
		m.doubtUndo(msg)
	case msg.err != nil:
		m.Say(m.notUndone(msg), draw.Bad)
	case !known:
		m.Say("Undone", draw.Good)
	default:
		t := draw.Good
		if row.Risk == video.RiskOpens {
			t = draw.Warn
		}
		const said = "Undone: "
		tail := m.words().outcomeTail(worst, msg.res.Took)
		m.Say(said+m.words().pastIn(msg.res.Command, m.footerRoom()-len(said)-text.Width(tail))+tail, t)
	}
}

// doubtUndo says that nobody knows yet what became of an undo, and remembers it until that is known. An undo may be
// several commands: of each the log tells.
func (m *commander) doubtUndo(msg undoneMsg) {
	what, found := m.words().undoing(msg.c, m.footerRoom()-len(noAnswer)-1), false
	for i := max(0, len(m.snap.Log)-watchedEntries); i < len(m.snap.Log); i++ {
		e := &m.snap.Log[i]
		if _, before := m.doubts[e.N]; e.Undo && e.Outcome == video.OutcomeUnknown && e.Unsettled == "" && !before {
			m.doubt(e.N, what)
			found = true
		}
	}
	if !found {
		m.doubt(msg.res.Entry, what)
	}
	m.Say(draw.Capital(what)+m.words().checking(), draw.Warn)
}

// undoneElsewhere tells what became of an undo in a room that was left meanwhile, unless all went well.
func (m *commander) undoneElsewhere(msg undoneMsg) {
	what := "undo"
	if row, known := msg.c.Action.Info(); known {
		what += " of: " + row.Label
	}
	m.elsewhere(msg.room, what, msg.res, msg.err)
}

// notUndone says why an undo failed or, where it did so for some people only, for how many. What was not sent is still
// there to be undone, when anything can be.
func (m *commander) notUndone(msg undoneMsg) string {
	if len(msg.res.Targets) < 2 {
		return "Could not undo: " + m.words().reason(msg.err)
	}
	why := "Not all undone: "
	if msg.bulk != nil && msg.bulk.stopped {
		why = "Undo stopped: "
	}
	why += video.CountOutcomes(msg.res.Targets)
	notSent := func(t video.TargetResult) bool { return t.Outcome == video.OutcomeNotSent }
	if !slices.ContainsFunc(msg.res.Targets, notSent) {
		return why + ": " + m.words().reason(msg.err)
	}
	return why + m.theRest()
}

// theRest says how what was not undone can be, or why it cannot.
func (m *commander) theRest() string {
	switch s := m.snap; {
	case s.Room.Ended:
		return ": the room has ended"
	case m.watch:
		return ". Watching only: " + m.Keys().WatchOnly.Help().Key + " switches commands on"
	case s.Link.State != video.LinkLive:
		return ": not connected"
	case m.unreachable() != "":
		return ": " + m.unreachable()
	}
	return ". Press " + m.Keys().Undo.Help().Key + " to undo the rest"
}

// undoOf names the undo of an entry. It changes what the entry has changed.
func undoOf(e *video.Entry) []deedKey {
	undo := deedKey{name: "undo " + strconv.FormatUint(e.N, 10)}
	if e.Command != nil {
		for _, d := range deedsOf(*e.Command) {
			undo.things = append(undo.things, d.things...)
		}
	}
	return []deedKey{undo}
}

// undoQuestion asks before an undo that opens something for many, as the same command would by itself.
type undoQuestion struct {
	*confirm
	by    *commander
	entry uint64 // what would be undone
}

// askUndo returns the question before an undo, or nil when it needs none.
func (m *commander) askUndo(e *video.Entry) *undoQuestion {
	c, opens := opening(e)
	if !opens {
		return nil
	}
	if c.Targets = c.Plan(m.snap).Act; len(c.Targets) <= bulkOver {
		return nil
	}
	return &undoQuestion{newConfirm(m.desk, c, nil), m, e.N}
}

// opening is what undoing an entry would do to those whom it has changed, when that opens microphones, cameras or ears.
func opening(e *video.Entry) (c video.Command, opens bool) {
	if e.Command == nil {
		return c, false
	}
	for _, id := range changedBy(e) {
		for _, back := range e.Command.Inverse(&video.Before{Member: &video.Member{ID: id}}) {
			targets := append(c.Targets, back.Targets...)
			c = back
			c.Targets = targets
		}
	}
	row, _ := c.Action.Info()
	return c, row.Target == video.OnMember && row.Opens != 0
}

// Title counts those who are still here.
func (q *undoQuestion) Title() string {
	c := q.c
	c.Targets = q.present()
	return "Undo: " + q.m.words().wish(c) + "?"
}

// changedBy are those whom a command has changed, as far as the log knows.
func changedBy(e *video.Entry) []video.MemberID {
	if len(e.Targets) == 0 {
		return e.Command.Targets
	}
	var ids []video.MemberID
	for _, t := range e.Targets {
		if t.Outcome == video.OutcomeAccepted || t.Outcome == video.OutcomeConfirmed {
			ids = append(ids, t.Member)
		}
	}
	return ids
}

// Changed goes away as well when something else would be undone by now.
func (q *undoQuestion) Changed() bool {
	if next := q.m.Snapshot().Undo; next == nil || next.N != q.entry {
		q.m.Say("nothing undone: the last command is another one by now", draw.Warn)
		return true
	}
	return q.confirm.Changed()
}

func (q *undoQuestion) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	if !key.Matches(k, q.m.Keys().Yes) {
		return q.confirm.Key(k)
	}
	if q.Changed() || !q.by.canUndo() {
		return true, nil
	}
	return true, q.by.takeBack(undoOf(q.m.snap.Undo))
}
