package dialog

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/uitest"
)

func TestParseMetadata(t *testing.T) {
	tests := []struct {
		name, typed string
		want        string // as JSON
		partial     bool
		wrong       string
	}{
		{"object", `{"a": 1, "b": [true, null]}`, `{"a":1,"b":[true,null]}`, false, ""},
		{"long numbers stay", `{"id": 12345678901234567890}`, `{"id":12345678901234567890}`, false, ""},
		{"pairs", "team=red\nsize = 12\nok=true", `{"ok":true,"size":12,"team":"red"}`, true, ""},
		{"pair with a JSON value", `tags=["a","b"]`, `{"tags":["a","b"]}`, true, ""},
		{"pair with equals signs", "q=a=b", `{"q":"a=b"}`, true, ""},
		{"empty pair", "a=", `{"a":""}`, true, ""},
		{"nothing", "  \n", "", false, "type a JSON object"},
		{"list", "[1]", "", false, "metadata is an object"},
		{"string", `"x"`, "", false, "metadata is an object"},
		{"no equals sign", "a=1\nfoo", "", true, "line 2: write key=value"},
		{"missing brace", `{"a": 1`, "", false, "closing } is missing"},
		{"trailing", `{"a": 1} x`, "", false, "after the closing }"},
		{"comma", "{\n  \"a\": 1,\n}", "", false, "line 3, column 1"},
		{"quotes", "{\n  a: 1\n}", "", false, "line 2, column 3"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, partial, wrong := parseMetadata(test.typed)
			if !strings.Contains(wrong, test.wrong) || (wrong == "") != (test.wrong == "") {
				t.Fatalf("wrong is %q, want %q", wrong, test.wrong)
			}
			if test.wrong != "" {
				return
			}
			got, err := json.Marshal(m.object(keysOfMetadata(m)))
			if err != nil || string(got) != test.want || partial != test.partial {
				t.Errorf("got %s %v %v, want %s %v", got, partial, err, test.want, test.partial)
			}
		})
	}
}

func FuzzParseMetadata(f *testing.F) {
	for _, seed := range []string{`{"a":1}`, "a=b", "{", "", "=", "[]", "{}{}", "\x00=\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		m, _, wrong := parseMetadata(typed)
		if wrong == "" {
			if _, err := json.Marshal(m.object(keysOfMetadata(m))); err != nil {
				t.Errorf("%q gives invalid JSON: %v", typed, err)
			}
			if !diffMetadata(m, m).none() {
				t.Errorf("%q differs from itself", typed)
			}
		}
	})
}

func TestDiffMetadata(t *testing.T) {
	before, _ := parseObject(`{"a":1,"b":{"x":1,"y":2},"c":3}`)
	after, _ := parseObject(`{"b":{"y":2, "x":1.0},"c":4,"d":null}`)
	want := metaDiff{added: []string{"d"}, changed: []string{"b", "c"}, removed: []string{"a"}}
	if got := diffMetadata(before, after); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// openMeta opens the editor for a member. The snapshot has known as its metadata, the room returns now.
func openMeta(t *testing.T, known, now string) *uitest.Desk {
	t.Helper()
	s := uitest.SmallRoom()
	m := *s.Members[0]
	m.Meta = json.RawMessage(known)
	s.Members[0] = &m
	d := uitest.NewFakeDesk(t, s)
	d.Value = json.RawMessage(now)
	d.Open(NewMetaEditor(d, "m1"))
	return d
}

func retype(d *uitest.Desk, s string) {
	e := d.Top().(*metaEditor)
	e.field.Set("")
	d.Write(s)
}

func TestMetaEditorMergesByDefault(t *testing.T) {
	d := openMeta(t, `{"a":1,"b":2}`, `{"a":1,"b":2}`)
	d.WantShown(`"a": 1`)
	retype(d, `{"a":1,"b":3,"c":"x"}`)
	d.Press("tab")
	d.WantShown("+ c: \"x\"")
	d.WantShown("~ b: 2 → 3")
	d.Press("enter")
	d.WantProposed(video.Command{
		Action: video.ActUpdateMemberMeta, Targets: []video.MemberID{"m1"},
		Args: video.Args{"meta": map[string]any{"b": json.Number("3"), "c": "x"}},
	})
	if _, err := d.Proposed[0].Normalize(); err != nil {
		t.Error(err)
	}
	if d.Top() != nil {
		t.Error("the editor is still open")
	}
}

func TestMetaEditorComparesWithPresentMetadata(t *testing.T) {
	d := openMeta(t, `{"a":1}`, `{"a":1,"other":"new"}`)
	retype(d, `{"a":2}`)
	d.Press("tab")
	d.WantShown(`- other: "new"`) // added after the editor was opened
	d.WantShown("▎u update")
}

func TestMetaEditorStaysOpenUntilReplaceIsDone(t *testing.T) {
	d := openMeta(t, `{"a":1,"b":2}`, `{"a":1,"b":2}`)
	retype(d, `{"a":1}`)
	d.Press("tab r")
	d.WantProposed(video.Command{
		Action: video.ActSetMemberMeta, Targets: []video.MemberID{"m1"},
		Args: video.Args{"meta": map[string]any{"a": json.Number("1")}},
	})
	e := d.Top().(*metaEditor) // a no to the question must not lose the text
	if e.Changed() {
		t.Error("closed before the room had it")
	}
	m := *d.Snap.Members[0]
	m.Meta = json.RawMessage(`{"a":1}`)
	d.Snap.Members[0] = &m
	if !e.Changed() {
		t.Error("still open when the room has it")
	}
}

func TestMetaEditorDeletesKeys(t *testing.T) {
	d := openMeta(t, `{"a":1,"b":2}`, `{"a":1,"b":2}`)
	retype(d, `{"a":1}`)
	d.Press("tab d")
	d.WantProposed(video.Command{
		Action: video.ActDeleteMemberMeta, Targets: []video.MemberID{"m1"}, Args: video.Args{"keys": []string{"b"}},
	})
}

func TestMetaEditorAcceptsPairs(t *testing.T) {
	d := openMeta(t, `{"a":1}`, `{"a":1}`)
	retype(d, "b=2\nc=red")
	d.Press("tab")
	d.WantShown("needs the whole object")
	d.Press("u")
	d.WantProposed(video.Command{
		Action: video.ActUpdateMemberMeta, Targets: []video.MemberID{"m1"},
		Args: video.Args{"meta": map[string]any{"b": json.Number("2"), "c": "red"}},
	})
}

func TestMetaEditorOfTheRoom(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	d.Open(NewMetaEditor(d, ""))
	retype(d, `{"a":1}`)
	d.Press("tab u")
	d.WantProposed(video.Command{
		Action: video.ActUpdateMeta,
		Args:   video.Args{"meta": map[string]any{"a": json.Number("1")}},
	})
}

func TestMetaEditorExplainsWrongText(t *testing.T) {
	d := openMeta(t, `{}`, `{}`)
	retype(d, `{"a":}`)
	d.Press("tab")
	d.WantShown("line 1, column 6")
	retype(d, `{"a":1}`)
	d.Fail = video.ErrOffline
	d.Press("tab")
	d.WantShown("Could not read the metadata: there is no connection.")
	d.WantProposed()
}

func TestMetaEditorAsksBeforeDiscardingText(t *testing.T) {
	d := openMeta(t, `{}`, `{}`)
	retype(d, "x=1")
	d.Press("esc")
	d.WantShown("throws away")
	d.Press("a esc")
	d.WantShown("throws away")
	d.Press("esc")
	if d.Top() != nil {
		t.Error("still open")
	}
}

func TestMetaEditorReadsMetadataMissingInSnapshot(t *testing.T) {
	d := openMeta(t, ``, `{"from":"room"}`)
	d.Press("left")
	d.WantShown(`"from": "room"`)
}

// TestField_S6_MetadataThatIsUnknownIsReadBeforeItIsEdited: no key edits metadata that the console does not have.
func TestField_S6_MetadataThatIsUnknownIsReadBeforeItIsEdited(t *testing.T) {
	s := uitest.SmallRoom()
	m := *s.Members[0]
	m.Meta, m.MetaUnknown = nil, true
	s.Members[0] = &m
	d := uitest.NewFakeDesk(t, s)
	d.Value = json.RawMessage(`{"big":1}`)
	d.Open(NewMetaEditor(d, "m1"))
	d.WantShown("larger than 64 KiB")
	d.Press("x")
	d.WantShown(`"big": 1`)
	if text := d.Top().(*metaEditor).field.Text(); strings.Contains(text, "x") {
		t.Errorf("the key that caused the reading is in the text: %s", text)
	}
}

func TestField_S6_AnEmptyListIsNoMetadata(t *testing.T) {
	d := openMeta(t, `{}`, `[]`)
	retype(d, "team=red")
	d.Press("tab")
	d.WantShown("+ team: \"red\"")
}
