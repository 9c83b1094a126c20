package session

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

const fakeRooms = `{"rooms":[
	{"id":"s1","room_id":"r1","name":"standup","display_name":"Weekly","recording":true,"locked":false,"members":[{},{}]},
	{"id":"s2","room_id":"r2","name":"standup2","display_name":"Weekly"},
	{"id":"s3","room_id":"r2","name":"s1"},
	{"name":"no id"}, null, 7]}`

func TestRoomSessions(t *testing.T) {
	rooms, err := decodeRooms([]byte(fakeRooms))
	if err != nil || len(rooms) != 3 {
		t.Fatalf("%d rooms, %v", len(rooms), err)
	}
	if r := rooms[0]; r.MemberCount != 2 || r.Recording != video.Yes || r.Locked != video.No ||
		r.HideVideoMuted != video.Unknown {
		t.Errorf("room = %+v", r)
	}
	if rooms[1].MemberCount != -1 {
		t.Errorf("unknown member counts = %d", rooms[1].MemberCount)
	}
	if rooms, err = decodeRooms([]byte(`{"code":"200"}`)); err != nil || len(rooms) != 0 {
		t.Errorf("no rooms: %v, %v", rooms, err)
	}
	if rooms, err = decodeRooms([]byte(`{"rooms":{"id":"s1"}}`)); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("a list of the wrong type: %v, %v", rooms, err)
	}
}

func TestPickRoom(t *testing.T) {
	rooms, _ := decodeRooms([]byte(fakeRooms))
	for _, tc := range []struct {
		room, want string
		err        error
	}{
		{"s1", "s1", nil}, // an id takes precedence over the name of another room
		{"r1", "s1", nil},
		{"standup2", "s2", nil},
		{"r2", "", video.ErrAmbiguous},
		{"Weekly", "", video.ErrAmbiguous},
		{"nothing", "", video.ErrNotFound},
	} {
		got, err := pickRoom(rooms, tc.room)
		if got.ID != tc.want || !errors.Is(err, tc.err) {
			t.Errorf("%s: %s, %v", tc.room, got.ID, err)
		}
	}
}

func TestFindAsksTheRelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialFake(fakerelay.New(t))
		go func() {
			q := p.Next()
			if q.Method != "video.rooms.get" || string(q.Params) != "{}" {
				t.Errorf("request = %s %s", q.Method, q.Params)
			}
			p.Reply(q.ID, fakeRooms)
			q = p.Next()
			if q.Method != "video.room.get" || string(q.Params) != `{"room_session_id":"s9"}` {
				t.Errorf("request = %s %s", q.Method, q.Params)
			}
			p.Reply(q.ID, `{"room":{"id":"s9","name":"x"}}`)
			p.Reply(p.Next().ID, `{"code":"404","message":"no"}`)
		}()
		if r, err := c.Find(t.Context(), "standup"); err != nil || r.ID != "s1" {
			t.Errorf("Find: %+v, %v", r, err)
		}
		if r, err := c.RoomSessionByID(t.Context(), "s9"); err != nil || r.Name != "x" {
			t.Errorf("RoomSessionByID: %+v, %v", r, err)
		}
		if _, err := c.RoomSessionByID(t.Context(), "s9"); !errors.Is(err, video.ErrNotFound) {
			t.Errorf("RoomSessionByID: %v", err)
		}
		if _, err := c.Find(t.Context(), ""); !errors.Is(err, video.ErrArgument) {
			t.Errorf("Find: %v", err)
		}
	})
}

func TestRoomsOfTheProjectAreWatchedOverReconnects(t *testing.T) {
	const want = `{"get_initial_state":true,"event_channel":"video.rooms","events":["video.room.started","video.room.ended"]}`
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialFake(r)
		time.Sleep(time.Second)
		if len(p.Requests) != 0 {
			t.Error("subscribed although nobody listens")
		}
		started := make(chan video.RoomEvent, 1)
		ended := make(chan video.RoomEvent, 1)
		defer On(c, video.RoomStarted, func(e video.RoomEvent) { started <- e })()
		defer On(c, video.AnyRoomEnded, func(e video.RoomEvent) { ended <- e })()
		for n := range 2 {
			if q := p.Next(); q.Method != wire.MethodSubscribe || string(q.Params) != want {
				t.Errorf("request = %s %s", q.Method, q.Params)
			}
			if q := p.Next(); q.Method != wire.MethodRoomsGet {
				t.Errorf("request = %s", q.Method)
			}
			p.Event("a", "video.room.started", `,"room_session":{"id":"`+fakerelay.Room+`","name":"new"}`)
			if e := <-started; e.Room.ID != fakerelay.Room || e.Room.Name != "new" || e.Room.Ended {
				t.Errorf("started = %+v", e.Room)
			}
			p.Event("b", "video.room.ended", "")
			if e := <-ended; e.Room.ID != fakerelay.Room || !e.Room.Ended {
				t.Errorf("ended = %+v", e.Room)
			}
			synctest.Wait()
			if len(p.Requests) != 0 || c.link.Counters().Ignored != 0 {
				t.Errorf("%d more requests, %d ignored", len(p.Requests), c.link.Counters().Ignored)
			}
			if n == 0 {
				_ = p.Conn.Close()
				p = <-r.Peers
			}
		}
	})
}

func TestRoomsAreBounded(t *testing.T) {
	var list []string
	for i := range maxRooms + 5 {
		list = append(list, fmt.Sprintf(`{"id":"r%d","name":"b"}`, i))
	}
	rooms, err := decodeRooms([]byte(`{"rooms":[` + strings.Join(list, ",") + `]}`))
	if err != nil || len(rooms) != maxRooms {
		t.Errorf("%d rooms, %v", len(rooms), err)
	}
}

func TestField_S11_ASessionThatIsListedTwiceIsNotAmbiguous(t *testing.T) {
	rooms, err := decodeRooms([]byte(`{"rooms":[{"id":"a","name":"b"},null,{},{"id":"a","name":"b"}]}`))
	if err != nil || len(rooms) != 1 {
		t.Fatalf("%d rooms, %v", len(rooms), err)
	}
	if _, err := pickRoom(rooms, "b"); err != nil {
		t.Error(err)
	}
}

// TestField_S2_TheSubscriptionToAllRoomsIsRetried checks that the list is read until the subscription succeeds, and
// that its differences are reported.
func TestField_S2_TheSubscriptionToAllRoomsIsRetried(t *testing.T) {
	for name, answer := range map[string]func(p *fakerelay.Peer, id string){
		"refused":      func(p *fakerelay.Peer, id string) { p.Reply(id, `{"code":"500","message":"no"}`) },
		"not answered": func(*fakerelay.Peer, string) {},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, p := dialFake(fakerelay.New(t))
				news := make(chan string, 10)
				defer On(c, video.RoomStarted, func(e video.RoomEvent) { news <- "started " + e.Room.ID })()
				defer On(c, video.AnyRoomEnded, func(e video.RoomEvent) { news <- "ended " + e.Room.ID })()
				lists := []string{"", "", `{"id":"a"}`, `{"id":"b"}`, `{"id":"b"}`}
				subscribed := 0
				for subscribed < 4 {
					switch q := p.Next(); q.Method {
					case wire.MethodSubscribe:
						if subscribed++; subscribed < 4 {
							answer(p, q.ID)
						} else {
							p.Reply(q.ID, `{"code":"200"}`)
						}
					case wire.MethodRoomsGet:
						p.Reply(q.ID, `{"rooms":[`+lists[subscribed]+`]}`)
					}
				}
				p.Reply(p.Next().ID, `{"rooms":[{"id":"b"}]}`)
				time.Sleep(time.Hour)
				synctest.Wait()
				var reported []string
				for len(news) > 0 {
					reported = append(reported, <-news)
				}
				if want := []string{"started a", "started b", "ended a"}; !slices.Equal(reported, want) {
					t.Errorf("reported %q, want %q", reported, want)
				}
				if len(p.Requests) != 0 {
					t.Errorf("%d more requests after the subscription", len(p.Requests))
				}
			})
		})
	}
}

// TestField_S2_RoomsThatStartedInAGapAreReported checks the rooms after a reconnect.
func TestField_S2_RoomsThatStartedInAGapAreReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialFake(r)
		news := make(chan string, 10)
		defer On(c, video.RoomStarted, func(e video.RoomEvent) { news <- e.Room.ID })()
		p.Reply(p.Next().ID, `{"code":"200"}`)
		p.Reply(p.Next().ID, `{"rooms":[{"id":"a"}]}`)
		synctest.Wait()
		_ = p.Conn.Close()
		p = <-r.Peers
		p.Reply(p.Next().ID, `{"code":"200"}`)
		p.Reply(p.Next().ID, `{"rooms":[{"id":"a"},{"id":"b"}]}`)
		if id := <-news; id != "b" || len(news) != 0 {
			t.Errorf("reported %s, and %d more", id, len(news))
		}
	})
}
