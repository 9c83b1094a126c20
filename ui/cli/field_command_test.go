//go:build linux

package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gavel/session/localrelay"
)

const (
	liveKey = "live_0123456789"
	liveURL = "rtmp://example.com/app/" + liveKey
)

// Stream keys are masked in every output, until --show-keys. Metadata belongs to its users and stays as it is.
func TestField_C1_StreamKeysAreMasked(t *testing.T) {
	t.Parallel()
	s, _ := quietRoom(t, localrelay.Options{})
	watched := start(t, s, "", "watch", "standup", "--json", "--type", "stream.started", "--count", "2")
	watched.said.await(t, "watching")
	shown := start(t, s, "", "wait", "standup", "stream.started", "--json", "--show-keys")
	shown.said.await(t, "waiting")

	start := mustRun(t, s, "do", "standup", "startStream", "url="+liveURL, "--json")
	mustRun(t, s, "do", "standup", "startStream", "url=RTMPS://example.com/app/"+liveKey)
	list := mustRun(t, s, "do", "standup", "getStreams", "--json")
	dry := mustRun(t, s, "do", sessionID, "startStream", "url="+liveURL, "--dry-run")
	_, events, _ := watched.end(t)
	for name, out := range map[string]string{"startStream": start, "getStreams": list, "dry run": dry, "watch": events} {
		if strings.Contains(out, liveKey) || !strings.Contains(out, "/app/****") {
			t.Errorf("%s prints %s", name, out)
		}
	}
	list = mustRun(t, s, "do", "standup", "getStreams", "--json", "--show-keys")
	dry = mustRun(t, s, "do", sessionID, "startStream", "url="+liveURL, "--dry-run", "--show-keys")
	table := mustRun(t, s, "do", "standup", "getStreams", "--show-keys")
	_, event, _ := shown.end(t)
	for name, out := range map[string]string{"getStreams": list, "dry run": dry, "table": table, "wait": event} {
		if !strings.Contains(out, liveURL) {
			t.Errorf("with --show-keys, %s prints %s", name, out)
		}
	}
	mustRun(t, s, "do", "standup", "updateMeta", `meta={"url":"`+liveURL+`"}`)
	if meta := mustRun(t, s, "do", "standup", "getMeta", "--json"); !strings.Contains(meta, liveURL) {
		t.Errorf("metadata lost its value: %s", meta)
	}
}

// A value comes from a file, a pipe or standard input, so that no process list shows it.
func TestField_C2_ValuesFromFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, pipe, quoted := filepath.Join(dir, "meta"), filepath.Join(dir, "pipe"), `{"topic":"@home","n":9007199254740993}`
	write(t, file, quoted+"\n", 0o644)
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	go func() { // the reader opens the pipe
		if f, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil {
			_, _ = f.WriteString(quoted)
			_ = f.Close()
		}
	}()
	for name, test := range map[string]struct{ pair, in, want string }{
		"file":                {"meta=@" + file, "", quoted},
		"pipe":                {"meta=@" + pipe, "", quoted},
		"standard input":      {"meta=-", quoted + "\r\n", quoted},
		"a text with an @":    {`meta={"a":"@b"}`, "", `{"a":"@b"}`},
		"a hyphen in a value": {`meta={"a":"-"}`, "", `{"a":"-"}`},
	} {
		r := start(t, nil, test.in, "do", sessionID, "setMeta", test.pair, "--dry-run", "--yes")
		code, out, said := r.end(t)
		if code != exitDone || !strings.Contains(out, `"meta":`+canonical(t, test.want)) {
			t.Errorf("%s: exit %d, %s %s", name, code, out, said)
		}
	}
	code, out, _ := start(t, nil, liveURL, "do", sessionID, "startStream", "url=-", "--dry-run", "--show-keys").end(t)
	if code != exitDone || !strings.Contains(out, liveURL) {
		t.Errorf("a stream address from standard input: exit %d, %s", code, out)
	}
	for _, args := range [][]string{{"meta=-", "memberId=-"}, {"memberId=" + annID, "meta=-", "--token-file", "-"}} {
		args = append([]string{"do", "standup", "setMemberMeta", "--yes"}, args...)
		code, _, said := start(t, nil, "{}", args...).end(t)
		if code != exitUsage || !strings.Contains(said, "both read standard input") {
			t.Errorf("%q: exit %d, %s", args, code, said)
		}
	}
	code, out, _ = start(t, nil, "", "do", sessionID, "setMemberPosition", "memberId="+annID, `position="auto"`, "--dry-run").end(t)
	if code != exitDone || !strings.Contains(out, `"position":"auto"`) {
		t.Errorf("a value in quotation marks: exit %d, %s", code, out)
	}
}

// canonical returns JSON with its keys in the order of the encoder.
func canonical(t *testing.T, text string) string {
	t.Helper()
	v := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The token comes from standard input or a pipe, and a pipe that nobody writes into is given up.
func TestField_C2_TokenFromAPipe(t *testing.T) {
	t.Parallel()
	s, _ := quietRoom(t, localrelay.Options{})
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, said := start(t, s, canary+"\n", "rooms", "--token-file", "-").end(t); code != exitDone {
		t.Errorf("standard input: exit %d, %s", code, said)
	}
	go func() {
		if f, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil {
			_, _ = f.WriteString(canary)
			_ = f.Close()
		}
	}()
	if code, _, said := gavel(t, s, "rooms", "--token-file", pipe); code != exitDone {
		t.Errorf("pipe: exit %d, %s", code, said)
	}
	a := &app{out: &heard{}, err: &heard{}, getenv: environmentFor(s), tokenWait: 20 * time.Millisecond}
	_, err := a.readToken(t.Context(), "--token-file", pipe)
	if p := a.verdict(err); p == nil || p.exit != exitUsage || !strings.Contains(p.sentence, "no token arrived") {
		t.Errorf("a pipe without a writer: %v", err)
	}
	if f, err := os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil { // the reader still waits for one
		_ = f.Close()
	}
}

// Every error is one object with --json: usage, lookup, refusal, connection, timeout.
func TestField_C3_ErrorsAreObjects(t *testing.T) {
	t.Parallel()
	s, _ := quietRoom(t, localrelay.Options{Deny: map[string]string{"video.lock": "403", "video.get_meta": "500"}})
	for name, test := range map[string]struct {
		args          []string
		exit          int
		outcome, code string
		hint, out     bool
	}{
		"unknown command":   {[]string{"memebrs", "standup", "--json"}, exitUsage, "not sent", "usage", true, false},
		"unknown flag":      {[]string{"rooms", "--json", "--jsno"}, exitUsage, "not sent", "usage", true, false},
		"flag too early":    {[]string{"--json", "rooms"}, exitUsage, "not sent", "usage", true, false},
		"no argument":       {[]string{"members", "--json"}, exitUsage, "not sent", "usage", false, false},
		"bad value":         {[]string{"do", "standup", "setLayout", "name=", "--json"}, exitUsage, "not sent", "usage", true, false},
		"unknown room":      {[]string{"members", "nosuch", "--json"}, exitFailed, "not sent", "not-found", true, false},
		"unknown member":    {[]string{"do", "standup", "audioMute", "memberId=Xaver", "--json"}, exitFailed, "not sent", "not-found", true, false},
		"refused":           {[]string{"do", "standup", "lock", "--json"}, exitFailed, "refused", "403", false, true},
		"refused to read":   {[]string{"do", "standup", "getMeta", "--json"}, exitFailed, "refused", "500", false, true},
		"selector":          {[]string{"members", "standup", "--where", "nonsense", "--json"}, exitUsage, "not sent", "usage", false, false},
		"unreachable":       {[]string{"rooms", "--host", "ws://127.0.0.1:1", "--json"}, exitFailed, "not sent", "unreachable", false, false},
		"no time":           {[]string{"wait", "standup", "member.left", "--timeout", "10ms", "--json"}, exitTimeout, "failed", "timeout", false, false},
		"no such file":      {[]string{"verify", "/nosuch/file", "--json"}, exitUsage, "not sent", "usage", false, false},
		"not confirmed":     {[]string{"do", "standup", "removeAllMembers", "--json"}, exitUsage, "not sent", "usage", true, false},
		"gone at the relay": {[]string{"do", "standup", "recording.stop", "recordingId=" + sessionID, "--json"}, exitFailed, "refused", "404", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, said := gavel(t, s, test.args...)
			said = withoutNotes(said)
			var got map[string]string
			if err := json.Unmarshal([]byte(said), &got); err != nil || strings.Count(said, "\n") != 1 {
				t.Fatalf("not one object: %q, %v", said, err)
			}
			if code != test.exit || got["outcome"] != test.outcome || got["code"] != test.code || got["message"] == "" || len(got) != 4 {
				t.Errorf("exit %d, %s", code, said)
			}
			if (got["hint"] != "") != test.hint {
				t.Errorf("hint %q", got["hint"])
			}
			if !test.out && out != "" {
				t.Errorf("printed %q", out)
			}
			if test.out {
				var result map[string]any
				if err := json.Unmarshal([]byte(out), &result); err != nil {
					t.Fatalf("printed %q: %v", out, err)
				}
				for _, key := range []string{"outcome", "code", "message"} {
					if result[key] != got[key] {
						t.Errorf("%s is %v on stdout and %v on stderr", key, result[key], got[key])
					}
				}
			}
		})
	}
	code, _, said := gavel(t, nil, "rooms", "--json")
	if code != exitUsage || !json.Valid([]byte(said)) {
		t.Errorf("without credentials: exit %d, %q", code, said)
	}
}

// withoutNotes drops messages that are not errors.
func withoutNotes(said string) string {
	var kept strings.Builder
	for line := range strings.Lines(said) {
		if !strings.HasPrefix(line, "gavel: waiting ") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// Names are compared as a person types them, and near ones are offered.
func TestField_C5_NamesAsTyped(t *testing.T) {
	t.Parallel()
	s, _ := quietRoom(t, localrelay.Options{})
	for typed, id := range map[string]string{
		"zoe quinn": zoeID, "ZOE  QUINN": zoeID, "Jose\u0301": joseID, "jose": joseID, "ｊｏｓｅ": joseID, "pat o'malley": omalID,
	} {
		out := mustRun(t, s, "do", "Weekly STANDUP", "audioMute", "memberId="+typed, "--dry-run")
		if !strings.Contains(out, id) {
			t.Errorf("%q: %s", typed, out)
		}
	}
	for typed, near := range map[string]string{"Zoe Qinn": "Zoe Quinn", "quinn": "Zoe Quinn", "malley": "Pat O’Malley", "bop": "Bob"} {
		code, _, said := gavel(t, s, "do", "standup", "audioMute", "memberId="+typed)
		if code != exitFailed || !strings.Contains(said, "did you mean") || !strings.Contains(said, near) {
			t.Errorf("%q: exit %d, %s", typed, code, said)
		}
	}
	if code, _, said := gavel(t, s, "do", "standup", "audioMute", "memberId=Wolfgang"); code != exitFailed || !strings.Contains(said, "there are: ") {
		t.Errorf("nobody like that: exit %d, %s", code, said)
	}
	if n := len(s.Requests("video.member.audio_mute")); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// Names are accepted as keys of positions, and ids are checked before anything is sent.
func TestField_C6_NamesInPositions(t *testing.T) {
	t.Parallel()
	s, _ := quietRoom(t, localrelay.Options{})
	out := mustRun(t, s, "do", "standup", "setPositions", `positions={"bob":"standard-2","`+annID+`":"standard-1"}`, "--dry-run")
	if !strings.Contains(out, `"`+bobID+`":"standard-2"`) || !strings.Contains(out, `"`+annID+`":"standard-1"`) {
		t.Errorf("printed %s", out)
	}
	mustRun(t, s, "do", "standup", "setLayout", "name=3x3", `positions={"Zoe Quinn":"standard-5"}`)
	mustRun(t, s, "do", "standup", "play", "url=https://example.com/a.mp4", `positions={"self":"standard-1","José":"off-canvas"}`)
	for pair, want := range map[string]string{
		`{"Ben":"standard-1"}`:                                 `"Ben"`,
		`{"` + sessionID + `":"standard-1"}`:                   sessionID,
		`{"self":"standard-1"}`:                                `"self"`,
		`{"bob":"standard-1","` + bobID + `":"standard-2"}`:    "twice",
		`{"bob":"left"}`:                                       `"left"`,
		`{"bob":"standard-1","Bob":"standard-2","BOB":"auto"}`: "twice",
	} {
		code, _, said := gavel(t, s, "do", "standup", "setPositions", "positions="+pair)
		if code == exitDone || !strings.Contains(said, want) {
			t.Errorf("%s: exit %d, %s", pair, code, said)
		}
	}
	if n := len(s.Requests("video.set_position")); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// Mistakes are found before anything is dialled. The sentence names the flag, the value and what is allowed.
func TestField_C7_CheckedBeforeDialling(t *testing.T) {
	t.Parallel()
	s, _ := quietRoom(t, localrelay.Options{})
	for _, test := range []struct {
		args []string
		want []string
	}{
		{[]string{"rooms", "--theme", "pink"}, []string{"--theme", "pink", "allowed are auto"}},
		{[]string{"rooms", "--bidi", "me"}, []string{"--bidi", "me", "auto, gavel, terminal, words"}},
		{[]string{"rooms", "--ca-file", "/etc/passwd"}, []string{"--ca-file", "/etc/passwd", "PEM"}},
		{[]string{"rooms", "--ca-file", "/nosuch"}, []string{"--ca-file", "/nosuch", "no such file"}},
		{[]string{"rooms", "--host", ":::"}, []string{"--host", ":::", "[::1]"}},
		{[]string{"do", "standup", "deleteMeta", "keys=foo"}, []string{"keys", "foo", "a list of strings"}},
		{[]string{"do", "standup", "deleteMeta", "keys=[]"}, []string{"keys", "empty list", "at least one"}},
		{[]string{"do", "standup", "setPositions", "positions={}"}, []string{"positions", "empty", "at least one member"}},
		{[]string{"do", "standup", "setMeta", `meta={"a":1,"b":{"c":1,"c":2}}`, "--yes"}, []string{"meta", `"c"`, "twice"}},
		{[]string{"do", "standup", "setMeta", `meta={"a":}`, "--yes"}, []string{"meta", `{"a":}`, "not JSON"}},
	} {
		code, out, said := gavel(t, s, test.args...)
		if code != exitUsage || out != "" || strings.Count(said, "\n") != 1 {
			t.Errorf("%q: exit %d, %q %q", test.args, code, out, said)
		}
		for _, part := range test.want {
			if !strings.Contains(said, part) {
				t.Errorf("%q: %q does not name %q", test.args, said, part)
			}
		}
	}
	if n := len(s.Ledger()); n > 0 {
		t.Errorf("the relay was dialled: %d requests", n)
	}
	code, _, said := gavel(t, s, "do", "standup", "audioMute", "memberId="+annID, "memberId="+sessionID)
	if code != exitFailed || !strings.Contains(said, sessionID) || len(s.Requests("video.member.audio_mute")) > 0 {
		t.Errorf("two members, one unknown: exit %d, %s", code, said)
	}
}

// Tables show the values that the session reads: values out of range are left out.
func TestField_C11_TablesShowWhatIsRead(t *testing.T) {
	t.Parallel()
	const recordings = `[{"id":"a","state":"recording","started_at":1767225600000,"duration":-5},` +
		`{"id":"b","state":"completed","started_at":2208988800,"ended_at":"2026-01-01T00:00:00Z","duration":1e300},` +
		`{"id":"c","state":"recording","started_at":"1767225600","duration":12.34}]`
	s, _ := quietRoom(t, localrelay.Options{Extra: map[string]func(json.RawMessage) map[string]any{
		"video.recording.list": func(json.RawMessage) map[string]any {
			return map[string]any{"recordings": json.RawMessage(recordings)}
		},
	}})
	out := mustRun(t, s, "do", "standup", "getRecordings")
	lines := strings.Split(out, "\n")
	if len(lines) != 5 {
		t.Fatalf("printed %s", out)
	}
	day := time.Unix(1767225600, 0).Format(time.DateTime)
	for i, want := range [][]string{
		{"a recording " + day, "-"},
		{"b completed " + time.Unix(2208988800, 0).Format(time.DateTime), day},
		{"c recording " + day, "12.3s"},
	} {
		for _, part := range want {
			if line := strings.Join(strings.Fields(lines[i+1]), " "); !strings.Contains(line, part) {
				t.Errorf("%q lacks %q", line, part)
			}
		}
	}
	for _, wrong := range []string{"2562047h", "-5s", "e+"} {
		if strings.Contains(out, wrong) {
			t.Errorf("printed %s", out)
		}
	}
}

// A list of rooms that does not say how many members there are says so.
func TestField_C12_UnknownNumberOfMembers(t *testing.T) {
	t.Parallel()
	for members, want := range map[string]string{"null": "-", "{}": "-", "7": "-", "[]": "0", "[{}]": "1"} {
		s, _ := quietRoom(t, localrelay.Options{Extra: map[string]func(json.RawMessage) map[string]any{
			"video.rooms.get": func(json.RawMessage) map[string]any {
				return map[string]any{"rooms": json.RawMessage(`[{"id":"` + sessionID + `","name":"standup","members":` + members + `}]`)}
			},
		}})
		_, row, _ := strings.Cut(mustRun(t, s, "rooms"), "\n")
		if fields := strings.Fields(row); len(fields) < 2 || fields[1] != want {
			t.Errorf("members %s: %q, want %s", members, row, want)
		}
	}
}

// A dry run of subscribe prints the request that would be sent.
func TestField_C13_DryRunOfSubscribe(t *testing.T) {
	t.Parallel()
	s, room := quietRoom(t, localrelay.Options{})
	for _, name := range []string{"standup", room} {
		var got struct {
			Method string
			Params json.RawMessage
		}
		if err := json.Unmarshal([]byte(mustRun(t, s, "do", name, "subscribe", "--dry-run")), &got); err != nil {
			t.Fatal(err)
		}
		if n := len(s.Requests("signalwire.subscribe")); n > 0 {
			t.Fatalf("%d subscriptions were sent", n)
		}
		if got.Method != "signalwire.subscribe" || !strings.Contains(string(got.Params), `"event_channel":"`) {
			t.Errorf("printed %s %s", got.Method, got.Params)
		}
		defer func() {
			sent := s.Requests("signalwire.subscribe")
			if len(sent) == 0 || string(sent[0].Params) != string(got.Params) {
				t.Errorf("printed %s\nsent    %s", got.Params, sent[0].Params)
			}
		}()
	}
	mustRun(t, s, "do", "standup", "subscribe")
}

// Addresses of the relay are understood, or refused with a sentence.
func TestField_C14_Addresses(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"::1":                         "wss://[::1]",
		"[::1]:9000":                  "wss://[::1]:9000",
		"ws://LOCALHOST:9000":         "ws://localhost:9000",
		"WSS://Relay.Example.COM":     "wss://relay.example.com",
		"relay.example.com.":          "wss://relay.example.com.",
		"under_score.example":         "wss://under_score.example",
		"xn--bcher-kva.example":       "wss://xn--bcher-kva.example",
		"ws://[0:0:0:0:0:0:0:1]:9000": "ws://[0:0:0:0:0:0:0:1]:9000",
	} {
		a := &app{flags: globalFlags{host: host}, getenv: environmentFor(nil)}
		if got, err := a.address(); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", host, got, err, want)
		}
	}
	for host, want := range map[string]string{
		":::": "brackets", "ws://::1:9000": "brackets", "bücher.example": "xn--", "relay.example:0": "port",
		"relay.example:99999": "port", "relay.example:": "port", "a..b": "not an address", "-a.example": "not an address",
		"a b": "not an address", "wss://": "not an address", "[::zz]": "not an address", "a%20b": "not an address",
		"ws://128.0.0.1": "another machine", "ws://localhost.evil.example": "another machine",
	} {
		a := &app{flags: globalFlags{host: host}, getenv: environmentFor(nil)}
		_, err := a.address()
		if p := a.verdict(err); p == nil || p.exit != exitUsage || !strings.Contains(p.Error(), want) || !strings.Contains(p.Error(), "--host") {
			t.Errorf("%s: %v, want %q", host, err, want)
		}
	}
}
