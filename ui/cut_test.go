package ui

import (
	"context"
	"fmt"
	"testing"

	"gavel/session"
)

// cutShort answers a command on many as a stop does: so many are done, the others are not sent.
func cutShort(done int, why error) func(session.Command) (session.Result, error) {
	return func(c session.Command) (session.Result, error) {
		res := session.Result{Command: c, Entry: 99}
		for i, id := range c.Targets {
			t := session.TargetResult{Member: id, Outcome: session.OutcomeConfirmed}
			if i >= done {
				t.Outcome = session.OutcomeNotSent
				t.Err = fmt.Errorf("video.member.video_mute: %w: %w", session.ErrOffline, why)
			}
			res.Targets = append(res.Targets, t)
		}
		return res, res.Err()
	}
}

// logPending shows the command as under way: an answer may come before the snapshot that has it.
func (s *screenTest) logPending(c session.Command) {
	s.change(func(snap *session.Snapshot) {
		e := session.Entry{N: 99, Kind: session.EntryCommand, At: s.now, Command: &c, Outcome: session.OutcomePending}
		for _, id := range c.Targets {
			e.Targets = append(e.Targets, session.TargetResult{Member: id})
			e.Who = append(e.Who, session.Person{ID: id, Name: "n-" + string(id)})
		}
		snap.Log = append(snap.Log, e)
	})
}

func TestBulkStoppedBeforeItsSnapshotSaysSo(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	s.logPending(s.m.bulks[0].c)
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
	s.logPending(s.m.bulks[0].c)
	s.room.answer = cutShort(5, session.ErrOffline)
	s.run(cmd)
	s.wantFooter("Connection lost in the middle: 5 done, 2 not sent")
	s.wantFooter("[r] review the rest")
}

// What a stopped command has in the air is read first, as after a lost connection; then the rest is offered.
func TestBulkStoppedWithAnswersMissingIsReadFirst(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	c := s.m.bulks[0].c
	s.logPending(c)
	waitFor(s, "m7", "m8")
	short := cutShort(5, context.Canceled)
	var res session.Result
	s.room.answer = func(c session.Command) (session.Result, error) {
		res, _ = short(c)
		res.Targets[4].Outcome, res.Targets[4].Err = session.OutcomeUnknown, session.ErrUnknown
		return res, res.Err()
	}
	s.press("esc")
	s.run(cmd)
	s.wantFooter("Checking")
	if s.m.offer != nil {
		t.Errorf("the rest is offered: %q", s.footer())
	}
	s.change(func(snap *session.Snapshot) {
		e := &snap.Log[len(snap.Log)-1]
		e.Targets = append([]session.TargetResult(nil), res.Targets...)
		e.Targets[4].Outcome, e.Outcome, e.Doubt = session.OutcomeConfirmed, session.OutcomeNotSent, true
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
