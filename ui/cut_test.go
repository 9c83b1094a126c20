package ui

import (
	"context"
	"fmt"
	"testing"

	"gavel/session/video"
)

// cutShort answers a command on many as a stop does: so many are done, the others are not sent.
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

// logPending shows the command as under way: an answer may come before the snapshot that has it.
func (s *screenTest) logPending(c video.Command) {
	s.change(func(snap *video.Snapshot) {
		e := video.Entry{N: 99, Kind: video.EntryCommand, At: s.now, Command: &c, Outcome: video.OutcomePending}
		for _, id := range c.Targets {
			e.Targets = append(e.Targets, video.TargetResult{Member: id})
			e.Who = append(e.Who, video.Person{ID: id, Name: "n-" + string(id)})
		}
		snap.Log = append(snap.Log, e)
	})
}

func TestBulkStoppedBeforeItsSnapshotSaysSo(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	s.logPending(s.m.commander.bulks[0].c)
	waitFor(s, "m7", "m8")
	s.room.answer = cutShort(5, context.Canceled)
	s.press("esc")
	s.run(cmd)
	s.wantFooter("Stopped: 5 done, 2 not sent")
	s.wantFooter("[r] review the rest")
}

func TestBulkCutBeforeItsSnapshotIsReviewed(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	s.logPending(s.m.commander.bulks[0].c)
	s.room.answer = cutShort(5, video.ErrOffline)
	s.run(cmd)
	s.wantFooter("Connection lost in the middle: 5 done, 2 not sent")
	s.wantFooter("[r] review the rest")
}

// What a stopped command has in the air is read first, as after a lost connection; then the rest is offered.
func TestBulkStoppedWithAnswersMissingIsReadFirst(t *testing.T) {
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
		e := &snap.Log[len(snap.Log)-1]
		e.Targets = append([]video.TargetResult(nil), res.Targets...)
		e.Targets[4].Outcome, e.Outcome, e.Doubt = video.OutcomeConfirmed, video.OutcomeNotSent, true
	})
	s.wantFooter("[r] review the rest")
}

// Where the names do not fit, it is still said why the command was cut, and for how many.
func TestCutSaysWhyOnASmallScreen(t *testing.T) {
	s := newScreen(t, 80, 24)
	cmd := startCameras(s)
	waitFor(s, "m7", "m8")
	s.room.answer = cutShort(2, context.Canceled)
	s.press("esc U")
	s.run(cmd)
	s.wantFooter("Stopped: 2 done, 5 not sent. [r] review the rest [Esc] leave it")
}
