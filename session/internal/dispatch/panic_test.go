package dispatch

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
)

// panicking returns an urgent command of the form of a panic on the members from and to.
func panicking(steps ...video.Command) video.Command {
	c := video.Composite("quiet", "quieted", nil, steps...)
	c.SkipProtected, c.Independent = true, true
	return c
}

// sendAll takes every request that may leave at a time, and answers none.
func (s *testRoom) sendAll(now time.Time) (sent []video.Request) {
	for {
		next, i, _ := s.d.next(now)
		if next == nil {
			return sent
		}
		if t := &next.targets[i]; t.sent {
			sent = append(sent, t.request)
		}
	}
}

// TestPremortem_ProtectedBetweenPlanAndSend protects a member after a bulk command was given (mjolnir 200, 252, 341).
func TestPremortem_ProtectedBetweenPlanAndSend(t *testing.T) {
	t.Parallel()
	ids := memberIDs(0, 3)
	for name, tc := range map[string]struct {
		c    video.Command
		want int
	}{
		"a bulk command":    {skipping(video.AudioMute(ids...)), 2},
		"a rest of one":     {skipping(video.AudioMute(ids[1])), 0},
		"a command by hand": {video.AudioMute(ids[1]), 1},
		"a composite":       {panicking(video.Lock(), video.VideoMute(ids...)), 3},
	} {
		s := newBench(t, 3)
		s.d.pace = [laneCount]spacing{}
		j := s.queue(t, false, tc.c)
		s.d.SetProtected(func(m *video.Member) bool { return m.ID == ids[1] })
		if sent := s.sendAll(t0); len(sent) != tc.want {
			t.Errorf("%s: %d requests, want %d", name, len(sent), tc.want)
		}
		for _, r := range j.result.Targets {
			if r.Member == ids[1] && tc.c.SkipProtected && (!errors.Is(r.Err, video.ErrProtected) || !r.Skipped()) {
				t.Errorf("%s: got %+v", name, r)
			}
		}
	}
}

func skipping(c video.Command) video.Command {
	c.SkipProtected = true
	return c
}

// TestSkipProtectedKeepsPlaces protects members that a layout would move, and one whose place stays the same.
func TestSkipProtectedKeepsPlaces(t *testing.T) {
	t.Parallel()
	ids := memberIDs(0, 3)
	s := newBench(t, 3)
	j := s.queue(t, true, panicking(video.SetLayout("3x3", map[video.MemberID]video.Position{
		ids[0]: video.PositionOffCanvas, ids[1]: video.PositionOffCanvas, ids[2]: video.PositionAuto,
	}), video.Lock()))
	s.d.SetProtected(func(m *video.Member) bool { return m.ID != ids[0] })
	s.sendAll(t0)
	got := slices.Sorted(maps.Keys(j.steps[0].cmd.Placed()))
	if want := []video.MemberID{ids[0], ids[2]}; !slices.Equal(got, want) {
		t.Errorf("places %v, want %v", got, want)
	}
}

// TestPremortem_PanicGoesFirst gives a panic while a bulk command waits for its pace.
func TestPremortem_PanicGoesFirst(t *testing.T) {
	t.Parallel()
	s := newBench(t, 200)
	s.d.SetRates(DefaultCommandRate, DefaultBulkRate)
	s.queue(t, false, video.Deaf(memberIDs(0, 100)...))
	s.sendAll(t0)
	s.queue(t, true, panicking(video.Lock(), video.AudioMute(memberIDs(100, 200)...)))
	first := s.sendAll(t0)
	if len(first) != maxParallel || first[0].Method != "video.lock" {
		t.Fatalf("at once: %d requests, %v first", len(first), first[0].Method)
	}
	for i := 1; i <= 20; i++ {
		for _, j := range s.d.jobs {
			for _, step := range j.steps {
				step.inFlight = 0
			}
		}
		for _, r := range s.sendAll(t0.Add(time.Duration(i) * time.Second / urgentRate)) {
			if r.Method != "video.member.audio_mute" {
				t.Fatalf("%s went before the panic", r.Method)
			}
			first = append(first, r)
		}
	}
	if want := maxParallel + urgentRate; len(first) != want {
		t.Errorf("%d requests within a second, want %d", len(first), want)
	}
}

// TestIndependentSteps checks that neither a missing answer nor a refusal of one step keeps the others back.
func TestIndependentSteps(t *testing.T) {
	t.Parallel()
	s := newBench(t, 6)
	s.d.pace = [laneCount]spacing{}
	s.queue(t, true, panicking(video.Lock(), video.AudioMute(memberIDs(0, 3)...), video.VideoMute(memberIDs(3, 6)...)))
	if sent := s.sendAll(t0); len(sent) != 7 {
		t.Fatalf("%d requests left without answers, want 7", len(sent))
	}
	s = newBench(t, 6)
	s.d.pace = [laneCount]spacing{}
	j := s.queue(t, true, panicking(video.Lock(), video.AudioMute(memberIDs(0, 6)...)))
	next, i, _ := s.d.next(t0)
	s.d.answered(next, i, Answer{Err: &video.RPCError{Code: "403"}, At: t0}, t0)
	if sent := s.sendAll(t0); len(sent) != 6 {
		t.Errorf("after the lock was refused, %d of 6 mutes left", len(sent))
	}
	if got := j.steps[0].targets[0].Outcome; got != video.OutcomeRefused {
		t.Errorf("the lock is %v", got)
	}
}

// TestUndoKeepsClosed undoes a panic in two parts: first what opens nobody.
func TestUndoKeepsClosed(t *testing.T) {
	t.Parallel()
	s := newBench(t, 4)
	ids := memberIDs(0, 4)
	j, err := s.start(panicking(video.Lock(), video.AudioMute(ids...)), t0)
	if err != nil {
		t.Fatal(err)
	}
	mutes := j.job.steps[1]
	s.verdict(j, 0, Answer{At: t0}, t0)
	s.must(t, "video.room.updated", `{"room_session":{"id":"rs","locked":true}}`)
	for i := range ids {
		s.verdict(mutes, i, Answer{At: t0}, t0)
		s.must(t, "video.member.updated", delta(i, `"audio_muted":true`))
	}
	first, err := s.d.StartUndo(true)
	if err != nil || len(first.cmds) != 1 || first.cmds[0].Action != video.ActUnlock {
		t.Fatalf("the first part is %+v, %v", first.cmds, err)
	}
	s.d.FinishUndo(first, nil, &video.Result{}, t0)
	then, err := s.d.StartUndo(false)
	if err != nil || len(then.cmds) != 1 || then.cmds[0].Action != video.ActAudioUnmute || len(then.cmds[0].Targets) != 4 {
		t.Errorf("the second part is %+v, %v", then.cmds, err)
	}
	if !then.cmds[0].SkipProtected {
		t.Error("the undo of a command that skips protected members opens them")
	}
}

// TestSkipProtectedSendsNoPlacesAtAll protects all members that a command on the layout names.
func TestSkipProtectedSendsNoPlacesAtAll(t *testing.T) {
	t.Parallel()
	ids := memberIDs(0, 2)
	off := map[video.MemberID]video.Position{ids[0]: video.PositionOffCanvas, ids[1]: video.PositionOffCanvas}
	for name, tc := range map[string]struct {
		c    video.Command
		want int // requests
	}{
		"only places": {skipping(video.SetPositions(off)), 0},
		"in a panic":  {panicking(video.Lock(), video.SetPositions(off)), 1},
		"a layout":    {skipping(video.SetLayout("3x3", off)), 1},
	} {
		s := newBench(t, 2)
		s.d.pace = [laneCount]spacing{}
		j := s.queue(t, false, tc.c)
		s.d.SetProtected(func(*video.Member) bool { return true })
		sent := s.sendAll(t0)
		if len(sent) != tc.want {
			t.Errorf("%s: sent %v", name, sent)
		}
		for _, r := range sent {
			if strings.Contains(string(r.Params), string(ids[0])) {
				t.Errorf("%s: %s names a protected member", name, r.Params)
			}
		}
		if last := j.result.Targets[len(j.result.Targets)-1]; tc.want < len(j.steps) && !errors.Is(last.Err, video.ErrProtected) {
			t.Errorf("%s: got %+v", name, last)
		}
	}
}
