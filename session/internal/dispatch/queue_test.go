package dispatch

import (
	"testing"
	"time"

	"gavel/session/video"
)

// queue adds an unsent command to the room.
func (s *testRoom) queue(t *testing.T, urgent bool, c video.Command) *Job {
	t.Helper()
	sub := Submission{Cmd: c, Urgent: urgent}
	for _, one := range c.List() {
		requests, err := one.Requests("rs")
		if err != nil {
			t.Fatal(err)
		}
		sub.Requests = append(sub.Requests, requests)
	}
	j, err := s.d.Begin(sub, t0)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func memberIDs(from, to int) []video.MemberID {
	var ids []video.MemberID
	for i := from; i < to; i++ {
		ids = append(ids, video.MemberID(memberName(i)))
	}
	return ids
}

// TestQueueOfALargeRoomCostsLittle takes the targets of a command on a large room in which other members talk.
func TestQueueOfALargeRoomCostsLittle(t *testing.T) {
	const members, talkers = 9_000, 20
	s := newBench(t, members+talkers)
	for i := range talkers {
		s.must(t, "video.member.talking", `{"member":{"id":"`+memberName(members+i)+`","talking":true}}`)
	}
	j := s.queue(t, false, video.Deaf(memberIDs(0, members)...))
	began := time.Now()
	for n := range members {
		next, i, _ := s.d.next(t0)
		if next == nil || !next.targets[i].sent {
			t.Fatalf("after %d requests nothing more was taken", n)
		}
		next.inFlight = 0
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("took %v", took)
	}
	if left := len(s.d.queue); left != 0 || j.steps[0].queued != 0 {
		t.Errorf("%d jobs and %d targets are left", left, j.steps[0].queued)
	}
}

func TestQueueOrder(t *testing.T) {
	t.Parallel()
	one, two := memberIDs(0, 1)[0], memberIDs(1, 2)[0]
	type given struct {
		c         video.Command
		urgent    bool
		recording bool
	}
	bulk, otherBulk := video.Deaf(memberIDs(2, 5)...), video.VideoMute(memberIDs(5, 8)...)
	single, last := video.AudioMute(one), video.AudioMute(two)
	panicMute := video.AudioMute(memberIDs(8, 10)...)
	setMeta := video.Command{Action: video.ActSetMeta, Args: video.Args{"meta": map[string]any{"a": 1}}}
	addMeta := video.Command{Action: video.ActUpdateMeta, Args: video.Args{"meta": map[string]any{"b": 1}}}
	for _, tc := range []struct {
		name  string
		given []given
		want  []video.Action
	}{
		{
			"a single command passes a bulk command",
			[]given{{c: bulk}, {c: single}},
			[]video.Action{"audioMute", "deaf", "deaf", "deaf"},
		},
		{
			"single commands keep their order",
			[]given{{c: single}, {c: video.VideoMute(one)}, {c: last}},
			[]video.Action{"audioMute", "videoMute", "audioMute"},
		},
		{
			"bulk commands take turns",
			[]given{{c: bulk}, {c: otherBulk}},
			[]video.Action{"deaf", "videoMute", "deaf", "videoMute", "deaf", "videoMute"},
		},
		{
			"an urgent command is first",
			[]given{{c: single}, {c: bulk}, {c: panicMute, urgent: true}},
			[]video.Action{"audioMute", "audioMute", "audioMute", "deaf", "deaf", "deaf"},
		},
		{
			"other commands do not wait for a recorded one",
			[]given{{c: video.RemoveMember(two), recording: true}, {c: single}, {c: bulk}},
			[]video.Action{"audioMute", "deaf", "deaf", "deaf"},
		},
		{
			"the same property waits for a recorded command",
			[]given{{c: setMeta, recording: true}, {c: addMeta}, {c: single}},
			[]video.Action{"audioMute"},
		},
		{
			"an urgent command passes one that is recorded",
			[]given{{c: video.RemoveMember(two), recording: true}, {c: panicMute, urgent: true}},
			[]video.Action{"audioMute", "audioMute"},
		},
	} {
		s := newBench(t, 10)
		for _, g := range tc.given {
			s.queue(t, g.urgent, g.c).recording = g.recording
		}
		var got []video.Action
		for next, _, _ := s.d.next(t0); next != nil; next, _, _ = s.d.next(t0) {
			got = append(got, next.cmd.Action)
			next.inFlight = 0
		}
		if len(got) != len(tc.want) {
			t.Errorf("%s: sent %v, want %v", tc.name, got, tc.want)
			continue
		}
		for i := range got {
			if got[i] != tc.want[i] {
				t.Errorf("%s: sent %v, want %v", tc.name, got, tc.want)
				break
			}
		}
	}
}

func TestQueuePace(t *testing.T) {
	t.Parallel()
	s := newBench(t, 20)
	s.d.pace[commandLane] = newSpacing(10, 2)
	for i := range 4 {
		s.queue(t, false, video.AudioMute(memberIDs(i, i+1)...))
	}
	for _, tc := range []struct {
		at   time.Duration
		sent bool
		wake time.Duration
	}{
		{0, true, 0},
		{0, true, 0},
		{0, false, 100 * time.Millisecond},
		{100 * time.Millisecond, true, 0},
		{100 * time.Millisecond, false, 200 * time.Millisecond},
		{time.Second, true, 0},
		{time.Second, false, 0},
	} {
		next, _, wake := s.d.next(t0.Add(tc.at))
		if (next != nil) != tc.sent || tc.wake > 0 && !wake.Equal(t0.Add(tc.wake)) || tc.wake == 0 && !wake.IsZero() {
			t.Errorf("after %v: sent %v, next at %v", tc.at, next != nil, wake.Sub(t0))
		}
	}
}
