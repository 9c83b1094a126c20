package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/output"
)

// hostile is a name that tries to set a colour, write the clipboard, reverse the direction and end the line.
const hostile = "\x1b[31mEve\x1b]52;c;aGk=\a\u202e\u2028\u009b2J\nroot"

// wantHarmless fails the test for every character that a terminal would obey.
func wantHarmless(t *testing.T, out string) {
	t.Helper()
	for _, r := range out {
		if r < ' ' && r != '\n' || r >= 0x7f && r <= 0x9f || strings.ContainsRune("\u061c\u200e\u200f\u2028\u2029", r) ||
			r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			t.Errorf("%U in %q", r, out)
		}
	}
}

func TestTableAlignsByWidth(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := memberTable(&b, []*video.Member{
		{ID: "1", Name: "田中 花子", Type: "member", Visible: true, RequestedPosition: "auto", CurrentPosition: "standard-1"},
		{
			ID: "田中2", Name: "Bob", Type: "member", AudioMuted: true, VideoMuted: true, Deaf: true, HandRaised: true,
			Talking: true,
		},
		{ID: "abcd3", Name: "", Type: "screen"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `MIC  CAM  EAR  HAND  TALK   PLACE       TYPE    ID     NAME
on   on   on   -     -      standard-1  member  1      田中 花子
off  off  off  up    talks  -           member  田中2  Bob
on   on   on   -     -      -           screen  abcd3  (no name) #bcd3
`
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestValuesAreCleanedForPeople(t *testing.T) {
	t.Parallel()
	value, err := json.Marshal([]map[string]any{{
		"id": "m1", "name": hostile, "state": hostile, "url": "rtmp://host/live/" + canary,
		"meta": map[string]any{hostile: hostile},
	}})
	if err != nil {
		t.Fatal(err)
	}
	layouts, _ := json.Marshal([]string{hostile})
	for action, v := range map[video.Action]json.RawMessage{
		video.ActGetMembers: value, video.ActGetRecordings: value, video.ActGetPlaybacks: value,
		video.ActGetStreams: value, video.ActGetMeta: value, video.ActGetLayouts: layouts,
		video.ActStartStream: value[1 : len(value)-1],
	} {
		var b strings.Builder
		info, _ := action.Info()
		if err := printValue(&b, info, v, false); err != nil {
			t.Errorf("%s: %v", action, err)
		}
		wantHarmless(t, b.String())
		if !strings.Contains(b.String(), "Eve") {
			t.Errorf("%s: the text is missing: %q", action, b.String())
		}
		if action == video.ActGetStreams && strings.Contains(b.String(), canary) {
			t.Errorf("stream key in %q", b.String())
		}
	}
}

func TestJSONIsEscapedAndEqual(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := output.Print(&b, map[string]string{hostile: hostile + "<&>\x7f"}); err != nil {
		t.Fatal(err)
	}
	wantHarmless(t, b.String())
	var back map[string]string
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil || back[hostile] != hostile+"<&>\x7f" {
		t.Errorf("got back %q, %v", back, err)
	}
	if !strings.Contains(b.String(), "<&>") {
		t.Errorf("HTML is escaped: %s", b.String())
	}
}

func TestEventIsOneLineOfJSON(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 4, 5, 6, 7, 89, time.UTC)
	quoted, _ := json.Marshal(hostile)
	line := string(output.AppendEvent(nil, video.Event{
		Type: "member.joined", At: at, RoomSessionID: hostile,
		Raw: json.RawMessage("{\n  \"name\": " + string(quoted) + "\r\n}"),
	}))
	wantHarmless(t, line)
	if strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
		t.Errorf("not one line: %q", line)
	}
	if !strings.HasPrefix(line, `{"time":"2026-03-04T05:06:07.000000089Z","type":"member.joined","room_session_id":`) {
		t.Errorf("got %s", line)
	}
	var got struct {
		RoomSessionID string `json:"room_session_id"`
		Params        struct{ Name string }
	}
	if err := json.Unmarshal([]byte(line), &got); err != nil || got.Params.Name != hostile ||
		got.RoomSessionID != hostile {
		t.Errorf("got %q, %v", got, err)
	}
	if bare := string(output.AppendEvent(nil, video.Event{})); !json.Valid([]byte(bare)) {
		t.Errorf("not JSON: %s", bare)
	}
}

func TestEventLines(t *testing.T) {
	t.Parallel()
	ann := &video.Member{
		ID: annID, Name: "Ann", AudioMuted: true, HandRaised: true, InputVolume: -5,
		CurrentPosition: "standard-2",
	}
	room := &video.Room{ID: sessionID, DisplayName: "Stand\x1bup", Locked: video.Yes, LayoutName: "3x3"}
	for want, e := range map[string]video.Event{
		"member.joined        Ann joined":          {Type: "member.joined", Member: ann},
		"member.left          Ann left":            {Type: "member.left", Member: ann},
		"member.talking       Ann stopped talking": {Type: "member.talking", Member: ann},
		"member.updated       Ann: microphone off, hand up, input volume -5, place standard-2": {
			Type: "member.updated", Member: ann,
			Updated: []string{"audioMuted", "handraised", "inputVolume", "currentPosition"},
		},
		"room.updated         Stand<1B>up: locked, layout 3x3": {
			Type: "room.updated", Room: room,
			Updated: []string{"locked", "layoutName"},
		},
		"member.talking.started  Ann talks":          {Type: "member.talking.started", Member: &video.Member{ID: annID, Name: "Ann", Talking: true}, Updated: []string{"talking"}},
		"room.locked          Stand<1B>up":           {Type: "room.locked", Room: room},
		"room.ended           Stand<1B>up has ended": {Type: "room.ended", Room: room},
		"room.audience_count  41 in the audience":    {Type: "room.audience_count", Audience: 41},
		"layout.changed       layout 3x3, 1 of 2 places taken": {
			Type:   "layout.changed",
			Layout: &video.Layout{Name: "3x3", Layers: []video.Layer{{MemberID: annID}, {}}},
		},
		"stream.started       stream s streaming rtmp://h/app/****": {
			Type:   "stream.started",
			Stream: &video.Stream{ID: "s", State: "streaming", URL: "rtmp://h/app/" + canary},
		},
		"playback.ended       playback p completed": {
			Type: "playback.ended", Playback: &video.Playback{ID: "p", State: "completed"},
		},
		"stream.ended         stream s completed": {Type: "stream.ended", Stream: &video.Stream{ID: "s", State: "completed"}},
	} {
		got := eventLine(e)
		if _, after, _ := strings.Cut(got, gap); strings.TrimSuffix(after, "\n") != want {
			t.Errorf("got %q, want %q", after, want)
		}
	}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	a := &app{host: "wss://relay"}
	for _, test := range []struct {
		err  error
		code int
		want string
	}{
		{nil, 0, ""},
		{
			&video.RPCError{Method: "m", Code: "403", Message: "no\nrtmp://h/a/" + canary}, 1,
			"refused: the token may not call m (no",
		},
		{&video.RPCError{Method: "m", Code: "404"}, 1, "not found: m: no reason given (code 404)"},
		{&video.RPCError{Method: "m", Code: "500", Message: "oops"}, 1, "refused: m: oops (code 500)"},
		{&video.RPCError{Method: "signalwire.connect", Code: "-32002"}, 3, "wss://relay refused project and token"},
		{fmt.Errorf("x: %w", video.ErrUnknown), 1, "no answer came from wss://relay; nothing was changed"},
		{unknown(video.ErrUnknown), 1, "outcome unknown"},
		{video.ErrOffline, 1, "not sent"},
		{
			&video.DialError{Step: video.StepHTTP, Reason: "teapot", Err: video.ErrNotRelay}, 1,
			"wss://relay is not a SignalWire relay; check --host and SIGNALWIRE_RELAY_HOST (teapot)",
		},
		{&video.DialError{Step: video.StepSignIn, Err: video.ErrCredentials}, 3, "wss://relay refused project and token"},
		{&video.ArgumentError{Action: "a", Name: "n", Reason: "is 1"}, 2, "a: n is 1"},
		{&video.StateError{Reason: "gone", Err: video.ErrNotFound}, 1, "not found: gone"},
		{&video.StateError{Reason: "denied", Err: video.ErrRefused}, 1, "refused: denied"},
		{
			&video.DialError{Step: video.StepDNS, Reason: "no such host"}, 1,
			"cannot connect to wss://relay: DNS failed: no such host",
		},
	} {
		sentence, code := "", exitDone
		if p := a.verdict(test.err); p != nil {
			sentence, code = p.Error(), p.exit
		}
		if code != test.code || !strings.HasPrefix(sentence, test.want) || test.want == "" && sentence != "" {
			t.Errorf("%v: got %d %q, want %d %q", test.err, code, sentence, test.code, test.want)
		}
		if strings.Contains(sentence, canary) {
			t.Errorf("stream key in %q", sentence)
		}
	}
}

func TestNoteIsOneCleanLineWithoutToken(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	a := &app{err: &b}
	a.keepSecret(canary)
	a.note("%s", hostile+" "+canary)
	wantHarmless(t, b.String())
	if strings.Count(b.String(), "\n") != 1 || strings.Contains(b.String(), canary) ||
		!strings.Contains(b.String(), "[redacted]") {
		t.Errorf("got %q", b.String())
	}
}
