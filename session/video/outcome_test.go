package video

import (
	"errors"
	"fmt"
	"testing"
)

func TestWorstOutcome(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		targets []Outcome
		err     error
		want    Outcome
	}{
		"nothing to send":         {nil, nil, OutcomeConfirmed},
		"all confirmed":           {[]Outcome{OutcomeConfirmed, OutcomeConfirmed}, nil, OutcomeConfirmed},
		"one only accepted":       {[]Outcome{OutcomeConfirmed, OutcomeAccepted}, nil, OutcomeAccepted},
		"not done":                {[]Outcome{OutcomeNotDone, OutcomeAccepted}, ErrUnknown, OutcomeNotDone},
		"not sent":                {[]Outcome{OutcomeNotDone, OutcomeNotSent}, ErrNotSent, OutcomeNotSent},
		"refused":                 {[]Outcome{OutcomeRefused, OutcomeNotSent}, ErrNotSent, OutcomeRefused},
		"unknown":                 {[]Outcome{OutcomeRefused, OutcomeUnknown}, ErrRefused, OutcomeUnknown},
		"an error, not sent":      {nil, fmt.Errorf("too busy: %w", ErrNotSent), OutcomeNotSent},
		"an error, offline":       {nil, &StateError{Err: ErrOffline}, OutcomeNotSent},
		"an error, unknown":       {nil, fmt.Errorf("cut: %w", ErrUnknown), OutcomeUnknown},
		"an error, in part":       {nil, errors.Join(ErrNotSent, ErrUnknown), OutcomeUnknown},
		"an error, refused":       {nil, ErrRefused, OutcomeRefused},
		"an error, wrong command": {nil, &ArgumentError{Name: "volume"}, OutcomeRefused},
	} {
		res := Result{}
		for _, o := range tc.targets {
			res.Targets = append(res.Targets, TargetResult{Outcome: o})
		}
		if got := res.Worst(tc.err); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}
