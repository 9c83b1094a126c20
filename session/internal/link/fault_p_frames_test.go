package link

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// TestBadWebSocketFrames writes each bad frame to a real socket, and behind it a good event. Nothing of the bad frame
// may arrive; behind one that breaks the rules of WebSocket nothing at all.
func TestBadWebSocketFrames(t *testing.T) {
	r := fakerelay.New(t)
	c := onTCP(t, r.Listen(nil), func(cfg *Options) { cfg.PingEvery = time.Minute })
	f := c.Attach(fakerelay.Room)
	corpus := frameCorpus()
	if len(corpus) < 200 {
		t.Errorf("only %d frames", len(corpus))
	}
	for n, bad := range corpus {
		p := wait(t, "the client", r.Peers)
		for c.Link().Gen != n+1 {
			wait(t, "the link", f.Items())
		}
		p.Pieces(bad.b, fakerelay.ServerFrame(fakerelay.OpText, []byte(fakerelay.Event("good", "video.good", ""))))
		good := false
		for live := false; !live; {
			it := wait(t, bad.name+": the next connection", f.Items())
			live = it.Link != nil && it.Link.State == video.LinkLive && it.Link.Gen > n+1
			if it.Events == nil {
				continue
			}
			for _, ev := range it.Events.Frames {
				if ev.EventType != "video.good" {
					t.Errorf("%s: accepted as %s", bad.name, ev.EventType)
				}
			}
			it.Events.Release()
			good = true
			_ = p.Conn.Close()
		}
		if good != bad.text {
			t.Errorf("%s: what stood behind it arrived: %v", bad.name, good)
		}
	}
	t.Logf("%d bad frames, none accepted", len(corpus))
}

// refused sends the texts to a client and returns why each was refused.
func refused(t *testing.T, texts []string) (reasons []error) {
	t.Helper()
	c, p := dialKeeper(fakerelay.New(t))
	f := c.Attach(fakerelay.Room)
	for i, text := range texts {
		if i%badPerMinute == badPerMinute-1 {
			time.Sleep(2 * time.Minute) // so many at once would end the connection
		}
		go p.Send(text)
		for it := (Item{}); it.Bad == nil; {
			if it = nextItem(t, f); it.Events != nil {
				t.Fatalf("%.80q was accepted", text)
			}
			if it.Bad != nil {
				reasons = append(reasons, it.Bad)
			}
		}
	}
	if l := c.Link(); l.Gen != 1 {
		t.Errorf("link = %+v", l)
	}
	return reasons
}

func wantReasons(t *testing.T, texts []string, want error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		for i, got := range refused(t, texts) {
			if !errors.Is(got, want) {
				t.Errorf("%.80q: %v, want %v", texts[i], got, want)
			}
		}
	})
}

func TestFault_P17_DepthBomb(t *testing.T) {
	nest := func(open, closing string, n int) string {
		return badEvent(`,"meta":` + strings.Repeat(open, n) + "1" + strings.Repeat(closing, n))
	}
	wantReasons(t, []string{
		nest("[", "]", wire.MaxDepth), nest(`{"a":`, "}", wire.MaxDepth), nest("[", "]", 100_000), nest(`[{"a":`, "}]", 50_000),
		badEvent(`,"a":` + strings.Repeat("[", 1<<20)), strings.Repeat(`{"a":`, 1<<16),
	}, wire.ErrTooDeep)
}

func TestFault_P19_NotUTF8(t *testing.T) {
	var texts []string
	for _, s := range []string{"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"} {
		texts = append(texts, badEvent(`,"name":"`+s+`"`), badEvent(`,"`+s+`":1`), badEvent(`,"meta":{"a":"`+s+`"}`))
	}
	wantReasons(t, texts, wire.ErrNotUTF8)
	synctest.Test(t, func(t *testing.T) { // a lone surrogate that is written as an escape is UTF-8: servers cut names so
		c, p := dialKeeper(fakerelay.New(t))
		f := c.Attach(fakerelay.Room)
		p.Event("e", "video.member.updated", `,"name":"cut \ud83d"`)
		if ev := nextEvent(t, f); ev.EventType != "video.member.updated" {
			t.Errorf("event = %+v", ev)
		}
	})
}

// TestFault_P20_DuplicateKeys: the last of several equal keys counts, wherever it is read, and case matters.
func TestFault_P20_DuplicateKeys(t *testing.T) {
	const mine = `"room_session_id":"` + fakerelay.Room + `"`
	for _, tc := range []struct{ name, more, id string }{
		{"room", `,"room_session_id":"other",` + mine, ""},
		{"room, as an escape", `,"room_session_id":"other","room_session\u005fid":"` + fakerelay.Room + `"`, ""},
		{"room in another case", `,"ROOM_SESSION_ID":"other"`, ""},
		{"member", `,"member":{"id":"x","talking":true},"member":{"id":"m"}`, `"m"`},
		{"id", `,"member":{"id":"x","id":"m"}`, `"m"`},
		{"id in another case", `,"member":{"id":"m","ID":"x","Id":7}`, `"m"`},
		{"id of the wrong type", `,"member":{"id":"x","id":7}`, `7`},
		{"member of the wrong type", `,"member":{"id":"x"},"member":null`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, err := parseFrame([]byte(`{"METHOD":"x","method":"x",`+badEvent(tc.more)[1:]), time.Now(), 1)
			if err != nil {
				t.Fatal(err)
			}
			p := f.Params()
			if !f.IsEvent || !p.Of(fakerelay.Room) || string(p.RoomSessionID()) != fakerelay.Room {
				t.Errorf("event %v of room %q", f.IsEvent, p.RoomSessionID())
			}
			if id, same := string(p.MemberID().Text()), string(p.Get("member", "id").Text()); id != tc.id || same != tc.id || p.Talking().Found() {
				t.Errorf("the member is %s, by its path %s; want %s", id, same, tc.id)
			}
		})
	}
}

// TestFault_P16_BombsTakeNoMemory: neither a length that is only claimed, nor pieces without an end, fill the memory.
func TestFault_P16_BombsTakeNoMemory(t *testing.T) {
	const limit = 4 << 20
	piece := strings.Repeat("x", 1<<20)
	var endless []byte
	for i := range 5 {
		op := byte(opContinue)
		if i == 0 {
			op = fakerelay.OpText
			endless = append(endless, fakerelay.RawFrame(op, 1, 6, false, []byte(`{"x":"`))...)
			op = opContinue
		}
		endless = append(endless, fakerelay.RawFrame(op, 8, uint64(len(piece)), false, []byte(piece))...)
	}
	for name, bomb := range map[string][]byte{
		"a claimed length": fakerelay.RawFrame(fin|fakerelay.OpText, 8, 1<<40, false, nil), "pieces without an end": endless,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := fakerelay.New(t)
				c, p := dialKeeper(r, func(cfg *Options) { cfg.ReadLimit = limit })
				f := c.Attach(fakerelay.Room)
				nextState(t, f, video.LinkLive)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				go p.Pieces(bomb)
				l := nextState(t, f, video.LinkWaiting)
				runtime.ReadMemStats(&after)
				if took := after.TotalAlloc - before.TotalAlloc; took > 6*limit { // all steps of a growing buffer, of which two are held
					t.Errorf("%d KiB were taken", took>>10)
				}
				if wait := time.Until(l.RetryAt); !errors.Is(l.Err, errTooLarge) || wait < 10*time.Second {
					t.Errorf("waits %v after %v", wait, l.Err)
				}
				<-p.Gone
			})
		})
	}
}

// TestFault_P3_PingsOfAnyForm sends pings of random forms; each is answered, with a number.
func TestFault_P3_PingsOfAnyForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := dialKeeper(fakerelay.New(t))
		r := rand.New(rand.NewPCG(1, 2))
		values := []string{
			`1`, `-1`, `1e308`, `-1e400`, `0.000001`, `"1"`, `""`, `null`, `true`, `[]`, `{}`, `[1]`, `{"timestamp":1}`, `"\u0000"`,
		}
		for i := range 500 {
			v := func() string { return values[r.IntN(len(values))] }
			params := v()
			if r.IntN(2) == 0 {
				params = `{"timestamp":` + v() + `,"x":` + v() + `}`
			}
			p.Send(fmt.Sprintf(`{"jsonrpc":"2.0","id":"%d","method":"signalwire.ping","params":%s}`, i, params))
			q := p.Next()
			if text := string(q.Result); q.ID != fmt.Sprint(i) || !strings.HasPrefix(text, `{"timestamp":`) ||
				!wire.IsNumber(text[len(`{"timestamp":`)]) {
				t.Errorf("ping with %s: answer %s %s", params, q.ID, q.Result)
			}
		}
	})
}

// TestFault_P16_LargestFrame: a frame of 16 MiB arrives; one that is larger ends the connection, and the link says why.
func TestFault_P16_LargestFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		f := c.Attach(fakerelay.Room)
		around := len(fakerelay.Event("e", "video.unknown", `,"x":""`))
		event := func(size int) string {
			return fakerelay.Event("e", "video.unknown", `,"x":"`+strings.Repeat("x", size-around)+`"`)
		}
		go p.Send(event(testReadLimit))
		if ev := nextEvent(t, f); len(ev.Text) != testReadLimit {
			t.Errorf("%d bytes arrived", len(ev.Text))
		}
		go p.Send(event(testReadLimit + 1))
		if l := nextState(t, f, video.LinkWaiting); !errors.Is(l.Err, errTooLarge) || time.Until(l.RetryAt) < testBackoffMax {
			t.Errorf("%v, next in %v", l.Err, time.Until(l.RetryAt))
		}
		<-p.Gone
		if p.Code != 1009 {
			t.Errorf("closed with %d", p.Code)
		}
	})
}
