package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// listText is the JSON text of a list of members, with a name and spaces as a hand would write them.
func listText(members int) string {
	var b strings.Builder
	b.WriteString("[ ")
	for i := range members {
		if i > 0 {
			b.WriteString(" ,\n")
		}
		fmt.Fprintf(&b, `{"id":%q, "name":"Member %d, \"[]{}\" ✋","type":"member","audio_muted":%v,"meta":{"a":[1,{}]}}`,
			memberName(i), i, i%2 == 0)
	}
	b.WriteString(" ]")
	return b.String()
}

// inPieces scans a text that comes n bytes at a time, and returns what was handed over.
func inPieces(text []byte, n int) (rest string, lists []string, err error) {
	var s scanner
	r := iotest.OneByteReader(bytes.NewReader(text))
	p := pieces{
		more: func(b []byte) ([]byte, error) {
			piece := make([]byte, n)
			read, err := io.ReadFull(r, piece)
			if errors.Is(err, io.ErrUnexpectedEOF) {
				err = io.EOF
			}
			return append(b, piece[:read]...), err
		},
		split: func(*scanner, level) taker {
			lists = append(lists, "")
			return func(elements []byte, members int) {
				if got := len(array(node("[" + string(elements) + "]"))); got != members {
					panic(fmt.Sprintf("%d members, %d said", got, members))
				}
				last := &lists[len(lists)-1]
				if *last != "" {
					*last += ","
				}
				*last += string(elements)
			}
		},
	}
	err = s.scanPieces(nil, p)
	return string(s.b), lists, err
}

// A text that comes in pieces is judged as if it came at once, and nothing of it is lost.
func TestPiecesAreTheWhole(t *testing.T) {
	list := listText(200)
	for name, text := range map[string]string{
		"an event":             fakeEvent("e", "video.room.subscribed", `,"room_session":{"id":"`+fakeRoom+`","members":`+list+`,"x":1}`),
		"with the older form":  fakeEvent("e", "x", `,"room":{"members":`+list+`},"room_session":{"members":`+list+`}`),
		"an answer":            `{"id":"1","result":{"code":"200","members":` + list + `}}`,
		"an empty list":        `{"id":"1","result":{"members":[]}}`,
		"no list":              `{"id":"1","result":{"members":{}}}`,
		"elsewhere":            `{"id":"1","result":{"room":{"members":` + list + `}}}`,
		"cut":                  `{"id":"1","result":{"members":` + list[:len(list)-9],
		"a comma too much":     `{"id":"1","result":{"members":[{"id":"a"},]}}`,
		"a key twice":          `{"id":"1","result":{"members":[{"id":"a","ID":"b"}]}}`,
		"a key twice, outside": `{"id":"1","result":{"members":` + list + `,"members":[]}}`,
		"something behind":     `{"id":"1","result":{"members":` + list + `}}x`,
	} {
		t.Run(name, func(t *testing.T) {
			var s scanner
			want := s.scan([]byte(text))
			for _, n := range []int{1, 7, 100, 5000, 1 << 20} {
				rest, lists, err := inPieces([]byte(text), n)
				if !errors.Is(err, want) {
					t.Fatalf("%d bytes at a time: %v, at once: %v", n, err, want)
				}
				if err != nil {
					continue
				}
				const empty = `"members":[]`
				around := strings.Split(rest, empty)
				if len(around) != len(lists)+1 {
					t.Fatalf("%d lists, left is %q", len(lists), rest)
				}
				rest = around[0]
				for i, l := range lists {
					rest += `"members":[` + l + "]" + around[i+1]
				}
				if rest != text {
					t.Fatalf("%d bytes at a time: another text: %.300q", n, rest)
				}
			}
		})
	}
}

// FuzzPieces holds a text that comes in pieces against the same text at once.
func FuzzPieces(f *testing.F) {
	list := listText(3)
	f.Add([]byte(fakeEvent("e", "x", `,"room":{"members":`+list+`},"room_session":{"members":`+list+`}`)), uint8(1))
	f.Add([]byte(`{"id":"1","result":{"members":[{"id":"a"},{"a":1,"A":2}]}}`), uint8(3))
	f.Add([]byte(`{"result":{"members":[[],{},"x",1.5,null,[{"members":[1]}] ]}, "error":{}}`), uint8(2))
	f.Fuzz(func(t *testing.T, text []byte, n uint8) {
		var s scanner
		want := s.scan(slices.Clone(text))
		_, _, err := inPieces(text, int(n)+1)
		if !errors.Is(err, want) {
			t.Fatalf("%q %d bytes at a time: %v, at once: %v", text, n+1, err, want)
		}
	})
}

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
				if m.ID != MemberID(memberName(i)) || m.AudioMuted != (i%2 == 0) || string(m.Meta) != `{"a":[1,{}]}` {
					t.Fatalf("%s: %+v", when, m)
				}
			}
			if got := c.lists.Load(); got != uint64(lists) {
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
			if e := <-events; e.Type == RoomSubscribed.Name() {
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
				if s := room.Snapshot(); len(s.Members) != members || s.Stale || s.Link.State != LinkLive {
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
			if l := room.Snapshot().Link; l.State != LinkLive {
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

func TestLongListsTakeLittleMemory(t *testing.T) {
	const members = 20_000
	text := fakeEvent("e", "video.room.subscribed", longRoom(members))
	var s scanner
	var largest int
	var held []byte
	r := strings.NewReader(text)
	err := s.scanPieces(held, pieces{
		more: func(b []byte) ([]byte, error) { largest = max(largest, cap(b)); return readSome(r, slices.Grow(b, 1)) },
		split: func(*scanner, level) taker {
			return func([]byte, int) {}
		},
	})
	if err != nil || largest > 4*maxKeptBuffer || len(s.b) > firstBuffer {
		t.Errorf("%v: %d of %d bytes were held, %d are left", err, largest, len(text), len(s.b))
	}
}
