package ui

import (
	"context"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/uitest"
)

// notSent answers a command on one as a lost connection does.
func notSent(c video.Command) (video.Result, error) {
	return video.Result{Targets: []video.TargetResult{
		{Member: c.Targets[0], Outcome: video.OutcomeNotSent, Err: video.ErrOffline},
	}}, video.ErrOffline
}

// Enter ends the filter that somebody types, and "r" is a letter of it, whatever was offered meanwhile.
func TestTypedTextTakesNoOffer(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = notSent
	s.pass(time.Second)
	_, cmd := s.m.Update(uitest.KeyOf("m"))
	s.press("/ a")
	s.run(cmd)
	s.m.View()
	s.room.answer = nil
	s.pass(time.Second)
	s.press("enter") // ends the filter
	s.wantCommands(1)
	s.wantFooter(takeItWords)
	s.pass(time.Second)
	s.press("enter")
	s.wantCommands(2)
}

// While a dialog has the keys, the footer does not promise that Enter sends something.
func TestOfferHidesBehindADialog(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = notSent
	s.pass(time.Second)
	_, cmd := s.m.Update(uitest.KeyOf("m"))
	s.press("?")
	s.run(cmd)
	s.m.View()
	s.wantNoText(takeItWords)
	s.pass(time.Second)
	s.press("esc")
	s.wantFooter(takeItWords)
	s.now = s.now.Add(grace / 2) // it is new to whoever looks
	s.send(uitest.KeyOf("enter"))
	s.wantCommands(1)
}

// An offer that a key takes is in sight, and Escape leaves it, and nothing else.
func TestOfferGoesBeforeProgress(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = notSent
	s.pass(time.Second)
	s.press("j")
	_, single := s.m.Update(uitest.KeyOf("d"))
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.wantFooter("stops the rest")
	s.run(single)
	s.m.View()
	s.pass(time.Second)
	s.wantFooter(takeItWords)
	s.press("esc")
	if s.m.commander.bulks[0].stopped {
		t.Error("leaving the offer stopped the command on many")
	}
	if s.m.people.Marks.Len() == 0 {
		t.Error("leaving the offer dropped the marks")
	}
	s.press("esc")
	if !s.m.commander.bulks[0].stopped {
		t.Error("nothing was stopped")
	}
}

// "r" also records: pressed before the offer could be read it neither takes the offer nor starts a recording.
func TestEarlyKeyOfAnOfferDoesNothing(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.change(func(c *video.Snapshot) { c.Recordings, c.RecordingsKnown, c.Room.Recording = nil, true, video.No })
	cmd := startCameras(s)
	waitFor(s, "m7", "m8")
	s.room.answer = cutShort(5, context.Canceled)
	s.press("esc")
	s.run(cmd)
	s.wantFooter("[r] review the rest")
	n := len(s.room.sent)
	s.room.answer = nil
	s.now = s.now.Add(100 * time.Millisecond)
	s.send(uitest.KeyOf("r"))
	if len(s.room.sent) != n {
		t.Errorf("sent %+v", s.room.sent[n:])
	}
	s.pass(time.Second)
	s.wantFooter("[r] review the rest")
	s.press("r")
	s.wantText("2 not sent")
}

func TestOfferFitsASmallScreen(t *testing.T) {
	s := newScreen(t, 60, 15)
	s.press("space space")
	s.room.answer = func(c video.Command) (video.Result, error) {
		var res video.Result
		for _, id := range c.Targets {
			res.Targets = append(res.Targets, video.TargetResult{Member: id, Outcome: video.OutcomeNotSent, Err: video.ErrOffline})
		}
		return res, video.ErrOffline
	}
	s.press("c")
	s.wantFooter("Enter sends it: turn off the camera of Mark Oduya")
}

// In a room that has ended nothing can be sent, and so nothing is offered.
func TestNothingIsOfferedAfterTheEnd(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = notSent
	s.pass(time.Second)
	_, cmd := s.m.Update(uitest.KeyOf("m"))
	s.change(func(c *video.Snapshot) { c.Room.Ended = true })
	s.run(cmd)
	s.wantFooter("Not sent: mute Mark Oduya: the room has ended")
	if s.m.commander.offer != nil {
		t.Errorf("offered: %q", s.m.commander.offer.text)
	}
}

// What was done by somebody else meanwhile is not offered again and again.
func TestOfferOfWhatNeedsNothingGoesAway(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = notSent
	s.press("m")
	s.pass(time.Second)
	s.room.answer = nil
	s.edit("m1", func(m *video.Member) { m.AudioMuted = true })
	s.press("enter")
	s.wantFooter("nothing sent")
	if s.m.commander.offer != nil {
		t.Errorf("offered again: %q", s.m.commander.offer.text)
	}
}
