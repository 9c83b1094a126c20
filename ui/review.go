package ui

import (
	"errors"
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/waits"
)

// retryKey is the key in the sentence of an offer.
const retryKey = "r"

// withOutcome returns the command with only the targets that had the outcome.
func withOutcome(c video.Command, targets []video.TargetResult, o video.Outcome) video.Command {
	if len(c.Steps) > 0 { // a composite that was sent in part is reviewed
		return c
	}
	var ids []video.MemberID
	for _, t := range targets {
		if t.Outcome == o && t.Member != "" {
			ids = append(ids, t.Member)
		}
	}
	if len(ids) > 0 {
		c.Targets = ids
	}
	return c
}

// offerNotSent offers to send the unsent part. If some of the command was sent, it offers a review first.
func (m *commander) offerNotSent(msg doneMsg) {
	for _, t := range msg.res.Targets {
		if t.Outcome != video.OutcomeNotSent && m.offerReview(m.cutEntry(msg)) {
			return
		}
	}
	if e := m.cutEntry(msg); len(e.Targets) > 1 {
		if _, ok := e.Remainder(); !ok { // newer commands superseded the unsent part
			m.Say(say.Colon(say.Wish(msg.c, m.who()), say.Verdict(e, m.Roster().LabelAs)), draw.Info)
			return
		}
	}
	c := withOutcome(msg.c, msg.res.Targets, video.OutcomeNotSent)
	if m.snap.Room.Ended {
		m.Say(say.UnsentForGood(say.Wish(c, m.who())), draw.Warn)
		return
	}
	m.status = status{}
	what := say.Wish(c, m.who())
	m.offer = &offer{
		c: c, key: "enter",
		text:  say.Colon(what, m.verdict(msg.res.Entry, say.NotSent)) + " " + say.PressToSend("Enter"),
		short: say.SendNow("Enter", what),
		least: say.SendsIt("Enter", what),
	}
}

// offerShown reports whether keys are for the offer, and not for text or a dialog.
func (m *commander) offerShown() bool { return m.offer != nil && m.dialogs.top() == nil && !m.inText() }

// offerKey passes a key to the offer in the footer, and reports whether it was used up. Any other key drops the offer,
// because a user who moves on means something else with the next key. The offer's key does nothing before the offer
// could be read, nor if the keyboard repeats it, because it was meant for something else.
func (m *commander) offerKey(k tea.KeyMsg, again bool) (cmd tea.Cmd, all bool) {
	if !m.offerShown() {
		return nil, false
	}
	its := k.String() == m.offer.key
	switch early := waits.AfterOffer.Holds(m.offer.painted, m.clk); {
	case its && (early || again):
		return nil, true
	case its:
		return m.acceptOffer(), true
	case early:
		return nil, false
	}
	m.offer = nil
	return nil, key.Matches(k, m.Keys().Back)
}

// verdict returns the log's sentence on a command whose outcome was unknown, or otherwise if the log has none.
func (m *commander) verdict(entry uint64, otherwise string) string {
	log := m.snap.Log
	for i := len(log) - 1; i >= 0 && entry != 0; i-- {
		if log[i].N == entry {
			if said := say.Verdict(log[i], m.Roster().LabelAs); said != "" {
				return said
			}
			break
		}
	}
	return otherwise
}

// acceptOffer sends the command again. While that is not possible, the offer stays, with the reason. It drops an offer
// that is no longer needed.
func (m *commander) acceptOffer() tea.Cmd {
	made := *m.offer
	m.offer, m.status = nil, status{}
	if made.review != nil {
		m.Open(newReview(m, made.review))
		return nil
	}
	cmd := m.Propose(made.c)
	if why, refused := m.status.shown(m.clk); cmd == nil && refused && m.status.tone == draw.Warn &&
		m.dialogs.top() == nil {
		made.text = say.PressAgain(why, keymap.Display(made.key), say.Wish(made.c, m.who()))
		m.offer, m.status = &made, status{}
	}
	return cmd
}

// review lists the outcomes of a bulk command that was cut short, by target. The rest can be sent only from the review.
type review struct {
	*confirm
	e *video.Entry
}

// reviewKey is the key that opens a review.
const reviewKey = "enter"

// offerReview offers the review of a bulk command that was not done for all of its targets. It reports whether there is
// anything to review.
func (m *commander) offerReview(e *video.Entry) bool {
	if _, ok := e.Remainder(); !ok || len(e.Targets) < 2 {
		return false
	}
	said := say.Verdict(e, m.Roster().LabelAs)
	if said == "" {
		said = say.Colon(say.Wish(*e.Command, m.who()), say.Outcomes(e.Targets)) + "."
	}
	if m.snap.Room.Ended { // the rest cannot be sent
		m.Say(said, draw.Warn)
		return true
	}
	short := say.Outcomes(e.Targets)
	if why := say.Cause(e); why != "" && !e.Doubt {
		short = say.Colon(why, short)
	}
	m.status = status{}
	keys := say.Review(keymap.Display(reviewKey), "Esc")
	m.offer = &offer{
		review: e, key: reviewKey, text: said + " " + keys, short: short + ". " + keys,
		least: keys + ": " + say.Wish(*e.Command, m.who()),
	}
	return true
}

// cutEntry returns the log's entry of a command, with its targets, or one made from the answer if the log has none. An
// answer may come before the snapshot with its outcomes, so it completes the log's entry.
func (m *commander) cutEntry(msg doneMsg) *video.Entry {
	for i := len(m.snap.Log) - 1; i >= 0 && msg.res.Entry != 0; i-- {
		if e := *m.snap.Log[i]; e.N == msg.res.Entry && len(e.Targets) > 0 {
			if e.Outcome == video.OutcomePending {
				e.Targets, e.Outcome = msg.res.Targets, msg.res.Worst(msg.err)
				e.Doubt = e.Doubt || e.Outcome == video.OutcomeUnknown
			}
			return &e
		}
	}
	e := &video.Entry{
		Kind: video.EntryCommand, At: m.clk, Command: &msg.c, Targets: msg.res.Targets, Outcome: msg.res.Worst(msg.err),
	}
	e.Doubt = e.Outcome == video.OutcomeUnknown
	for _, t := range msg.res.Targets {
		who := video.Person{ID: t.Member}
		if p := m.Roster().Find(t.Member); p != nil {
			who.Name = p.Member.Name
		}
		e.Who = append(e.Who, who)
	}
	return e
}

func newReview(m *commander, e *video.Entry) *review {
	rest, _ := e.Remainder()
	return &review{newConfirm(m.desk, rest, m.sendRest), e}
}

func (d *review) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := d.m.Keys()
	switch {
	case key.Matches(k, keys.Yes):
		if d.Changed() {
			return true, nil
		}
		if err := d.c.Check(d.m.Snapshot()); notYet(err) { // not yet; the review stays
			d.m.Say(say.UnsentBecause(err), draw.Warn)
			return false, nil
		}
		return true, d.then(d.c)
	case key.Matches(k, keys.No):
		d.m.Say(say.Cancelled, draw.Info)
		return true, nil
	}
	return false, nil
}

// sendRest sends a command to the targets that still need it.
func (m *commander) sendRest(c video.Command) tea.Cmd {
	if reason := m.refusal(c); reason != "" {
		m.Say(reason, draw.Warn)
		return nil
	}
	if len(c.Targets) > 0 && len(c.Steps) == 0 {
		all, plan := c, m.planFor(c)
		if c.Targets = plan.Act; len(plan.Act) == 0 {
			m.Say(say.NothingToDo(all, plan, m.who()), draw.Info)
			return nil
		}
	}
	return m.launch(c)
}

// reviewRows are the outcomes in the order of a review. pending marks the outcomes that belong to the rest.
var reviewRows = []struct {
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

func (d *review) Lines(maxW, maxH int) []string {
	th := d.m.Theme()
	var notes []string
	for _, note := range d.notes {
		for _, line := range draw.Wrap(note, maxW) {
			notes = append(notes, th.Warn.Apply(line))
		}
	}
	if d.risky && d.m.Snapshot().JournalErr != "" {
		notes = append(notes, th.Bad.Apply(say.NotRecorded))
	}
	const buttons = 2
	out := d.outcomes(maxW)
	out = out[:min(len(out), max(1, maxH-buttons-len(notes)))]
	for _, line := range d.warnings(maxW) {
		if len(out)+len(notes)+buttons < maxH {
			out = append(out, th.Warn.Apply(line))
		}
	}
	if len(notes) > 0 && len(out)+len(notes)+buttons < maxH {
		out = append(out, "")
	}
	out = append(append(out, notes...), "", d.buttons(d.m.Keys().Yes, say.Button(d.c)))
	return draw.EvenLines(out[max(0, len(out)-maxH):], maxW)
}

// outcomes lists the targets by outcome.
func (d *review) outcomes(w int) []string {
	th := d.m.Theme()
	var out []string
	for _, row := range reviewRows {
		who := d.whoIs(row.is)
		if len(who) == 0 {
			continue
		}
		paint := th.Dim
		if row.pending {
			paint = th.Warn
		}
		out = append(out, paint.Apply(strconv.Itoa(len(who))+" "+row.word))
		for _, line := range draw.Wrap(say.List(who, namesShown), min(confirmText, w)-2) {
			out = append(out, "  "+line)
		}
	}
	return out
}

// warnings returns lines of w cells about members of the rest whose names may be spoofed.
func (d *review) warnings(w int) []string {
	sign, was := d.m.Theme().Glyphs.Warn+" ", map[video.MemberID]string{}
	for _, who := range d.e.Who {
		was[who.ID] = who.Name
	}
	var out []string
	for _, id := range d.present() {
		p := d.m.Roster().Find(id)
		if p == nil {
			continue
		}
		r := d.m.Roster()
		if old, known := was[id]; known && old != p.Member.Name {
			said := " renamed from " + text.Cut(text.Clean(old), shortestName)
			out = append(out, text.Cut(sign+r.LabelIn(id, w-text.Width(sign+said))+said, w))
		}
		if r.Doubtful(p) {
			const said = " " + say.LooksAlike
			out = append(out, text.Cut(sign+r.LabelIn(id, w-text.Width(sign)-len(said))+said, w))
		}
	}
	return out
}

// whoIs returns the names of the targets that have one of the outcomes.
func (d *review) whoIs(outcomes []video.Outcome) []string {
	var who []string
	i := -1
	for n, of := range d.e.StepTargets() {
		for _, t := range of {
			if i++; i < len(d.e.Who) && slices.Contains(outcomes, t.Outcome) {
				who = append(who, d.target(n, d.e.Who[i]))
			}
		}
	}
	return who
}

// target returns the name of a target, for a composite with the action on it.
func (d *review) target(step int, who video.Person) string {
	if len(d.e.Command.Steps) == 0 {
		return text.Clean(d.m.Roster().LabelAs(who))
	}
	c := d.e.Command.Steps[step]
	if c.Targets = nil; who.ID != "" {
		c.Targets = []video.MemberID{who.ID}
	}
	return say.Wish(c, d.m.who())
}

// notYet reports whether a command may succeed later: there is no connection, or the room is being read.
func notYet(err error) bool {
	return errors.Is(err, video.ErrOffline) || errors.Is(err, video.ErrNotSent)
}
