package ui

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// offer is a command that may be tried again with one key, as the line in the footer says.
type offer struct {
	c     video.Command
	text  string
	short string // where there is no room for text
	least string // where there is no room for that either; "" is short, cut
	key   string // the key that takes it

	painted time.Time // since when it has been on the screen without a break; zero while it is not

	review *video.Entry // what the key shows first, for a command that was cut in the middle; else nil
}

// retryKey is the key in the fixed words of an offer.
const retryKey = "r"

// withOutcome returns a command with those of its targets only that had the outcome.
func withOutcome(c video.Command, targets []video.TargetResult, o video.Outcome) video.Command {
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

// The fixed words, where the session has no entry that says them.
const (
	notSentWords = "Not sent: connection lost. Nothing happened."
	takeItWords  = "Press Enter to do it now."
)

// offerNotSent offers to send what never left; when some of it has left, only after a look at the ledger.
func (m *commander) offerNotSent(msg doneMsg) {
	for _, t := range msg.res.Targets {
		if t.Outcome != video.OutcomeNotSent && m.offerReview(m.cutEntry(msg)) {
			return
		}
	}
	if e := m.cutEntry(msg); len(e.Targets) > 1 {
		if _, ok := e.Remainder(); !ok { // newer commands took the place of what was not sent
			m.Say(draw.Capital(m.wish(msg.c))+": "+text.Clean(e.Verdict(m.Roster().LabelAs)), draw.Info)
			return
		}
	}
	c := withOutcome(msg.c, msg.res.Targets, video.OutcomeNotSent)
	if m.snap.Room.Ended {
		m.Say("Not sent: "+m.wish(c)+": the room has ended", draw.Warn)
		return
	}
	m.status = status{}
	m.offer = &offer{
		c: c, key: "enter",
		text:  draw.Capital(m.wish(c)) + ": " + m.verdict(msg.res.Entry, notSentWords) + " " + takeItWords,
		short: "Not sent: " + m.wish(c) + ". Press Enter to do it now.",
		least: "Enter sends it: " + m.wish(c),
	}
}

// offerShown reports whether the offer is what the keys are about: not while they are text, or a dialog's.
func (m *commander) offerShown() bool { return m.offer != nil && m.dialogs.top() == nil && !m.inText() }

// line is the offer in w cells.
func (o *offer) line(w int) string {
	say := o.text
	if text.Width(say) > w {
		say = o.short
	}
	if text.Width(say) > w && o.least != "" {
		say = o.least
	}
	return text.Cut(say, w)
}

// offerKey gives a key to the offer in the footer, and reports whether that was all. Any other key lets the offer go: whoever
// moves on means somebody else with the next key, and an offer that nobody sees must not be taken. Its own key does nothing
// at all before the offer could be read, nor when the keyboard repeats it: it was meant for something else.
func (m *commander) offerKey(k tea.KeyMsg, again bool) (cmd tea.Cmd, all bool) {
	if !m.offerShown() {
		return nil, false
	}
	its := k.String() == m.offer.key
	switch early := afterOffer.holds(m.offer.painted, m.clk); {
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

// acceptOffer tries again. While that is not possible yet the offer stays, with the reason; what needs nothing any more is
// not offered once more.
func (m *commander) acceptOffer() tea.Cmd {
	made := *m.offer
	m.offer, m.status = nil, status{}
	if made.review != nil {
		m.Open(newReview(m, *made.review))
		return nil
	}
	cmd := m.Propose(made.c)
	if why, refused := m.status.shown(m.clk); cmd == nil && refused && m.status.tone == draw.Warn && m.dialogs.top() == nil {
		made.text = why + ". Press " + made.key + " to try again: " + m.wish(made.c)
		m.offer, m.status = &made, status{}
	}
	return cmd
}
