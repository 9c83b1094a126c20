package session_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// TestField_A1_APictureThatIsAskedForIsTheNewPicture drops events, so that only a read shows what happened.
func TestField_A1_APictureThatIsAskedForIsTheNewPicture(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(*testing.T, *session.RoomSession) (*video.Snapshot, error){
		"Refresh":   func(t *testing.T, r *session.RoomSession) (*video.Snapshot, error) { return r.Refresh(t.Context()) },
		"Subscribe": func(t *testing.T, r *session.RoomSession) (*video.Snapshot, error) { return r.Subscribe(t.Context()) },
		"Do": func(t *testing.T, r *session.RoomSession) (*video.Snapshot, error) {
			_, err := r.Do(t.Context(), video.Command{Action: video.ActSubscribe})
			return r.Snapshot(), err
		},
		"Submit": func(t *testing.T, r *session.RoomSession) (*video.Snapshot, error) {
			submitted, err := r.Submit(t.Context(), video.Command{Action: video.ActSubscribe})
			if err != nil {
				return nil, err
			}
			_, err = submitted.Wait(t.Context())
			return r.Snapshot(), err
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
				director.Play(t, relay, "lose member.joined always\nlose recording.started always\nlose room.updated always")
				for i := range 10 {
					director.Play(t, relay, "join Zoe\ndo startRecording\n")
					s, err := ask(t, room)
					if err != nil {
						t.Fatal(err)
					}
					if len(s.Members) != 7+i || len(s.Recordings) != i+1 || s.Room.Recording != video.Yes {
						t.Errorf("%d: %d members, %d recordings, recording %v", i, len(s.Members), len(s.Recordings), s.Room.Recording)
					}
				}
			})
		})
	}
}

// TestSubscribeWithEndedContextIsNotSent checks that the error names the method, as for every other command.
func TestSubscribeWithEndedContextIsNotSent(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, _ *localrelay.Server, room *session.RoomSession) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := room.Do(ctx, video.Command{Action: video.ActSubscribe})
		if !errors.Is(err, video.ErrNotSent) || !strings.HasPrefix(err.Error(), "signalwire.subscribe: not sent") {
			t.Errorf("got %v", err)
		}
	})
}

// write is a method that changes something, and the test for its effect in a snapshot.
type write struct {
	name  string
	call  func(context.Context, *session.RoomSession) error
	shown func(*video.Snapshot) bool
}

// memberWrites returns the methods on the member m.
func memberWrites(m video.MemberID) []write {
	is := func(test func(*video.Member) bool) func(*video.Snapshot) bool {
		return func(s *video.Snapshot) bool { return s.Member(m) != nil && test(s.Member(m)) }
	}
	type room = *session.RoomSession
	return []write{
		{
			"AudioMute", func(c context.Context, r room) error { return r.AudioMute(c, m) },
			is(func(m *video.Member) bool { return m.AudioMuted }),
		},
		{
			"AudioUnmute", func(c context.Context, r room) error { return r.AudioUnmute(c, m) },
			is(func(m *video.Member) bool { return !m.AudioMuted }),
		},
		{
			"VideoMute", func(c context.Context, r room) error { return r.VideoMute(c, m) },
			is(func(m *video.Member) bool { return m.VideoMuted }),
		},
		{
			"VideoUnmute", func(c context.Context, r room) error { return r.VideoUnmute(c, m) },
			is(func(m *video.Member) bool { return !m.VideoMuted }),
		},
		{
			"Deaf", func(c context.Context, r room) error { return r.Deaf(c, m) },
			is(func(m *video.Member) bool { return m.Deaf }),
		},
		{
			"Undeaf", func(c context.Context, r room) error { return r.Undeaf(c, m) },
			is(func(m *video.Member) bool { return !m.Deaf }),
		},
		{
			"SetInputVolume", func(c context.Context, r room) error { return r.SetInputVolume(c, m, 7) },
			is(func(m *video.Member) bool { return m.InputVolume == 7 }),
		},
		{
			"SetOutputVolume", func(c context.Context, r room) error { return r.SetOutputVolume(c, m, 8) },
			is(func(m *video.Member) bool { return m.OutputVolume == 8 }),
		},
		{
			"SetInputSensitivity", func(c context.Context, r room) error { return r.SetInputSensitivity(c, m, 9) },
			is(func(m *video.Member) bool { return m.InputSensitivity == 9 }),
		},
		{
			"SetRaisedHand", func(c context.Context, r room) error { return r.SetRaisedHand(c, m, true) },
			is(func(m *video.Member) bool { return m.HandRaised }),
		},
		{
			"SetMemberMeta", func(c context.Context, r room) error { return r.SetMemberMeta(c, m, map[string]any{"a": 1}) },
			is(func(m *video.Member) bool { return string(m.Meta) == `{"a":1}` }),
		},
		{
			"UpdateMemberMeta", func(c context.Context, r room) error { return r.UpdateMemberMeta(c, m, map[string]any{"b": 2}) },
			is(func(m *video.Member) bool { return strings.Contains(string(m.Meta), `"b"`) }),
		},
		{
			"DeleteMemberMeta", func(c context.Context, r room) error { return r.DeleteMemberMeta(c, m, "b") },
			is(func(m *video.Member) bool { return !strings.Contains(string(m.Meta), `"b"`) }),
		},
		{
			"SetMemberPosition", func(c context.Context, r room) error { return r.SetMemberPosition(c, m, video.Standard(2)) },
			is(func(m *video.Member) bool { return m.CurrentPosition == video.Standard(2) }),
		},
		{
			"Demote", func(c context.Context, r room) error { return r.Demote(c, m, "") },
			func(s *video.Snapshot) bool { return s.Member(m) == nil },
		},
		{
			"Promote", func(c context.Context, r room) error { return r.Promote(c, m, session.PromoteOptions{}) },
			is(func(*video.Member) bool { return true }),
		},
		{
			"RemoveMember", func(c context.Context, r room) error { return r.RemoveMember(c, m) },
			func(s *video.Snapshot) bool { return s.Member(m) == nil },
		},
	}
}

// roomWrites returns the methods on the room.
func roomWrites() []write {
	type room = *session.RoomSession
	return []write{
		{
			"Lock", func(c context.Context, r room) error { return r.Lock(c) },
			func(s *video.Snapshot) bool { return s.Room.Locked == video.Yes },
		},
		{
			"Unlock", func(c context.Context, r room) error { return r.Unlock(c) },
			func(s *video.Snapshot) bool { return s.Room.Locked == video.No },
		},
		{
			"Undo", func(c context.Context, r room) error { _, err := r.Undo(c); return err },
			func(s *video.Snapshot) bool { return s.Room.Locked == video.Yes },
		},
		{
			"SetLayout", func(c context.Context, r room) error { return r.SetLayout(c, "3x3", nil) },
			func(s *video.Snapshot) bool { return s.Room.LayoutName == "3x3" },
		},
		{
			"SetHideVideoMuted", func(c context.Context, r room) error { return r.SetHideVideoMuted(c, true) },
			func(s *video.Snapshot) bool { return s.Room.HideVideoMuted == video.Yes },
		},
		{
			"SetPrioritizeHandraise", func(c context.Context, r room) error { return r.SetPrioritizeHandraise(c, true) },
			func(s *video.Snapshot) bool { return s.Room.PrioritizeHandraise == video.Yes },
		},
		{
			"SetMeta", func(c context.Context, r room) error { return r.SetMeta(c, map[string]any{"a": 1}) },
			func(s *video.Snapshot) bool { return string(s.Room.Meta) == `{"a":1}` },
		},
		{
			"UpdateMeta", func(c context.Context, r room) error { return r.UpdateMeta(c, map[string]any{"b": 2}) },
			func(s *video.Snapshot) bool { return strings.Contains(string(s.Room.Meta), `"b"`) },
		},
		{
			"DeleteMeta", func(c context.Context, r room) error { return r.DeleteMeta(c, "b") },
			func(s *video.Snapshot) bool { return !strings.Contains(string(s.Room.Meta), `"b"`) },
		},
		{"SetPositions", func(c context.Context, r room) error {
			return r.SetPositions(c, map[video.MemberID]video.Position{r.Snapshot().Members[0].ID: video.Standard(3)})
		}, func(s *video.Snapshot) bool { return s.Members[0].CurrentPosition == video.Standard(3) }},
	}
}

// TestField_A2_ACallReturnsWhenTheSnapshotShowsIt checks every method that changes something. Each returns well before
// 2 s.
func TestField_A2_ACallReturnsWhenTheSnapshotShowsIt(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, _ *localrelay.Server, room *session.RoomSession) {
		for _, w := range append(roomWrites(), memberWrites(room.Snapshot().Members[1].ID)...) {
			began := time.Now()
			if err := w.call(t.Context(), room); err != nil {
				t.Errorf("%s: %v", w.name, err)
			}
			if took := time.Since(began); !w.shown(room.Snapshot()) || took >= 2*time.Second {
				t.Errorf("%s returned after %v; the snapshot shows it: %v", w.name, took, w.shown(room.Snapshot()))
			}
		}
	})
}

// TestField_A2_AReadReturnsWithItsAnswer checks that a read does not wait, because it has no effect.
func TestField_A2_AReadReturnsWithItsAnswer(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, _ *localrelay.Server, room *session.RoomSession) {
		for _, info := range video.Actions() {
			if info.Risk != video.RiskRead || info.Target != video.OnRoom || info.Resyncs {
				continue
			}
			began := time.Now()
			if _, err := room.Do(t.Context(), video.Command{Action: info.Action}); err != nil || time.Since(began) > time.Second {
				t.Errorf("%s returned after %v: %v", info.Action, time.Since(began), err)
			}
		}
	})
}

// TestField_A2_StartedObjectIsInTheSnapshot delivers the answer and the event in either order.
func TestField_A2_StartedObjectIsInTheSnapshot(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, _ *localrelay.Server, room *session.RoomSession) {
		ctx := t.Context()
		rec, err := room.StartRecording(ctx)
		if err != nil || rec.Current() == nil || !rec.Current().Mine {
			t.Fatalf("recording %+v, %v", rec, err)
		}
		play, err := room.Play(ctx, "https://example.com/a.mp4", session.PlayOptions{})
		if err != nil || play.Current() == nil || !play.Current().Mine {
			t.Fatalf("playback %+v, %v", play, err)
		}
		stream, err := room.StartStream(ctx, "rtmp://example.com/live/key")
		if err != nil || stream.Current() == nil || !stream.Current().Mine {
			t.Fatalf("stream %+v, %v", stream, err)
		}
		for name, w := range map[string]struct {
			call func(context.Context) error
			done func() bool
		}{
			"stop the recording": {rec.Stop, func() bool { return rec.Current().HasEnded() }},
			"pause the playback": {play.Pause, func() bool { return play.Current().State == video.StatePaused }},
			"stop the stream":    {stream.Stop, func() bool { return stream.Current().HasEnded() }},
		} {
			if err := w.call(ctx); err != nil || !w.done() {
				t.Errorf("%s: %v, shown: %v", name, err, w.done())
			}
		}
	})
}

// TestField_A2_AnEffectThatDoesNotShowIsAccepted checks that Do returns after 2 s. Submit and Wait do not wait for the
// effect.
func TestField_A2_AnEffectThatDoesNotShowIsAccepted(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		director.Play(t, relay, "lose room.updated always")
		began := time.Now()
		res, err := room.Do(t.Context(), video.Lock())
		if took := time.Since(began); err != nil || took != 2*time.Second || res.Targets[0].Outcome != video.OutcomeAccepted {
			t.Errorf("Do: %v after %v, %v", res.Targets, took, err)
		}
		began = time.Now()
		sub, err := room.Submit(t.Context(), video.SetHideVideoMuted(true))
		if err != nil {
			t.Fatal(err)
		}
		if _, err = sub.Wait(t.Context()); err != nil || time.Since(began) > 500*time.Millisecond {
			t.Errorf("Submit and Wait: %v after %v", err, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := room.SetPrioritizeHandraise(ctx, true); err != nil {
			t.Errorf("the room has accepted, but the error is %v", err)
		}
	})
}

// TestField_A2_AnUndoIsConfirmedForThoseItReached makes someone else change one of the members during the undo.
func TestField_A2_AnUndoIsConfirmedForThoseItReached(t *testing.T) {
	t.Parallel()
	o := relayOptions()
	o.Members = -1
	inBubble(t, o, func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		director.Play(t, relay, "join Ann Ben Cal Dan\nwait 1s")
		var ids []video.MemberID
		for _, m := range room.Snapshot().Members {
			ids = append(ids, m.ID)
		}
		if _, err := room.Do(t.Context(), video.VideoMute(ids...)); err != nil {
			t.Fatal(err)
		}
		director.Play(t, relay, "do videoUnmute Ann\nwait 1s\nlose member.updated 1")
		res, err := room.Undo(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		accepted := 0
		for _, target := range res.Targets {
			m := room.Snapshot().Member(target.Member)
			if target.Outcome == video.OutcomeAccepted {
				accepted++
			}
			if target.Member == ids[0] || (target.Outcome == video.OutcomeConfirmed) == m.VideoMuted {
				t.Errorf("%s is %s, muted %v", m.Name, target.Outcome, m.VideoMuted)
			}
		}
		if len(res.Targets) != 3 || accepted != 1 {
			t.Errorf("%+v", res.Targets)
		}
	})
}
