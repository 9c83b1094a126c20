package say_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/say"
)

func TestVerdictKeepsItsFixedWords(t *testing.T) {
	t.Parallel()
	lost := time.Date(2026, 11, 22, 14, 3, 11, 0, time.UTC)
	ann := []video.Person{{ID: "x1bf4", Name: "Ann"}}
	name := func(p video.Person) string { return `"` + p.Name + `" #` + string(p.ID)[1:] }
	kick := video.RemoveMember("x1bf4")
	one := func(o video.Outcome) []video.TargetResult {
		return []video.TargetResult{{Member: "x1bf4", Outcome: o}}
	}
	for _, tc := range []struct {
		e    video.Entry
		want string
	}{
		{
			video.Entry{Outcome: video.OutcomeNotSent, Targets: one(video.OutcomeNotSent)},
			"Not sent: connection lost. Nothing happened.",
		},
		{
			video.Entry{Outcome: video.OutcomeNotSent, Targets: []video.TargetResult{
				{Member: "x1bf4", Outcome: video.OutcomeNotSent, Err: context.Canceled}, {Member: "y", Outcome: video.OutcomeConfirmed},
			}},
			`Stopped: 1 done, 1 not sent: "Ann" #1bf4.`,
		},
		{
			video.Entry{Outcome: video.OutcomeNotSent, Targets: []video.TargetResult{
				{Member: "x1bf4", Outcome: video.OutcomeNotSent, Err: context.DeadlineExceeded}, {Member: "y", Outcome: video.OutcomeConfirmed},
			}},
			`Stopped: 1 done, 1 not sent: "Ann" #1bf4.`,
		},
		{
			video.Entry{Outcome: video.OutcomeNotSent, Targets: []video.TargetResult{
				{Member: "x1bf4", Outcome: video.OutcomeNotSent, Err: video.ErrBusy}, {Member: "y", Outcome: video.OutcomeConfirmed},
			}},
			`Too many requests at once: 1 done, 1 not sent: "Ann" #1bf4.`,
		},
		{
			video.Entry{Outcome: video.OutcomeNotSent, Targets: []video.TargetResult{
				{Member: "x1bf4", Outcome: video.OutcomeNotSent, Err: context.Canceled},
			}},
			"Not sent: stopped. Nothing happened.",
		},
		{
			video.Entry{Outcome: video.OutcomeNotSent, Targets: []video.TargetResult{
				{Member: "x1bf4", Outcome: video.OutcomeNotSent, Err: video.ErrBusy},
			}},
			"Not sent: too many requests are waiting for an answer. Nothing happened.",
		},
		{
			video.Entry{Outcome: video.OutcomeUnknown, Doubt: true, Lost: lost},
			`Remove "Ann" #1bf4: sent, no answer (connection lost 14:03:11). Checking…`,
		},
		{video.Entry{Outcome: video.OutcomeUnknown, Doubt: true}, `Remove "Ann" #1bf4: sent, no answer. Checking…`},
		{video.Entry{Outcome: video.OutcomeConfirmed, Doubt: true}, `…done: "Ann" #1bf4 has left.`},
		{video.Entry{Outcome: video.OutcomeNotDone, Doubt: true}, `…not done: "Ann" #1bf4 is still here.`},
		{
			video.Entry{Outcome: video.OutcomeUnknown, Doubt: true, Unsettled: video.UnsettledSuccessor},
			"…cannot tell: room has a new session.",
		},
		{
			video.Entry{Outcome: video.OutcomeRefused, Doubt: true, Late: true, Err: "code 403"},
			"…not done: the room refused: code 403. (The answer came late.)",
		},
		{video.Entry{Outcome: video.OutcomeConfirmed}, ""},
		{video.Entry{Outcome: video.OutcomeRefused}, ""},
	} {
		tc.e.Kind, tc.e.Command, tc.e.Who = video.EntryCommand, &kick, ann
		if got := say.Verdict(&tc.e, name); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

// TestVerdictOnSeveralNamesThem checks the words while an outcome is open, and when it will never be known.
func TestVerdictOnSeveralNamesThem(t *testing.T) {
	c := video.RemoveMember("a", "b", "c")
	e := video.Entry{
		Kind:      video.EntryCommand,
		Command:   &c,
		Who:       []video.Person{{ID: "a"}, {ID: "b"}, {ID: "c"}},
		Outcome:   video.OutcomeUnknown,
		Doubt:     true,
		Unsettled: video.UnsettledSuccessor,
		Targets: []video.TargetResult{
			{Member: "a", Outcome: video.OutcomeConfirmed},
			{Member: "b", Outcome: video.OutcomeUnknown},
			{Member: "c", Outcome: video.OutcomeNotSent},
		},
	}
	name := func(p video.Person) string { return string(p.ID) }
	if v := say.Verdict(&e, name); !strings.Contains(v, "not sent: c") {
		t.Errorf("%q", v)
	}
	e.Unsettled = 0
	if v := say.Verdict(&e, name); strings.Contains(v, "a, b, c: sent, no answer") {
		t.Errorf("%q", v)
	}
}
