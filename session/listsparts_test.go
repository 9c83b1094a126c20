package session

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// fatList is a list of members of whom some say so much that a part is longer than what batches copy.
func fatList(members, fat int) string {
	var list []string
	for i := range members {
		meta := "{}"
		if i < fat {
			meta = `{"a":"` + strings.Repeat("x", 80<<10) + `"}`
		}
		list = append(list, fmt.Sprintf(`{"id":%q,"name":"Member %d","type":"member","meta":%s}`, memberName(i), i, meta))
	}
	return "[" + strings.Join(list, ",") + "]"
}

// Parts that are too long to be copied are not written over by those that come after them.
func TestLongListsOfLongMembers(t *testing.T) {
	const members, fat = 400, 12
	synctest.Test(t, func(t *testing.T) {
		_, p, room := joinLong(t, 3)
		p.event("fat", "video.room.subscribed", `,"room_session":{"id":"`+fakeRoom+`","name":"long","members":`+fatList(members, fat)+`}`)
		time.Sleep(100 * time.Millisecond)
		s := room.Snapshot()
		if len(s.Members) != members || s.Stats.Bad != 0 || s.Stats.Resyncs != 2 {
			t.Fatalf("%d members, %+v", len(s.Members), s.Stats)
		}
		for i, m := range s.Members {
			if m.ID != MemberID(memberName(i)) {
				t.Fatalf("member %d is %s", i, m.ID)
			}
		}
	})
}

// The first list of a new connection is not taken for the rest of one that the former could not end.
func TestLongListsBeginAnewOnAnotherConnection(t *testing.T) {
	const members = 2000
	synctest.Test(t, func(t *testing.T) {
		r := newFakeRelay(t)
		c, p := r.client()
		joined := make(chan *RoomSession, 1)
		go func() {
			room, err := Join(t.Context(), c, fakeRoom)
			if err != nil {
				t.Error(err)
			}
			joined <- room
		}()
		go func() {
			for q := range p.requests {
				switch q.Method {
				case "video.rooms.get":
					p.reply(q.ID, `{"rooms":[{"id":"`+fakeRoom+`","name":"long","event_channel":"EC"}]}`)
				case "signalwire.subscribe":
					p.reply(q.ID, `{"code":"200"}`)
					text := fakeEvent("long", "video.room.subscribed", longRoom(members))
					half := []byte(text[:len(text)/2])
					p.pieces(rawFrame(opText, 8, uint64(len(text)), false, half))
					_ = p.conn.Close()
				}
			}
		}()
		time.Sleep(time.Millisecond)
		began := time.Now()
		p2 := <-r.peers
		go p2.answerAll(members)
		room := <-joined
		if room == nil {
			return
		}
		defer func() { _ = room.Close() }()
		if s := room.Snapshot(); len(s.Members) != members || s.Stats.Bad != 0 || s.Stats.Resyncs != 1 {
			t.Errorf("%d members after %v, %+v", len(s.Members), time.Since(began), s.Stats)
		}
	})
}
