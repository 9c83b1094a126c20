package dispatch

import (
	"testing"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

func TestFault_C14_UndeafOpensTheMicrophone(t *testing.T) {
	t.Parallel()
	s := newBench(t, 1)
	id := video.MemberID(memberName(0))
	s.must(t, "video.member.updated", delta(0, `"deaf":true,"audio_muted":true`))
	if s.Member(id).DeafMuted {
		t.Fatal("the deafening itself counts as muted before")
	}
	j, err := s.start(video.AudioMute(id), t0)
	if err != nil {
		t.Fatal(err)
	}
	s.verdict(j, 0, Answer{At: t0}, t0)
	if !s.Member(id).DeafMuted {
		t.Error("an undeafening that keeps muted members muted opens one that was muted while deaf")
	}
	for _, row := range video.Actions() {
		if row.Opens != 0 && row.Resendable {
			t.Errorf("%s opens something, and is resent automatically", row.Action)
		}
	}
}

func TestDuplicateTargetsAreSentOnce(t *testing.T) {
	t.Parallel()
	got, err := video.AudioMute("a", "b", "a").Requests("rs")
	if err != nil || len(got) != 2 {
		t.Errorf("got %d requests, %v", len(got), err)
	}
}

func TestLostStartsDoNotShareARecording(t *testing.T) {
	t.Parallel()
	s := newBench(t, 1)
	s.readRecordings(nil, t0, t0)
	var jobs []*step
	for range 2 {
		j, err := s.start(video.StartRecording(), t0)
		if err != nil {
			t.Fatal(err)
		}
		s.verdict(j, 0, Answer{Err: video.ErrUnknown, At: t0}, t0)
		jobs = append(jobs, j)
	}
	s.readRecordings([]wire.Node{textNode(`{"id":"rec","state":"recording"}`)}, t0.Add(2), t0.Add(1))
	s.d.reconcileAll(t0.Add(2))
	for _, j := range jobs {
		if got := j.job.overall(); got != video.OutcomeUnknown {
			t.Errorf("got %v, want unknown: one recording, two commands", got)
		}
	}
}

func TestPartialReadDecidesNothing(t *testing.T) {
	t.Parallel()
	s := newBench(t, 1)
	j, err := s.start(video.AudioMute(video.MemberID(memberName(0))), t0)
	if err != nil {
		t.Fatal(err)
	}
	s.verdict(j, 0, Answer{Err: video.ErrUnknown, At: t0.Add(2)}, t0.Add(2))
	for name, read := range map[string]func(){
		"asked before": func() { s.readMembers([]wire.Node{textNode(whole(0, "Ann", false))}, t0.Add(3), t0.Add(1)) },
		"says nothing of the microphone": func() {
			s.readMembers([]wire.Node{textNode(`{"id":"` + memberName(0) + `"}`)}, t0.Add(4), t0.Add(3))
		},
	} {
		read()
		if got := j.job.overall(); got != video.OutcomeUnknown {
			t.Errorf("a list that was %s made it %v", name, got)
		}
	}
	s.readMembers([]wire.Node{textNode(whole(0, "Ann", false))}, t0.Add(6), t0.Add(5))
	if got := j.job.overall(); got != video.OutcomeNotDone {
		t.Errorf("got %v, want not done", got)
	}
}

func TestUndoSkipsMembersChangedByOthers(t *testing.T) {
	t.Parallel()
	s := newBench(t, 2)
	ids := []video.MemberID{video.MemberID(memberName(0)), video.MemberID(memberName(1))}
	j, err := s.start(video.AudioMute(ids...), t0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range ids {
		s.verdict(j, i, Answer{At: t0}, t0)
		s.must(t, "video.member.updated", delta(i, `"audio_muted":true`))
	}
	s.must(t, "video.member.updated", delta(0, `"audio_muted":false`))
	s.must(t, "video.member.updated", delta(0, `"audio_muted":true`)) // muted again, but not by us
	cmds, _, skipped := s.d.takeBack(s.d.undo[len(s.d.undo)-1])
	if len(cmds) != 1 || len(cmds[0].Targets) != 1 || cmds[0].Targets[0] != ids[1] || len(skipped) != 1 {
		t.Errorf("got %+v, skipped %v", cmds, skipped)
	}
}
