package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session"
)

// offer is a command that may be tried again with one key, as the line in the footer says.
type offer struct {
	c     session.Command
	text  string
	short string    // where there is no room for text
	key   string    // the key that takes it
	since time.Time // when it was made: keys typed before it could be read do not take it

	review *session.Entry // what the key shows first, for a command that was cut in the middle; else nil
}

// retryKey is the key in the fixed words of an offer.
const retryKey = "r"

// withOutcome returns a command with those of its targets only that had the outcome.
func withOutcome(c session.Command, targets []session.TargetResult, o session.Outcome) session.Command {
	var ids []session.MemberID
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
func (m *Model) offerNotSent(msg doneMsg) {
	for _, t := range msg.res.Targets {
		if t.Outcome != session.OutcomeNotSent && m.offerReview(m.cutEntry(msg)) {
			return
		}
	}
	c := withOutcome(msg.c, msg.res.Targets, session.OutcomeNotSent)
	m.status = status{}
	m.offer = &offer{
		c: c, key: "enter", since: m.clk,
		text:  capital(m.wish(c)) + ": " + m.verdict(msg.res.Entry, notSentWords) + " " + takeItWords,
		short: "Not sent: " + m.wish(c) + ". Press Enter to do it now.",
	}
}

// takeOffer reports whether a key takes the offer in the footer. Any other key lets it go: whoever moves on means somebody
// else with the next key, and an offer that nobody sees must not be taken.
func (m *Model) takeOffer(k tea.KeyMsg) bool {
	if m.offer == nil || m.clk.Sub(m.offer.since) < grace {
		return false
	}
	if k.String() == m.offer.key {
		return true
	}
	m.offer = nil
	return false
}

// acceptOffer tries again. While that is not possible yet the offer stays, with the reason.
func (m *Model) acceptOffer() tea.Cmd {
	made := *m.offer
	m.offer, m.status = nil, status{}
	if made.review != nil {
		m.open(newReview(m, *made.review))
		return nil
	}
	cmd := m.propose(made.c)
	if why, refused := m.status.shown(m.clk); cmd == nil && refused && m.dialogs.top() == nil {
		made.text = why + ". Press " + made.key + " to try again: " + m.wish(made.c)
		m.offer, m.status = &made, status{}
	}
	return cmd
}
