package session_test

import (
	"context"
	"testing"
	"time"

	"gavel/session"
)

func TestTheFixedWords(t *testing.T) {
	t.Parallel()
	lost := time.Date(2026, 11, 22, 14, 3, 11, 0, time.UTC)
	ann := []session.Person{{ID: "x1bf4", Name: "Ann"}}
	name := func(p session.Person) string { return `"` + p.Name + `" #` + string(p.ID)[1:] }
	kick := session.RemoveMember("x1bf4")
	one := func(o session.Outcome) []session.TargetResult {
		return []session.TargetResult{{Member: "x1bf4", Outcome: o}}
	}
	for _, tc := range []struct {
		e           session.Entry
		want, offer string
	}{
		{session.Entry{Outcome: session.OutcomeNotSent, Targets: one(session.OutcomeNotSent)},
			"Not sent: connection lost. Nothing happened.", "Press Enter to do it now."},
		{session.Entry{Outcome: session.OutcomeNotSent, Targets: []session.TargetResult{
			{Member: "x1bf4", Outcome: session.OutcomeNotSent, Err: context.Canceled}, {Member: "y", Outcome: session.OutcomeConfirmed}}},
			`Stopped: 1 done, 1 not sent: "Ann" #1bf4.`, ""},
		{session.Entry{Outcome: session.OutcomeNotSent, Targets: []session.TargetResult{
			{Member: "x1bf4", Outcome: session.OutcomeNotSent, Err: context.DeadlineExceeded}, {Member: "y", Outcome: session.OutcomeConfirmed}}},
			`Stopped: 1 done, 1 not sent: "Ann" #1bf4.`, ""},
		{session.Entry{Outcome: session.OutcomeNotSent, Targets: []session.TargetResult{
			{Member: "x1bf4", Outcome: session.OutcomeNotSent, Err: session.ErrBusy}, {Member: "y", Outcome: session.OutcomeConfirmed}}},
			`Too many requests at once: 1 done, 1 not sent: "Ann" #1bf4.`, ""},
		{session.Entry{Outcome: session.OutcomeNotSent, Targets: []session.TargetResult{
			{Member: "x1bf4", Outcome: session.OutcomeNotSent, Err: context.Canceled}}},
			"Not sent: stopped. Nothing happened.", "Press Enter to do it now."},
		{session.Entry{Outcome: session.OutcomeNotSent, Targets: []session.TargetResult{
			{Member: "x1bf4", Outcome: session.OutcomeNotSent, Err: session.ErrBusy}}},
			"Not sent: too many requests wait for an answer. Nothing happened.", "Press Enter to do it now."},
		{session.Entry{Outcome: session.OutcomeUnknown, Doubt: true, Lost: lost},
			`Remove "Ann" #1bf4: sent, no answer (connection lost 14:03:11). Checking…`, ""},
		{session.Entry{Outcome: session.OutcomeUnknown, Doubt: true}, `Remove "Ann" #1bf4: sent, no answer. Checking…`, ""},
		{session.Entry{Outcome: session.OutcomeConfirmed, Doubt: true}, `…done: "Ann" #1bf4 has left.`, ""},
		{session.Entry{Outcome: session.OutcomeNotDone, Doubt: true}, `…not done: "Ann" #1bf4 is still here.`, "[r] retry [Esc] leave it"},
		{session.Entry{Outcome: session.OutcomeUnknown, Doubt: true, Unsettled: "room has a new session"},
			"…cannot tell: room has a new session.", ""},
		{session.Entry{Outcome: session.OutcomeRefused, Doubt: true, Late: true, Err: "code 403"},
			"…not done: it was denied: code 403. (The answer came late.)", ""},
		{session.Entry{Outcome: session.OutcomeConfirmed}, "", ""},
		{session.Entry{Outcome: session.OutcomeRefused}, "", ""},
	} {
		tc.e.Kind, tc.e.Command, tc.e.Who = session.EntryCommand, &kick, ann
		if got, offer := tc.e.Verdict(name), tc.e.Offer(); got != tc.want || offer != tc.offer {
			t.Errorf("got %q %q, want %q %q", got, offer, tc.want, tc.offer)
		}
	}
}
