package session_test

import (
	"testing"

	"gavel/session"
)

func TestCountOutcomes(t *testing.T) {
	t.Parallel()
	var targets []session.TargetResult
	for _, o := range []session.Outcome{
		session.OutcomeNotSent, session.OutcomeConfirmed, session.OutcomeAccepted, session.OutcomePending, session.OutcomeUnknown,
		session.OutcomeRefused, session.OutcomeNotDone, session.OutcomeNotSent, session.OutcomeNotSent,
	} {
		targets = append(targets, session.TargetResult{Outcome: o})
	}
	const want = "2 done, 1 refused, 2 unknown, 1 not done, 3 not sent"
	if got := session.CountOutcomes(targets); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := session.CountOutcomes(nil); got != "" {
		t.Errorf("of nobody: %q", got)
	}
}
