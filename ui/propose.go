package ui

import (
	"runtime"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/guard"
	"gavel/ui/say"
	"gavel/ui/waits"
)

// consider checks a command, shows why it is refused, asks if a question is due, and runs it.
func (m *commander) consider(c video.Command) tea.Cmd {
	row, known := c.Action.Info()
	if !known && len(c.Steps) == 0 {
		m.Say(say.NoCommand, draw.Bad)
		return nil
	}
	if reason := m.refusal(c); reason != "" {
		m.Say(reason, draw.Warn)
		return nil
	}
	plan := m.planFor(c)
	if row.Target == video.OnMember && c.Risk() != video.RiskRead {
		m.spare(&c, &plan)
		all := c
		c.Targets = plan.Act
		if len(plan.Act) == 0 {
			m.Say(say.NothingToDo(all, plan, m.who()), draw.Info)
			return nil
		}
	}
	c = m.swapping(c)
	if err := c.Check(m.snap); err != nil {
		m.Say(say.UnsentBecause(err), draw.Warn)
		return nil
	}
	if m.warned(c, func() tea.Cmd { return m.consider(c) }) {
		return nil
	}
	m.spared = plan.Protected
	answer := guard.Asks(c, plan, m.snap, m.o.habits())
	if answer == guard.NoAnswer {
		return m.launch(c)
	}
	question := newConfirm(m.desk, c, m.launch).plan(plan)
	switch answer {
	case guard.RoomsName:
		question.requireTyped(guard.NameToType(&m.snap.Room, say.Button(c)))
	case guard.Number:
		question.requireTyped(strconv.Itoa(guard.Size(c)))
	}
	m.Open(question)
	return nil
}

// swapping returns a placement on a taken box as the swap of two members.
func (m *commander) swapping(c video.Command) video.Command {
	normal, err := c.Normalize()
	if err != nil || len(c.Steps) > 0 {
		return c
	}
	if swap := video.WithSwap(normal, m.snap); len(swap.Steps) > 0 {
		return swap
	}
	return c
}

// planFor sorts the targets of a command. While another command on the same state is pending, the snapshot is out of
// date: a microphone that is still off is not "off already" once its unmute was sent.
func (m *commander) planFor(c video.Command) video.Plan {
	plan := c.Plan(m.snap)
	if len(plan.Already) == 0 {
		return plan
	}
	ahead := m.ahead(c)
	plan.Already = slices.DeleteFunc(plan.Already, func(id video.MemberID) bool {
		if ahead[id] == nil {
			return false
		}
		plan.Act = append(plan.Act, id)
		return true
	})
	return plan
}

// refusal returns why no command of this kind may run at all, or "".
func (m *commander) refusal(c video.Command) string {
	row, _ := c.Action.Info()
	changes := c.Risk() != video.RiskRead
	switch {
	case m.room == nil:
		return say.NoRoom
	case m.watch && changes:
		return m.readOnly()
	case changes && m.gate.Holds(waits.AfterRoom, m.clk):
		return say.JustOpened // the key was meant for the previous room
	case row.Target == video.OnMember && len(c.Targets) == 0:
		return m.nobody()
	}
	return ""
}

// refusedFor reports whether a command would be refused and, if so, shows why.
func (m *commander) refusedFor(c video.Command) bool {
	reason := m.refusal(c)
	if reason != "" {
		m.Say(reason, draw.Warn)
	}
	return reason != ""
}

// launch runs a command that may run. While nothing is being recorded, it asks again before a destructive one.
func (m *commander) launch(c video.Command) tea.Cmd {
	if c.Destructive() && m.snap.JournalErr != "" {
		m.Open(newUnrecorded(m.desk, c, m.send))
		return nil
	}
	return m.send(c)
}

// send submits a command, unless none may run, or the same one is pending.
func (m *commander) send(c video.Command) tea.Cmd {
	return m.sendBy(c, func(c video.Command) (Submission, error) { return m.room.Submit(m.ctx, c) })
}

// sendBy is send with another way to submit.
func (m *commander) sendBy(c video.Command, submit func(video.Command) (Submission, error)) tea.Cmd {
	if m.refusedFor(c) { // every command comes here, even after a question
		return nil
	}
	c, meant := m.unrepeated(c)
	if !meant {
		m.Say(say.Repeated, draw.Info)
		return nil
	}
	if err := c.Check(m.snap); err != nil {
		m.Say(say.UnsentBecause(err), draw.Warn)
		return nil
	}
	room, before := m.room, m.snap
	sub, err := submit(c)
	runtime.Gosched() // lets the command be sent before the frame is drawn
	m.offer = nil
	if c.Risk() != video.RiskRead {
		m.last, m.repeat = c, nil
		m.last.Unrecorded = false
		m.underWay(say.WishIn(c, m.who(), m.footerRoom()-1))
	}
	besides := say.Besides(c, before)
	if c.SkipProtected && len(m.spared) > 0 {
		besides = strings.TrimSpace(besides + " " + say.Protected(m.spared, m.who()))
	}
	m.seePending()
	b := m.startBulk(sub, c, false)
	return m.await(sub, err, func(res video.Result, err error) tea.Msg {
		return doneMsg{room: room, c: c, besides: besides, bulk: b, res: res, err: err}
	})
}
