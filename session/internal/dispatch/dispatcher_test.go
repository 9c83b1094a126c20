package dispatch

import (
	"errors"
	"testing"
	"time"

	"gavel/session/internal/link"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// FuzzJobs runs commands, answers, late answers, events and reads in any order. The counts of outcomes and the log must
// stay correct, and everything in progress must end.
func FuzzJobs(f *testing.F) {
	f.Add([]byte("\x00\x10\x21\x32\x43\x54"))
	f.Add([]byte{0x00, 0x11, 0x42, 0x30, 0x01, 0x12, 0x42, 0x53, 0x60, 0x71, 0x02, 0x11, 0x31})
	errs := []error{
		nil,
		&link.UnknownError{ID: "q", Why: errors.New("lost")},
		&video.RPCError{Code: "403"},
		video.ErrOffline,
		&openMicError{half: true},
	}
	cmds := []video.Command{
		video.AudioMute(
			video.MemberID(memberName(0)),
			video.MemberID(memberName(1)),
		),
		video.UndeafKeepMuted(video.MemberID(memberName(0))),
		video.Lock(),
		video.StartRecording(),
		video.RemoveMember(video.MemberID(memberName(1))),
		video.SetHideVideoMuted(true),
		video.AudioUnmute(video.MemberID(memberName(0))),
	}
	f.Fuzz(func(t *testing.T, steps []byte) {
		s := newBench(t, 3)
		now := t0.Add(time.Second)
		var open []Request
		for _, step := range steps[:min(len(steps), 200)] {
			arg := int(step >> 4)
			now = now.Add(time.Duration(arg) * 100 * time.Millisecond)
			switch step & 7 {
			case 0:
				c, err := cmds[arg%len(cmds)].Normalize()
				if err != nil {
					t.Fatal(err)
				}
				if j, err := s.start(c, now); err == nil {
					for i := range j.targets {
						open = append(open, Request{step: j, target: i})
					}
				}
			case 1:
				if len(open) > 0 {
					s.verdict(open[0].step, open[0].target, Answer{Err: errs[arg%len(errs)], At: now}, now)
					open = open[1:]
				}
			case 2:
				s.d.LateAnswered(link.LateAnswer{ID: "q", Err: errs[2*(arg&1)]}, now)
			case 3:
				_ = s.apply("video.member.updated", eventOf(delta(arg%3, `"audio_muted":true,"deaf":false`)), now)
			case 4:
				s.d.link.Gen++
				s.readMembers([]wire.Node{textNode(whole(0, "Ann", arg&1 == 0)), textNode(whole(1, "Bob", true))}, now, now)
				s.observe(s.ReadRoom(textNode(`{"locked":false,"hide_video_muted":false}`), now, now))
				s.d.reconcileAll(now)
			case 5:
				s.readRecordings([]wire.Node{textNode(`{"id":"rec","state":"recording"}`)}, now, now)
				s.d.reconcileAll(now)
			case 6:
				s.tick(now)
			case 7:
				s.snapshot(now)
			}
			open = append(open, s.d.orders.Resend...)
			s.d.orders.Resend = nil
			checkJobs(t, s)
		}
		for _, again := range open {
			s.verdict(again.step, again.target, Answer{Err: video.ErrOffline, At: now}, now)
		}
		s.tick(now.Add(2 * reconcileFor))
		if len(s.d.jobs) > 0 {
			t.Fatalf("%d commands never end", len(s.d.jobs))
		}
	})
}

func checkJobs(t *testing.T, s *testRoom) {
	for j := range s.d.steps() {
		var want [outcomeCount]int
		for i := range j.targets {
			want[j.targets[i].Outcome]++
		}
		if j.counts != want {
			t.Fatalf("%s: counts %v, want %v", j.cmd.Action, j.counts, want)
		}
	}
	if len(s.d.awaitedIDs) > maxAwaited || len(s.d.awaited) > maxAwaited || len(s.d.undo) > maxUndo {
		t.Fatal("something grows without a bound")
	}
}
