package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
)

// consider checks a command, says why it is refused, asks where a question is due, and runs it.
func (m *commander) consider(c video.Command) tea.Cmd {
	row, known := c.Action.Info()
	if !known {
		m.Say("There is no such command.", draw.Bad)
		return nil
	}
	if reason := m.refusal(c, row); reason != "" {
		m.Say(reason, draw.Warn)
		return nil
	}
	plan := m.planFor(c)
	if row.Target == video.OnMember && row.Risk != video.RiskRead {
		all := c
		c.Targets = plan.Act
		if len(plan.Act) == 0 {
			m.Say(say.NothingToDo(all, plan, m.who()), draw.Info)
			return nil
		}
	}
	if err := c.Check(m.snap); err != nil {
		m.Say(say.Complaint(err), draw.Warn)
		return nil
	}
	meant := len(plan.Act) + len(plan.Already) + len(plan.Gone)
	switch {
	case row.Risk == video.RiskTyped || row.Risk == video.RiskAsks && len(c.Targets) > bulkOver || m.emptiesRoom(c):
		m.Open(newConfirm(m.desk, c, m.launch).plan(plan).requireTyped())
	case row.Risk == video.RiskAsks || row.Risk != video.RiskRead && meant > bulkOver:
		m.Open(newConfirm(m.desk, c, m.launch).plan(plan))
	default:
		return m.launch(c)
	}
	return nil
}

// emptiesRoom reports whether a command removes the last person. The room may end then.
func (m *commander) emptiesRoom(c video.Command) bool {
	row, _ := c.Action.Info()
	if gone := row.Sets.Field & (video.FieldPresent | video.FieldOnStage); gone == 0 || row.Sets.Value != video.No {
		return false
	}
	left := m.Roster().Tally.People
	for _, id := range c.Targets {
		who := m.Roster().Member(id)
		if who != nil && people.IsPerson(who) && who.Type != video.TypeAudience {
			left--
		}
	}
	return left <= 0
}

// planFor sorts the targets of a command. While another command on the same state is pending, the snapshot is out of
// date: a microphone that is still off is not "off already" once its unmute was sent.
func (m *commander) planFor(c video.Command) video.Plan {
	plan := c.Plan(m.snap)
	if len(plan.Already) == 0 {
		return plan
	}
	waiting := map[string]bool{}
	for _, job := range m.snap.Pending {
		for _, d := range deedsOf(job.Command) {
			for _, thing := range d.things {
				waiting[thing] = true
			}
		}
	}
	plan.Already = slices.DeleteFunc(plan.Already, func(id video.MemberID) bool {
		one := c
		one.Targets = []video.MemberID{id}
		d := deedsOf(one)[0]
		open := m.sent.unsettled(d, m.clk) || slices.ContainsFunc(d.things, func(t string) bool { return waiting[t] })
		if open {
			plan.Act = append(plan.Act, id)
		}
		return open
	})
	return plan
}

// refusal returns why no command of this kind may run at all, or "".
func (m *commander) refusal(c video.Command, row *video.ActionInfo) string {
	switch {
	case m.room == nil:
		return say.NoRoom
	case m.watch && row.Risk != video.RiskRead:
		return say.ReadOnly(m.Keys().WatchOnly.Help().Key)
	case m.gate.holds(afterRoom, m.clk) && row.Risk != video.RiskRead:
		return say.JustOpened // the key was meant for the previous room
	case row.Target == video.OnMember && len(c.Targets) == 0:
		return m.nobody()
	}
	return ""
}

// launch runs a command that may run. While nothing is being recorded, it asks again before an irreversible one.
func (m *commander) launch(c video.Command) tea.Cmd {
	if c.Irreversible() && m.snap.JournalErr != "" {
		m.Open(newUnrecorded(m.desk, c, m.send))
		return nil
	}
	return m.send(c)
}

// send sends a command, unless the same one is pending.
func (m *commander) send(c video.Command) tea.Cmd {
	now := m.o.Now()
	if len(c.Targets) > 0 {
		c.Targets = slices.DeleteFunc(slices.Clone(c.Targets), func(id video.MemberID) bool {
			one := c
			one.Targets = []video.MemberID{id}
			return m.sent.double(deedsOf(one)[0], now)
		})
		if len(c.Targets) == 0 {
			m.Say(say.Repeated, draw.Info)
			return nil
		}
	} else if m.sent.double(deedsOf(c)[0], now) {
		m.Say(say.Repeated, draw.Info)
		return nil
	}
	if err := c.Check(m.snap); err != nil {
		m.Say(say.Complaint(err), draw.Warn)
		return nil
	}
	deeds := deedsOf(c)
	order := m.sent.sent(deeds, now)
	m.offer = nil
	row, _ := c.Action.Info()
	if row.Risk != video.RiskRead {
		m.last = c
		m.last.Unrecorded = false
		m.underWay(say.WishIn(c, m.who(), m.footerRoom()-1))
	}
	room, besides := m.room, say.Besides(c, m.snap)
	ctx, b := m.startBulk(c, false)
	return guarded(func() tea.Msg {
		defer close(order.done)
		order.wait(ctx)
		res, err := room.Do(ctx, c)
		return doneMsg{room: room, deeds: deeds, c: c, besides: besides, bulk: b, res: res, err: err}
	})
}
