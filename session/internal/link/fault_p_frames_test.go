package link

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
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

// TestBadWebSocketFrames writes each bad frame to a real socket, followed by a good event. No part of the bad frame
// may be delivered, and nothing after a frame that violates the WebSocket protocol.
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
			t.Errorf("%s: the event after it was delivered: %v", bad.name, good)
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
			time.Sleep(2 * time.Minute) // so many in one minute would end the connection
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
	synctest.Test(t, func(t *testing.T) { // an escaped lone surrogate is valid UTF-8; servers that cut names send it
		c, p := dialKeeper(fakerelay.New(t))
		f := c.Attach(fakerelay.Room)
		p.Event("e", "video.member.updated", `,"name":"cut \ud83d"`)
		if ev := nextEvent(t, f); ev.EventType != "video.member.updated" {
			t.Errorf("event = %+v", ev)
		}
	})
}

// TestFault_P20_DuplicateKeys requires that the last of several equal keys counts everywhere, and that keys are
// case-sensitive.
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
			if id, same := string(p.MemberID().Text()), string(p.Get("member", "id").Text()); id != tc.id || same != tc.id ||
				p.Talking().Found() {
				t.Errorf("the member is %s, by its path %s; want %s", id, same, tc.id)
			}
		})
	}
}

// TestFault_P16_BombsTakeNoMemory checks that neither a claimed length nor endless fragments fill the memory.
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
		"a claimed length": fakerelay.RawFrame(fin|fakerelay.OpText, 8, 1<<40, false, nil), "endless fragments": endless,
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
				// All steps of a growing buffer; two are held at a time
				if took := after.TotalAlloc - before.TotalAlloc; took > 6*limit {
					t.Errorf("%d KiB were allocated", took>>10)
				}
				if wait := time.Until(l.RetryAt); !errors.Is(l.Err, errTooLarge) || wait < 10*time.Second {
					t.Errorf("waits %v after %v", wait, l.Err)
				}
				<-p.Gone
			})
		})
	}
}

// TestFault_P3_PingsOfAnyForm sends pings with random params; each gets an answer with a number.
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
			var pong struct{ Timestamp json.RawMessage }
			if err := json.Unmarshal(q.Result, &pong); err != nil || q.ID != fmt.Sprint(i) ||
				strings.Trim(string(pong.Timestamp), "-+.eE0123456789") != "" {
				t.Errorf("ping with %s: answer %s %s", params, q.ID, q.Result)
			}
		}
	})
}

// TestFault_P16_LargestFrame delivers a frame of 16 MiB. A larger frame ends the connection, and the link reports why.
func TestFault_P16_LargestFrame(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the largest frame; skipped with -short")
	}
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

// badFrame is a frame that no relay may send. After a frame that violates the WebSocket protocol, the connection must
// end. After a bad text it may continue, but the text must not be delivered.
type badFrame struct {
	name string
	b    []byte
	text bool // a valid WebSocket frame with a bad text
}

const (
	fin        = 0x80
	opContinue = 0
)

// badEvent returns an event that must not be delivered.
func badEvent(more string) string { return fakerelay.Event("bad", "video.bad", more) }

// frameCorpus returns all bad frames.
// Source: RFC 6455 sections 5.2 to 5.5, 7.4 and 8.1; Unicode table 3-7; RFC 8259.
func frameCorpus() []badFrame {
	var all []badFrame
	add := func(text bool, name string, b []byte) { all = append(all, badFrame{name, b, text}) }
	badHeaders(add)
	badLengths(add)
	badFragments(add)
	badCloses(add)
	badUTF8(add)
	badJSON(add)
	return all
}

func badHeaders(add func(bool, string, []byte)) {
	small := []byte(`{}`)
	event := []byte(badEvent(""))
	for rsv := byte(1); rsv < 8; rsv++ {
		for _, op := range []byte{
			opContinue, fakerelay.OpText, fakerelay.OpBinary, fakerelay.OpClose, fakerelay.OpPing,
			fakerelay.OpPong,
		} {
			add(false, fmt.Sprintf("reserved bits %03b, opcode %d", rsv, op),
				fakerelay.RawFrame(fin|rsv<<4|op, 1, 2, false, small))
		}
		add(false, fmt.Sprintf("reserved bits %03b, an event", rsv),
			fakerelay.RawFrame(fin|rsv<<4|fakerelay.OpText, 2, uint64(len(event)), false, event))
	}
	for _, op := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		add(false, fmt.Sprintf("opcode %d, empty", op), fakerelay.RawFrame(fin|op, 1, 0, false, nil))
		add(false, fmt.Sprintf("opcode %d, an event", op), fakerelay.RawFrame(fin|op, 2, uint64(len(event)), false, event))
		add(false, fmt.Sprintf("opcode %d, unfinished", op), fakerelay.RawFrame(op, 1, 2, false, small))
	}
	for _, op := range []byte{
		fakerelay.OpText, fakerelay.OpBinary, fakerelay.OpClose, fakerelay.OpPing,
		fakerelay.OpPong,
	} {
		add(false, fmt.Sprintf("masked, opcode %d, empty", op), fakerelay.RawFrame(fin|op, 1, 0, true, nil))
		add(false, fmt.Sprintf("masked, opcode %d", op), fakerelay.RawFrame(fin|op, 1, 2, true, small))
	}
	add(false, "masked event", fakerelay.RawFrame(fin|fakerelay.OpText, 2, uint64(len(event)), true, event))
}

func badLengths(add func(bool, string, []byte)) {
	for _, op := range []byte{fakerelay.OpClose, fakerelay.OpPing, fakerelay.OpPong} {
		add(false, fmt.Sprintf("control %d of 126 bytes", op), fakerelay.RawFrame(fin|op, 2, 126, false, make([]byte, 126)))
		add(false, fmt.Sprintf("control %d of 70,000 bytes", op),
			fakerelay.RawFrame(fin|op, 8, 70_000, false, make([]byte, 70_000)))
		add(false, fmt.Sprintf("control %d of 2^63 bytes", op), fakerelay.RawFrame(fin|op, 8, 1<<63, false, nil))
	}
	for _, op := range []byte{fakerelay.OpText, fakerelay.OpBinary} {
		for _, n := range []uint64{testReadLimit + 1, 1 << 32, 1 << 62, 1<<63 - 1, 1 << 63, 1<<64 - 1} {
			add(false, fmt.Sprintf("opcode %d of %d bytes", op, n),
				fakerelay.RawFrame(fin|op, 8, n, false, []byte(badEvent(""))))
		}
	}
}

func badFragments(add func(bool, string, []byte)) {
	event := []byte(badEvent(""))
	whole := fakerelay.RawFrame(fin|fakerelay.OpText, 2, uint64(len(event)), false, event)
	half := fakerelay.RawFrame(fakerelay.OpText, 1, 100, false, event[:100])
	rest := fakerelay.RawFrame(fin|opContinue, 2, uint64(len(event)-100), false, event[100:])
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	add(false, "a continuation without a start", fakerelay.RawFrame(fin|opContinue, 2, uint64(len(event)), false, event))
	add(false, "an unfinished continuation without a start", fakerelay.RawFrame(opContinue, 1, 2, false, []byte("{}")))
	add(false, "an empty continuation without a start", fakerelay.RawFrame(fin|opContinue, 1, 0, false, nil))
	add(false, "a text inside a text", join(half, whole))
	add(false, "a binary inside a text", join(half, fakerelay.RawFrame(fin|fakerelay.OpBinary, 1, 2, false, []byte("{}"))))
	add(false, "an unfinished text inside a text", join(half, half))
	add(false, "a continuation after the end", join(fakerelay.ServerFrame(fakerelay.OpPing, nil), rest))
	for _, op := range []byte{fakerelay.OpClose, fakerelay.OpPing, fakerelay.OpPong} {
		add(false, fmt.Sprintf("control %d in pieces", op), fakerelay.RawFrame(op, 1, 2, false, []byte{3, 232}))
		add(false, fmt.Sprintf("control %d in pieces inside a text", op),
			join(half, fakerelay.RawFrame(op, 1, 0, false, nil)))
		add(false, fmt.Sprintf("control %d too long inside a text", op),
			join(half, fakerelay.RawFrame(fin|op, 2, 126, false, make([]byte, 126))))
	}
}

func badCloses(add func(bool, string, []byte)) {
	for _, code := range []uint16{0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 65535} {
		add(false, fmt.Sprintf("close with %d", code),
			fakerelay.ServerFrame(fakerelay.OpClose, binary.BigEndian.AppendUint16(nil, code)))
	}
	add(false, "close with half a code", fakerelay.ServerFrame(fakerelay.OpClose, []byte{3}))
	for i, reason := range []string{"\xff", "\xc0\xaf", "\xed\xa0\x80", "ok\xf4\x90\x80\x80", "cut \xe2\x82"} {
		add(false, fmt.Sprintf("close with bad reason %d", i),
			fakerelay.ServerFrame(fakerelay.OpClose, append([]byte{3, 232}, reason...)))
	}
}

func badUTF8(add func(bool, string, []byte)) {
	for _, s := range []string{
		"\x80", "\xbf", "\x80\xbf", "\xff", "\xfe", "\xfe\xff", "\xc0", "\xc1", "\xc0\x80", "\xc0\xaf", "\xc1\xbf", "\xc2",
		"\xdf", "\xe0", "\xe0\x80", "\xe0\x80\x80", "\xe0\x80\xaf", "\xe0\x9f\xbf", "\xe2\x82", "\xef\xbf", "\xed\xa0\x80",
		"\xed\xad\xbf", "\xed\xae\x80", "\xed\xaf\xbf", "\xed\xb0\x80", "\xed\xbe\x80", "\xed\xbf\xbf",
		"\xed\xa0\x80\xed\xb0\x80",
		"\xf0", "\xf0\x9f", "\xf0\x9f\x98", "\xf0\x80\x80\x80", "\xf0\x80\x80\xaf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xf7\xbf\xbf\xbf", "\xf8\x88\x80\x80\x80", "\xfb\xbf\xbf\xbf\xbf", "\xfc\x84\x80\x80\x80\x80",
		"\xfd\xbf\xbf\xbf\xbf\xbf", "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited", "a\xcc", "é\xe9",
	} {
		add(true, fmt.Sprintf("not UTF-8: %x", s), fakerelay.ServerFrame(fakerelay.OpText, []byte(badEvent(`,"name":"`+s+`"`))))
	}
}

func badJSON(add func(bool, string, []byte)) {
	event := badEvent("")
	deep := strings.Repeat("[", wire.MaxDepth+1) + strings.Repeat("]", wire.MaxDepth+1)
	for _, s := range []string{
		"", " ", "null", "true", "7", "-0.5", `"text"`, "[]", "[" + event + "]", event + event, event + ",", event + "\x00", "\ufeff" + event,
		event[:len(event)-1], event[1:], strings.ReplaceAll(event, `"`, `'`), strings.ReplaceAll(event, ":", "="), "//\n" + event,
		"{}" + event, event + "null", `{"method":"signalwire.event"` + event[1:],
		badEvent(`,"a":01`), badEvent(`,"a":.5`), badEvent(`,"a":1.`), badEvent(`,"a":+1`), badEvent(`,"a":1e`), badEvent(`,"a":0x1`),
		badEvent(`,"a":NaN`), badEvent(`,"a":-Infinity`), badEvent(`,"a":undefined`), badEvent(`,"a":True`), badEvent(`,"a":`),
		badEvent(`,a:1`), badEvent(`,"a"`), badEvent(`,`), badEvent(`,"a":"` + "\n" + `"`), badEvent(`,"a":"` + "\x00" + `"`),
		badEvent(`,"a":"\x41"`), badEvent(`,"a":"\u12"`), badEvent(`,"a":"\u{41}"`), badEvent(`,"a":"`), badEvent(`,"a":[1,]`),
		badEvent(`,"a":[1`), badEvent(`,"a":{"b":1,}`), badEvent(`,"a":` + deep),
	} {
		add(true, fmt.Sprintf("not an event: %.40q", s), fakerelay.ServerFrame(fakerelay.OpText, []byte(s)))
	}
}
