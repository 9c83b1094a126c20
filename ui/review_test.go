package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/say"
	"gavel/ui/uitest"
	"gavel/ui/waits"
)

// reviewOf opens the review of a command that was sent to none of its targets.
func reviewOf(s *screenTest, c video.Command) *review {
	s.t.Helper()
	e := video.Entry{Kind: video.EntryCommand, Command: &c, Outcome: video.OutcomeNotSent}
	for _, id := range c.Targets {
		e.Who = append(e.Who, video.Person{ID: id, Name: s.m.snap.Member(id).Name})
		e.Targets = append(e.Targets, video.TargetResult{Member: id, Outcome: video.OutcomeNotSent})
	}
	d := newReview(s.m.commander, &e)
	s.m.Open(d)
	return d
}

var reviewSizes = [][2]int{{arrange.MinWidth, arrange.MinHeight}, {80, 24}, {200, 60}}

// The answers are on the screen, however long the names are.
func TestReviewOfLongNamesKeepsAnswers(t *testing.T) {
	for _, size := range reviewSizes {
		for _, n := range []int{2, 3, 8} {
			s := newScreen(t, size[0], size[1])
			var ids []video.MemberID
			for _, m := range s.m.snap.Members[:n] {
				ids = append(ids, m.ID)
				s.edit(m.ID, func(c *video.Member) { c.Name = strings.Repeat("a very long name ", 6) })
			}
			reviewOf(s, video.RemoveMember(ids...))
			s.wantText(" y remove ·  Esc cancel ")
			s.wantText("This cannot be undone.")
			s.wantText(" not sent")
		}
	}
}

func TestReviewWarnsOfSpoofedNames(t *testing.T) {
	s := newScreen(t, 80, 24)
	reviewOf(s, video.RemoveMember("m2", "m7"))
	s.wantText("⚠ Jonas Weber #m7 looks like another name: compare the id")
	s.wantNoText("renamed")
	s.edit("m2", func(m *video.Member) { m.Name = "Somebody Else" })
	s.wantText("⚠ Somebody Else renamed from David Kern")
	s.change(func(c *video.Snapshot) { c.JournalErr = "no space left on device" })
	s.wantText(say.NotRecorded)
}

// The review of a reversible command does not call it final.
func TestReviewOfCalmCommandHasNoNote(t *testing.T) {
	s := newScreen(t, 80, 24)
	reviewOf(s, video.VideoMute("m1", "m2"))
	s.wantText(" y turn off the camera ·  Esc cancel ")
	s.wantNoText("cannot be undone")
}

func TestReviewFits(t *testing.T) {
	s := newScreen(t, arrange.MinWidth, arrange.MinHeight)
	s.change(func(c *video.Snapshot) { c.JournalErr = "no space left on device" })
	d := reviewOf(s, video.RemoveMember("m1", "m2", "m7", "m8"))
	for h := 2; h < 20; h++ {
		for _, w := range []int{40, 52, 96} {
			uitest.CheckDialog(t, d, w, h)
		}
	}
}

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

// Only the very next key accepts an offer: after another key, Enter has its usual meaning.
func TestOtherKeyDropsOffer(t *testing.T) {
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

// While the connection is down, the offer stays, with the reason.
func TestOfferStaysWithoutConnection(t *testing.T) {
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
	s.wantFooter("Press Enter to try again: mute Mark Oduya")
	s.room.answer = nil
	s.change(func(c *video.Snapshot) { c.Stale, c.Link.State = false, video.LinkLive })
	s.press("enter")
	s.wantCommands(2)
}

// TestFault_C16_RestOnlyAfterReview: a bulk command that was cut short shows for which targets it was done. The rest is
// sent only from that review, and only to the others.
func TestFault_C16_RestOnlyAfterReview(t *testing.T) {
	s := newScreen(t, 120, 36)
	cut := []video.TargetResult{
		{Member: "m1", Outcome: video.OutcomeConfirmed},
		{Member: "m3", Outcome: video.OutcomeNotSent, Err: video.ErrOffline},
		{Member: "m6", Outcome: video.OutcomeRefused, Err: video.ErrRefused},
		{Member: "m7", Outcome: video.OutcomeNotSent, Err: video.ErrOffline},
	}
	s.room.answer = func(video.Command) (video.Result, error) {
		return video.Result{Targets: cut}, video.ErrOffline
	}
	four := video.AudioMute("m1", "m3", "m6", "m7")
	s.run(s.m.Propose(four))
	s.room.answer = nil
	s.wantFooter(say.Review("Enter", "Esc"))
	s.pass(2 * time.Second)
	s.press("j enter") // any other key drops the offer
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
	s.press("enter")
	for _, want := range []string{
		"2 not sent", "1 refused, not sent again", "1 done", "Ana Silva and Jonas Weber",
		" y mute ·",
	} {
		s.wantText(want)
	}
	s.change(func(c *video.Snapshot) { c.Stale, c.Link.State = true, video.LinkWaiting })
	s.pass(time.Second)
	s.press("y") // the review stays while nothing can be sent
	s.wantText("2 not sent")
	s.change(func(c *video.Snapshot) { c.Stale, c.Link.State = false, video.LinkLive })
	s.edit("m7", func(m *video.Member) { m.AudioMuted = true }) // someone else was faster
	s.press("y")
	s.wantCommand(video.AudioMute("m3"))
}

// TestFault_C16_UnknownIsReadFirst: while the outcome for some targets is unknown, the rest is not offered.
func TestFault_C16_UnknownIsReadFirst(t *testing.T) {
	s := newScreen(t, 120, 36)
	mute := video.AudioMute("m1", "m3")
	entry := video.Entry{
		N: 10, At: uitest.Epoch, Kind: video.EntryCommand, Command: &mute, Doubt: true, Outcome: video.OutcomeUnknown,
		Who: []video.Person{{ID: "m1", Name: "Mark Oduya"}, {ID: "m3", Name: "Ana Silva"}},
		Targets: []video.TargetResult{
			{Member: "m1", Outcome: video.OutcomeUnknown},
			{Member: "m3", Outcome: video.OutcomeNotSent},
		},
	}
	s.room.answer = func(c video.Command) (video.Result, error) {
		snap, sent := *s.room.snap, entry
		snap.Log = append(slices.Clone(snap.Log), &sent)
		s.room.snap = &snap
		return video.Result{Entry: 10, Command: c, Targets: entry.Targets}, video.ErrUnknown
	}
	s.run(s.m.Propose(mute))
	s.wantFooter("Checking…")
	s.room.answer = nil
	entry.Outcome = video.OutcomeNotSent
	entry.Targets = []video.TargetResult{
		{Member: "m1", Outcome: video.OutcomeConfirmed},
		{Member: "m3", Outcome: video.OutcomeNotSent},
	}
	s.change(func(c *video.Snapshot) { c.Log[len(c.Log)-1] = &entry })
	s.wantFooter("1 done, 1 not sent: Ana Silva")
	s.wantFooter(say.Review("Enter", "Esc"))
	s.pass(2 * time.Second)
	s.press("enter")
	s.pass(time.Second)
	s.press("y")
	s.wantCommand(video.AudioMute("m3"))
}

// The outcome of a command without an answer is shown in fixed words.
func TestUnknownOutcomeHasFixedWords(t *testing.T) {
	s := newScreen(t, 120, 36)
	mute := video.AudioMute("m1")
	entry := video.Entry{
		N: 10, At: uitest.Epoch, Kind: video.EntryCommand, Command: &mute,
		Who: []video.Person{{ID: "m1", Name: "Mark Oduya"}}, Doubt: true,
		Outcome: video.OutcomeUnknown, Targets: []video.TargetResult{{Member: "m1", Outcome: video.OutcomeUnknown}},
	}
	s.room.answer = func(c video.Command) (video.Result, error) {
		snap, sent := *s.room.snap, entry
		snap.Log = append(slices.Clone(snap.Log), &sent)
		s.room.snap = &snap
		return video.Result{Entry: 10, Command: c, Targets: entry.Targets}, video.ErrUnknown
	}
	s.press("m")
	s.wantFooter("sent, no answer")
	s.wantFooter("Checking…")
	entry.Outcome, entry.Targets = video.OutcomeNotDone,
		[]video.TargetResult{{Member: "m1", Outcome: video.OutcomeNotDone}}
	s.change(func(c *video.Snapshot) { c.Log[len(c.Log)-1] = &entry })
	s.wantFooter("…not done: Mark Oduya")
	s.wantFooter("[r] retry [Esc] leave it")
	s.room.answer = nil
	s.pass(2 * time.Second)
	s.press("r")
	s.wantCommands(2)
}

// notSent answers a command on one target as a lost connection does.
func notSent(c video.Command) (video.Result, error) {
	return video.Result{Targets: []video.TargetResult{
		{Member: c.Targets[0], Outcome: video.OutcomeNotSent, Err: video.ErrOffline},
	}}, video.ErrOffline
}

// In the filter, Enter ends it and "r" is a letter, even while there is an offer.
func TestTypedTextAcceptsNoOffer(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = notSent
	s.pass(time.Second)
	_, cmd := s.m.Update(read(uitest.KeyOf("m")))
	s.press("/ a")
	s.run(cmd)
	s.m.View()
	s.room.answer = nil
	s.pass(time.Second)
	s.press("enter") // ends the filter
	s.wantCommands(1)
	s.wantFooter(say.PressToSend("Enter"))
	s.pass(time.Second)
	s.press("enter")
	s.wantCommands(2)
}

// While a dialog has the keys, the footer does not offer Enter.
func TestDialogHidesOffer(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = notSent
	s.pass(time.Second)
	_, cmd := s.m.Update(read(uitest.KeyOf("m")))
	s.press("?")
	s.run(cmd)
	s.m.View()
	s.wantNoText(say.PressToSend("Enter"))
	s.pass(time.Second)
	s.press("esc")
	s.wantFooter(say.PressToSend("Enter"))
	s.now = s.now.Add(waits.Grace / 2) // it has only just appeared
	s.send(uitest.KeyOf("enter"))
	s.wantCommands(1)
}

// An offer is always in sight, and Escape drops the offer and nothing else.
func TestOfferComesBeforeProgress(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = notSent
	s.pass(time.Second)
	s.press("j")
	_, single := s.m.Update(read(uitest.KeyOf("d")))
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.wantFooter("stops the rest")
	s.run(single)
	s.m.View()
	s.pass(time.Second)
	s.wantFooter(say.PressToSend("Enter"))
	s.press("esc")
	if s.m.commander.bulks[0].stopped {
		t.Error("dropping the offer stopped the bulk command")
	}
	if s.m.people.Marks.Len() == 0 {
		t.Error("dropping the offer removed the marks")
	}
	s.press("esc")
	if !s.m.commander.bulks[0].stopped {
		t.Error("nothing was stopped")
	}
}

// Enter also opens the details: pressed before the offer could be read, it neither accepts the offer nor opens anything.
func TestEarlyKeyOfOfferIsIgnored(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.change(func(c *video.Snapshot) { c.Recordings, c.RecordingsKnown, c.Room.Recording = nil, true, video.No })
	cmd := startCameras(s)
	waitFor(s, "m7", "m8")
	s.room.answer = cutShort(5, context.Canceled)
	s.press("esc")
	s.run(cmd)
	s.wantFooter("[Enter] review the rest")
	n := len(s.room.sent)
	s.room.answer = nil
	s.now = s.now.Add(100 * time.Millisecond)
	s.send(uitest.KeyOf("enter"))
	if len(s.room.sent) != n {
		t.Errorf("sent %+v", s.room.sent[n:])
	}
	s.pass(time.Second)
	s.wantFooter("[Enter] review the rest")
	s.press("enter")
	s.wantText("2 not sent")
}

func TestOfferFitsSmallScreen(t *testing.T) {
	s := newScreen(t, 60, 15)
	s.press("space space")
	s.room.answer = func(c video.Command) (video.Result, error) {
		var res video.Result
		for _, id := range c.Targets {
			res.Targets = append(res.Targets,
				video.TargetResult{Member: id, Outcome: video.OutcomeNotSent, Err: video.ErrOffline})
		}
		return res, video.ErrOffline
	}
	s.press("c")
	s.wantFooter("Enter sends it: turn off the camera of Mark Oduya")
}

// In a room that has ended, nothing can be sent, so nothing is offered.
func TestNothingIsOfferedAfterRoomEnds(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = notSent
	s.pass(time.Second)
	_, cmd := s.m.Update(read(uitest.KeyOf("m")))
	s.change(func(c *video.Snapshot) { c.Room.Ended = true })
	s.run(cmd)
	s.wantFooter("Not sent: mute Mark Oduya. The room has ended.")
	if s.m.commander.offer != nil {
		t.Errorf("offered: %q", s.m.commander.offer.text)
	}
}

// An offer that someone else has made unnecessary is dropped.
func TestUnnecessaryOfferIsDropped(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = notSent
	s.press("m")
	s.pass(time.Second)
	s.room.answer = nil
	s.edit("m1", func(m *video.Member) { m.AudioMuted = true })
	s.press("enter")
	s.wantFooter("Nothing was sent.")
	if s.m.commander.offer != nil {
		t.Errorf("offered again: %q", s.m.commander.offer.text)
	}
}

// cutShort answers a bulk command as a stop does: the first done targets are done, the others not sent.
func cutShort(done int, why error) func(video.Command) (video.Result, error) {
	return func(c video.Command) (video.Result, error) {
		res := video.Result{Command: c, Entry: 99}
		for i, id := range c.Targets {
			t := video.TargetResult{Member: id, Outcome: video.OutcomeConfirmed}
			if i >= done {
				t.Outcome = video.OutcomeNotSent
				t.Err = fmt.Errorf("video.member.video_mute: %w: %w", video.ErrOffline, why)
			}
			res.Targets = append(res.Targets, t)
		}
		return res, res.Err()
	}
}

// logPending shows the command as pending: an answer may come before the snapshot that has it.
func (s *screenTest) logPending(c video.Command) {
	s.change(func(snap *video.Snapshot) {
		e := video.Entry{N: 99, Kind: video.EntryCommand, At: s.now, Command: &c, Outcome: video.OutcomePending}
		for _, id := range c.Targets {
			e.Targets = append(e.Targets, video.TargetResult{Member: id})
			e.Who = append(e.Who, video.Person{ID: id, Name: "n-" + string(id)})
		}
		snap.Log = append(snap.Log, &e)
	})
}

func TestBulkStoppedBeforeItsSnapshotIsReported(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	s.logPending(s.m.commander.bulks[0].c)
	waitFor(s, "m7", "m8")
	s.room.answer = cutShort(5, context.Canceled)
	s.press("esc")
	s.run(cmd)
	s.wantFooter("Stopped: 5 done, 2 not sent")
	s.wantFooter("[Enter] review the rest")
}

func TestBulkCutBeforeItsSnapshotIsReviewed(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	s.logPending(s.m.commander.bulks[0].c)
	s.room.answer = cutShort(5, video.ErrOffline)
	s.run(cmd)
	s.wantFooter("Connection lost in the middle: 5 done, 2 not sent")
	s.wantFooter("[Enter] review the rest")
}

// The pending requests of a stopped command are reconciled first, as after a lost connection. Then the rest is offered.
func TestStoppedBulkIsReconciledFirst(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	c := s.m.commander.bulks[0].c
	s.logPending(c)
	waitFor(s, "m7", "m8")
	short := cutShort(5, context.Canceled)
	var res video.Result
	s.room.answer = func(c video.Command) (video.Result, error) {
		res, _ = short(c)
		res.Targets[4].Outcome, res.Targets[4].Err = video.OutcomeUnknown, video.ErrUnknown
		return res, res.Err()
	}
	s.press("esc")
	s.run(cmd)
	s.wantFooter("Checking")
	if s.m.commander.offer != nil {
		t.Errorf("the rest is offered: %q", s.footer())
	}
	s.change(func(snap *video.Snapshot) {
		e := *snap.Log[len(snap.Log)-1]
		e.Targets = append([]video.TargetResult(nil), res.Targets...)
		e.Targets[4].Outcome, e.Outcome, e.Doubt = video.OutcomeConfirmed, video.OutcomeNotSent, true
		snap.Log[len(snap.Log)-1] = &e
	})
	s.wantFooter("[Enter] review the rest")
}

// If the names do not fit, the review still shows why the command was cut short, and for how many.
func TestReviewShowsReasonOnSmallScreen(t *testing.T) {
	s := newScreen(t, 80, 24)
	cmd := startCameras(s)
	waitFor(s, "m7", "m8")
	s.room.answer = cutShort(2, context.Canceled)
	s.press("esc U")
	s.run(cmd)
	s.wantFooter("Stopped: 2 done, 5 not sent. [Enter] review the rest [Esc] leave it")
}

// A composite that was cut in the middle lists the remaining steps with their members, and sends only these.
func TestReviewOfComposite(t *testing.T) {
	giving := func(steps ...video.Command) video.Command {
		return video.Composite("give the floor to", "gave the floor to", []video.MemberID{"m6"}, steps...)
	}
	s := newScreen(t, 120, 36)
	s.edit("m6", func(m *video.Member) { m.AudioMuted = true })
	s.room.answer = func(c video.Command) (video.Result, error) {
		res := s.room.success(c)
		res.Targets[1].Outcome, res.Targets[1].Err = video.OutcomeNotSent, video.ErrOffline
		return res, res.Err()
	}
	s.run(s.m.Propose(giving(lower("m6"), video.AudioUnmute("m6"))))
	s.room.answer = nil
	s.wantFooter(say.Review("Enter", "Esc"))
	s.pass(time.Second)
	s.press("enter")
	s.wantText("1 not sent")
	s.wantText("unmute Priya Raghunathan")
	s.wantText("lower the hand of Priya Raghunathan")
	s.pass(time.Second)
	s.press("y")
	s.wantCommand(giving(video.AudioUnmute("m6")))
}
