package session_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// relayOptions returns the options of a silent relay with constant content.
func relayOptions() localrelay.Options {
	return localrelay.Options{Members: 6, Audience: 3, Seed: 1, Quiet: true, Project: "p-1", Token: "PT-secret-canary"}
}

func startRelay(t testing.TB, o localrelay.Options) *localrelay.Server {
	t.Helper()
	relay, err := localrelay.StartPipe(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	return relay
}

func dial(t testing.TB, relay *localrelay.Server) *session.Client {
	t.Helper()
	c, err := session.Dial(t.Context(), config(relay))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func config(relay *localrelay.Server) session.Config {
	return session.Config{
		URL: relay.URL(), Project: relay.Project(), Token: video.Secret(relay.Token()), NetDial: relay.Dial,
	}
}

// join starts a relay with o and joins its first room.
func join(t testing.TB, o localrelay.Options) (*localrelay.Server, *session.RoomSession) {
	t.Helper()
	relay := startRelay(t, o)
	c := dial(t, relay)
	r, err := session.Join(t.Context(), c, relay.Rooms()[0].Name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return relay, r
}

// eventually waits until the snapshot satisfies ok, and otherwise fails with what.
func eventually(t testing.TB, r *session.RoomSession, what string, ok func(*video.Snapshot) bool) *video.Snapshot {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		s := r.Snapshot()
		if ok(s) {
			return s
		}
		select {
		case <-r.Changed():
		case <-time.After(20 * time.Millisecond):
		case <-deadline:
			t.Fatalf("never: %s", what)
		}
	}
}

func TestJoinGivesTheFullState(t *testing.T) {
	t.Parallel()
	_, r := join(t, relayOptions())
	s := r.Snapshot()
	if len(s.Members) != 6 || s.Counts.People != 6 {
		t.Errorf("got %d members, %d people, want 6", len(s.Members), s.Counts.People)
	}
	if s.Room.Name == "" || s.Room.RoomID == "" || s.Room.ID != r.ID() || s.Stale || s.Link.State != video.LinkLive {
		t.Errorf("the room is unknown: %+v, link %v", s.Room, s.Link.State)
	}
	eventually(t, r, "recordings and layouts are read", func(s *video.Snapshot) bool {
		return s.RecordingsKnown && s.Room.Recording == video.No && len(s.Layouts) >= 12
	})
}

func TestMuteIsConfirmedByTheRoom(t *testing.T) {
	t.Parallel()
	_, r := join(t, relayOptions())
	m := openMic(t, r.Snapshot())
	res, err := r.Do(t.Context(), video.AudioMute(m.ID))
	if err != nil {
		t.Fatal(err)
	}
	s := eventually(t, r, "the mute shows", func(s *video.Snapshot) bool { return s.Member(m.ID).AudioMuted })
	if m.AudioMuted {
		t.Error("a published member was changed")
	}
	e := s.Log[len(s.Log)-1]
	if e.N != res.Entry || e.Outcome != video.OutcomeConfirmed {
		t.Errorf("got entry %d %v, want %d confirmed", e.N, e.Outcome, res.Entry)
	}
	if s.Undo == nil || s.Undo.N != res.Entry {
		t.Error("the mute cannot be undone")
	}
}

func openMic(t testing.TB, s *video.Snapshot) *video.Member {
	t.Helper()
	for _, m := range s.Members {
		if !m.AudioMuted && m.Type == video.TypeMember && !m.Deaf {
			return m
		}
	}
	t.Fatal("nobody has an open microphone")
	return nil
}

func TestUndoUnmutesOnlyMembersItMuted(t *testing.T) {
	t.Parallel()
	relay, r := join(t, relayOptions())
	var ids []video.MemberID
	before := map[video.MemberID]bool{}
	for _, m := range r.Snapshot().Members {
		ids = append(ids, m.ID)
		before[m.ID] = m.AudioMuted
	}
	if err := relay.UpdateMember(r.ID(), string(ids[0]), map[string]any{"audio_muted": true}); err != nil {
		t.Fatal(err)
	}
	eventually(t, r, "the first is muted", func(s *video.Snapshot) bool { return s.Member(ids[0]).AudioMuted })
	if _, err := r.Do(t.Context(), video.AudioMute(ids...)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	before[ids[0]] = true
	for _, id := range ids {
		eventually(t, r, "as before", func(s *video.Snapshot) bool { return s.Member(id).AudioMuted == before[id] })
	}
}

func TestUndeafKeepMutedKeepsTheMicrophoneOff(t *testing.T) {
	t.Parallel()
	_, r := join(t, relayOptions())
	m := openMic(t, r.Snapshot())
	ctx := t.Context()
	for _, c := range []video.Command{video.AudioMute(m.ID), video.Deaf(m.ID), video.UndeafKeepMuted(m.ID)} {
		if _, err := r.Do(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, r, "hears again, still muted", func(s *video.Snapshot) bool {
		m := s.Member(m.ID)
		return !m.Deaf && m.AudioMuted
	})
}

func TestErrorsNameTheFault(t *testing.T) {
	t.Parallel()
	relay, r := join(t, relayOptions())
	ctx := t.Context()
	m := r.Snapshot().Members[0]
	relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
		if q.Method == "video.lock" {
			return localrelay.Verdict{Action: localrelay.Refuse, Code: "403", Message: "no"}
		}
		return localrelay.Verdict{}
	})
	for _, tc := range []struct {
		name string
		run  func() error
		want error
	}{
		{"out of range", func() error { return r.SetInputVolume(ctx, m.ID, 51) }, video.ErrArgument},
		{"stranger", func() error { return r.AudioMute(ctx, "nobody") }, video.ErrNotFound},
		{"refused", func() error { return r.Lock(ctx) }, video.ErrRefused},
		{"refused before", func() error { return r.Lock(ctx) }, video.ErrRefused},
		{"unknown room", func() error {
			_, err := session.Join(ctx, dial(t, relay), "no-such-room")
			return err
		}, video.ErrNotFound},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := tc.run(); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestOfflineRefusesAndTheRoomIsReadAgain(t *testing.T) {
	t.Parallel()
	relay, r := join(t, relayOptions())
	m := openMic(t, r.Snapshot())
	relay.Reject(1, localrelay.Rejection{})
	relay.Drop()
	eventually(t, r, "stale", func(s *video.Snapshot) bool { return s.Stale })
	if err := r.AudioMute(context.Background(), m.ID); !errors.Is(err, video.ErrOffline) {
		t.Errorf("got %v, want ErrOffline", err)
	}
	if err := relay.UpdateMember(r.ID(), string(m.ID), map[string]any{"audio_muted": true}); err != nil {
		t.Fatal(err)
	}
	s := eventually(t, r, "live again", func(s *video.Snapshot) bool { return !s.Stale && s.Link.State == video.LinkLive })
	if !s.Member(m.ID).AudioMuted {
		t.Error("what happened while away was missed")
	}
	if s.Room.Recording == video.No && !s.RecordingsKnown {
		t.Error("says not recording before it was read")
	}
}

func TestListenersReceiveEveryEvent(t *testing.T) {
	t.Parallel()
	relay, r := join(t, relayOptions())
	members := r.Snapshot().Members
	m := members[slices.IndexFunc(members, func(m *video.Member) bool { return !m.AudioMuted })]
	got := make(chan string, 100)
	off := session.On(r, video.AnyEvent, func(e video.Event) {
		if e.Member != nil {
			got <- e.Type
		}
	})
	started := make(chan video.MemberEvent, 1)
	session.Once(r, video.MemberTalkingStarted, func(e video.MemberEvent) { started <- e })
	if err := r.SetInputVolume(t.Context(), m.ID, 5); err != nil {
		t.Fatal(err)
	}
	if err := relay.SetTalking(r.ID(), string(m.ID), true); err != nil {
		t.Fatal(err)
	}
	if e := <-started; e.Member.ID != m.ID || !e.Member.Talking || e.Member.InputVolume != 5 {
		t.Errorf("got %+v", e.Member)
	}
	for _, want := range []string{
		"member.updated", "member.updated.inputVolume", "member.talking", "member.talking.started",
	} {
		if e := <-got; e != want {
			t.Errorf("got %s, want %s", e, want)
		}
	}
	off()
}
