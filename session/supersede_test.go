package session_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/say"
)

// superseded submits a bulk command. Five seconds later, while the last targets still wait their turn, it changes one
// of those.
func superseded(
	t *testing.T,
	room *session.RoomSession,
	c video.Command,
	change func(id video.MemberID),
) video.Result {
	t.Helper()
	last := c.Targets[len(c.Targets)-1]
	go func() {
		time.Sleep(5 * time.Second)
		change(last)
	}()
	res, _ := room.Do(t.Context(), c)
	time.Sleep(time.Second)
	return res
}

// micsOpen returns the members whose microphone is on.
func micsOpen(room *session.RoomSession, ids []video.MemberID) []video.MemberID {
	s := room.Snapshot()
	return slices.DeleteFunc(slices.Clone(ids), func(id video.MemberID) bool { return s.Member(id).AudioMuted })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

// TestUndoSkipsChangesByOthersBeforeSending mutes many members. Someone else mutes one of them before its turn.
func TestUndoSkipsChangesByOthersBeforeSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 100)
		ids = micsOpen(room, ids)
		last := ids[len(ids)-1]
		superseded(t, room, video.AudioMute(ids...), func(id video.MemberID) {
			must(t, relay.UpdateMember(room.ID(), string(id), map[string]any{"audio_muted": true}))
		})
		if n := len(micsOpen(room, ids)); n != 0 {
			t.Fatalf("%d are open", n)
		}
		_, err := room.Undo(t.Context())
		must(t, err)
		time.Sleep(time.Second)
		if now := micsOpen(room, ids); len(now) != len(ids)-1 || slices.Contains(now, last) {
			t.Errorf("%d of %d are open, with the one muted by another: %v", len(now), len(ids), slices.Contains(now, last))
		}
	})
}

// TestUndeafKeepsMembersMutedBeforeSending undeafens many members. One of them is muted on purpose before its turn.
func TestUndeafKeepsMembersMutedBeforeSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, ids := joinCrowd(t, 100)
		ids = micsOpen(room, ids)
		last := ids[len(ids)-1]
		_, err := room.Do(t.Context(), video.Deaf(ids...))
		must(t, err)
		time.Sleep(10 * time.Second)
		superseded(
			t,
			room,
			video.UndeafKeepMuted(ids...),
			func(id video.MemberID) { must(t, room.AudioMute(t.Context(), id)) },
		)
		if now := micsOpen(room, ids); len(now) != len(ids)-1 || slices.Contains(now, last) {
			t.Errorf("%d of %d are open, including the muted one: %v", len(now), len(ids), slices.Contains(now, last))
		}
	})
}

// TestNewerCommandSupersedes mutes many members, and unmutes one of them before its turn.
func TestNewerCommandSupersedes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var relay *localrelay.Server
		relay, room, ids := joinCrowd(t, 100)
		ids = micsOpen(room, ids)
		last := ids[len(ids)-1]
		must(t, room.AudioMute(t.Context(), last))
		res := superseded(
			t,
			room,
			video.AudioMute(ids...),
			func(id video.MemberID) { must(t, room.AudioUnmute(t.Context(), id)) },
		)
		if now := micsOpen(room, ids); len(now) != 1 || now[0] != last {
			t.Errorf("open are %d, want the one whose microphone was opened last", len(now))
		}
		if r := res.Targets[len(ids)-1]; r.Member != last || r.Outcome != video.OutcomeNotSent {
			t.Errorf("%+v", r)
		}
		e := entryOf(t, room, res.Entry)
		said := say.Verdict(&e, func(p video.Person) string { return string(p.ID) })
		if want := fmt.Sprintf("%d done, 1 superseded: %s.", len(ids)-1, last); said != want {
			t.Errorf("it says %q, want %q", said, want)
		}
		if rest, ok := e.Remainder(); ok {
			t.Errorf("offered to be done: %v", rest.Targets)
		}
		if n := len(relay.Requests("video.member.audio_mute")); n != len(ids) {
			t.Errorf("%d requests for %d people", n, len(ids))
		}
	})
}

// TestUndoSkipsChangesByOthersWhileSending mutes many members. While some still wait, someone else unmutes and mutes
// one that was already muted.
func TestUndoSkipsChangesByOthersWhileSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 100)
		ids = micsOpen(room, ids)
		first := ids[0]
		superseded(t, room, video.AudioMute(ids...), func(video.MemberID) {
			if !room.Snapshot().Member(first).AudioMuted {
				t.Error("the first is not muted yet")
			}
			for _, muted := range []bool{false, true} {
				must(t, relay.UpdateMember(room.ID(), string(first), map[string]any{"audio_muted": muted}))
				time.Sleep(100 * time.Millisecond)
			}
		})
		_, err := room.Undo(t.Context())
		must(t, err)
		time.Sleep(time.Minute)
		if now := micsOpen(room, ids); len(now) != len(ids)-1 || slices.Contains(now, first) {
			t.Errorf("%d of %d are open, with the one muted by another: %v", len(now), len(ids), slices.Contains(now, first))
		}
	})
}

// TestNewerDeafSupersedesUnmute unmutes many members, and deafens one of them before its turn.
func TestNewerDeafSupersedesUnmute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, ids := joinCrowd(t, 100)
		_, err := room.Do(t.Context(), video.AudioMute(ids...))
		must(t, err)
		time.Sleep(10 * time.Second)
		superseded(t, room, video.AudioUnmute(ids...), func(id video.MemberID) { must(t, room.Deaf(t.Context(), id)) })
		if last := ids[len(ids)-1]; !room.Snapshot().Member(last).AudioMuted {
			t.Error("the microphone of a member deafened by a newer command is open")
		}
	})
}

// TestNewerMuteSupersedesUndeaf undeafens many members, and mutes one of them before its turn.
func TestNewerMuteSupersedesUndeaf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, ids := joinCrowd(t, 100)
		ids = micsOpen(room, ids)
		_, err := room.Do(t.Context(), video.Deaf(ids...))
		must(t, err)
		time.Sleep(10 * time.Second)
		superseded(t, room, video.Undeaf(ids...), func(id video.MemberID) { must(t, room.AudioMute(t.Context(), id)) })
		last := room.Snapshot().Member(ids[len(ids)-1])
		if last.Deaf {
			t.Error("the member muted by a newer command is still deaf")
		}
		if !last.AudioMuted {
			t.Error("the microphone of a member muted by a newer command is open")
		}
	})
}
