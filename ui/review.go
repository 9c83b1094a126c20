package ui

import (
	"errors"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/text"
)

// review is the ledger of a command on several people that a lost connection has cut in the middle: for whom it was done,
// and for whom not. Only who has seen it sends the rest.
type review struct {
	*confirm
	e video.Entry
}

// reviewKey is the key that opens a review, and reviewWords are what the footer says of it.
const (
	reviewKey   = "r"
	reviewWords = "[r] review the rest [Esc] leave it"
)

// offerReview offers the review of a command on several people that was not done for all of them. It reports whether there
// is anything to review.
func (m *Model) offerReview(e video.Entry) bool {
	if rest, ok := e.Remainder(); !ok || len(rest.Targets) == 0 || len(e.Targets) < 2 {
		return false
	}
	said := text.Clean(e.Verdict(m.people.r.labelAs))
	if said == "" {
		said = capital(m.wish(*e.Command)) + ": " + video.CountOutcomes(e.Targets) + "."
	}
	if m.snap.Room.Ended { // there is nobody to send the rest to
		m.say(said, warn)
		return true
	}
	short := video.CountOutcomes(e.Targets)
	if why := e.Cause(); why != "" && !e.Doubt {
		short = capital(why) + ": " + short
	}
	m.status = status{}
	m.offer = &offer{
		review: &e, key: reviewKey, text: said + " " + reviewWords, short: short + ". " + reviewWords,
		least: reviewWords + ": " + m.wish(*e.Command),
	}
	return true
}

// cutEntry is the log's entry of a command, with its targets; it is made from the answer where the log has none. An answer
// may come before the snapshot that has it: then the log's entry is completed by it, or it would tell of less than is known.
func (m *Model) cutEntry(msg doneMsg) video.Entry {
	for i := len(m.snap.Log) - 1; i >= 0 && msg.res.Entry != 0; i-- {
		if e := m.snap.Log[i]; e.N == msg.res.Entry && len(e.Targets) > 0 {
			if e.Outcome == video.OutcomePending {
				e.Targets, e.Outcome = msg.res.Targets, worstOf(msg.res, msg.err)
				e.Doubt = e.Doubt || e.Outcome == video.OutcomeUnknown
			}
			return e
		}
	}
	e := video.Entry{
		Kind: video.EntryCommand, At: m.clk, Command: &msg.c, Targets: msg.res.Targets, Outcome: worstOf(msg.res, msg.err),
	}
	e.Doubt = e.Outcome == video.OutcomeUnknown
	for _, t := range msg.res.Targets {
		who := video.Person{ID: t.Member}
		if p := m.people.r.byID[t.Member]; p != nil {
			who.Name = p.m.Name
		}
		e.Who = append(e.Who, who)
	}
	return e
}

func newReview(m *Model, e video.Entry) *review {
	rest, _ := e.Remainder()
	return &review{newConfirm(m, rest), e}
}

func (d *review) key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := d.m.keys()
	switch {
	case key.Matches(k, keys.Yes):
		if d.changed() {
			return true, nil
		}
		if err := d.c.Check(d.m.snapshot()); errors.Is(err, video.ErrOffline) || errors.Is(err, video.ErrNotSent) { // not yet; the ledger stays
			d.m.say(d.m.reason(err), warn)
			return false, nil
		}
		return true, d.m.sendRest(d.c)
	case key.Matches(k, keys.No):
		d.m.say("nothing done", info)
		return true, nil
	}
	return false, nil
}

// sendRest sends a command to those of its targets who still need it.
func (m *Model) sendRest(c video.Command) tea.Cmd {
	row, _ := c.Action.Info()
	if reason := m.refusal(c, row); reason != "" {
		m.say(reason, warn)
		return nil
	}
	all, plan := c, m.planFor(c)
	if c.Targets = plan.Act; len(plan.Act) == 0 {
		m.say(m.nothingToDo(all, plan), info)
		return nil
	}
	return m.launch(c)
}

// ledgerRows are the outcomes in the order of a review. What is not sent again says so.
var ledgerRows = []struct {
	word    string
	is      []video.Outcome
	pending bool // is in the rest
}{
	{"not sent", []video.Outcome{video.OutcomeNotSent}, true},
	{"not done", []video.Outcome{video.OutcomeNotDone}, true},
	{"unknown, not sent again", []video.Outcome{video.OutcomeUnknown, video.OutcomePending}, false},
	{"refused, not sent again", []video.Outcome{video.OutcomeRefused}, false},
	{"done", []video.Outcome{video.OutcomeAccepted, video.OutcomeConfirmed}, false},
}

func (d *review) lines(maxW, maxH int) []string {
	th := d.m.theme()
	var notes []string
	for _, note := range d.notes {
		for _, line := range wrap(note, maxW) {
			notes = append(notes, th.Warn.Apply(line))
		}
	}
	if d.risky && d.m.snapshot().AuditErr != "" {
		notes = append(notes, th.Bad.Apply(notRecorded))
	}
	const buttons = 2
	out := d.ledger(maxW)
	out = out[:min(len(out), max(1, maxH-buttons-len(notes)))]
	for _, line := range d.warnings(maxW) {
		if len(out)+len(notes)+buttons < maxH {
			out = append(out, th.Warn.Apply(line))
		}
	}
	if len(notes) > 0 && len(out)+len(notes)+buttons < maxH {
		out = append(out, "")
	}
	out = append(append(out, notes...), "", th.Key.Apply(" y ")+"yes, "+verbOf(d.c)+"    "+th.Selected.Apply(" n  no "))
	return evenLines(out[max(0, len(out)-maxH):], maxW)
}

// ledger lists by outcome for whom it was so.
func (d *review) ledger(w int) []string {
	th := d.m.theme()
	var out []string
	for _, row := range ledgerRows {
		who := d.whoIs(row.is)
		if len(who) == 0 {
			continue
		}
		paint := th.Dim
		if row.pending {
			paint = th.Warn
		}
		out = append(out, paint.Apply(strconv.Itoa(len(who))+" "+row.word))
		names := strings.Join(who[:min(len(who), namesShown)], ", ")
		if more := len(who) - namesShown; more > 0 {
			names += " and " + strconv.Itoa(more) + " more"
		}
		for _, line := range wrap(names, min(confirmText, w)-2) {
			out = append(out, "  "+line)
		}
	}
	return out
}

// warnings are lines of w cells about those in the rest whose names may deceive.
func (d *review) warnings(w int) []string {
	sign, was := d.m.theme().Glyphs.Warn+" ", map[video.MemberID]string{}
	for _, who := range d.e.Who {
		was[who.ID] = who.Name
	}
	var out []string
	for _, id := range d.present() {
		p := d.m.people.r.byID[id]
		if p == nil {
			continue
		}
		r := d.m.people.r
		if old, known := was[id]; known && old != p.m.Name {
			said := " renamed from " + text.Cut(text.Clean(old), shortestName)
			out = append(out, text.Cut(sign+r.labelIn(id, w-text.Width(sign+said))+said, w))
		}
		if r.doubtful(p) {
			const said = " looks like another name: compare the id"
			out = append(out, text.Cut(sign+r.labelIn(id, w-text.Width(sign)-len(said))+said, w))
		}
	}
	return out
}

// whoIs are the names of those with one of the outcomes.
func (d *review) whoIs(any []video.Outcome) []string {
	var who []string
	for i, t := range d.e.Targets {
		for _, o := range any {
			if t.Outcome == o && i < len(d.e.Who) {
				who = append(who, text.Clean(d.m.people.r.labelAs(d.e.Who[i])))
			}
		}
	}
	return who
}
