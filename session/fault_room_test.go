package session_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/say"
)

// inBubble joins a room of a relay on a fake clock.
func inBubble(t *testing.T, o localrelay.Options, test func(*testing.T, *localrelay.Server, *session.RoomSession)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		relay, room := join(t, o)
		time.Sleep(time.Second)
		synctest.Wait()
		test(t, relay, room)
	})
}

// once sets the verdict for the next request of the method.
func once(relay *localrelay.Server, method string, fate localrelay.Verdict) {
	var used atomic.Bool
	relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
		if q.Method == method && used.CompareAndSwap(false, true) {
			return fate
		}
		return localrelay.Verdict{}
	})
}

func entryOf(t *testing.T, room *session.RoomSession, n uint64) video.Entry {
	t.Helper()
	time.Sleep(100 * time.Millisecond)
	synctest.Wait()
	for _, e := range room.Snapshot().Log {
		if e.N == n {
			return *e
		}
	}
	t.Fatalf("no entry %d", n)
	return video.Entry{}
}

func quoted(p video.Person) string { return `"` + p.Name + `"` }

func logged(s *video.Snapshot, text string) bool {
	for _, e := range s.Log {
		if strings.Contains(say.Entry(e, quoted), text) {
			return true
		}
	}
	return false
}

func TestFault_P11_StrayAndDoubleReplies(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		before := room.Snapshot()
		once(relay, "video.lock", localrelay.Verdict{Action: localrelay.RunReplyTwice})
		if err := room.Lock(t.Context()); err != nil {
			t.Fatal(err)
		}
		lock := relay.Requests("video.lock")[0]
		relay.PushRaw([]byte(`{"jsonrpc":"2.0","id":"never-sent","result":{"code":"200"}}`))
		relay.Drop()
		time.Sleep(5 * time.Second)
		settle(t, room, "P11")
		relay.PushRaw(
			[]byte(`{"jsonrpc":"2.0","id":"` + lock.ID + `","result":{"code":"403","message":"no"}}`),
		) // of the old connection
		time.Sleep(time.Second)
		s := room.Snapshot()
		if s.Link.Gen != before.Link.Gen+1 || s.Room.Locked != video.Yes || len(s.Denied) != 0 || s.Stats.Bad != 0 {
			t.Errorf("gen %d, locked %v, denied %v, bad %d", s.Link.Gen, s.Room.Locked, s.Denied, s.Stats.Bad)
		}
	})
}

func TestFault_P27_RoomEnded(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		id := room.Snapshot().Members[0].ID
		if err := relay.EndRoom(room.ID()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if err := room.AudioMute(t.Context(), id); !errors.Is(err, video.ErrRoomEnded) {
			t.Errorf("got %v, want ErrRoomEnded", err)
		}
		if s := room.Snapshot(); !s.Room.Ended || !logged(s, "the room has ended") || s.Successor != nil {
			t.Errorf("ended %v, successor %v", s.Room.Ended, s.Successor)
		}
	})
}

func TestFault_P27_RoomEndedWhileAway(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		relay.Drop()
		if err := relay.EndRoom(room.ID()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if s := room.Snapshot(); !s.Room.Ended {
			t.Error("the end of the room is not logged")
		}
	})
}

func TestFault_P28_NewSessionOfTheRoom(t *testing.T) {
	t.Parallel()
	for _, away := range []bool{false, true} {
		inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
			name, target := room.Snapshot().Room.Name, room.Snapshot().Members[0].ID
			once(relay, "video.member.remove", localrelay.Verdict{Action: localrelay.Swallow})
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			res, err := room.Do(ctx, video.RemoveMember(target))
			if !errors.Is(err, video.ErrUnknown) {
				t.Fatalf("got %v", err)
			}
			if away {
				relay.Drop()
			}
			if err := relay.EndRoom(room.ID()); err != nil {
				t.Fatal(err)
			}
			if !away {
				time.Sleep(10 * time.Second)
			}
			next, err := relay.StartRoom(localrelay.RoomSpec{Name: name, Members: 3})
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(15 * time.Second)
			s := room.Snapshot()
			if s.Successor == nil || s.Successor.ID != next || s.Room.ID != room.ID() ||
				!logged(s, "a new session of this room has started") {
				t.Fatalf("away %v: successor %v, want %s", away, s.Successor, next)
			}
			for _, q := range relay.Requests("video.member.remove") {
				if !strings.Contains(string(q.Params), room.ID()) {
					t.Error("a command went to another session")
				}
			}
			e := entryOf(t, room, res.Entry)
			said := say.Verdict(&e, quoted)
			if e.Outcome == video.OutcomeUnknown && said != "…cannot tell: room has a new session." {
				t.Errorf("got %v %q", e.Outcome, said)
			}
		})
	}
}

func TestFault_P29_MissedWhileAway(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		id := string(room.Snapshot().Members[0].ID)
		relay.Drop()
		for _, err := range []error{
			relay.RemoveMember(room.ID(), string(room.Snapshot().Members[1].ID)),
			relay.UpdateMember(room.ID(), id, map[string]any{"name": "Renamed"}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := relay.AddMember(room.ID(), localrelay.MemberSpec{Name: "Newcomer"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		settle(t, room, "P29")
		if s := room.Snapshot(); !logged(s, "back in sync: 1 joined, 1 left, 1 change while offline") {
			t.Errorf("the log lacks what happened in the gap: %+v", s.Log)
		}
	})
}

func TestFault_P31_DriftIsFound(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		id := room.Snapshot().Members[0].ID
		name := room.Snapshot().Members[0].Name
		reads := len(relay.Requests("video.members.get"))
		time.Sleep(5 * time.Minute)
		if got := len(relay.Requests("video.members.get")) - reads; got < 4 || got > 6 || room.Snapshot().Stats.Drift != 0 {
			t.Errorf("%d reads in five minutes, drift %d", got, room.Snapshot().Stats.Drift)
		}
		wrong := fmt.Sprintf(`{"room_session_id":%q,"member":{"id":%q,"name":"Impostor"}}`, room.ID(), id)
		relay.PushRaw(
			[]byte(
				`{"jsonrpc":"2.0","id":"x1","method":"signalwire.event","params":{"event_type":"video.member.updated","params":` + wrong + `}}`,
			),
		)
		time.Sleep(time.Second)
		if got := room.Snapshot().Member(id).Name; got != "Impostor" {
			t.Fatalf("got %q", got)
		}
		time.Sleep(2 * time.Minute)
		if s := room.Snapshot(); s.Member(id).Name != name || s.Stats.Drift != 1 {
			t.Errorf("got %q, drift %d", s.Member(id).Name, s.Stats.Drift)
		}
	})
}

func TestFault_P32_ResumedOrNew(t *testing.T) {
	t.Parallel()
	for _, resume := range []time.Duration{-1, time.Minute} {
		o := relayOptions()
		o.ResumeFor = resume
		inBubble(t, o, func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
			relay.Drop()
			if err := relay.UpdateMember(
				room.ID(),
				string(room.Snapshot().Members[0].ID),
				map[string]any{"deaf": true},
			); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Second)
			settle(t, room, "P32")
			time.Sleep(time.Second)
			truth, err := relay.RoomState(room.ID())
			if err != nil {
				t.Fatal(err)
			}
			if diff := differences(room.Snapshot(), truth); len(diff) > 0 || room.Snapshot().Link.Resumed != (resume > 0) {
				t.Errorf("resume %v: resumed %v, %s", resume, room.Snapshot().Link.Resumed, diff)
			}
		})
	}
}

// TestUnansweredQuestionsAreRepeated checks that a question without an answer leaves neither stale state nor missing
// events.
func TestUnansweredQuestionsAreRepeated(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"signalwire.subscribe", "video.members.get"} {
		o := relayOptions()
		inBubble(t, o, func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
			once(relay, method, localrelay.Verdict{Action: localrelay.Swallow})
			relay.Drop()
			if method == "video.members.get" {
				time.Sleep(5 * time.Second)
				_, _ = room.Refresh(t.Context())
			}
			time.Sleep(30 * time.Second)
			id := room.Snapshot().Members[0].ID
			if err := relay.UpdateMember(room.ID(), string(id), map[string]any{"name": "Heard"}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if s := room.Snapshot(); s.Stale || s.Member(id).Name != "Heard" {
				t.Errorf("%s: stale %v, name %q", method, s.Stale, s.Member(id).Name)
			}
		})
	}
}
