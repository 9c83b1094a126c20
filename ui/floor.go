package ui

import (
	"errors"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/term"
	"gavel/ui/waits"
	"gavel/ui/widget"
)

// onFloor runs a verb. If the verb fails, it shows why; if the verb has a question, it asks it. It asks, too, before a
// verb that sends people away, and before one that may open a microphone if the user wants that.
func (m *commander) onFloor(c floor.Call) tea.Cmd {
	if c.Verb == floor.VerbAudience {
		return m.askAudience(c)
	}
	opens := c.Opening(m.Floor())
	if opens == "" || !m.o.habits().AsksAlso(video.AudioUnmute(c.Who)) || m.hostOfFloor() == nil {
		return m.callFloor(c)
	}
	question, button := say.FloorOpens(c.Who, opens, m.who())
	m.ask(question, button, func() tea.Cmd { return m.callFloor(c) })
	return nil
}

// callFloor runs a verb. "Again" no longer repeats an earlier command.
func (m *commander) callFloor(c floor.Call) tea.Cmd {
	m.last, m.repeat = video.Command{}, nil
	if c.Verb == floor.VerbNext {
		m.repeat = m.nextInQueue
	}
	return m.tryFloor(c)
}

// tryFloor runs a verb, and once more if its question is answered.
func (m *commander) tryFloor(c floor.Call) tea.Cmd {
	h := m.hostOfFloor()
	if h == nil {
		return nil
	}
	err := h.Do(func(e *floor.Engine, now time.Time) error { return e.Run(now, c) })
	ask, _ := errors.AsType[*floor.Ask](err)
	m.afterFloor(err, func() tea.Cmd { return m.tryFloor(c.Answered(ask)) })
	return nil
}

// OnFloor runs a verb of the floor.
func (m *desk) OnFloor(c floor.Call) tea.Cmd { return m.runFloor(c) }

// floorNote asks for a note with the time.
func (m *commander) floorNote() tea.Cmd {
	if m.hostOfFloor() != nil {
		dialog.AskFloorNote(m, m.onFloor)
	}
	return nil
}

// openFloor opens the menu of the floor.
func (m *commander) openFloor() tea.Cmd {
	if h := m.hostOfFloor(); h != nil {
		m.Open(dialog.NewFloorMenu(m, h, m.onFloor, func(verb func() error) tea.Cmd {
			return guarded(func() tea.Msg { return earlierMsg{verb()} })
		}))
	}
	return nil
}

// hostOfFloor returns the host of the room's floor, or nil after showing why no verb can run.
func (m *commander) hostOfFloor() *host.Host {
	switch {
	case m.room == nil:
		m.Say(say.NoRoom, draw.Warn)
	case m.watch:
		m.Say(m.readOnly(), draw.Warn)
	case m.gate.Holds(waits.AfterRoom, m.clk):
		m.Say(say.JustOpened, draw.Warn)
	case m.room.Floor() == nil:
		m.Say(say.NoFloor, draw.Warn)
	default:
		return m.room.Floor()
	}
	return nil
}

// afterFloor shows the outcome of a verb.
func (m *commander) afterFloor(err error, again func() tea.Cmd) {
	if ask, asks := errors.AsType[*floor.Ask](err); asks {
		m.askFloor(ask, again)
		return
	}
	if err != nil {
		m.seeFloor() // so that an older note does not cover the reason
		m.Say(say.FloorError(err, draw.ShortKey(m.Keys().LetBe)), draw.Warn)
		return
	}
	m.seeFloor()
}

// askFloor asks the question of a verb.
func (m *commander) askFloor(ask *floor.Ask, again func() tea.Cmd) {
	question, button := say.FloorAsk(ask, m.who())
	m.ask(question, button, again)
}

func (m *commander) ask(question, button string, yes func() tea.Cmd) {
	menu := widget.NewMenu(m, question, []widget.Choice{{ID: button, Key: "y", Text: button}}, func([]string) tea.Cmd {
		return yes()
	})
	menu.W = widget.Widest
	m.Open(menu)
}

// seeFloor shows the floor's newest notes since the last call, which may have been before another room was on the
// screen.
func (m *commander) seeFloor() {
	if m.room == nil || m.room.Floor() == nil {
		return
	}
	h := m.room.Floor()
	s, seen := h.State(), m.floors[h]
	if s.Seq == seen.seq {
		return
	}
	news := min(s.Noted-seen.noted, len(s.Notes))
	m.floors[h], m.dirty = seenFloor{s.Seq, s.Noted}, true
	m.panes[arrange.SlotHands].Update()
	for _, n := range s.Notes[len(s.Notes)-max(0, news):] {
		switch {
		case n.Kind == floor.NoteBell && m.glass != nil:
			m.glass.Write(term.Bell())
		case n.Kind == floor.NoteProtected, n.Kind == floor.NoteReleased:
			m.people.Relist()
		}
		said := say.FloorNote(n, m.who().LabelAs)
		if b, _ := m.running(); b != nil && b.c.Has(video.ForPanic) && n.Mode != nil && n.Mode.Preset == floor.Open {
			said += " " + say.PanicContinues(draw.ShortKey(m.Keys().Back))
		}
		m.Say(said, floorTone(n.Kind))
		m.status.replaceable = n.Kind == floor.NoteClosed || n.Kind == floor.NotePanic
	}
}

// floorTone returns the tone of a note.
func floorTone(k floor.NoteKind) draw.Tone {
	switch k {
	case floor.NoteGranted, floor.NoteMode, floor.NoteUndone, floor.NoteRestored, floor.NoteContinued:
		return draw.Good
	case floor.NoteNotOpened, floor.NoteBanner, floor.NoteRights, floor.NoteLeaseLost, floor.NoteLeaseOver,
		floor.NoteOverwritten, floor.NoteUnsent, floor.NotePaused, floor.NoteBell, floor.NoteNobody:
		return draw.Warn
	}
	return draw.Info
}

// nextInQueue gives the floor to the person shown as next on the screen.
func (m *commander) nextInQueue() tea.Cmd {
	return m.onFloor(floor.Call{Verb: floor.VerbNext, Who: m.paintedNext})
}

// onOne runs a verb on the person under the cursor.
func (m *commander) onOne(verb floor.Verb) tea.Cmd {
	id, one := m.oneTarget()
	if !one {
		return nil
	}
	return m.onFloor(floor.Call{Verb: verb, Who: id})
}

// oneTarget returns the person under the cursor. If there is not exactly one, it shows that.
func (m *commander) oneTarget() (video.MemberID, bool) {
	ids := m.Targets()
	if len(ids) != 1 {
		m.Say(say.OnePersonKey, draw.Warn)
		return "", false
	}
	return ids[0], true
}

func (m *commander) floorGive() tea.Cmd { return m.onOne(floor.VerbGive) }

// floorAnswer lets a person answer, or ends the answer that the screen shows.
func (m *commander) floorAnswer() tea.Cmd {
	id, one := m.oneTarget()
	if !one {
		return nil
	}
	return m.onFloor(m.paintedFloor.AnswerOf(id))
}

func (m *commander) floorTakeBack() tea.Cmd {
	return m.onFloor(floor.Call{Verb: floor.VerbTakeBack, Seen: m.paintedFloor})
}

// floorQueue puts a person into the queue. If the person is already there, it asks for the lane.
func (m *commander) floorQueue() tea.Cmd {
	if f, ids := m.paintedFloor, m.Targets(); f != nil && len(ids) == 1 {
		if i := slices.IndexFunc(f.Queue, func(en floor.Entry) bool { return en.ID == ids[0] }); i >= 0 {
			m.Open(dialog.NewLaneMenu(m, f.Queue[i], m.onFloor))
			return nil
		}
	}
	return m.onOne(floor.VerbQueue)
}

func (m *commander) floorUnqueue() tea.Cmd { return m.onOne(floor.VerbUnqueue) }

// undoFloor undoes the newest action if it is a verb of the floor that has sent nothing. It reports whether it was.
func (m *commander) undoFloor() bool {
	if m.room == nil || m.room.Floor() == nil || !m.room.Floor().State().UndoAlone {
		return false
	}
	m.undoVerb(m.room.Floor(), false)
	return true
}

func (m *commander) undoVerb(h *host.Host, sure bool) {
	_, err := h.Undo(m.ctx, sure)
	m.afterFloor(err, m.undoSurely(h))
}

// undoSurely returns the confirmed undo. It does nothing if another action has become the newest since, for example
// because the floor has muted someone.
func (m *commander) undoSurely(h *host.Host) func() tea.Cmd {
	asked := newestOn(h)
	return func() tea.Cmd {
		if newestOn(h) != asked {
			m.Say(say.UndoSuperseded, draw.Warn)
			return nil
		}
		m.undoVerb(h, true)
		return nil
	}
}

// newest identifies the next action to undo: a verb of the floor by its time, a command by its entry in the log.
type newest struct {
	verb  time.Time
	entry uint64
}

func newestOn(h *host.Host) (n newest) {
	_ = h.Do(func(e *floor.Engine, _ time.Time) error { // without a floor there is no verb
		step, _ := e.LastStep()
		n.verb = step.At
		return nil
	})
	if last := h.State().Room.Undo; last != nil {
		n.entry = last.N
	}
	return n
}

// floorLine returns the second line of the screen while a mode is on or someone has a turn.
func (m *screen) floorLine(w int) (line string, on bool) {
	v, age := m.floorNow()
	if v == nil || !m.asOf.IsZero() {
		return "", false
	}
	m.paintedNext, m.paintedFloor = v.Next, v
	if v.Mode.Preset == floor.Open && len(v.Turns) == 0 {
		return "", false
	}
	th := m.Theme()
	k := m.Keys()
	keys := say.FloorKeys{
		Audience: draw.ShortKey(k.ToAudience), LetBe: draw.ShortKey(k.LetBe), Muffle: draw.ShortKey(k.Muffle),
	}
	said, loud := say.FloorLine(v, age, m.Roster().LabelAs, keys, w-2)
	line = " " + th.Strong.Apply(said)
	if loud != "" {
		line += "  " + th.Bad.Apply(loud)
	}
	return draw.Fit(line, w), true
}

// floorOn reports whether a clock of the floor may run.
func (m *desk) floorOn() bool {
	f := m.Floor()
	return f != nil && len(f.Turns) > 0
}

// onBanner returns the people on whom enforcement has given up, as the screen shows them.
func (m *desk) onBanner() []floor.Who {
	if m.paintedFloor == nil {
		return nil
	}
	return m.paintedFloor.Banner
}

// decideBanner decides about the people on the banner, as the screen shows them. If the floor is paused, VerbLetBe
// continues it.
func (m *commander) decideBanner(verb floor.Verb) tea.Cmd {
	if verb == floor.VerbLetBe && m.floorPaused() {
		return m.onFloor(floor.Call{Verb: floor.VerbContinue})
	}
	if len(m.onBanner()) == 0 {
		m.Say(say.NoBanner, draw.Info)
		return nil
	}
	return m.onFloor(floor.Call{Verb: verb, Seen: m.paintedFloor})
}

// askAudience asks before the people on the banner are sent to the audience, and again if the banner has changed since.
func (m *commander) askAudience(c floor.Call) tea.Cmd {
	if m.hostOfFloor() == nil {
		return nil
	}
	c.Seen = m.Floor() // the question names its people, also those whom no frame showed yet
	var ids []video.MemberID
	for _, who := range c.Seen.Banner {
		ids = append(ids, who.ID)
	}
	if len(ids) == 0 {
		m.Say(say.NoBanner, draw.Info)
		return nil
	}
	question := newConfirm(m.desk, video.Demote(ids...), func(video.Command) tea.Cmd {
		if v := m.Floor(); v == nil || !slices.Equal(v.Banner, c.Seen.Banner) {
			return m.askAudience(c)
		}
		return m.callFloor(c)
	})
	question.bare = true
	m.Open(question)
	return nil
}

// floorPaused reports whether the screen shows a floor that is paused after a gap or a restart.
func (m *desk) floorPaused() bool { return m.paintedFloor != nil && m.paintedFloor.Paused != "" }

// queued reports whether the queue of the floor has an entry.
func (m *desk) queued() bool {
	f := m.Floor()
	return f != nil && len(f.Queue) > 0
}

// meantForFloor reports whether a key in a question is the key that calls the next person. While a mode is on, that key
// does not cancel the question, because it may be meant for the floor; Escape and Enter do.
func (m *desk) meantForFloor(top *opened, k tea.KeyMsg) bool {
	f := m.Floor()
	return f != nil && f.Mode.Preset != floor.Open && top.Context() == keymap.Confirm && key.Matches(k, m.Keys().NextHand)
}
