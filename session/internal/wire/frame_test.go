package wire

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseRejectsInvalidFrames(t *testing.T) {
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
		{"deep enough", deep(MaxDepth), nil},
		{"nothing", ``, ErrNotJSON},
		{"null", `null`, ErrNotObject},
		{"array", `[{}]`, ErrNotObject},
		{"text", `"a"`, ErrNotObject},
		{"number", `7`, ErrNotObject},
		{"broken scalar", `nul`, ErrNotJSON},
		{"trailing data", `{}{}`, ErrNotJSON},
		{"trailing data after a number", `1/`, ErrNotJSON},
		{"trailing data after a list", `[]]`, ErrNotJSON},
		{"trailing comma", `{"a":1,}`, ErrNotJSON},
		{"comment", `{/**/}`, ErrNotJSON},
		{"NaN", `{"a":NaN}`, ErrNotJSON},
		{"infinity", `{"a":inf}`, ErrNotJSON},
		{"leading zero", `{"a":01}`, ErrNotJSON},
		{"plus", `{"a":+1}`, ErrNotJSON},
		{"bare point", `{"a":1.}`, ErrNotJSON},
		{"bare exponent", `{"a":1e}`, ErrNotJSON},
		{"control character", "{\"a\":\"\n\"}", ErrNotJSON},
		{"unknown escape", `{"a":"\x"}`, ErrNotJSON},
		{"short escape", `{"a":"\u12"}`, ErrNotJSON},
		{"unfinished", `{"a":{"b":[1,"`, ErrNotJSON},
		{"too deep", deep(MaxDepth + 1), ErrTooDeep},
		{"far too deep", `{"a":` + strings.Repeat("[", 1<<20), ErrTooDeep},
		{"objects too deep", strings.Repeat(`{"a":`, MaxDepth+1) + "1" + strings.Repeat("}", MaxDepth+1), ErrTooDeep},
		{"not UTF-8", "{\"a\":\"\xff\"}", ErrNotUTF8},
		{"overlong", "{\"a\":\"\xc0\xaf\"}", ErrNotUTF8},
		{"raw surrogate", "{\"a\":\"\xed\xa0\x80\"}", ErrNotUTF8},
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

func TestParseFindsParts(t *testing.T) {
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

func TestRoomSessionIDInEveryPlace(t *testing.T) {
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

// FuzzParseFrame parses any text as a frame and uses it as the reader does.
func FuzzParseFrame(f *testing.F) {
	for _, s := range []string{
		eventText("e", "video.member.talking", `,"member":{"id":"m","talking":true}`),
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
		if v, err := ParseAnswer("m", fr.Root()); err == nil && string(fr.Keep(v).Text()) != string(v.Text()) {
			t.Fatalf("%q: Keep changes the value", b)
		}
		_, _ = fr.Params().RoomSessionID(), ConnectResultOf(fr.Root())
		reply := AppendReply(nil, fr.ID(), PongResult(fr.RequestParams(), fr.At))
		if !json.Valid(reply) {
			t.Fatalf("reply to %q is %q", b, reply)
		}
	})
}

// talkingFrame is a talking event as long as the service sends it.
var talkingFrame = []byte(`{"jsonrpc":"2.0","id":"9050e4f8-b08e-4e39-9796-bfb6e83c2a2d","method":"signalwire.event","params":{` +
	`"params":{"room_id":"6e83849b-5cc2-4fc6-80ed-448113c8a426","room_session_id":"8e03a8c0-0000-4000-8000-000000000001",` +
	`"member":{"id":"46bc8d62-a7ae-44d6-b9a4-a29c2ce9bb42","room_id":"6e83849b-5cc2-4fc6-80ed-448113c8a426",` +
	`"room_session_id":"8e03a8c0-0000-4000-8000-000000000001","talking":true}},"timestamp":1627374719.9585,` +
	`"event_type":"video.member.talking","event_channel":"room.0a324e3c-5e2f-443a-a333-10bf005f249e"}}`)

func BenchmarkParseTalking(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(talkingFrame)))
	f := &Frame{Document: Document{Text: talkingFrame}}
	for b.Loop() {
		if err := f.Parse(); err != nil {
			b.Fatal(err)
		}
	}
}

// parseFrame returns the frame of a text, with a buffer of its own.
func parseFrame(b []byte, at time.Time, gen int) (*Frame, error) {
	f := &Frame{At: at, Gen: gen, Document: Document{Text: slices.Clone(b)}}
	if err := f.Parse(); err != nil {
		return nil, err
	}
	return f, nil
}

// eventText returns the text of an event; more is appended to the inner params.
func eventText(id, eventType, more string) string {
	return `{"jsonrpc":"2.0","id":"` + id + `","method":"signalwire.event","params":{"event_type":"` + eventType +
		`","params":{"room_session_id":"s1"` + more + `}}}`
}
