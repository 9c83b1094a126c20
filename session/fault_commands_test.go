package session_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/say"
)

// TestFault_C1_CutAtEachPoint loses the connection before, in or after a command and checks the reported outcome.
func TestFault_C1_CutAtEachPoint(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		fate   localrelay.Verdict
		final  video.Outcome
		words  string
		remove int // executions
	}{
		{"before it ran", localrelay.Verdict{Action: localrelay.DropBefore}, video.OutcomeNotDone, `…not done: "Ann" is still here.`, 0},
		{"after it ran", localrelay.Verdict{Action: localrelay.RunThenDrop}, video.OutcomeConfirmed, `…done: "Ann" has left.`, 1},
		{"reset", localrelay.Verdict{Action: localrelay.RunThenDrop, Reset: true}, video.OutcomeConfirmed, `…done: "Ann" has left.`, 1},
	} {
		inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
			ann := add(t, relay, room, "Ann")
			once(relay, "video.member.remove", tc.fate)
			res, err := room.Do(t.Context(), video.RemoveMember(ann))
			if !errors.Is(err, video.ErrUnknown) || res.Targets[0].Outcome != video.OutcomeUnknown {
				t.Errorf("%s: got %v, %v", tc.name, res.Targets[0].Outcome, err)
			}
			lost := time.Now()
			e := entryOf(t, room, res.Entry)
			if want := `Remove "Ann": sent, no answer (connection lost ` + lost.Format(time.TimeOnly) + `). Checking…`; e.Doubt && e.Outcome == video.OutcomeUnknown && say.Verdict(&e, quoted) != want {
				t.Errorf("%s: got %q, want %q", tc.name, say.Verdict(&e, quoted), want)
			}
			time.Sleep(10 * time.Second)
			e = entryOf(t, room, res.Entry)
			if e.Outcome != tc.final || say.Verdict(&e, quoted) != tc.words {
				t.Errorf("%s: got %v %q, want %v %q", tc.name, e.Outcome, say.Verdict(&e, quoted), tc.final, tc.words)
			}
			time.Sleep(time.Minute)
			if got := executed(
				relay,
				"video.member.remove",
			); got != tc.remove ||
				len(relay.Requests("video.member.remove")) != 1 {
				t.Errorf("%s: executed %d times", tc.name, got)
			}
		})
	}
}

func add(t *testing.T, relay *localrelay.Server, room *session.RoomSession, name string) video.MemberID {
	t.Helper()
	id, err := relay.AddMember(room.ID(), localrelay.MemberSpec{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	return video.MemberID(id)
}

func executed(relay *localrelay.Server, method string) int {
	n := 0
	for _, q := range relay.Requests(method) {
		if q.Executed {
			n++
		}
	}
	return n
}

func TestFault_C1_NotSent(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		ids := []video.MemberID{room.Snapshot().Members[0].ID}
		res, err := room.Do(ctx, video.RemoveMember(ids...))
		if len(res.Targets) == 0 { // the cancelled context already refused it
			if err == nil || len(relay.Requests("video.member.remove")) != 0 {
				t.Errorf("got %v", err)
			}
			return
		}
		if e := entryOf(t, room, res.Entry); say.Verdict(&e, quoted) != "Not sent: stopped. Nothing happened." {
			t.Errorf("got %q", say.Verdict(&e, quoted))
		}
	})
}

func TestFault_C2_NoAnswer(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		ann := add(t, relay, room, "Ann")
		once(relay, "video.member.remove", localrelay.Verdict{Action: localrelay.Swallow})
		began := time.Now()
		res, err := room.Do(t.Context(), video.RemoveMember(ann))
		if took := time.Since(began); !errors.Is(err, video.ErrUnknown) || took != 10*time.Second {
			t.Errorf("got %v after %v, want unknown after 10s", err, took)
		}
		time.Sleep(5 * time.Second)
		if e := entryOf(t, room, res.Entry); e.Outcome != video.OutcomeNotDone {
			t.Errorf("got %v", e.Outcome)
		}
	})
}

func TestFault_C3_LateAnswer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		fate   localrelay.Verdict
		before video.Outcome
		after  video.Outcome
		line   string
	}{
		{
			localrelay.Verdict{Action: localrelay.Refuse, Code: "403", Message: "no", Delay: 20 * time.Second},
			video.OutcomeNotDone, video.OutcomeRefused, "the room answered late, and refused",
		},
		{
			localrelay.Verdict{Action: localrelay.Run, Delay: 20 * time.Second},
			video.OutcomeConfirmed, video.OutcomeConfirmed, "",
		},
	} {
		inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
			once(relay, "video.lock", tc.fate)
			res, err := room.Do(t.Context(), video.Lock())
			if !errors.Is(err, video.ErrUnknown) {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Second)
			if e := entryOf(t, room, res.Entry); e.Outcome != tc.before {
				t.Errorf("before it: got %v, want %v", e.Outcome, tc.before)
			}
			time.Sleep(10 * time.Second)
			e := entryOf(t, room, res.Entry)
			if e.Outcome != tc.after || e.Late != (tc.line != "") || tc.line != "" && !logged(room.Snapshot(), tc.line) {
				t.Errorf("after it: got %v, late %v", e.Outcome, e.Late)
			}
		})
	}
}

func TestFault_C13_TwoModerators(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		other, err := session.Join(t.Context(), dial(t, relay), room.ID())
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		m := openMic(t, room.Snapshot())
		if err := room.AudioMute(t.Context(), m.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if err := other.AudioUnmute(t.Context(), m.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		s := room.Snapshot()
		if s.Member(m.ID).AudioMuted || !logged(s, " is unmuted, not by you") ||
			len(relay.Requests("video.member.audio_mute")) != 1 {
			t.Errorf("muted %v, %d mutes", s.Member(m.ID).AudioMuted, len(relay.Requests("video.member.audio_mute")))
		}
	})
}

// TestFault_C14_UndeafCutInTheMiddle loses the mute that follows an undeafening. The outcome is neither "not sent" nor
// done, and the microphone is closed again, because such commands are resent.
func TestFault_C14_UndeafCutInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, fate := range []localrelay.Verdict{{Action: localrelay.RunThenDrop}, {Action: localrelay.DropBefore}} {
		for _, method := range []string{"video.member.undeaf", "video.member.audio_mute"} {
			inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
				m := openMic(t, room.Snapshot())
				for _, c := range []video.Command{video.AudioMute(m.ID), video.Deaf(m.ID)} {
					if _, err := room.Do(t.Context(), c); err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Second)
				}
				once(relay, method, fate)
				res, err := room.Do(t.Context(), video.UndeafKeepMuted(m.ID))
				if !errors.Is(err, video.ErrUnknown) || errors.Is(err, video.ErrOffline) {
					t.Errorf("%s %+v: got %v", method, fate, err)
				}
				time.Sleep(30 * time.Second)
				now, e := room.Snapshot().Member(m.ID), entryOf(t, room, res.Entry)
				if !now.AudioMuted {
					t.Errorf("%s %+v: the microphone stays open; %v %+v", method, fate, e.Outcome, e)
				}
				if (e.Outcome == video.OutcomeConfirmed) != !now.Deaf || e.Outcome == video.OutcomeNotDone && !now.Deaf {
					t.Errorf("%s %+v: got %v, deaf %v", method, fate, e.Outcome, now.Deaf)
				}
			})
		}
	}
}

func TestFault_C20_NothingIsSentWhileStale(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		id := room.Snapshot().Members[0].ID
		used := false
		relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
			if q.Method == "signalwire.subscribe" && !used {
				used = true
				return localrelay.Verdict{Action: localrelay.Swallow}
			}
			return localrelay.Verdict{}
		})
		relay.Drop()
		refused, stale := 0, 0
		for range 200 {
			time.Sleep(50 * time.Millisecond)
			synctest.Wait()
			s := room.Snapshot()
			if s.Link.State == video.LinkLive && !s.Stale {
				break
			}
			if s.Link.State == video.LinkLive {
				stale++
			}
			err := room.AudioMute(t.Context(), id)
			var why *video.StateError
			if !errors.As(err, &why) || why.Reason == "" ||
				!errors.Is(err, video.ErrNotSent) && !errors.Is(err, video.ErrOffline) {
				t.Fatalf("got %v", err)
			}
			refused++
		}
		time.Sleep(time.Minute)
		if refused == 0 || stale == 0 || len(relay.Requests("video.member.audio_mute")) != 0 {
			t.Errorf(
				"refused %d, of them %d while stale, sent %d",
				refused,
				stale,
				len(relay.Requests("video.member.audio_mute")),
			)
		}
	})
}

// TestRefusalForUnknownMemberTriggersRead: no event reports a demotion by someone else, but a refusal shows it.
func TestRefusalForUnknownMemberTriggersRead(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		other, err := session.Join(t.Context(), dial(t, relay), room.ID())
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		id := room.Snapshot().Members[0].ID
		if _, err := other.Do(t.Context(), video.Demote(id)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		if err := room.AudioMute(t.Context(), id); !errors.Is(err, video.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		time.Sleep(3 * time.Second)
		if room.Snapshot().Member(id) != nil {
			t.Error("still shown")
		}
	})
}
