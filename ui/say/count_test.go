package say_test

import (
	"testing"

	"gavel/session/video"
	"gavel/ui/say"
)

func TestOutcomesAreCounted(t *testing.T) {
	t.Parallel()
	var targets []video.TargetResult
	for _, o := range []video.Outcome{
		video.OutcomeNotSent, video.OutcomeConfirmed, video.OutcomeAccepted, video.OutcomePending, video.OutcomeUnknown,
		video.OutcomeRefused, video.OutcomeNotDone, video.OutcomeNotSent, video.OutcomeNotSent,
	} {
		targets = append(targets, video.TargetResult{Outcome: o})
	}
	const want = "2 done, 1 refused, 2 unknown, 1 not done, 3 not sent"
	if got := say.Outcomes(targets); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := say.Outcomes(nil); got != "" {
		t.Errorf("of nobody: %q", got)
	}
}
