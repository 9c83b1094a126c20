package link

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

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
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
		{"deep enough", deep(wire.MaxDepth), nil},
		{"nothing", ``, wire.ErrNotJSON},
		{"null", `null`, wire.ErrNotObject},
		{"array", `[{}]`, wire.ErrNotObject},
		{"text", `"a"`, wire.ErrNotObject},
		{"number", `7`, wire.ErrNotObject},
		{"broken scalar", `nul`, wire.ErrNotJSON},
		{"trailing data", `{}{}`, wire.ErrNotJSON},
		{"trailing data after a number", `1/`, wire.ErrNotJSON},
		{"trailing data after a list", `[]]`, wire.ErrNotJSON},
		{"trailing comma", `{"a":1,}`, wire.ErrNotJSON},
		{"comment", `{/**/}`, wire.ErrNotJSON},
		{"NaN", `{"a":NaN}`, wire.ErrNotJSON},
		{"infinity", `{"a":inf}`, wire.ErrNotJSON},
		{"leading zero", `{"a":01}`, wire.ErrNotJSON},
		{"plus", `{"a":+1}`, wire.ErrNotJSON},
		{"bare point", `{"a":1.}`, wire.ErrNotJSON},
		{"bare exponent", `{"a":1e}`, wire.ErrNotJSON},
		{"control character", "{\"a\":\"\n\"}", wire.ErrNotJSON},
		{"unknown escape", `{"a":"\x"}`, wire.ErrNotJSON},
		{"short escape", `{"a":"\u12"}`, wire.ErrNotJSON},
		{"unfinished", `{"a":{"b":[1,"`, wire.ErrNotJSON},
		{"too deep", deep(wire.MaxDepth + 1), wire.ErrTooDeep},
		{"far too deep", `{"a":` + strings.Repeat("[", 1<<20), wire.ErrTooDeep},
		{"objects too deep", strings.Repeat(`{"a":`, wire.MaxDepth+1) + "1" + strings.Repeat("}", wire.MaxDepth+1), wire.ErrTooDeep},
		{"not UTF-8", "{\"a\":\"\xff\"}", wire.ErrNotUTF8},
		{"overlong", "{\"a\":\"\xc0\xaf\"}", wire.ErrNotUTF8},
		{"raw surrogate", "{\"a\":\"\xed\xa0\x80\"}", wire.ErrNotUTF8},
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
	if f.EventType != "video.room.updated" || f.Gen != 3 || string(f.ID()) != `"e\/1"` || string(f.Params().RoomSessionID()) != "s1" {
		t.Errorf("frame = %+v", f)
	}
	if got := string(f.Params().Node().GetStringBytes("room_session", "name")); got != "é" {
		t.Errorf("name = %q", got)
	}
	if string(f.Raw()) != inner {
		t.Errorf("raw = %s", f.Raw())
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
		if string(f.Params().RoomSessionID()) != "s1" {
			t.Errorf("%s: %q", inner, f.Params().RoomSessionID())
		}
	}
}

func TestLargeFramesLeaveNoLargeBuffers(t *testing.T) {
	large := fakerelay.Event("e", "video.member.talking", `,"x":"`+strings.Repeat("x", 2*wire.MaxKeptBuffer)+`"`)
	f, err := parseFrame([]byte(large), time.Now(), 1)
	if err != nil {
		t.Fatal(err)
	}
	b := batches.New().(*Batch)
	b.add(f)
	if got := b.Frames[0].Params().Node().GetStringBytes("x"); len(got) != 2*wire.MaxKeptBuffer || b.fits(f) || cap(b.text) != batchBytes {
		t.Errorf("%d bytes, fits %v, keeps %d", len(got), b.fits(f), cap(b.text))
	}
	if err := f.Fill(strings.NewReader("{}")); err != nil || cap(f.Text) > wire.MaxKeptBuffer || cap(f.Tape) > 0 {
		t.Errorf("the reader keeps %d bytes", cap(f.Text))
	}
}

func TestBatchKeepsItsFramesApart(t *testing.T) {
	b := batches.New().(*Batch)
	f := &wire.Frame{Gen: 1}
	for i := range 5 {
		f.Text = append(f.Text[:0], fakerelay.Event("e", "video.member.talking", fmt.Sprintf(`,"n":%d`, i))...)
		if err := f.Parse(); err != nil {
			t.Fatal(err)
		}
		b.add(f)
	}
	for i, f := range b.Frames {
		if textInt(f.Params().Get("n")) != i || f.EventType != "video.member.talking" || string(f.ID()) != `"e"` {
			t.Errorf("frame %d: %s", i, f.Text)
		}
	}
}

// parseFrame makes a frame of its own of a text.
func parseFrame(b []byte, at time.Time, gen int) (*wire.Frame, error) {
	f := &wire.Frame{At: at, Gen: gen, Document: wire.Document{Text: slices.Clone(b)}}
	if err := f.Parse(); err != nil {
		return nil, err
	}
	return f, nil
}

// FuzzParseFrame parses any text as a frame, and does everything with it that the reader does.
func FuzzParseFrame(f *testing.F) {
	for _, s := range []string{
		fakerelay.Event("e", "video.member.talking", `,"member":{"id":"m","talking":true}`),
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
		if raw := fr.Raw(); raw != nil && !json.Valid(raw) {
			t.Fatalf("raw of %q is %q", b, raw)
		}
		if v, err := wire.JudgeAnswer("m", fr.Root()); err == nil && string(fr.Keep(v).Text()) != string(v.Text()) {
			t.Fatalf("%q: another value is kept", b)
		}
		_, _ = fr.Params().RoomSessionID(), wire.ConnectResultOf(fr.Root())
		reply := wire.AppendReply(nil, fr.ID(), wire.PongResult(fr.RequestParams(), fr.At))
		if !json.Valid(reply) {
			t.Fatalf("reply to %q is %q", b, reply)
		}
	})
}

// talkingFrame has the length of a talking event of the service.
var talkingFrame = []byte(`{"jsonrpc":"2.0","id":"9050e4f8-b08e-4e39-9796-bfb6e83c2a2d","method":"signalwire.event","params":{` +
	`"params":{"room_id":"6e83849b-5cc2-4fc6-80ed-448113c8a426","room_session_id":"` + fakerelay.Room + `",` +
	`"member":{"id":"46bc8d62-a7ae-44d6-b9a4-a29c2ce9bb42","room_id":"6e83849b-5cc2-4fc6-80ed-448113c8a426",` +
	`"room_session_id":"` + fakerelay.Room + `","talking":true}},"timestamp":1627374719.9585,` +
	`"event_type":"video.member.talking","event_channel":"room.0a324e3c-5e2f-443a-a333-10bf005f249e"}}`)

func BenchmarkParseTalking(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(talkingFrame)))
	f := &wire.Frame{Document: wire.Document{Text: talkingFrame}}
	for b.Loop() {
		if err := f.Parse(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRouteTalking(b *testing.B) {
	b.ReportAllocs()
	r := fakerelay.New(b)
	c, _ := dialKeeper(r)
	cn := newConn(1, nil, nil, false)
	feed := c.Attach(fakerelay.Room)
	defer feed.Detach()
	f := &wire.Frame{Gen: 1, At: time.Now(), Document: wire.Document{Text: slices.Clone(talkingFrame)}}
	<-feed.Items()
	for n := 0; b.Loop(); n++ {
		for i, x := 0, n; i < 8; i, x = i+1, x>>4 { // another id each time
			f.Text[23+i] = "0123456789abcdef"[x&15]
		}
		if err := f.Parse(); err != nil {
			b.Fatal(err)
		}
		c.handle(cn, f)
		cn.handOver()
		it := <-feed.Items()
		it.Events.Release()
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
	r := fakerelay.New(b)
	go func() {
		if nc, err := ln.Accept(); err == nil {
			r.Peer(0, nc).Serve()
		}
	}()
	c, p := dialKeeper(r, func(cfg *Options) { cfg.URL, cfg.NetDial = "ws://"+ln.Addr().String(), nil })
	feed := c.Attach(fakerelay.Room)
	const batch = 100
	var flood []byte // without ids: none is taken for a repetition
	for range batch {
		flood = append(flood, fakerelay.ServerFrame(fakerelay.OpText, bytes.Replace(talkingFrame, []byte(`"id":"9050e4f8-b08e-4e39-9796-bfb6e83c2a2d",`), nil, 1))...)
	}
	b.ResetTimer()
	go func() {
		for range b.N/batch + 1 {
			p.Pieces(flood)
		}
	}()
	for n := 0; n < b.N; {
		if it := <-feed.Items(); it.Events != nil {
			n += len(it.Events.Frames)
			it.Events.Release()
		}
	}
}

func TestBatchesTakeAWholeReadOfTheSocket(t *testing.T) {
	b := batches.New().(*Batch)
	f := &wire.Frame{Document: wire.Document{Text: slices.Clone(talkingFrame)}}
	if err := f.Parse(); err != nil {
		t.Fatal(err)
	}
	n := 0
	if got := testing.AllocsPerRun(100, func() {
		b.Frames, b.text, b.tape = b.Frames[:0], b.text[:0], b.tape[:0]
		for n = 0; b.fits(f); n++ {
			b.add(f)
		}
	}); got != 0 {
		t.Errorf("%v allocations for a batch", got)
	}
	if n < 50 {
		t.Errorf("a batch takes %d events", n)
	}
}
