package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseFrameIsStrict(t *testing.T) {
	deep := func(n int) string {
		return `{"a":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}`
	}
	event := func(inner string) string {
		return `{"jsonrpc":"2.0","id":"1","method":"signalwire.event","params":{"event_type":"video.member.updated","params":` + inner + `}}`
	}
	for _, tc := range []struct {
		name, text string
		want       error
	}{
		{"event", event(`{"room_session_id":"x"}`), nil},
		{"spaces around", " \t\r\n" + event(`{}`) + "\n", nil},
		{"answer", `{"jsonrpc":"2.0","id":"1","result":{}}`, nil},
		{"empty object", `{}`, nil},
		{"escapes in values", `{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d"}`, nil},
		{"numbers", `{"a":[0,-0,1.5,-1e9,1E+2,2e-3]}`, nil},
		{"deep enough", deep(maxDepth), nil},
		{"nothing", ``, errNotJSON},
		{"null", `null`, errNotObject},
		{"array", `[{}]`, errNotObject},
		{"text", `"a"`, errNotObject},
		{"number", `7`, errNotObject},
		{"broken scalar", `nul`, errNotJSON},
		{"trailing data", `{}{}`, errNotJSON},
		{"trailing data after a number", `1/`, errNotJSON},
		{"trailing data after a list", `[]]`, errNotJSON},
		{"trailing comma", `{"a":1,}`, errNotJSON},
		{"comment", `{/**/}`, errNotJSON},
		{"NaN", `{"a":NaN}`, errNotJSON},
		{"infinity", `{"a":inf}`, errNotJSON},
		{"leading zero", `{"a":01}`, errNotJSON},
		{"plus", `{"a":+1}`, errNotJSON},
		{"bare point", `{"a":1.}`, errNotJSON},
		{"bare exponent", `{"a":1e}`, errNotJSON},
		{"control character", "{\"a\":\"\n\"}", errNotJSON},
		{"unknown escape", `{"a":"\x"}`, errNotJSON},
		{"short escape", `{"a":"\u12"}`, errNotJSON},
		{"unfinished", `{"a":{"b":[1,"`, errNotJSON},
		{"too deep", deep(maxDepth + 1), errTooDeep},
		{"far too deep", `{"a":` + strings.Repeat("[", 1<<20), errTooDeep},
		{"objects too deep", strings.Repeat(`{"a":`, maxDepth+1) + "1" + strings.Repeat("}", maxDepth+1), errTooDeep},
		{"not UTF-8", "{\"a\":\"\xff\"}", errNotUTF8},
		{"overlong", "{\"a\":\"\xc0\xaf\"}", errNotUTF8},
		{"raw surrogate", "{\"a\":\"\xed\xa0\x80\"}", errNotUTF8},
		{"keys twice", event(`{"room_session_id":"x","room_session_id":"y","ROOM_SESSION_ID":"z","room_session\u005fid":"x"}`), nil},
		{"many keys", event(`{"a":{` + strings.TrimSuffix(strings.Repeat(`"k":1,`, 5000), ",") + `}}`), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := parseFrame([]byte(tc.text), time.Now(), 1)
			if !errors.Is(err, tc.want) || (err == nil) != (tc.want == nil) {
				t.Fatalf("err = %v, want %v", err, tc.want)
			}
		})
	}
}

func TestFrameFindsItsParts(t *testing.T) {
	inner := `{ "room_session": {"id":"s1", "name":"\u00e9"}, "x":1e3 }`
	text := `{"params":{"params":` + inner + `,"event_type":"video.room.updated"},"method":"signalwire.event","id":"e\/1"}`
	f, err := parseFrame([]byte(text), time.Unix(5, 0), 3)
	if err != nil {
		t.Fatal(err)
	}
	if f.eventType != "video.room.updated" || f.gen != 3 || string(f.id()) != `"e\/1"` || string(f.params().roomSessionID()) != "s1" {
		t.Errorf("frame = %+v", f)
	}
	if got := string(f.params().node().GetStringBytes("room_session", "name")); got != "é" {
		t.Errorf("name = %q", got)
	}
	if string(f.raw()) != inner {
		t.Errorf("raw = %s", f.raw())
	}
}

func TestFrameRoutesByEveryKnownPlace(t *testing.T) {
	for _, inner := range []string{
		`{"room_session_id":"s1","room_session":{"id":"other"}}`,
		`{"room_session":{"id":"s1"}}`,
		`{"room":{"room_session_id":"s1","room_id":"r"}}`,
		`{"room_session_id":"","room_session":{"id":"s1"}}`,
		`{"room_session_id":null,"room":{"room_session_id":"s1"}}`,
	} {
		f, err := parseFrame([]byte(`{"method":"signalwire.event","params":{"params":`+inner+`}}`), time.Now(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if string(f.params().roomSessionID()) != "s1" {
			t.Errorf("%s: %q", inner, f.params().roomSessionID())
		}
	}
}

func TestLargeFramesLeaveNoLargeBuffers(t *testing.T) {
	large := fakeEvent("e", "video.member.talking", `,"x":"`+strings.Repeat("x", 2*maxKeptBuffer)+`"`)
	f, err := parseFrame([]byte(large), time.Now(), 1)
	if err != nil {
		t.Fatal(err)
	}
	b := batches.New().(*batch)
	b.add(f)
	if got := b.frames[0].params().node().GetStringBytes("x"); len(got) != 2*maxKeptBuffer || b.fits(f) || cap(b.text) != batchBytes {
		t.Errorf("%d bytes, fits %v, keeps %d", len(got), b.fits(f), cap(b.text))
	}
	if err := f.fill(strings.NewReader("{}")); err != nil || cap(f.text) > maxKeptBuffer || cap(f.tape) > 0 {
		t.Errorf("the reader keeps %d bytes", cap(f.text))
	}
}

func TestBatchKeepsItsFramesApart(t *testing.T) {
	b := batches.New().(*batch)
	f := &frame{gen: 1}
	for i := range 5 {
		f.text = append(f.text[:0], fakeEvent("e", "video.member.talking", fmt.Sprintf(`,"n":%d`, i))...)
		if err := f.parse(); err != nil {
			t.Fatal(err)
		}
		b.add(f)
	}
	for i, f := range b.frames {
		if intOf(f.params().Get("n")) != i || f.eventType != "video.member.talking" || string(f.id()) != `"e"` {
			t.Errorf("frame %d: %s", i, f.text)
		}
	}
}

// parseFrame makes a frame of its own of a text.
func parseFrame(b []byte, at time.Time, gen int) (*frame, error) {
	f := &frame{at: at, gen: gen, document: document{text: slices.Clone(b)}}
	if err := f.parse(); err != nil {
		return nil, err
	}
	return f, nil
}

// FuzzParseFrame parses any text as a frame, and does everything with it that the reader does.
func FuzzParseFrame(f *testing.F) {
	for _, s := range []string{
		fakeEvent("e", "video.member.talking", `,"member":{"id":"m","talking":true}`),
		`{"id":"1","result":{"result":{"jsonrpc":"2.0","result":{"code":200}}}}`, `{"id":"1","error":{"data":{"retry_after":"7"}}}`,
		`{"method":"signalwire.event","params":[]}`, `{"method":"signalwire.event","params":{"params":[]}}`,
		`{"method":"signalwire.ping","params":{"timestamp":1e308}}`, `null`, ` { } `,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		fr, err := parseFrame(b, time.Now(), 1)
		if err != nil {
			return
		}
		if raw := fr.raw(); raw != nil && !json.Valid(raw) {
			t.Fatalf("raw of %q is %q", b, raw)
		}
		if v, err := judgeAnswer("m", fr.root()); err == nil && string(fr.keep(v).text()) != string(v.text()) {
			t.Fatalf("%q: another value is kept", b)
		}
		_, _ = fr.params().roomSessionID(), connectResultOf(fr.root())
		reply := appendReply(nil, fr.id(), pongResult(fr.part(fr.parts.params), fr.at))
		if !json.Valid(reply) {
			t.Fatalf("reply to %q is %q", b, reply)
		}
	})
}

// talkingFrame has the length of a talking event of the service.
var talkingFrame = []byte(`{"jsonrpc":"2.0","id":"9050e4f8-b08e-4e39-9796-bfb6e83c2a2d","method":"signalwire.event","params":{` +
	`"params":{"room_id":"6e83849b-5cc2-4fc6-80ed-448113c8a426","room_session_id":"` + fakeRoom + `",` +
	`"member":{"id":"46bc8d62-a7ae-44d6-b9a4-a29c2ce9bb42","room_id":"6e83849b-5cc2-4fc6-80ed-448113c8a426",` +
	`"room_session_id":"` + fakeRoom + `","talking":true}},"timestamp":1627374719.9585,` +
	`"event_type":"video.member.talking","event_channel":"room.0a324e3c-5e2f-443a-a333-10bf005f249e"}}`)

func BenchmarkParseTalking(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(talkingFrame)))
	f := &frame{document: document{text: talkingFrame}}
	for b.Loop() {
		if err := f.parse(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRouteTalking(b *testing.B) {
	b.ReportAllocs()
	r := newFakeRelay(b)
	c, _ := r.client()
	cn := newConn(1, nil, nil, false)
	feed := c.link.attach(fakeRoom)
	defer feed.detach()
	f := &frame{gen: 1, at: time.Now(), document: document{text: slices.Clone(talkingFrame)}}
	<-feed.items()
	for n := 0; b.Loop(); n++ {
		for i, x := 0, n; i < 8; i, x = i+1, x>>4 { // another id each time
			f.text[23+i] = "0123456789abcdef"[x&15]
		}
		if err := f.parse(); err != nil {
			b.Fatal(err)
		}
		c.link.handle(cn, f)
		cn.handOver()
		it := <-feed.items()
		it.events.release()
	}
}

// BenchmarkSocketToFeed takes events from a real socket until a room has them.
func BenchmarkSocketToFeed(b *testing.B) {
	b.ReportAllocs()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	r := newFakeRelay(b)
	go func() {
		if nc, err := ln.Accept(); err == nil {
			r.peer(0, nc).serve()
		}
	}()
	c, p := r.client(func(cfg *Config) { cfg.URL, cfg.NetDial = "ws://"+ln.Addr().String(), nil })
	feed := c.link.attach(fakeRoom)
	const batch = 100
	var flood []byte // without ids: none is taken for a repetition
	for range batch {
		flood = append(flood, serverFrame(opText, bytes.Replace(talkingFrame, []byte(`"id":"9050e4f8-b08e-4e39-9796-bfb6e83c2a2d",`), nil, 1))...)
	}
	b.ResetTimer()
	go func() {
		for range b.N/batch + 1 {
			p.pieces(flood)
		}
	}()
	for n := 0; n < b.N; {
		if it := <-feed.items(); it.events != nil {
			n += len(it.events.frames)
			it.events.release()
		}
	}
}
