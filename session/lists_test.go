package session

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
)

// longRoom is a room of so many members that their list does not come at once.
func longRoom(members int) string {
	return `,"room_session":{"id":"` + fakeRoom + `","name":"long","members":` + listText(members) + `}`
}

// joinLong joins a room that is told in a long event.
func joinLong(t *testing.T, members int, change ...func(*Config)) (*Client, *fakePeer, *RoomSession) {
	t.Helper()
	c, p := newFakeRelay(t).client(change...)
	joined := make(chan *RoomSession, 1)
	go func() {
		room, err := Join(t.Context(), c, fakeRoom)
		if err != nil {
			t.Error(err)
		}
		joined <- room
	}()
	go p.answerAll(members)
	room := <-joined
	if room == nil {
		t.FailNow()
	}
	t.Cleanup(func() { _ = room.Close() })
	return c, p, room
}

// answerAll answers what a room asks; the members are told by an event, and by an answer to who asks.
func (p *fakePeer) answerAll(members int) {
	for r := range p.requests {
		switch r.Method {
		case "video.rooms.get":
			p.reply(r.ID, `{"rooms":[{"id":"`+fakeRoom+`","name":"long","event_channel":"EC"}]}`)
		case "signalwire.subscribe":
			p.reply(r.ID, `{"code":"200"}`)
			p.event("long", "video.room.subscribed", longRoom(members))
		case "video.members.get":
			p.reply(r.ID, `{"code":"200","members":`+listText(members)+`}`)
		default:
			p.reply(r.ID, `{"code":"200","recordings":[],"playbacks":[],"streams":[],"layouts":[]}`)
		}
	}
}

func TestLongListsGiveTheSameRoom(t *testing.T) {
	const members = 3000
	synctest.Test(t, func(t *testing.T) {
		c, p, room := joinLong(t, members)
		check := func(when string, lists int) {
			t.Helper()
			time.Sleep(time.Second)
			s := room.Snapshot()
			if len(s.Members) != members || s.Stale || s.Stats.Bad != 0 || s.Room.MemberCount != members {
				t.Fatalf("%s: %d members, stale %v, %+v", when, len(s.Members), s.Stale, s.Stats)
			}
			for i, m := range s.Members {
				if m.ID != video.MemberID(memberName(i)) || m.AudioMuted != (i%2 == 0) || string(m.Meta) != `{"a":[1,{}]}` {
					t.Fatalf("%s: %+v", when, m)
				}
			}
			if got := c.link.lists.Load(); got != uint64(lists) {
				t.Errorf("%s: %d lists came in parts, want %d", when, got, lists)
			}
		}
		check("joined", 1)
		if err := room.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("read again", 2)
		p.event("again", "video.room.subscribed", longRoom(members-1))
		time.Sleep(time.Second)
		if s := room.Snapshot(); len(s.Members) != members-1 || len(s.Gone) != 1 {
			t.Errorf("%d members, %d gone", len(s.Members), len(s.Gone))
		}
	})
}

// Who listens, and who asks for the members, gets the text of the wire.
func TestLongListsAreWholeForWhoReadsThem(t *testing.T) {
	const members = 1000
	synctest.Test(t, func(t *testing.T) {
		_, p, room := joinLong(t, members)
		var raw []byte
		ctx, stop := context.WithCancel(t.Context())
		events := room.Events(ctx)
		p.event("again", "video.room.subscribed", longRoom(members))
		for raw == nil {
			if e := <-events; e.Type == video.RoomSubscribed.Name() {
				raw = e.Raw
			}
		}
		stop()
		synctest.Wait()
		if n := len(array(mustParse(raw).Get("room_session", "members"))); n != members {
			t.Errorf("a listener got %d members", n)
		}
		list, err := room.GetMembers(t.Context())
		if err != nil || len(list) != members {
			t.Errorf("%d members, %v", len(list), err)
		}
	})
}

// A list whose frame turns out to be bad, or of which parts were lost, makes nobody leave; the room is read again.
func TestLongListsThatBreakMakeNobodyLeave(t *testing.T) {
	const members = 2000
	list := listText(members / 2)
	for name, frame := range map[string]string{
		"bad at the end":   fakeEvent("bad", "video.room.subscribed", `,"room_session":{"id":"`+fakeRoom+`","members":`+list+`,"x":tru}`),
		"bad in the list":  fakeEvent("bad", "video.room.subscribed", `,"room_session":{"id":"`+fakeRoom+`","members":`+list[:len(list)-5]+`!`),
		"of another room":  fakeEvent("bad", "video.room.subscribed", `,"room_session":{"id":"other","members":`+list+`}`),
		"of contradictory": fakeEvent("bad", "video.room.subscribed", `,"room_session":{"id":"`+fakeRoom+`","members":`+list+`,"room_session_id":"other"},"room":{"room_session_id":"other"}`),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, p, room := joinLong(t, members)
				p.send(frame)
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
	t.Run("the connection is lost", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := newFakeRelay(t)
			c, p := r.client(func(cfg *Config) { cfg.BackoffMin, cfg.BackoffMax = time.Millisecond, time.Millisecond })
			joined := make(chan *RoomSession, 1)
			go func() {
				room, _ := Join(t.Context(), c, fakeRoom)
				joined <- room
			}()
			go p.answerAll(members)
			room := <-joined
			for range 3 { // each time in the middle of the first list of the connection
				text := fakeEvent("half", "video.room.subscribed", `,"room_session":{"id":"`+fakeRoom+`","members":`+list)
				p.pieces(rawFrame(opText, 8, uint64(len(text)), false, []byte(text)))
				_ = p.conn.Close()
				p = <-r.peers
				go p.answerAll(members)
				time.Sleep(time.Second)
				if s := room.Snapshot(); len(s.Members) != members || s.Stale || s.Stats.Bad != 0 {
					t.Errorf("%d members afterwards, stale %v, %+v", len(s.Members), s.Stale, s.Stats)
				}
			}
			_ = room.Close()
		})
	})
	t.Run("a part is lost", func(t *testing.T) {
		s := newBench(t, members)
		all := array(mustParse(listText(members)))
		part := func(from, to int) node {
			var texts []string
			for _, v := range all[from:to] {
				texts = append(texts, string(v.text()))
			}
			return mustParse("[" + strings.Join(texts, ",") + "]")
		}
		s.readPart(part(0, 500), listing{no: 7}, t0, t0)
		s.readPart(part(900, 1500), listing{no: 7}, t0, t0)
		if err := s.readList(nil, listing{no: 7, members: members}, t0, t0); err == nil || len(s.seats) != members {
			t.Errorf("%v, %d members are left", err, len(s.seats))
		}
		s.readPart(part(0, members), listing{no: 8}, t0, t0)
		if err := s.readList(nil, listing{no: 8, members: members}, t0, t0); err != nil || len(s.seats) != members {
			t.Errorf("%v, %d members after a whole list", err, len(s.seats))
		}
		if err := s.readList(nil, listing{no: 8, members: members}, t0, t0); err == nil {
			t.Error("a list ended twice")
		}
	})
}

// What is no list of members is not held beyond 4 MiB, unless somebody has asked for it.
func TestTextIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const some = 10
		_, p, room := joinLong(t, some)
		frames := [][]byte{rawFrame(opText, 1, 20, false, []byte(`{"method":"x","x":"y`))}
		frames = append(frames, slices.Repeat([][]byte{rawFrame(opContinue, 8, 1<<20, false, bytes.Repeat([]byte("x"), 1<<20))}, 30)...)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		go p.pieces(frames...)
		for range 100 {
			time.Sleep(50 * time.Millisecond)
			if l := room.Snapshot().Link; l.State != video.LinkLive {
				runtime.ReadMemStats(&after)
				if !errors.Is(l.Err, errTooLarge) || time.Until(l.RetryAt) < 5*time.Second {
					t.Errorf("%v, next in %v", l.Err, time.Until(l.RetryAt))
				}
				break
			}
		}
		const most = 24 << 20 // under the race detector; else 12: all steps of a growing buffer, of which two are held
		if took := after.TotalAlloc - before.TotalAlloc; after.TotalAlloc == 0 || took > most {
			t.Errorf("%d KiB were taken", took>>10)
		}
		<-p.gone
		if p.code != 1009 {
			t.Errorf("closed with %d", p.code)
		}
	})
}

// A long frame may have a short list.
func TestLongFramesWithAnEmptyList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p, room := joinLong(t, 1000)
		p.event("empty", "video.room.subscribed", `,"room_session":{"id":"`+fakeRoom+`","x":"`+strings.Repeat("x", 2*maxKeptBuffer)+`","members":[]}`)
		time.Sleep(time.Second)
		if s := room.Snapshot(); len(s.Members) != 0 || s.Stats.Bad != 0 {
			t.Errorf("%d members are left, %+v", len(s.Members), s.Stats)
		}
	})
}

// A wrapped answer is read in parts like a plain one.
func TestLongListsInWrappedAnswers(t *testing.T) {
	const members = 3000
	synctest.Test(t, func(t *testing.T) {
		r := newFakeRelay(t)
		c, p := r.client()
		f := c.link.attach(fakeRoom)
		f.fetch("video.members.get", nil, 7)
		q := p.next()
		go p.reply(q.ID, `{"jsonrpc":"2.0","result":{"code":"200","members":`+listText(members)+`}}`)
		n := 0
		for {
			it := nextItem(t, f)
			if it.answer != nil {
				if it.answer.err != nil || it.answer.list.members != members || n != members {
					t.Errorf("%d members in parts, %+v", n, it.answer)
				}
				break
			}
			if it.events != nil {
				for _, part := range it.events.frames {
					n += len(array(node(part.buf)))
				}
			}
		}
	})
}
