package video_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
)

// jsonRoots are the values that programs write as JSON.
var jsonRoots = []any{&video.Snapshot{}, video.Result{}, video.Event{}, video.Plan{}}

// TestField_A7_NamesAreInSnakeCaseWithUnits checks that a tag names each JSON field, and that the name of a duration
// has its unit.
func TestField_A7_NamesAreInSnakeCaseWithUnits(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	for _, root := range jsonRoots {
		checkNames(t, reflect.TypeOf(root), seen)
	}
	if len(seen) < 15 {
		t.Errorf("only %d types were found", len(seen))
	}
}

var snakeCase = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

func checkNames(t *testing.T, of reflect.Type, seen map[reflect.Type]bool) {
	t.Helper()
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice || of.Kind() == reflect.Map {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct || seen[of] || of == reflect.TypeFor[time.Time]() {
		return
	}
	seen[of] = true
	for f := range of.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
			continue
		case !snakeCase.MatchString(name):
			t.Errorf("%s.%s is %q in JSON", of, f.Name, name)
		case f.Type == reflect.TypeFor[time.Duration]() && !strings.HasSuffix(name, "_ns"):
			t.Errorf("%s.%s is %q in JSON, without its unit", of, f.Name, name)
		}
		checkNames(t, f.Type, seen)
	}
}

// TestField_A7_AnEmptyListIsNotNull checks empty lists. A property that the room has not sent is null.
func TestField_A7_AnEmptyListIsNotNull(t *testing.T) {
	t.Parallel()
	for _, root := range jsonRoots {
		text, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		of := reflect.Indirect(reflect.ValueOf(root)).Type()
		for f := range of.Fields() {
			name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Type.Kind() != reflect.Slice || name == "-" || option == "omitempty" {
				continue
			}
			if list, ok := fields[name].([]any); !ok || len(list) != 0 {
				t.Errorf("%s.%s is %v", of, name, fields[name])
			}
		}
		if strings.Contains(string(text), `"layers":null`) {
			t.Errorf("%s: %s", of, text)
		}
	}
}

// TestField_A7_ASnapshotIsReadBack decodes an encoded snapshot, which holds no stream key.
func TestField_A7_ASnapshotIsReadBack(t *testing.T) {
	t.Parallel()
	s := &video.Snapshot{
		Seq: 7, Members: []*video.Member{{ID: "m"}}, Link: video.Link{RTT: time.Millisecond},
		Recordings: []*video.Recording{{ID: "r", Duration: 1500 * time.Millisecond, Mine: true}},
		Streams:    []*video.Stream{{ID: "t", URL: "rtmp://live.example/app/k3y-canary"}},
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "canary") {
		t.Errorf("the stream key is in %s", text)
	}
	var back video.Snapshot
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back.Seq != 7 || !reflect.DeepEqual(back.Recordings, s.Recordings) ||
		back.Link.RTT != s.Link.RTT {
		t.Errorf("%s became %+v", text, back)
	}
	for _, want := range []string{`"duration_ns":1500000000`, `"rtt_ns":1000000`, `"seq":7`, `"locked":null`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
}
