package ui

import (
	"testing"
	"time"

	"gavel/session"
)

func TestNotSentIsOffered(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = func(c session.Command) (session.Result, error) {
		return session.Result{Targets: []session.TargetResult{
			{Member: c.Targets[0], Outcome: session.OutcomeNotSent, Err: session.ErrOffline},
		}}, session.ErrOffline
	}
	s.press("m")
	s.wantFooter("Not sent: connection lost. Nothing happened. Press Enter to do it now.")
	s.room.answer = nil
	s.pass(2 * time.Second)
	s.press("enter")
	s.wantCommands(2)
	s.wantCommand(session.AudioMute("m1"))
	s.press("esc")
}

// An offer is taken only by the very next key: whoever moves on means somebody else with Enter.
func TestOfferIsLetGoByAnyOtherKey(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.room.answer = func(c session.Command) (session.Result, error) {
		return session.Result{Targets: []session.TargetResult{
			{Member: c.Targets[0], Outcome: session.OutcomeNotSent, Err: session.ErrOffline},
		}}, session.ErrOffline
	}
	s.press("M m")
	s.pass(time.Second)
	s.wantFooter("Not sent: mute Mark Oduya")
	s.room.answer = nil
	s.press("j enter")
	s.wantCommands(1)
}

// While the connection is still away the offer stays, with the reason.
func TestOfferStaysWhileItCannotBeTaken(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = func(c session.Command) (session.Result, error) {
		return session.Result{Targets: []session.TargetResult{
			{Member: c.Targets[0], Outcome: session.OutcomeNotSent, Err: session.ErrOffline},
		}}, session.ErrOffline
	}
	s.press("m")
	s.change(func(c *session.Snapshot) { c.Stale, c.Link.State = true, session.LinkWaiting })
	s.pass(time.Second)
	s.press("enter")
	s.wantCommands(1)
	s.wantFooter("Press enter to try again: mute Mark Oduya")
	s.room.answer = nil
	s.change(func(c *session.Snapshot) { c.Stale, c.Link.State = false, session.LinkLive })
	s.press("enter")
	s.wantCommands(2)
}

// Only those whom the command did not reach are tried again.
func TestOfferIsForThoseWhoWereNotReached(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = func(c session.Command) (session.Result, error) {
		return session.Result{Targets: []session.TargetResult{
			{Member: "m1", Outcome: session.OutcomeConfirmed}, {Member: "m3", Outcome: session.OutcomeNotSent, Err: session.ErrOffline},
		}}, session.ErrOffline
	}
	s.press("space j space m")
	s.room.answer = nil
	s.pass(2 * time.Second)
	s.press("enter")
	s.wantCommand(session.AudioMute("m3"))
}

// What becomes of a command without an answer is said in the session's fixed words.
func TestDoubtIsToldInFixedWords(t *testing.T) {
	s := newScreen(t, 120, 36)
	mute := session.AudioMute("m1")
	entry := session.Entry{
		N: 10, At: epoch, Kind: session.EntryCommand, Command: &mute, Who: []session.Person{{ID: "m1", Name: "Mark Oduya"}}, Doubt: true,
		Outcome: session.OutcomeUnknown, Targets: []session.TargetResult{{Member: "m1", Outcome: session.OutcomeUnknown}},
	}
	s.room.answer = func(c session.Command) (session.Result, error) {
		snap := *s.room.snap
		snap.Log = append(append([]session.Entry(nil), snap.Log...), entry)
		s.room.snap = &snap
		return session.Result{Entry: 10, Command: c, Targets: entry.Targets}, session.ErrUnknown
	}
	s.press("m")
	s.wantFooter("sent, no answer")
	s.wantFooter("Checking…")
	entry.Outcome, entry.Targets = session.OutcomeNotDone, []session.TargetResult{{Member: "m1", Outcome: session.OutcomeNotDone}}
	s.change(func(c *session.Snapshot) { c.Log[len(c.Log)-1] = entry })
	s.wantFooter("…not done: Mark Oduya")
	s.wantFooter("[r] retry [Esc] leave it")
	s.room.answer = nil
	s.pass(2 * time.Second)
	s.press("r")
	s.wantCommands(2)
}
