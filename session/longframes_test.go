package session

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// listText returns the JSON text of a list of members, with a name and spaces as in a manually written file.
func listText(members int) string {
	var b strings.Builder
	b.WriteString("[ ")
	for i := range members {
		if i > 0 {
			b.WriteString(" ,\n")
		}
		fmt.Fprintf(&b, `{"id":%q, "name":"Member %d, \"[]{}\" ✋","type":"member","audio_muted":%v,"meta":{"a":[1,{}]}}`,
			benchMember(i), i, i%2 == 0)
	}
	b.WriteString(" ]")
	return b.String()
}

// longRoom returns a room with so many members, with the keys in the order of the wire.
func longRoom(members int) string {
	return `,"room_session":{"id":"` + fakerelay.Room + `","name":"long","members":` + listText(members) + `}`
}

// joinLong joins a room whose members arrive in a long event.
func joinLong(t *testing.T, members int, change ...func(*Config)) (*Client, *fakerelay.Peer, *RoomSession) {
	t.Helper()
	c, p := dialFake(fakerelay.New(t), change...)
	joined := make(chan *RoomSession, 1)
	go func() {
		room, err := Join(t.Context(), c, fakerelay.Room)
		if err != nil {
			t.Error(err)
		}
		joined <- room
	}()
	go answerAll(p, members)
	room := <-joined
	if room == nil {
		t.FailNow()
	}
	t.Cleanup(func() { _ = room.Close() })
	return c, p, room
}

// answerAll answers the questions of a room. The members arrive in an event, and in the answer to a question.
func answerAll(p *fakerelay.Peer, members int) {
	for r := range p.Requests {
		switch r.Method {
		case "video.rooms.get":
			p.Reply(r.ID, `{"rooms":[{"id":"`+fakerelay.Room+`","name":"long","event_channel":"EC"}]}`)
		case "signalwire.subscribe":
			p.Reply(r.ID, `{"code":"200"}`)
			p.Event("long", "video.room.subscribed", longRoom(members))
		case "video.members.get":
			p.Reply(r.ID, `{"code":"200","members":`+listText(members)+`}`)
		case "video.room.get":
			p.Reply(r.ID, `{"code":"200","room":{"id":"`+fakerelay.Room+`"}}`)
		default:
			p.Reply(r.ID, `{"code":"200","recordings":[],"playbacks":[],"streams":[],"layouts":[]}`)
		}
	}
}

func TestLongListIsReadWhole(t *testing.T) {
	const members = 3000
	synctest.Test(t, func(t *testing.T) {
		_, p, room := joinLong(t, members)
		check := func(when string) {
			t.Helper()
			time.Sleep(time.Second)
			s := room.Snapshot()
			if len(s.Members) != members || s.Stale || s.Stats.Bad != 0 || s.Room.MemberCount != members {
				t.Fatalf("%s: %d members, stale %v, %+v", when, len(s.Members), s.Stale, s.Stats)
			}
			for i, m := range s.Members {
				if m.ID != video.MemberID(benchMember(i)) || m.AudioMuted != (i%2 == 0) || string(m.Meta) != `{"a":[1,{}]}` {
					t.Fatalf("%s: %+v", when, m)
				}
			}
		}
		check("joined")
		if _, err := room.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("read again")
		p.Event("again", "video.room.subscribed", longRoom(members-1))
		time.Sleep(100 * time.Millisecond) // the list is read once more after that
		if s := room.Snapshot(); len(s.Members) != members-1 || len(s.Gone) != 1 {
			t.Errorf("%d members, %d gone", len(s.Members), len(s.Gone))
		}
	})
}

func TestListenersReceiveTheTextOfALongList(t *testing.T) {
	const members = 1000
	synctest.Test(t, func(t *testing.T) {
		_, p, room := joinLong(t, members)
		var raw []byte
		ctx, stop := context.WithCancel(t.Context())
		events := room.Events(ctx)
		p.Event("again", "video.room.subscribed", longRoom(members))
		for raw == nil {
			if e := <-events; e.Type == video.RoomSubscribed.Name() {
				raw = e.Raw
			}
		}
		stop()
		synctest.Wait()
		if n := len(wire.Array(mustParse(raw).Get("room_session", "members"))); n != members {
			t.Errorf("a listener got %d members", n)
		}
		list, err := room.GetMembers(t.Context())
		if err != nil || len(list) != members {
			t.Errorf("%d members, %v", len(list), err)
		}
	})
}

func TestBrokenListRemovesNoMember(t *testing.T) {
	const members = 2000
	list := listText(members / 2)
	room := func(more string) string {
		return fakerelay.Event(
			"bad",
			"video.room.subscribed",
			`,"room_session":{"id":"`+fakerelay.Room+`","members":`+list+more,
		)
	}
	for name, frame := range map[string]string{
		"syntax at the end":    room(`,"x":tru}`),
		"syntax in the list":   room("")[:len(room(""))-20],
		"of another room":      strings.ReplaceAll(room("}"), fakerelay.Room, "other"),
		"of two rooms":         room(`},"room":{"room_session_id":"other"}`),
		"of another method":    strings.Replace(room("}"), "signalwire.event", "signalwire.other", 1),
		"of another type":      strings.Replace(room("}"), "subscribed", "updated", 1),
		"in an unasked answer": `{"jsonrpc":"2.0","id":"nobody","result":{"members":` + list + `}}`,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, p, room := joinLong(t, members)
				p.Send(frame)
				synctest.Wait()
				if n := len(room.Snapshot().Members); n != members {
					t.Errorf("%d members are left", n)
				}
				time.Sleep(5 * time.Second)
				if s := room.Snapshot(); len(s.Members) != members || s.Stale || s.Link.State != video.LinkLive {
					t.Errorf("%d members afterwards, stale %v, %v", len(s.Members), s.Stale, s.Link.State)
				}
			})
		})
	}
}

func TestLossDuringAListRemovesNoMember(t *testing.T) {
	const members = 2000
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialFake(r, func(cfg *Config) { cfg.BackoffMin, cfg.BackoffMax = time.Millisecond, time.Millisecond })
		joined := make(chan *RoomSession, 1)
		go func() {
			room, _ := Join(t.Context(), c, fakerelay.Room)
			joined <- room
		}()
		go answerAll(p, members)
		room := <-joined
		for range 3 {
			text := fakerelay.Event("half", "video.room.subscribed", longRoom(members/2))
			p.Pieces(fakerelay.RawFrame(fakerelay.OpText, 8, uint64(len(text)), false, []byte(text[:len(text)/2])))
			_ = p.Conn.Close()
			p = <-r.Peers
			go answerAll(p, members)
			time.Sleep(time.Second)
			if s := room.Snapshot(); len(s.Members) != members || s.Stale || s.Stats.Bad != 0 {
				t.Errorf("%d members afterwards, stale %v, %+v", len(s.Members), s.Stale, s.Stats)
			}
		}
		_ = room.Close()
	})
}

func TestRoomSessionCountsBeforeItsOlderForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		session := `,"room_session":{"id":"` + fakerelay.Room + `","name":"long","members":` + listText(5) + `}`
		old := `,"room":{"room_session_id":"` + fakerelay.Room + `","members":[]}`
		for name, text := range map[string]string{"first": session + old, "last": old + session} {
			_, p, room := joinLong(t, 3)
			time.Sleep(time.Second)
			p.Event("two", "video.room.subscribed", text)
			time.Sleep(time.Second)
			if n := len(room.Snapshot().Members); n != 5 {
				t.Errorf("%s: %d members", name, n)
			}
		}
	})
}

func TestEventsWithoutAnIDAreDistinct(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p, room := joinLong(t, 3)
		time.Sleep(time.Second)
		for i, on := range []string{"true", "false", "true"} {
			talking := fakerelay.Event("q", "video.member.talking", `,"member":{"id":"`+benchMember(i)+`","talking":`+on+`}`)
			p.Send(strings.Replace(talking, `"id":"q"`, `"id":null`, 1))
		}
		time.Sleep(time.Second)
		if n := room.Snapshot().Counts.Talking; n != 2 || c.link.Counters().Repeated != 0 {
			t.Errorf("%d talk, %d events were repeated", n, c.link.Counters().Repeated)
		}
	})
}

func TestRoomReleasesALargeFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p, room := joinLong(t, 3)
		time.Sleep(time.Second)
		_ = room.Events(t.Context())
		heap := func() uint64 {
			runtime.GC()
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		before := heap()
		p.Event("big", "video.unknown", `,"x":"`+strings.Repeat("x", 12<<20)+`"`)
		time.Sleep(time.Second)
		for _, id := range []string{"o1", "o2"} { // the reader releases it
			p.Send(strings.ReplaceAll(fakerelay.Event(id, "video.member.talking", ""), fakerelay.Room, "other"))
		}
		time.Sleep(time.Second)
		if now := heap(); now > before+4<<20 {
			t.Errorf("%d KiB are kept", (now-before)>>10)
		}
	})
}
