package session

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
)

// TestBadWebSocketFrames writes each bad frame to a real socket, and behind it a good event. Nothing of the bad frame
// may arrive; behind one that breaks the rules of WebSocket nothing at all.
func TestBadWebSocketFrames(t *testing.T) {
	r := newFakeRelay(t)
	c := onTCP(t, r.listen(nil), func(cfg *Config) { cfg.PingEvery = time.Minute })
	f := c.link.attach(fakeRoom)
	corpus := frameCorpus()
	if len(corpus) < 200 {
		t.Errorf("only %d frames", len(corpus))
	}
	for n, bad := range corpus {
		p := wait(t, "the client", r.peers)
		for c.Link().Gen != n+1 {
			wait(t, "the link", f.items())
		}
		p.pieces(bad.b, serverFrame(opText, []byte(fakeEvent("good", "video.good", ""))))
		good := false
		for live := false; !live; {
			it := wait(t, bad.name+": the next connection", f.items())
			live = it.link != nil && it.link.State == video.LinkLive && it.link.Gen > n+1
			if it.events == nil {
				continue
			}
			for _, ev := range it.events.frames {
				if ev.eventType != "video.good" {
					t.Errorf("%s: accepted as %s", bad.name, ev.eventType)
				}
			}
			it.events.release()
			good = true
			_ = p.conn.Close()
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
	c, p := newFakeRelay(t).client()
	f := c.link.attach(fakeRoom)
	for i, text := range texts {
		if i%badPerMinute == badPerMinute-1 {
			time.Sleep(2 * time.Minute) // so many at once would end the connection
		}
		go p.send(text)
		for it := (feedItem{}); it.bad == nil; {
			if it = nextItem(t, f); it.events != nil {
				t.Fatalf("%.80q was accepted", text)
			}
			if it.bad != nil {
				reasons = append(reasons, it.bad)
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
		nest("[", "]", maxDepth), nest(`{"a":`, "}", maxDepth), nest("[", "]", 100_000), nest(`[{"a":`, "}]", 50_000),
		badEvent(`,"a":` + strings.Repeat("[", 1<<20)), strings.Repeat(`{"a":`, 1<<16),
	}, errTooDeep)
}

func TestFault_P19_NotUTF8(t *testing.T) {
	var texts []string
	for _, s := range []string{"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"} {
		texts = append(texts, badEvent(`,"name":"`+s+`"`), badEvent(`,"`+s+`":1`), badEvent(`,"meta":{"a":"`+s+`"}`))
	}
	wantReasons(t, texts, errNotUTF8)
	synctest.Test(t, func(t *testing.T) { // a lone surrogate that is written as an escape is UTF-8: servers cut names so
		c, p := newFakeRelay(t).client()
		f := c.link.attach(fakeRoom)
		p.event("e", "video.member.updated", `,"name":"cut \ud83d"`)
		if ev := nextEvent(t, f); ev.eventType != "video.member.updated" {
			t.Errorf("event = %+v", ev)
		}
	})
}

// TestFault_P20_DuplicateKeys: the last of several equal keys counts, wherever it is read, and case matters.
func TestFault_P20_DuplicateKeys(t *testing.T) {
	const mine = `"room_session_id":"` + fakeRoom + `"`
	for _, tc := range []struct{ name, more, id string }{
		{"room", `,"room_session_id":"other",` + mine, ""},
		{"room, as an escape", `,"room_session_id":"other","room_session\u005fid":"` + fakeRoom + `"`, ""},
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
			p := f.params()
			if !f.isEvent || !p.of(fakeRoom) || string(p.roomSessionID()) != fakeRoom {
				t.Errorf("event %v of room %q", f.isEvent, p.roomSessionID())
			}
			if id, same := string(p.memberID().text()), string(p.Get("member", "id").text()); id != tc.id || same != tc.id || p.talking().found() {
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
			op = opText
			endless = append(endless, rawFrame(op, 1, 6, false, []byte(`{"x":"`))...)
			op = opContinue
		}
		endless = append(endless, rawFrame(op, 8, uint64(len(piece)), false, []byte(piece))...)
	}
	for name, bomb := range map[string][]byte{
		"a claimed length": rawFrame(fin|opText, 8, 1<<40, false, nil), "pieces without an end": endless,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newFakeRelay(t)
				c, p := r.client(func(cfg *Config) { cfg.ReadLimit = limit })
				f := c.link.attach(fakeRoom)
				nextState(t, f, video.LinkLive)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				go p.pieces(bomb)
				l := nextState(t, f, video.LinkWaiting)
				runtime.ReadMemStats(&after)
				if took := after.TotalAlloc - before.TotalAlloc; took > 6*limit { // all steps of a growing buffer, of which two are held
					t.Errorf("%d KiB were taken", took>>10)
				}
				if wait := time.Until(l.RetryAt); !errors.Is(l.Err, errTooLarge) || wait < 10*time.Second {
					t.Errorf("waits %v after %v", wait, l.Err)
				}
				<-p.gone
			})
		})
	}
}

// TestFault_P3_PingsOfAnyForm sends pings of random forms; each is answered, with a number.
func TestFault_P3_PingsOfAnyForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := newFakeRelay(t).client()
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
			p.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":"%d","method":"signalwire.ping","params":%s}`, i, params))
			q := p.next()
			if text := string(q.Result); q.ID != fmt.Sprint(i) || !strings.HasPrefix(text, `{"timestamp":`) ||
				!isNumber(text[len(`{"timestamp":`)]) {
				t.Errorf("ping with %s: answer %s %s", params, q.ID, q.Result)
			}
		}
	})
}
