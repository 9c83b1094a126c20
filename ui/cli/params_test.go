package cli

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"gavel/session/selector"
	"gavel/session/video"
)

const (
	sessionID = "33333333-3333-4333-8333-333333333333"
	annID     = "44444444-4444-4444-8444-444444444444"
	bobID     = "55555555-5555-4555-8555-555555555555"
)

func TestParseValue(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]any{
		``:                       "",
		`loud`:                   "loud",
		`3x3`:                    "3x3",
		`"3x3"`:                  "3x3",
		`true`:                   true,
		`null`:                   nil,
		`-12.5`:                  json.Number("-12.5"),
		`{"a":9007199254740993}`: map[string]any{"a": json.Number("9007199254740993")},
		`{"a":1`:                 `{"a":1`,
		`["a","b"]`:              []any{"a", "b"},
		`1 2`:                    "1 2",
		`a=b`:                    "a=b",
		`rtmp://h/live/key=1`:    "rtmp://h/live/key=1",
	} {
		if got := parseValue(raw); !reflect.DeepEqual(got, want) {
			t.Errorf("parseValue(%q) = %#v, want %#v", raw, got, want)
		}
	}
}

// TestRequestsEqualTheSDKs makes every call that was recorded from the official SDK on the command line.
func TestRequestsEqualTheSDKs(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../session/testdata/wire/requests.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Call    string
		Args    map[string]json.RawMessage
		SDKOnly string
		V3      struct {
			Method string
			Params any
		}
	}
	if err := json.Unmarshal(data, &rows); err != nil {
		t.Fatal(err)
	}
	tried := map[video.Action]bool{}
	for _, row := range rows {
		info, ok := video.Action(row.Call).Info()
		if !ok || row.SDKOnly != "" || info.Action == video.ActSubscribe || row.V3.Method == "" {
			continue
		}
		var pairs []string
		for name, value := range row.Args {
			pairs = append(pairs, name+"="+string(value))
		}
		c, err := parseCall(row.Call, pairs, selector.Everything, asTyped)
		if err != nil {
			if strings.Contains(err.Error(), "positions is empty") ||
				strings.Contains(strings.Join(pairs, " "), "permissions=[]") {
				continue // empty maps and lists do nothing: the table refuses them
			}
			t.Errorf("%s %v: %v", row.Call, pairs, err)
			continue
		}
		requests, err := c.unresolved().Requests(sessionID)
		if err != nil || len(requests) != 1 {
			t.Errorf("%s %v: %d requests, %v", row.Call, pairs, len(requests), err)
			continue
		}
		var got any
		if err := json.Unmarshal(requests[0].Params, &got); err != nil {
			t.Fatal(err)
		}
		if requests[0].Method != row.V3.Method || !reflect.DeepEqual(got, row.V3.Params) {
			t.Errorf("%s %v:\n got %s %v\nwant %s %v", row.Call, pairs, requests[0].Method, got, row.V3.Method, row.V3.Params)
		}
		tried[info.Action] = true
	}
	for _, a := range video.Actions() {
		if !tried[a.Action] && a.Action != video.ActSubscribe {
			t.Errorf("no recorded call of %s was tried", a.Action)
		}
	}
}

func TestParseCallRefusesMistakes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, words string
		want        []string // parts of the sentence
	}{
		{"unknown method, other case", "audiomute", []string{`"audiomute"`, "did you mean audioMute?"}},
		{"unknown method, slip", "setLayuot", []string{"did you mean setLayout?"}},
		{"unknown method, last part", "seek", []string{"did you mean playback.seek?"}},
		{"unknown method, no idea", "frobnicate", []string{`"frobnicate"`, "gavel help do"}},
		{"no pair", "audioMute Ann", []string{`"Ann" is not name=value`, "audioMute accepts memberId"}},
		{"unknown parameter", "setInputVolume memberId=a level=3", []string{`no parameter "level"`, "memberId, volume"}},
		{"parameter of a method without any", "lock x=1", []string{`no parameter "x"`, "lock accepts no parameters"}},
		{"member missing", "audioMute", []string{"audioMute needs memberId="}},
		{"recording missing", "recording.stop", []string{"recordingId=", "getRecordings"}},
		{"playback missing", "playback.pause", []string{"playbackId=", "getPlaybacks"}},
		{"stream missing", "stream.stop", []string{"streamId=", "getStreams"}},
		{"member empty", "audioMute memberId=", []string{"memberId is empty"}},
		{"members as a list", `audioMute memberId=["a","b"]`, []string{"memberId must be one id"}},
		{"given twice", "setLayout name=1x1 name=2x1", []string{"name is given twice"}},
		{"recording twice", "recording.stop recordingId=a recordingId=b", []string{"recordingId is given twice"}},
		{"volume missing", "setInputVolume memberId=a", []string{"volume is missing", "-50 to 50"}},
		{
			"volume of the wrong type", "setInputVolume memberId=a volume=loud",
			[]string{"volume is loud; it must be a number from -50 to 50"},
		},
		{"volume out of range", "setInputVolume memberId=a volume=51", []string{"volume is 51", "-50 to 50"}},
		{"sensitivity out of range", "setInputSensitivity memberId=a value=101", []string{"value is 101", "0 to 100"}},
		{"bool", "setHideVideoMuted value=yes", []string{"value is yes; it must be true or false"}},
		{"null", "setMeta meta=null", []string{"meta is null; it must be a JSON object"}},
		{"list for object", "setMeta meta=[]", []string{"meta is []; it must be a JSON object"}},
		{"string for list", "deleteMeta keys=topic", []string{"keys is topic; it must be a list of strings"}},
		{"position", "setMemberPosition memberId=a position=left", []string{"position is left; it must be auto, off-canvas"}},
		{"a key before the sign", "startStream url=live_k3y?x://y", []string{"url is ****; it must be"}},
		{"a key alone", "startStream url=live_k3y", []string{"url is ****; it must be"}},
		{"stream to the web", "startStream url=https://a/b", []string{"url is https://****; it must be", "rtmp://"}},
		{"media", "promote memberId=a mediaAllowed=none", []string{"mediaAllowed is none; it must be"}},
		{"negative time", "playback.seek playbackId=a timecode=-1", []string{"timecode is -1", "0 to 604800000 ms (7 days)"}},
		{"number too large", "setInputVolume memberId=a volume=1e999", []string{"volume is 1e999; it must be a number"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			words := strings.Fields(test.words)
			_, err := parseCall(words[0], words[1:], selector.Everything, asTyped)
			if err == nil {
				t.Fatal("accepted")
			}
			a := &app{}
			p := a.verdict(err)
			sentence, code := p.Error(), p.exit
			if code != exitUsage {
				t.Errorf("exit code %d, want %d", code, exitUsage)
			}
			for _, part := range test.want {
				if !strings.Contains(sentence, part) {
					t.Errorf("%q does not contain %q", sentence, part)
				}
			}
		})
	}
}

func TestMemberIDNeedsNoQuotes(t *testing.T) {
	t.Parallel()
	c, err := parseCall("audioMute", []string{"memberId=42", `memberId="Ann"`, "memberId=true", "memberId=a=b"},
		selector.Everything, asTyped)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"42", "Ann", "true", "a=b"}; !reflect.DeepEqual(c.members, want) {
		t.Errorf("got %q, want %q", c.members, want)
	}
}

func TestIsID(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		annID: true, strings.ToUpper("abcdef01-2345-4789-8abc-def012345678"): true,
		"": false, "weekly-standup": false, annID[1:]: false, annID + "0": false,
		"4444444444444-4444-8444-444444444444": false, "g4444444-4444-4444-8444-444444444444": false,
		"44444444-4444-4444-8444-44444444444-": false,
	} {
		if isID(s) != want {
			t.Errorf("isID(%q) = %v", s, !want)
		}
	}
}

func TestResolveMembers(t *testing.T) {
	t.Parallel()
	s := &video.Snapshot{
		Room: video.Room{ID: sessionID, Name: "standup"},
		Members: []*video.Member{
			{ID: annID, Name: "Ann"},
			{ID: bobID, Name: "Sam"},
			{ID: "third", Name: "Sam"},
			{ID: "screen", Name: "Ann", ParentID: annID},
			{ID: "evil", Name: "\x1b[31mEve\u202e"},
			{ID: "42", Name: "Deep"},
		},
		Demoted: []*video.Member{{ID: "demoted", Name: "Dora"}},
	}
	for _, test := range []struct {
		name, method, member, want string
		sentence                   []string
	}{
		{name: "by id", member: annID, want: annID},
		{name: "by name, not the screen", member: "Ann", want: annID},
		{name: "by name as shown", member: "<1B>[31mEve<202E>", want: "evil"},
		{name: "an id before a name", member: "42", want: "42"},
		{name: "an id that nobody has", member: sessionID, sentence: []string{"not found", sessionID, "Ann (" + annID}},
		{name: "an id of the audience", method: "promote", member: sessionID, want: sessionID},
		{name: "two of a name", member: "Sam", sentence: []string{"ambiguous", "Sam (" + bobID + ") and Sam (third)"}},
		{name: "nobody", member: "Zoe", sentence: []string{"not found", `"Zoe"`, "Ann (" + annID + ")"}},
		{name: "demoted are not there", member: "Dora", sentence: []string{"not found"}},
		{name: "demoted can be promoted", method: "promote", member: "Dora", want: "demoted"},
		{name: "nobody to promote", method: "promote", member: "Zoe", sentence: []string{"by id"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := call{info: infoOf(test.method), members: []string{test.member}}
			command, _, err := c.resolve(s, &selector.Facts{})
			ids := command.Targets
			if test.want != "" {
				if err != nil || len(ids) != 1 || string(ids[0]) != test.want {
					t.Fatalf("got %q, %v, want %q", ids, err, test.want)
				}
				return
			}
			if err == nil {
				t.Fatalf("resolved to %q", ids)
			}
			for _, part := range test.sentence {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not contain %q", err, part)
				}
			}
		})
	}
}

// asTyped reads no file.
func asTyped(_, raw string) (string, error) { return raw, nil }

func infoOf(method string) *video.ActionInfo {
	info, _ := video.Action(method).Info()
	return info
}
