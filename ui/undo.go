package ui

import (
	"errors"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/guard"
	"gavel/ui/say"
)

// undo undoes the last command that the room has confirmed.
func (m *commander) undo() tea.Cmd {
	if !m.watch && m.undoFloor() {
		return nil
	}
	if !m.canUndo() {
		return nil
	}
	if m.undoesPanic() {
		return m.takeBack()
	}
	if q := m.askUndo(m.snap.Undo); q != nil {
		m.Open(q)
		return nil
	}
	return m.takeBack()
}

// canUndo reports whether there is something to undo now, and shows why not.
func (m *commander) canUndo() bool {
	if reason := m.refusal(video.Lock()); reason != "" { // for the same reasons as any change of the room
		m.Say(reason, draw.Warn)
		return false
	}
	if m.snap.Undo == nil {
		m.Say(say.NothingToUndo, draw.Info)
		return false
	}
	if reason := m.unreachable(); reason != "" {
		m.Say(reason, draw.Warn)
		return false
	}
	if c := m.snap.Undo.Command; c != nil && c.Final() != "" {
		m.Say(say.Stays(*c, m.who(), m.footerRoom()), draw.Warn)
		return false
	}
	for i := range m.snap.Pending { // one without an answer is not on the stack yet
		switch job := &m.snap.Pending[i]; {
		case job.State != video.OutcomePending:
		case job.Undo:
			m.Say(say.UndoInProgress, draw.Info)
			return false
		default:
			m.Say(say.UndoTooEarly(m.Keys().Undo.Help().Key), draw.Warn)
			return false
		}
	}
	return true
}

// takeBack sends the undo of the command that the room names as the last one.
func (m *commander) takeBack() tea.Cmd {
	var c video.Command
	if e := m.snap.Undo; e.Command != nil {
		c = *e.Command
		m.underWay(say.Undo(c, m.who(), m.footerRoom()-1))
	}
	room, from := m.room, m.newestEntry()
	sub, err := room.SubmitUndo(m.ctx)
	if ask, asks := errors.AsType[*floor.Ask](err); asks {
		m.askFloor(ask, m.undoSurely(room.Floor()))
		return nil
	}
	m.seePending()
	b := m.startBulk(sub, c, true)
	return m.await(sub, err, func(res video.Result, err error) tea.Msg {
		return undoneMsg{room: room, c: c, from: from, res: res, err: err, bulk: b}
	})
}

// undone shows the outcome of an undo.
func (m *commander) undone(msg undoneMsg) {
	m.endBulk(msg.bulk)
	if msg.room != m.room {
		m.undoneElsewhere(msg)
		return
	}
	m.update()
	switch worst := msg.res.Worst(msg.err); {
	case worst == video.OutcomeUnknown:
		m.doubtUndo(msg)
	case msg.err != nil:
		m.Say(m.notUndone(msg), draw.Bad)
	default:
		left, t := m.leftAlone(msg.from), draw.Good
		if left != nil || msg.res.Command.Risk() == video.RiskOpens {
			t = draw.Warn
		}
		if left != nil && len(msg.res.Targets) == 0 {
			m.Say(say.Line(left, m.Roster().LabelAs), t)
			return
		}
		said := say.Undone(msg.res.Command, worst, msg.res.Took, m.who(), m.footerRoom())
		if left != nil {
			said += " " + say.LeftAlone(left, m.Roster().LabelAs)
		}
		if remains := say.Remains(msg.c, m.who()); remains != "" {
			said, t = said+" "+remains, draw.Warn
		}
		m.Say(said, t)
	}
	m.openAfterPanic(msg)
}

// newestEntry returns the number of the newest entry of the log, or 0.
func (m *commander) newestEntry() uint64 {
	if n := len(m.snap.Log); n > 0 {
		return m.snap.Log[n-1].N
	}
	return 0
}

// leftAlone returns the entry, after the entry from, that names the members that an undo has skipped; nil if there is
// none.
func (m *commander) leftAlone(from uint64) *video.Entry {
	for i := len(m.snap.Log) - 1; i >= 0 && m.snap.Log[i].N > from; i-- {
		if e := m.snap.Log[i]; e.Note == video.NoteUndoSkipped || e.Note == video.NoteUndoNothing {
			return e
		}
	}
	return nil
}

// doubtUndo shows that the outcome of an undo is unknown, and remembers the undo until the outcome is known. An undo
// may be several commands; the log has an entry for each.
func (m *commander) doubtUndo(msg undoneMsg) {
	what, found := say.Undo(msg.c, m.who(), m.footerRoom()-answerRoom), false
	for i := max(0, len(m.snap.Log)-watchedEntries); i < len(m.snap.Log); i++ {
		e := m.snap.Log[i]
		if _, before := m.doubts[e.N]; e.Undo && e.Outcome == video.OutcomeUnknown && e.Unsettled == 0 && !before {
			m.doubt(e.N, what)
			found = true
		}
	}
	if !found {
		m.doubt(msg.res.Entry, what)
	}
	m.Say(say.NoAnswer(what, &m.snap.Link), draw.Warn)
}

// undoneElsewhere shows the outcome of an undo in a previous room, unless it succeeded.
func (m *commander) undoneElsewhere(msg undoneMsg) {
	what := "undo"
	if label := labelOf(msg.c); label != "" {
		what += " (" + label + ")"
	}
	m.elsewhere(msg.room, what, msg.res, msg.err)
}

// notUndone returns why an undo failed. An undo that was not sent can be tried again later.
func (m *commander) notUndone(msg undoneMsg) string {
	rest := ""
	if slices.ContainsFunc(msg.res.Targets, func(t video.TargetResult) bool { return t.Outcome == video.OutcomeNotSent }) {
		rest = m.theRest()
	}
	return say.NotUndone(msg.res, msg.err, msg.bulk != nil && msg.bulk.stopped, rest)
}

// theRest returns a sentence about how to undo the rest, or why it cannot be undone.
func (m *commander) theRest() string {
	switch s := m.snap; {
	case s.Room.Ended:
		return say.RoomEnded
	case m.watch:
		return m.readOnly()
	case s.Link.State != video.LinkLive:
		return say.NoConnection
	}
	if why := m.unreachable(); why != "" {
		return why
	}
	return say.UndoRest(m.Keys().Undo.Help().Key)
}

// undoQuestion asks before an undo that opens microphones or cameras, as the equivalent command would.
type undoQuestion struct {
	*confirm
	by    *commander
	entry uint64 // the entry that would be undone
	title string // of the undo of a panic; "" for others
}

// askUndo returns the question before an undo, or nil if it needs none.
func (m *commander) askUndo(e *video.Entry) *undoQuestion {
	c, opens := guard.Opening(e)
	if !opens {
		return nil
	}
	c.Targets = c.Plan(m.snap).Act
	title := ""
	if e.Command.Has(video.ForPanic) {
		title = panicUndoTitle(e, m.snap)
	}
	old := !e.At.IsZero() && m.clk.Sub(e.At) > guard.UndoOpensFor
	taken := e.Command.Has(video.ForScene)
	asks := old && len(e.Command.Steps) == 0 || taken || title != "" // for old commands of its own, the floor asks
	n := len(c.Targets)
	if n == 0 || n <= m.o.habits().PlansOver() && !m.o.habits().AsksAlso(c) && !asks || taken && old {
		return nil
	}
	q := &undoQuestion{newConfirm(m.desk, c, nil), m, e.N, title}
	if title != "" {
		q.verb = "open" // microphones and cameras
	}
	return q
}

// Title counts the targets that are still in the room.
func (q *undoQuestion) Title() string {
	if q.title != "" {
		return q.title + "?"
	}
	c := q.c
	c.Targets = q.present()
	return say.AskUndo(c, q.m.who()) + "?"
}

// Changed also closes the question if another action has become the next to undo.
func (q *undoQuestion) Changed() bool {
	if next := q.m.Snapshot().Undo; next == nil || next.N != q.entry {
		q.m.Say(say.UndoSuperseded, draw.Warn)
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
	return true, q.by.takeBack()
}

// undoesPanic reports whether the next undo reverts only the mode, lock and layout of a panic, and opens no microphone
// or camera.
func (m *commander) undoesPanic() bool {
	return m.room != nil && m.room.Floor() != nil && m.room.Floor().State().UndoPanic
}

// openAfterPanic asks whether to open the microphones and cameras that a panic has closed, after its other parts were
// undone.
func (m *commander) openAfterPanic(msg undoneMsg) {
	e := m.snap.Undo
	if e == nil || !e.Command.Has(video.ForPanic) || !msg.c.Has(video.ForPanic) || m.undoesPanic() {
		return
	}
	if q := m.askUndo(e); q != nil {
		m.Open(q)
	}
}

// panicUndoTitle counts the microphones and cameras that the undo of a panic would open.
func panicUndoTitle(e *video.Entry, s *video.Snapshot) string {
	count := func(f video.Fields) (n int) {
		for i, step := range e.Command.List() {
			if row, _ := step.Action.Info(); row.Target != video.OnMember || row.Sets.Field != f {
				continue
			}
			step.Targets = guard.ChangedBy(e, i)
			n += len(step.Plan(s).Already)
		}
		return n
	}
	return say.UndoPanic(count(video.FieldAudioMuted), count(video.FieldVideoMuted))
}
