package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/guard"
	"gavel/ui/people"
	"gavel/ui/say"
)

// enlist gives a new roster the lists of people of the room on the screen.
func (m *desk) enlist() {
	if r := m.Roster(); m.listed != r {
		m.listed, r.Lists = r, m.lists()
	}
}

// lists returns the lists of people of the room on the screen.
func (m *desk) lists() people.Lists {
	if m.room == nil || m.room.Floor() == nil {
		return people.Lists{}
	}
	h, roster := m.room.Floor(), m.people.Roster
	lists := people.Lists{Protected: func(p *video.Member) bool { return h.Protects(p, roster.Member) }}
	if panel := m.o.Panel; panel != nil {
		lists.Panel = func(p *video.Member) bool {
			owner := roster.Member(p.ParentID)
			return panel(p) || owner != nil && panel(owner)
		}
	}
	return lists
}

// protect protects the targets for tonight. If all of them are protected, it releases them.
func (m *commander) protect() tea.Cmd {
	ids := m.Targets()
	switch {
	case m.room == nil:
		m.Say(say.NoRoom, draw.Warn)
		return nil
	case len(ids) == 0:
		m.Say(m.nobody(), draw.Warn)
		return nil
	case m.room.Floor() == nil:
		m.Say("Nobody can be protected in this room.", draw.Warn)
		return nil
	}
	on := slices.ContainsFunc(ids, func(id video.MemberID) bool { return !m.Roster().Safe(id) })
	if err := m.room.Floor().Protect(on, ids...); err != nil {
		m.Say(say.Complaint(err), draw.Bad)
		return nil
	}
	m.seeFloor()
	return nil
}

// spare takes the protected people out of the plan of a command on several members.
func (m *commander) spare(c *video.Command, plan *video.Plan) {
	if c.Sparing = len(c.Targets) > 1; c.Sparing {
		plan.Spare(m.Roster().Safe)
	}
}

// warned reports whether a command by hand takes something away from a protected person, and was not given before. It
// says so then.
func (m *commander) warned(c video.Command) bool {
	hits := guard.Hits(c, m.snap, m.Roster().Safe)
	if c.Sparing || len(hits) == 0 || m.insist.Meant(c, m.clk) {
		return false
	}
	if slices.Equal(hits, c.Targets) {
		m.Say(say.IsProtected(c, m.who()), draw.Warn)
	} else {
		m.Say(say.HoldsProtected(c, hits, m.who()), draw.Warn)
	}
	return true
}
