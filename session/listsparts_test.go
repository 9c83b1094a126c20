package session

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
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
			if m.ID != video.MemberID(memberName(i)) {
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

// A long list that nobody wants any more does not cost the connection.
func TestLongListsThatNobodyWants(t *testing.T) {
	long := longRoom(60_000)
	for name, send := range map[string]func(p *fakePeer, late string){
		"of a room that nobody is in": func(p *fakePeer, _ string) {
			p.send(strings.ReplaceAll(fakeEvent("x", "video.room.subscribed", long), fakeRoom, "other"))
		},
		"to a question that was given up": func(p *fakePeer, late string) {
			p.reply(late, `{"code":"200","members":`+listText(60_000)+`}`)
		},
		"to a question that nobody asked": func(p *fakePeer, _ string) {
			p.reply("nobody", `{"code":"200","members":`+listText(60_000)+`}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, p := newFakeRelay(t).client()
				f := c.link.attach(fakeRoom)
				defer f.detach()
				f.fetch("video.members.get", nil, 1)
				late := p.next().ID
				time.Sleep(11 * time.Second)
				send(p, late)
				time.Sleep(time.Second)
				if l := c.Link(); l.State != video.LinkLive || l.Gen != 1 {
					t.Errorf("%v: %v", l.State, l.Err)
				}
			})
		})
	}
}

// Parts change nothing where the event that they belong to would not.
func TestLongListsOfEventsThatChangeNothing(t *testing.T) {
	const members = 1000
	stranger := `,"room_session":{"id":"` + fakeRoom + `","members":` + strings.ReplaceAll(listText(members), "0000-4000", "0000-4444") + `}`
	for name, send := range map[string]func(p *fakePeer){
		"of another type": func(p *fakePeer) { p.event("a", "video.room.updated", stranger) },
		"come again":      func(p *fakePeer) { p.event("long", "video.room.subscribed", stranger) },
		"after the end": func(p *fakePeer) {
			p.event("b", "video.room.ended", "")
			p.event("c", "video.room.subscribed", stranger)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, p, room := joinLong(t, members)
				send(p)
				time.Sleep(100 * time.Millisecond)
				if s := room.Snapshot(); len(s.Members) != members || s.Link.State != video.LinkLive {
					t.Errorf("%d members, %v", len(s.Members), s.Link.State)
				}
			})
		})
	}
}

// typeLast is an event as they were recorded: its type stands behind the params.
func typeLast(id, eventType, more string) string {
	return `{"jsonrpc":"2.0","id":"` + id + `","method":"signalwire.event","params":{"params":{"room_id":"r"` + more +
		`,"room_session_id":"` + fakeRoom + `"},"timestamp":1627374612.9585,"event_type":"` + eventType + `"}}`
}

func TestLongListsBeforeTheTypeOfTheirEvent(t *testing.T) {
	const members = 1000
	synctest.Test(t, func(t *testing.T) {
		c, p, room := joinLong(t, members)
		lists := c.link.lists.Load()
		p.send(typeLast("x1", "video.room.subscribed", longRoom(members-1)))
		time.Sleep(time.Second)
		if s := room.Snapshot(); len(s.Members) != members-1 || c.link.lists.Load() != lists+1 {
			t.Errorf("%d members, %d lists in parts", len(s.Members), c.link.lists.Load()-lists)
		}
		strangers := strings.ReplaceAll(longRoom(members), "0000-4000", "0000-4444")
		p.send(typeLast("x2", "video.room.updated", strangers))
		time.Sleep(5 * time.Second)
		if s := room.Snapshot(); len(s.Members) != members || s.Link.State != video.LinkLive { // as answerAll tells them
			t.Errorf("%d members after an event of another type, %v", len(s.Members), s.Link.State)
		}
	})
}
