package ui

import (
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/journal"
	"gavel/session/video"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/guard"
	"gavel/ui/say"
	"gavel/ui/term"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// alarms shows the alarms of every room that was opened, with one line and the bell. An alarm never takes the keyboard:
// its keys work only after a key has opened the top one.
type alarms struct {
	*commander
	lobby *lobby
	board *alarm.Board
	noted alarm.Alarm // the last alarm of which the desktop was notified

	learnt map[string]uint64 // the version of the memory saved for a room session's alarms, by its id
}

func newAlarms(m *commander, l *lobby) *alarms {
	a := &alarms{commander: m, lobby: l, learnt: map[string]uint64{}}
	a.board = alarm.NewBoard(a.config)
	return a
}

// config returns the settings for the alarms of an opened room, with tonight's protected people.
func (m *alarms) config(r *video.Room) (cfg alarm.Config) {
	if m.o.Alarms != nil {
		cfg = m.o.Alarms(r)
	}
	if room := m.lobby.opened[r.ID]; room != nil && room.Floor() != nil {
		return room.Floor().AlarmsOf(cfg)
	}
	return cfg
}

// remember saves the memory of a room's alarms about people, for a later run.
func (m *alarms) remember(room Room) {
	if room == nil || room.Floor() == nil {
		return
	}
	id := room.Snapshot().Room.ID
	if e := m.board.Room(id); e != nil && e.Learnt() != m.learnt[id] {
		m.learnt[id] = e.Learnt()
		room.Floor().Remember(e.Memory())
	}
}

// see passes a snapshot of a room to its alarms, whether the room is on the screen or not.
func (m *alarms) see(room Room, s *video.Snapshot) {
	before := m.top()
	m.board.See(m.clk, s)
	m.seeQuiet(room)
	m.remember(room)
	m.flag()
	m.heed(before)
}

// flag marks the rows of people with the name of someone who was removed.
func (m *alarms) flag() {
	var back map[video.MemberID]bool
	for _, a := range m.board.Alarms() {
		if a.Kind != alarm.Returned || a.Room.ID != m.snap.Room.ID {
			continue
		}
		if back == nil {
			back = map[video.MemberID]bool{}
		}
		for _, p := range a.Who {
			back[p.ID] = true
		}
	}
	m.Roster().Back = back
}

// tick passes the time to the alarms.
func (m *alarms) tick() {
	before := m.top()
	m.board.Tick(m.clk)
	m.heed(before)
}

// heed redraws the screen if another alarm is on top, and rings the bell when due.
func (m *alarms) heed(before *alarm.Alarm) {
	m.record(m.board.Fresh())
	top := m.top()
	if (top == nil) != (before == nil) || top != nil && (top.N != before.N || len(top.Who) != len(before.Who)) {
		m.dirty = true
	}
	if !m.board.Ring(m.clk) || m.glass == nil || top == nil {
		return
	}
	if top.N == m.noted.N && top.Room.ID == m.noted.Room.ID {
		m.glass.Write(term.Bell())
		return
	}
	m.noted = *top
	m.glass.Write(term.Notification("gavel: " + m.sentence(top)))
}

// record writes alarms into the journals of their rooms.
func (m *alarms) record(fresh []alarm.Alarm) {
	for _, a := range fresh {
		data, err := host.AlarmRecord(&a)
		if room := m.lobby.opened[a.Room.ID]; err == nil && room != nil {
			_ = room.RecordDecision(journal.KindAlarm, data) // an error means that the session has ended
		}
	}
}

// top returns the alarm on top, or nil if there is none or it was acknowledged.
func (m *alarms) top() *alarm.Alarm {
	if all := m.board.Alarms(); len(all) > 0 && !all[0].Heard {
		return &all[0]
	}
	return nil
}

// follow passes a room that is not on the screen to the alarms, and waits for its changes.
func (m *alarms) follow(room Room) tea.Cmd {
	m.see(room, room.Snapshot())
	return m.awaitIn(room, elsewhereEvery)
}

// needs returns the words of the header about other rooms that need attention, and the key that goes there; "" if there
// are none.
func (m *alarms) needs() (said, key string) {
	first, rooms := m.board.Needing(m.snap.Room.ID)
	if first == nil {
		return "", ""
	}
	return say.RoomNeedsYou(&first.Room, rooms), draw.ShortKey(m.Keys().NeedingRoom)
}

// goToNeeding shows the room with the most urgent alarm.
func (m *alarms) goToNeeding() tea.Cmd {
	first, _ := m.board.Needing(m.snap.Room.ID)
	if first == nil {
		m.Say(say.NoRoomNeedsYou, draw.Info)
		return nil
	}
	return m.lobby.openRoom(first.Room.ID)
}

// came returns the number of people who have just joined the room on the screen at once.
func (m *alarms) came() int {
	if e := m.board.Room(m.snap.Room.ID); e != nil {
		return e.Wave()
	}
	return 0
}

// due returns when time alone raises an alarm or rings the bell.
func (m *alarms) due() time.Time { return m.board.Due() }

func (m *alarms) sentence(a *alarm.Alarm) string {
	if a.Room.ID != m.snap.Room.ID {
		return say.AlarmIn(&a.Room, *a, say.Called)
	}
	return say.Alarm(*a, m.Roster().LabelAs)
}

// line returns the line about the top alarm in w cells, or "".
func (m *alarms) line(w int) string {
	top := m.top()
	if top == nil {
		return ""
	}
	th := m.Theme()
	rest := " · " + m.Keys().Alarm.Help().Key + " opens it"
	if more := len(m.board.Alarms()) - 1; more > 0 {
		rest += " (+" + strconv.Itoa(more) + ")"
	}
	said := "  " + th.Glyphs.Warn + "  " + text.Cut(m.sentence(top), w-text.Width(rest)-6) + rest
	if top.Loudness == alarm.Loud {
		return th.Danger.Apply(draw.Fit(said, w))
	}
	return th.Warn.Apply(draw.Fit(said, w))
}

// openTop acknowledges the top alarm and shows its remedies. Without an alarm, it offers to turn kinds on again.
func (m *alarms) openTop() tea.Cmd {
	all := m.board.Alarms()
	if len(all) == 0 {
		return m.openOff()
	}
	a := all[0]
	if room := m.board.Room(a.Room.ID); room != nil {
		room.Acknowledge(a.N)
	}
	menu := widget.NewMenu(m, say.At(a.At, m.sentence(&a)), m.choices(a), func(ids []string) tea.Cmd {
		return m.leave(a, ids[0])
	})
	menu.W = widget.Widest
	m.Open(menu)
	return nil
}

// The choices besides the remedies.
const goThere, dismissIt, turnOff = "go", "dismiss", "off"

// wayKeys are the letters of the remedies in the open alarm.
var wayKeys = map[alarm.Way]string{
	alarm.Record: "r", alarm.Resume: "r", alarm.Stop: "s", alarm.Stream: "s", alarm.Mark: "m", alarm.Lock: "l",
	alarm.Expect: "e", alarm.Pardon: "p", alarm.Reread: "v", alarm.ShowMember: "w", alarm.Panic: "p",
	alarm.EndQuiet: "e", alarm.StayQuiet: "q",
}

func (m *alarms) choices(a alarm.Alarm) []widget.Choice {
	var out []widget.Choice
	if a.Room.ID != m.snap.Room.ID {
		out = append(out, widget.Choice{ID: goThere, Key: "o", Text: "open the room " + say.Quote(a.Room.Title())})
	} else {
		for _, way := range a.Kind.Row().Ways {
			out = append(out, widget.Choice{ID: string(way), Key: wayKeys[way], Text: say.Way(way)})
		}
	}
	return append(
		out,
		widget.Choice{ID: dismissIt, Key: "d", Text: "dismiss it"},
		widget.Choice{ID: turnOff, Key: "t", Text: say.TurnOff(a.Kind)},
	)
}

// leave runs a choice of the open alarm.
func (m *alarms) leave(a alarm.Alarm, choice string) tea.Cmd {
	room := m.board.Room(a.Room.ID)
	switch choice {
	case goThere:
		return m.lobby.openRoom(a.Room.ID)
	case turnOff:
		m.board.Turn(a.Kind, false)
		m.Say(say.TurnedOff(a.Kind), draw.Info)
		return nil
	case dismissIt:
		if room != nil {
			room.Dismiss(a.N)
			m.flag()
		}
		return nil
	}
	if room == nil || a.Room.ID != m.snap.Room.ID {
		m.Say(say.AlarmElsewhere, draw.Warn)
		return nil
	}
	return m.take(room, a, alarm.Way(choice))
}

// crowdFor is how long a crowd is expected.
const crowdFor = 30 * time.Minute

func (m *alarms) take(room *alarm.Engine, a alarm.Alarm, way alarm.Way) tea.Cmd {
	switch way {
	case alarm.Record:
		return m.Propose(video.StartRecording())
	case alarm.Resume:
		return m.Propose(video.OnObject(video.ActRecordingResume, a.Object, nil))
	case alarm.Stop:
		m.Open(dialog.NewRecordMenu(m))
	case alarm.Stream:
		m.Open(dialog.NewStreamMenu(m))
	case alarm.Lock:
		return m.Propose(video.Lock())
	case alarm.Reread:
		return m.refresh()
	case alarm.Mark:
		m.markThose(a.Who)
	case alarm.ShowMember:
		m.Pick(a.Who[0].ID)
	case alarm.Expect:
		room.Expect(m.clk.Add(crowdFor))
		m.Say(say.CrowdExpected, draw.Info)
	case alarm.Pardon:
		room.Pardon(a.Who)
		m.remember(m.room)
		m.flag()
		m.Say(say.Pardoned, draw.Info)
	case alarm.Panic:
		m.showPanic()
	case alarm.EndQuiet:
		return m.onFloor(floor.Call{Verb: floor.VerbMode, Mode: floor.Open.Mode()})
	case alarm.StayQuiet:
		room.Quieten(m.clk)
	}
	return nil
}

// markThose marks the people of an alarm who are still in the room, and nobody else.
func (m *alarms) markThose(who []video.Person) {
	m.people.Marks.Clear()
	for _, p := range who {
		if m.Roster().Member(p.ID) != nil {
			m.people.Marks.Add(p.ID)
		}
	}
	m.Say(say.MarkedNew(m.people.Marks.Len()), draw.Info)
}

// openOff offers to turn kinds on again.
func (m *alarms) openOff() tea.Cmd {
	var off []widget.Choice
	for _, row := range alarm.Rows() {
		if m.board.Off(row.Kind) {
			off = append(off, widget.Choice{ID: string(row.Kind), Text: say.AlarmName(row.Kind)})
		}
	}
	if len(off) == 0 {
		m.Say(say.NoAlarm, draw.Info)
		return nil
	}
	m.Open(widget.NewMenu(m, "Alarms that are off tonight: turn on again", off, func(ids []string) tea.Cmd {
		for _, id := range ids {
			m.board.Turn(alarm.Kind(id), true)
		}
		return nil
	}))
	return nil
}

// elsewhereEvery is how often the console checks a room that is not on the screen.
const elsewhereEvery = 250 * time.Millisecond

// changedElsewhere passes a room that is not on the screen to the alarms, and waits for its next change.
func (m *alarms) changedElsewhere(msg changedMsg) tea.Cmd {
	s := msg.room.Snapshot()
	m.see(msg.room, s)
	if msg.over {
		m.board.Forget(s.Room.ID)
		return nil
	}
	return m.awaitIn(msg.room, elsewhereEvery)
}

// mayPanic reports whether a panic can be sent and, if not, shows why.
func (m *alarms) mayPanic() bool {
	reason := m.unreachable()
	switch {
	case m.room == nil:
		reason = say.NoRoom
	case m.watch:
		reason = m.readOnly()
	case m.room.Floor() == nil:
		reason = say.NoPanic
	}
	if reason != "" {
		m.Say(reason, draw.Warn)
	}
	return reason == ""
}

// showPanic shows the effect of a panic. The key of panic then carries it out.
func (m *alarms) showPanic() {
	if m.mayPanic() {
		m.Open(dialog.NewPanic(m, m.panicLines))
	}
}

// planPanic returns the plan of a panic in the present state.
func (m *alarms) planPanic() guard.Panic {
	r := guard.Room{Snapshot: m.snap, Protected: m.Roster().Lists.Protected, Panel: m.Roster().Lists.Panel}
	if e := m.board.Room(m.snap.Room.ID); e != nil {
		for _, p := range e.Newcomers() {
			r.Newcomers = append(r.Newcomers, p.ID)
		}
	}
	return guard.Plan(r)
}

func (m *alarms) panicLines() []string {
	p := m.planPanic()
	return say.Panic(say.PanicCounts{
		Locks: p.Locks, OnAir: p.OnAir, Records: p.Records, Clears: p.Clears, Layout: p.Layout,
		Talking: len(p.Talking), Open: len(p.Open), Cameras: len(p.Cameras), Spared: p.Spared,
	}, m.who())
}

// panicNow stops everything that this console is sending, and sends the panic before all others.
func (m *alarms) panicNow() tea.Cmd {
	m.dialogs.clear()
	if !m.mayPanic() {
		return nil
	}
	m.stopAll()
	plan := m.planPanic()
	c, ok := plan.Command()
	if !ok { // locked, muted and off the canvas: only the mode is left
		return m.tryFloor(floor.Call{Verb: floor.VerbMode, Mode: floor.Quiet.Mode(), Sure: true})
	}
	room := m.room
	sub, err := room.Floor().Panic(m.ctx, c)
	if err != nil {
		m.Say(say.FloorError(err, m.Keys().FloorMenu.Help().Key), draw.Bad)
		return nil
	}
	if e := m.board.Room(m.snap.Room.ID); e != nil {
		e.Quieten(m.clk)
	}
	m.offer, m.last, m.repeat = nil, video.Command{}, nil
	said := ""
	if plan.OnAir {
		said = say.OnAir
	}
	m.underWay(say.WishIn(c, m.who(), m.footerRoom()-1))
	m.seePending()
	b := m.startBulk(sub, c, false)
	return m.await(sub, nil, func(res video.Result, err error) tea.Msg {
		return doneMsg{room: room, c: c, besides: said, bulk: b, res: res, err: err}
	})
}

// sleepFor is how long silence is expected during the quiet mode or a break, which normally end it earlier.
const sleepFor = 24 * time.Hour

// seeQuiet tells the alarms of a room whether its floor is in quiet mode or a break, because silence is then expected.
// Once the mode is no longer quiet, the alarm that asks about it ends.
func (m *alarms) seeQuiet(room Room) {
	if room == nil || room.Floor() == nil {
		return
	}
	e := m.board.Room(room.Snapshot().Room.ID)
	if e == nil {
		return
	}
	f := &room.Floor().State().Floor
	quiet := f.Mode.Preset == floor.Quiet
	if quiet || f.Break != "" {
		e.Sleep(m.clk.Add(sleepFor))
	} else {
		e.Sleep(time.Time{})
	}
	if e.IsQuiet() && !quiet {
		e.Unquieten()
	}
}
