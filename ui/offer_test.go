package ui

import (
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/uitest"
)

func TestNotSentIsOffered(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = func(c video.Command) (video.Result, error) {
		return video.Result{Targets: []video.TargetResult{
			{Member: c.Targets[0], Outcome: video.OutcomeNotSent, Err: video.ErrOffline},
		}}, video.ErrOffline
	}
	s.press("m")
	s.wantFooter("Not sent: connection lost. Nothing happened. Press Enter to do it now.")
	s.room.answer = nil
	s.pass(2 * time.Second)
	s.press("enter")
	s.wantCommands(2)
	s.wantCommand(video.AudioMute("m1"))
	s.press("esc")
}

// An offer is taken only by the very next key: whoever moves on means somebody else with Enter.
func TestOfferIsLetGoByAnyOtherKey(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.room.answer = func(c video.Command) (video.Result, error) {
		return video.Result{Targets: []video.TargetResult{
			{Member: c.Targets[0], Outcome: video.OutcomeNotSent, Err: video.ErrOffline},
		}}, video.ErrOffline
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
	s.room.answer = func(c video.Command) (video.Result, error) {
		return video.Result{Targets: []video.TargetResult{
			{Member: c.Targets[0], Outcome: video.OutcomeNotSent, Err: video.ErrOffline},
		}}, video.ErrOffline
	}
	s.press("m")
	s.change(func(c *video.Snapshot) { c.Stale, c.Link.State = true, video.LinkWaiting })
	s.pass(time.Second)
	s.press("enter")
	s.wantCommands(1)
	s.wantFooter("Press enter to try again: mute Mark Oduya")
	s.room.answer = nil
	s.change(func(c *video.Snapshot) { c.Stale, c.Link.State = false, video.LinkLive })
	s.press("enter")
	s.wantCommands(2)
}

// TestFault_C16_RestOnlyAfterReview: a command on several people that was cut in the middle shows for whom it was done, and
// the rest is sent by whoever has seen that, and to nobody else.
func TestFault_C16_RestOnlyAfterReview(t *testing.T) {
	s := newScreen(t, 120, 36)
	cut := []video.TargetResult{
		{Member: "m1", Outcome: video.OutcomeConfirmed}, {Member: "m3", Outcome: video.OutcomeNotSent, Err: video.ErrOffline},
		{Member: "m6", Outcome: video.OutcomeRefused, Err: video.ErrRefused}, {Member: "m7", Outcome: video.OutcomeNotSent, Err: video.ErrOffline},
	}
	s.room.answer = func(video.Command) (video.Result, error) {
		return video.Result{Targets: cut}, video.ErrOffline
	}
	four := video.AudioMute("m1", "m3", "m6", "m7")
	s.run(s.m.Propose(four))
	s.room.answer = nil
	s.wantFooter(reviewWords)
	s.pass(2 * time.Second)
	s.press("enter r") // Enter takes no such offer; it lets it go
	s.wantCommands(1)
	s.room.answer = func(video.Command) (video.Result, error) {
		return video.Result{Targets: cut}, video.ErrOffline
	}
	s.press("esc esc")
	s.pass(2 * time.Second)
	s.run(s.m.Propose(four))
	s.room.answer = nil
	s.m.View()
	s.pass(2 * time.Second)
	s.press("r")
	for _, want := range []string{"2 not sent", "1 refused, not sent again", "1 done", "Ana Silva, Jonas Weber", "yes, mute"} {
		s.wantText(want)
	}
	s.change(func(c *video.Snapshot) { c.Stale, c.Link.State = true, video.LinkWaiting })
	s.pass(time.Second)
	s.press("y") // the ledger stays while nothing can be sent
	s.wantText("2 not sent")
	s.change(func(c *video.Snapshot) { c.Stale, c.Link.State = false, video.LinkLive })
	s.edit("m7", func(m *video.Member) { m.AudioMuted = true }) // somebody else was faster
	s.press("y")
	s.wantCommand(video.AudioMute("m3"))
}

// TestFault_C16_UnknownIsReadFirst: as long as the outcome for some is unknown the rest is not offered.
func TestFault_C16_UnknownIsReadFirst(t *testing.T) {
	s := newScreen(t, 120, 36)
	mute := video.AudioMute("m1", "m3")
	entry := video.Entry{
		N: 10, At: uitest.Epoch, Kind: video.EntryCommand, Command: &mute, Doubt: true, Outcome: video.OutcomeUnknown,
		Who:     []video.Person{{ID: "m1", Name: "Mark Oduya"}, {ID: "m3", Name: "Ana Silva"}},
		Targets: []video.TargetResult{{Member: "m1", Outcome: video.OutcomeUnknown}, {Member: "m3", Outcome: video.OutcomeNotSent}},
	}
	s.room.answer = func(c video.Command) (video.Result, error) {
		snap := *s.room.snap
		snap.Log = append(append([]video.Entry(nil), snap.Log...), entry)
		s.room.snap = &snap
		return video.Result{Entry: 10, Command: c, Targets: entry.Targets}, video.ErrUnknown
	}
	s.run(s.m.Propose(mute))
	s.wantFooter("Checking…")
	s.room.answer = nil
	entry.Outcome = video.OutcomeNotSent
	entry.Targets = []video.TargetResult{{Member: "m1", Outcome: video.OutcomeConfirmed}, {Member: "m3", Outcome: video.OutcomeNotSent}}
	s.change(func(c *video.Snapshot) { c.Log[len(c.Log)-1] = entry })
	s.wantFooter("1 done, 1 not sent: Ana Silva")
	s.wantFooter(reviewWords)
	s.pass(2 * time.Second)
	s.press("r")
	s.pass(time.Second)
	s.press("y")
	s.wantCommand(video.AudioMute("m3"))
}

// What becomes of a command without an answer is said in the session's fixed words.
func TestDoubtIsToldInFixedWords(t *testing.T) {
	s := newScreen(t, 120, 36)
	mute := video.AudioMute("m1")
	entry := video.Entry{
		N: 10, At: uitest.Epoch, Kind: video.EntryCommand, Command: &mute, Who: []video.Person{{ID: "m1", Name: "Mark Oduya"}}, Doubt: true,
		Outcome: video.OutcomeUnknown, Targets: []video.TargetResult{{Member: "m1", Outcome: video.OutcomeUnknown}},
	}
	s.room.answer = func(c video.Command) (video.Result, error) {
		snap := *s.room.snap
		snap.Log = append(append([]video.Entry(nil), snap.Log...), entry)
		s.room.snap = &snap
		return video.Result{Entry: 10, Command: c, Targets: entry.Targets}, video.ErrUnknown
	}
	s.press("m")
	s.wantFooter("sent, no answer")
	s.wantFooter("Checking…")
	entry.Outcome, entry.Targets = video.OutcomeNotDone, []video.TargetResult{{Member: "m1", Outcome: video.OutcomeNotDone}}
	s.change(func(c *video.Snapshot) { c.Log[len(c.Log)-1] = entry })
	s.wantFooter("…not done: Mark Oduya")
	s.wantFooter("[r] retry [Esc] leave it")
	s.room.answer = nil
	s.pass(2 * time.Second)
	s.press("r")
	s.wantCommands(2)
}
