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
	lists, roster := people.Lists{Interpreters: m.o.Interpreters}, m.people.Roster
	if m.room == nil || m.room.Floor() == nil {
		return lists
	}
	h := m.room.Floor()
	lists.Protected = func(p *video.Member) bool { return h.Protects(p, roster.Member) }
	lists.Former = func(id video.MemberID) string {
		away := h.State().Away
		for i := range away {
			if a := &away[len(away)-1-i]; a.ID == id {
				return a.Name
			}
		}
		return ""
	}
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
		m.Say(say.NoProtection, draw.Warn)
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

// spare removes protected people from the plan of a command on several members, and makes the command skip them.
func (m *commander) spare(c *video.Command, plan *video.Plan) {
	if c.SkipProtected = len(c.Targets) > 1; c.SkipProtected {
		plan.SkipProtected(m.Roster().Safe)
	}
}

// warned reports whether a manual command takes something away from a protected person. The first time it shows a
// warning. If the command is given again, it calls then once it is clear that the key is not held.
func (m *commander) warned(c video.Command, then func() tea.Cmd) bool {
	hits := guard.Hits(c, m.snap, m.Roster().Safe)
	switch {
	case c.SkipProtected || len(hits) == 0 || m.sure:
		return false
	case m.insist.Meant(c, m.clk):
		m.second.Press(m.clk, func() tea.Cmd {
			m.sure = true
			defer func() { m.sure = false }()
			return then()
		})
	case slices.Equal(hits, c.Targets):
		m.Say(say.IsProtected(c, m.who()), draw.Warn)
	default:
		m.Say(say.HoldsProtected(c, hits, m.who()), draw.Warn)
	}
	return true
}
