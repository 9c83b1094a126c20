package ui

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/text"
)

// bulkOver is the number of people from which on also calm commands show their plan first.
const bulkOver = 5

// propose is the only way from a key to a running command.
func (m *Model) propose(c video.Command) tea.Cmd {
	row, known := c.Action.Info()
	if !known {
		m.say("no such action", bad)
		return nil
	}
	if reason := m.refusal(c, row); reason != "" {
		m.say(reason, warn)
		return nil
	}
	plan := m.planFor(c)
	if row.Target == video.OnMember && row.Risk != video.RiskRead {
		all := c
		c.Targets = plan.Act
		if len(plan.Act) == 0 {
			m.say(m.nothingToDo(all, plan), info)
			return nil
		}
	}
	if err := c.Check(m.snap); err != nil {
		m.say(m.reason(err), warn)
		return nil
	}
	meant := len(plan.Act) + len(plan.Already) + len(plan.Gone)
	switch {
	case row.Risk == video.RiskTyped || row.Risk == video.RiskAsks && len(c.Targets) > bulkOver || m.emptiesRoom(c):
		m.open(newConfirm(m, c).plan(plan).requireTyped())
	case row.Risk == video.RiskAsks || row.Risk != video.RiskRead && meant > bulkOver:
		m.open(newConfirm(m, c).plan(plan))
	default:
		return m.launch(c)
	}
	return nil
}

// emptiesRoom reports whether a command takes away the last of the people: then the room may end.
func (m *Model) emptiesRoom(c video.Command) bool {
	row, _ := c.Action.Info()
	if gone := row.Sets.Field & (video.FieldPresent | video.FieldOnStage); gone == 0 || row.Sets.Value != video.No {
		return false
	}
	left := m.people.r.tally.people
	for _, id := range c.Targets {
		if p := m.people.r.byID[id]; p != nil && p.here() && isPerson(p.m) && p.m.Type != video.TypeAudience {
			left--
		}
	}
	return left <= 0
}

// planFor sorts the targets of a command. What the room says of somebody is not the last word while another command on
// the same thing is under way: a microphone that is still off is not "off already" once its opening was sent.
func (m *Model) planFor(c video.Command) video.Plan {
	plan := c.Plan(m.snap)
	if len(plan.Already) == 0 {
		return plan
	}
	waiting := map[string]bool{}
	for _, job := range m.snap.Pending {
		for _, d := range deedsOf(video.Command{Action: job.Action, Targets: job.Targets, Object: job.Object}) {
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

// refusal is why no command of the kind may run at all, or "".
func (m *Model) refusal(c video.Command, row *video.ActionInfo) string {
	switch {
	case m.room == nil:
		return "no room is open"
	case m.watch && row.Risk != video.RiskRead:
		return "watching only: " + m.keys().WatchOnly.Help().Key + " switches commands on"
	case !m.entered.IsZero() && m.clk.Sub(m.entered) < grace && row.Risk != video.RiskRead:
		return "this room has only just come up: nothing done, press again" // the key was meant for who was there before
	case row.Target == video.OnMember && len(c.Targets) == 0:
		return m.nobody()
	}
	return ""
}

// nobody says why there is no target.
func (m *Model) nobody() string {
	if m.room == nil {
		return "no room is open"
	}
	if p := m.people.under(); p != nil && !p.here() {
		return m.name(p.m.ID) + " has left: move to somebody else first"
	}
	return "nobody is highlighted: move to somebody first"
}

// nothingToDo says why a command would change nothing.
func (m *Model) nothingToDo(c video.Command, plan video.Plan) string {
	switch {
	case len(plan.Already) == 0:
		return m.names(c.Targets) + ": not in the room any more"
	case len(c.Targets) == 1:
		return m.names(c.Targets) + ": " + c.Already() + ", nothing sent"
	}
	return "all " + m.countOf(plan.Already) + ": " + c.Already() + ", nothing sent"
}

// plan adds what would happen to how many.
func (d *confirm) plan(p video.Plan) *confirm {
	total := len(p.Act) + len(p.Already) + len(p.Gone)
	if total <= 1 {
		return d
	}
	d.heading = d.m.planHeading(d.c, p)
	var but []string
	if n := len(p.Already); n > 0 {
		but = append(but, "not sent to "+strconv.Itoa(n)+": "+d.c.Already())
	}
	if n := len(p.Gone); n > 0 {
		but = append(but, strconv.Itoa(n)+" not here any more")
	}
	if hidden := d.m.people.hiddenMarks(); hidden > 0 && d.m.people.marks.len() > 0 {
		but = append(but, plural(hidden, "of them hidden by the filter", "of them hidden by the filter"))
	}
	if len(but) > 0 {
		d.notes = append([]string{strings.Join(but, ", ")}, d.notes...)
	}
	return d
}

// launch runs a command that may run. What cannot be undone is asked about once more while nothing is being recorded.
func (m *Model) launch(c video.Command) tea.Cmd {
	if row, _ := c.Action.Info(); row.Risk >= video.RiskAsks && m.snap.AuditErr != "" {
		m.open(newUnrecorded(m, c))
		return nil
	}
	return m.send(c)
}

// send sends a command, unless the same one is on its way.
func (m *Model) send(c video.Command) tea.Cmd {
	now := m.o.Now()
	if len(c.Targets) > 0 {
		c.Targets = slices.DeleteFunc(slices.Clone(c.Targets), func(id video.MemberID) bool {
			one := c
			one.Targets = []video.MemberID{id}
			return m.sent.double(deedsOf(one)[0], now)
		})
		if len(c.Targets) == 0 {
			m.say("already sent: swallowed the second one", info)
			return nil
		}
	} else if m.sent.double(deedsOf(c)[0], now) {
		m.say("already sent: swallowed the second one", info)
		return nil
	}
	if err := c.Check(m.snap); err != nil {
		m.say(m.reason(err), warn)
		return nil
	}
	deeds := deedsOf(c)
	order := m.sent.sent(deeds, now)
	m.offer = nil
	row, _ := c.Action.Info()
	if row.Risk != video.RiskRead {
		m.last = c
		m.status.set(capital(m.wishIn(c, m.footerRoom()-1))+m.theme().Glyphs.Pending, info, now)
	}
	room, caution := m.room, m.caution(c)
	ctx, b := m.startBulk(c, false)
	return guarded(func() tea.Msg {
		defer close(order.done)
		order.wait(ctx)
		res, err := room.Do(ctx, c)
		return doneMsg{room: room, deeds: deeds, c: c, caution: caution, bulk: b, res: res, err: err}
	})
}

// reason is an error as a line for the status bar. Errors may quote the room.
func (m *Model) reason(err error) string {
	var state *video.StateError
	var rpc *video.RPCError
	switch {
	case errors.As(err, &state):
		return text.Clean(state.Reason)
	case errors.As(err, &rpc) && rpc.Message != "":
		return "refused by the room: " + text.Clean(rpc.Message)
	}
	return text.Clean(video.Reason(err))
}
