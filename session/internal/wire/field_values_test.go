package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
)

func TestField_S10_TimesInEveryForm(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 3, 25, 1, 30, 0, 5e8, time.UTC)
	for _, text := range []string{
		`1774402200.5`, `"1774402200.5"`, `"1774402200500"`, `1774402200500`, `"2026-03-25T01:30:00.5"`, `"2026-03-25 01:30:00.5"`,
		`"2026-03-25T01:30:00.5+0000"`, `"2026-03-25T02:30:00.5+0100"`, `"2026-03-25T01:30:00.5+00"`, `"2026-03-25T01:30:00.500Z"`,
	} {
		if got := TimeOf(mustNode(text)); !got.Equal(want) {
			t.Errorf("%s: got %v", text, got)
		}
	}
	for _, text := range []string{`"soon"`, `""`, `-1`, `"-1"`, `1e300`, `{}`, `true`, `"2026-03-25"`} {
		r := video.Recording{StartedAt: want}
		if odd := MergeRecording(&r, mustNode(`{"started_at":`+text+`}`)); odd != 1 || !r.StartedAt.Equal(want) {
			t.Errorf("%s: %d odd, time %v", text, odd, r.StartedAt)
		}
	}
	for _, text := range []string{`null`, `0`, `"0"`, `0.0`} {
		r := video.Recording{StartedAt: want}
		if odd := MergeRecording(&r, mustNode(`{"started_at":`+text+`}`)); odd != 0 || !r.StartedAt.IsZero() {
			t.Errorf("%s: %d odd, time %v", text, odd, r.StartedAt)
		}
	}
}

func TestField_S10_CodesInEveryForm(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		`200`: "", `"200"`: "", `200.0`: "", `2e2`: "", `2.02E2`: "", `0`: "", `0.0`: "", `""`: "", `null`: "", `false`: "",
		`403`: "403", `403.0`: "403", `4.03e2`: "403", `"200.0"`: "200.0", `-32001`: "-32001", `2000`: "2000", `200.5`: "200.5",
	} {
		_, err := ParseAnswer("m", mustNode(`{"result":{"code":`+code+`}}`))
		var refused *video.RPCError
		if got := errors.As(err, &refused); got != (want != "") || got && refused.Code != want {
			t.Errorf("code %s: %v, want %q", code, err, want)
		}
	}
}

// TestField_S10_CountsOfAnotherType keeps unknown values unknown and known values as they were, and counts both.
func TestField_S10_CountsOfAnotherType(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		want       video.Room
		odd        int
	}{
		{"an audience", `{"audience_count":7}`, video.Room{Audience: 7, AudienceKnown: true, MemberCount: -1}, 0},
		{"an audience as text", `{"audience_count":"7"}`, video.Room{MemberCount: -1}, 1},
		{"a negative audience", `{"audience_count":-1}`, video.Room{MemberCount: -1}, 1},
		{"no members", `{"members":[]}`, video.Room{}, 0},
		{"null members", `{"members":null}`, video.Room{MemberCount: -1}, 0},
		{"an object of members", `{"members":{}}`, video.Room{MemberCount: -1}, 1},
		{"a lock as text", `{"locked":"true","recording":1}`, video.Room{MemberCount: -1}, 2},
		{"a name that is a number", `{"name":7,"layout_name":[]}`, video.Room{MemberCount: -1}, 2},
	} {
		r := video.Room{MemberCount: -1}
		if _, odd := MergeRoom(&r, mustNode(tc.text)); odd != tc.odd || fmt.Sprint(r) != fmt.Sprint(tc.want) {
			t.Errorf("%s: %d odd, %+v", tc.name, odd, r)
		}
	}
	var b video.Playback
	if odd := MergePlayback(&b, mustNode(`{"volume":"loud","position":"7","seekable":1,"state":null}`)); odd != 3 {
		t.Errorf("a playback with three odd values has %d", odd)
	}
}

func TestField_S5_KnownStatesInCapitals(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"COMPLETED": video.StateCompleted, "Recording": video.StateRecording, "failed": "failed", "Processing": "Processing",
	} {
		var r video.Recording
		MergeRecording(&r, mustNode(`{"state":"`+sent+`"}`))
		if r.State != want {
			t.Errorf("state %s is read as %q", sent, r.State)
		}
	}
}

func TestField_S6_MetadataIsClearedOrUnknown(t *testing.T) {
	t.Parallel()
	large := `{"a":"` + strings.Repeat("x", maxMetaBytes) + `"}`
	for _, tc := range []struct {
		name, text, want string
		unknown          bool
		changed, odd     bool
	}{
		{"an object", `{"b":2}`, `{"b":2}`, false, true, false},
		{"the same", `{"a":1}`, `{"a":1}`, false, false, false},
		{"null", `null`, `{}`, false, true, false},
		{"an empty list", `[]`, `{}`, false, true, false},
		{"a list", `[1]`, `{"a":1}`, false, false, true},
		{"a text", `"x"`, `{"a":1}`, false, false, true},
		{"too large", large, ``, true, true, false},
	} {
		m := video.Member{Meta: json.RawMessage(`{"a":1}`)}
		f := MergeMember(&m, mustNode(`{"meta":`+tc.text+`}`))
		if string(m.Meta) != tc.want || m.MetaUnknown != tc.unknown || (f&video.FieldMeta != 0) != tc.changed ||
			(f&video.FieldOdd != 0) != tc.odd {
			t.Errorf("%s, member: %.20s, unknown %v, fields %b", tc.name, m.Meta, m.MetaUnknown, f)
		}
		r := video.Room{Meta: json.RawMessage(`{"a":1}`)}
		changed, odd := MergeRoom(&r, mustNode(`{"meta":`+tc.text+`}`))
		if string(r.Meta) != tc.want || r.MetaUnknown != tc.unknown || slices.Contains(changed, "meta") != tc.changed ||
			(odd > 0) != tc.odd {
			t.Errorf("%s, room: %.20s, unknown %v, changed %v, odd %d", tc.name, r.Meta, r.MetaUnknown, changed, odd)
		}
	}
	m := video.Member{}
	for _, text := range []string{large, strings.Replace(large, "x", "y", 1)} {
		if MergeMember(&m, mustNode(`{"meta":`+text+`}`))&video.FieldMeta == 0 {
			t.Error("a different large object does not count as a change")
		}
	}
	if MergeMember(&m, mustNode(`{"meta":{"a":1}}`)); m.MetaUnknown || string(m.Meta) != `{"a":1}` {
		t.Errorf("after a small object: %s, unknown %v", m.Meta, m.MetaUnknown)
	}
}

func TestField_S11_LayoutNamesAndLayers(t *testing.T) {
	t.Parallel()
	if got := LayoutNames(mustNode(`["3x3","",null,"5up","3x3",7,"5up"]`)); !slices.Equal(got, []string{"3x3", "5up"}) {
		t.Errorf("names = %q", got)
	}
	l := DecodeLayout(
		mustNode(`{"name":"5up","layers":[null,{"position":"standard-1","width":50},[],"x",7,{"position":"standard-2"}]}`),
		nil,
	)
	if len(l.Layers) != 2 || l.Layers[0].Position != "standard-1" || l.Layers[1].Position != "standard-2" {
		t.Errorf("layers = %+v", l.Layers)
	}
}
