package ladder

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

// scene runs commands in a room on a fake clock, in which every answer takes 40 ms, and returns the frames of them.
func scene(t *testing.T, commands ...func(*localrelay.Server, *video.Snapshot) video.Command) []Frame {
	t.Helper()
	tap := NewTap()
	synctest.Test(t, func(t *testing.T) {
		relay, err := localrelay.StartPipe(localrelay.Options{Rooms: -1, Seed: 1, Quiet: true})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = relay.Close() }()
		if _, err := relay.StartRoom(localrelay.RoomSpec{Name: "standup", Members: 3}); err != nil {
			t.Fatal(err)
		}
		client, err := session.Dial(t.Context(), session.Config{
			URL: relay.URL(), Project: relay.Project(), Token: video.Secret(relay.Token()), NetDial: relay.Dial,
			Logger: slog.New(tap),
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		room, err := session.Join(t.Context(), client, "standup")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = room.Close() }()
		time.Sleep(time.Second)
		tap.Take() // of the start
		relay.Lag(40 * time.Millisecond)
		for _, command := range commands {
			_, _ = room.Do(t.Context(), command(relay, room.Snapshot()))
			time.Sleep(time.Second)
		}
	})
	return tap.Take()
}

func always(c video.Command) func(*localrelay.Server, *video.Snapshot) video.Command {
	return func(*localrelay.Server, *video.Snapshot) video.Command { return c }
}

func onFirst(f func(...video.MemberID) video.Command) func(*localrelay.Server, *video.Snapshot) video.Command {
	return func(_ *localrelay.Server, s *video.Snapshot) video.Command { return f(s.Members[0].ID) }
}

// drawn returns the ladder of frames.
func drawn(s Style, frames []Frame) string {
	l := New()
	out := s.Head()
	for _, f := range frames {
		if r, is := l.Add(f); is {
			out += s.Draw(r)
		}
	}
	return out
}

// TestLadderOfCommands compares the drawing of commands with a golden file: request, answer, and the event that each
// caused.
func TestLadderOfCommands(t *testing.T) {
	frames := scene(t, always(video.Lock()), onFirst(video.AudioMute), always(video.SetLayout("3x3", nil)),
		func(relay *localrelay.Server, _ *video.Snapshot) video.Command {
			relay.SetOnRequest(func(localrelay.Request) localrelay.Verdict {
				return localrelay.Verdict{Action: localrelay.Refuse, Code: "403", Message: "no \x1b[31m"}
			})
			return video.Unlock()
		},
		func(relay *localrelay.Server, _ *video.Snapshot) video.Command {
			relay.SetOnRequest(nil)
			return video.Command{Action: video.ActStartStream, Args: video.Args{"url": "rtmp://example.com/app/live_k3y"}}
		},
	)
	for name, style := range map[string]Style{"lines": Lines, "ascii": ASCII} {
		got, file := drawn(style, frames), "testdata/"+name+".golden"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || got != string(want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
	for _, f := range frames {
		if strings.Contains(f.Text, "live_k3y") {
			t.Errorf("the stream key is in %s", f.Text)
		}
	}
}

// TestNarrowScreens draws within 80 columns, and never narrower than a method needs.
func TestNarrowScreens(t *testing.T) {
	t.Parallel()
	for columns, want := range map[int]int{200: widest, 98: widest, 80: 34, 60: narrowest, 0: narrowest} {
		s := Lines.Within(columns)
		l := New()
		r, _ := l.Add(at(0, true, `{"id":"1","method":"video.member.set_input_sensitivity.and.more"}`))
		got, head := strings.TrimSuffix(s.Draw(r), "\n"), strings.Split(s.Head(), "\n")[1]
		if text.Width(got) != text.Width(head) || text.Width(got) != gutter+4+want {
			t.Errorf("%d columns: %q has %d cells, the head %d", columns, got, text.Width(got), text.Width(head))
		}
	}
}

// frames of one connection, for small cases.
func at(ms int, out bool, text string) Frame {
	return Frame{At: time.Unix(1000, int64(ms)*1e6).UTC(), Out: out, Bytes: len(text), Text: text}
}

const mute = `{"id":"1","method":"video.member.audio_mute","params":{"member_id":"a"}}`

func event(kind, params string) string {
	return fmt.Sprintf(`{"id":"e","method":"signalwire.event","params":{"event_type":"video.%s","params":%s}}`, kind, params)
}

// TestCauses says which events belong to the request that mutes the member a.
func TestCauses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		request, event string
		after          int
		belongs        bool
	}{
		"the same member and property":   {mute, event("member.updated", `{"member":{"id":"a","updated":["audio_muted"]}}`), 50, true},
		"another member":                 {mute, event("member.updated", `{"member":{"id":"b","updated":["audio_muted"]}}`), 50, false},
		"another property":               {mute, event("member.updated", `{"member":{"id":"a","updated":["video_muted"]}}`), 50, false},
		"too late":                       {mute, event("member.updated", `{"member":{"id":"a","updated":["audio_muted"]}}`), 6000, false},
		"the member left":                {mute, event("member.left", `{"member":{"id":"a"}}`), 50, false},
		"no member":                      {mute, event("member.updated", `{}`), 50, false},
		"nothing":                        {mute, event("member.updated", `null`), 50, false},
		"removed":                        {`{"id":"1","method":"video.member.remove","params":{"member_id":"a"}}`, event("member.left", `{"member":{"id":"a"}}`), 50, true},
		"everybody removed":              {`{"id":"1","method":"video.member.remove","params":{"member_id":"all"}}`, event("member.left", `{"member":{"id":"b"}}`), 50, true},
		"the lock":                       {`{"id":"1","method":"video.unlock"}`, event("room.updated", `{"room":{"id":"r","updated":["locked"]}}`), 50, true},
		"not the lock":                   {`{"id":"1","method":"video.lock"}`, event("room.updated", `{"room":{"id":"r","updated":["meta"]}}`), 50, false},
		"a recording starts":             {`{"id":"1","method":"video.recording.start"}`, event("recording.started", `{"recording":{"id":"x","state":"recording"}}`), 50, true},
		"another recording":              {`{"id":"1","method":"video.recording.stop","params":{"recording_id":"y"}}`, event("recording.ended", `{"recording":{"id":"x"}}`), 50, false},
		"the layout":                     {`{"id":"1","method":"video.set_layout"}`, event("layout.changed", `{"layout":{"name":"3x3"}}`), 50, true},
		"the state after subscribing":    {`{"id":"1","method":"signalwire.subscribe"}`, event("room.subscribed", `{"room_session":{"name":"standup"}}`), 50, true},
		"a read causes nothing":          {`{"id":"1","method":"video.members.get"}`, event("member.updated", `{"member":{"id":"a","updated":["audio_muted"]}}`), 50, false},
		"a method that nobody knows":     {`{"id":"1","method":"video.nosuch"}`, event("member.updated", `{"member":{"id":"a","updated":["audio_muted"]}}`), 50, false},
		"talking belongs to no command":  {mute, event("member.talking", `{"member":{"id":"a","talking":false}}`), 50, false},
		"an event before any request":    {`{"id":"1","result":{}}`, event("member.updated", `{"member":{"id":"a","updated":["audio_muted"]}}`), 50, false},
		"hostile types are not JSON":     {mute, `{"id":"e","method":"signalwire.event","params":{"event_type":7}}`, 50, false},
		"a place changes the layout":     {`{"id":"1","method":"video.member.set_position","params":{"member_id":"a"}}`, event("layout.changed", `{"layout":{"name":"3x3"}}`), 50, true},
		"playback.ended of the playback": {`{"id":"1","method":"video.playback.stop","params":{"playback_id":"p"}}`, event("playback.ended", `{"playback":{"id":"p","state":"completed"}}`), 50, true},
	} {
		l := New()
		l.Add(at(0, true, c.request))
		r, _ := l.Add(at(c.after, false, c.event))
		if belongs := r.After == 1; belongs != c.belongs || belongs && r.MS != float64(c.after) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// TestAnswers reads codes wherever they can be. Acknowledgements are no rungs.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ answer, code, about string }{
		"text":    {`{"id":"1","result":{"code":"200","message":"OK"}}`, "200", ""},
		"number":  {`{"id":"1","result":{"code":403,"message":"no"}}`, "403", "no"},
		"within":  {`{"id":"1","result":{"result":{"code":"404","message":"no"}}}`, "404", "no"},
		"error":   {`{"id":"1","error":{"code":-32002,"message":"no"}}`, "-32002", "no"},
		"no code": {`{"id":"1","result":{"identity":"x"}}`, "", ""},
	} {
		l := New()
		l.Add(at(0, true, mute))
		r, is := l.Add(at(84, false, c.answer))
		if !is || r.Kind != Answer || r.N != 1 || r.Code != c.code || r.About != c.about || r.MS != 84 ||
			r.Method != "video.member.audio_mute" {
			t.Errorf("%s: %+v", name, r)
		}
	}
	l := New()
	l.Add(at(0, false, event("member.joined", `{}`)))
	if r, is := l.Add(at(1, true, `{"id":"e","result":{}}`)); is {
		t.Errorf("an acknowledgement is the rung %+v", r)
	}
	if r, is := l.Add(at(2, false, `cut {`)); !is || r.Kind != Other {
		t.Errorf("a frame that is not JSON is %+v", r)
	}
	if r, is := l.Add(at(2, false, `{"id":"9","result":{}}`)); !is || r.Kind != Other {
		t.Errorf("an answer to nothing is %+v", r)
	}
}

// TestBounds keeps memory bounded while nobody reads and nothing is answered.
func TestBounds(t *testing.T) {
	t.Parallel()
	tap := NewTap()
	log := slog.New(tap)
	big := strings.Repeat("x", 100<<10)
	for i := range 3 * maxWaiting {
		log.Debug("frame", "direction", "in", "bytes", i, "frame", big[:i%len(big)])
	}
	log.Debug("link", "state", "live")
	waiting := tap.Take()
	size := 0
	for _, f := range waiting {
		size += len(f.Text)
	}
	if len(waiting) > maxWaiting || size > maxWaitingBytes {
		t.Errorf("%d frames of %d bytes wait", len(waiting), size)
	}
	log.Debug("frame", "direction", "out", "bytes", 1, "frame", "{}")
	if next := tap.Take(); len(next) != 1 || next[0].Missed != 3*maxWaiting-len(waiting) || !next[0].Out {
		t.Errorf("%+v", next)
	}
	l := New()
	for i := range 3 * maxOpen {
		l.Add(at(i, true, strings.Replace(mute, `"1"`, fmt.Sprint(i), 1)))
	}
	if len(l.open) > maxOpen || len(l.ids) > maxOpen || len(l.last) > recent {
		t.Errorf("%d open, %d ids, %d recent", len(l.open), len(l.ids), len(l.last))
	}
}

// TestDebugLogIsRead draws the same from the lines of --log.
func TestDebugLogIsRead(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	tap := NewTap()
	log := slog.New(slog.NewMultiHandler(tap, slog.NewJSONHandler(&file, &slog.HandlerOptions{Level: slog.LevelDebug})))
	log.Debug("frame", "gen", 1, "direction", "out", "bytes", len(mute), "frame", mute)
	log.Debug("link", "state", "live")
	log.Debug("frame", "gen", 1, "direction", "in", "bytes", 9, "frame", `{"id":"1","result":{"code":"200"}}`)
	file.WriteString("{\"time\":\"torn")
	var read []Frame
	if err := Read(&file, func(f Frame) error { read = append(read, f); return nil }); err != nil {
		t.Fatal(err)
	}
	if got, want := drawn(Lines, read), drawn(Lines, tap.Take()); got != want || strings.Count(got, "\n") != 4 {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := Read(strings.NewReader("hello\n{}\n"), nil); err == nil {
		t.Error("any file is a debug log")
	}
	if !tap.Enabled(context.Background(), slog.LevelDebug) {
		t.Error("the tap is not asked for frames")
	}
}

// FuzzAdd checks that a hostile relay cannot break a rung out of its line.
func FuzzAdd(f *testing.F) {
	f.Add(mute, event("member.updated", `{"member":{"id":"a","name":"\u001b[2J\n"}}`))
	f.Add("", "{}")
	f.Fuzz(func(t *testing.T, one, two string) {
		l := New()
		for i, text := range []string{one, two, one} {
			r, is := l.Add(at(i, i == 0, text))
			if line := Lines.Draw(r); is && (strings.Count(line, "\n") != 1 || strings.ContainsAny(line, "\x1b\r\u202e\u009b")) {
				t.Errorf("%q is drawn as %q", text, line)
			}
			if _, err := json.Marshal(r); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

// TestEveryKindIsExplainedOrComesAlone names the events that no request explains, so that a new kind is decided about.
func TestEveryKindIsExplainedOrComesAlone(t *testing.T) {
	t.Parallel()
	alone := []string{"room.started", "room.ended", "room.audience_count", "member.talking"}
	asked := []*request{{method: subscribeMethod}}
	for _, row := range video.Actions() {
		asked = append(asked, &request{method: row.Wire, row: row, params: params{MemberID: "all"}})
	}
	e := &entity{ID: "x"}
	for _, part := range properties {
		e.Updated = append(e.Updated, part)
	}
	for _, of := range []video.Fields{video.FieldAudioMuted, video.FieldInputVolume} {
		e.Updated = append(e.Updated, of.WireNames()...)
	}
	p := &params{Member: e, RoomSession: e, Recording: e, Playback: e, Stream: e, Layout: e}
	for _, kind := range video.Kinds() {
		if kind.Wire() == nil {
			continue
		}
		event := strings.TrimPrefix(kind.Wire()[0], "video.")
		explained := slices.ContainsFunc(asked, func(q *request) bool { return q.changes() && q.explains(event, p) })
		if explained == slices.Contains(alone, event) {
			t.Errorf("a request explains %s: %v", event, explained)
		}
	}
}
