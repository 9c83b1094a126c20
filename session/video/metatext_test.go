package video_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"gavel/session/video"
)

func TestMetaTextFindsTopLevelValues(t *testing.T) {
	t.Parallel()
	const object = " {\n\"role\" : \"guest\", \"n\":3," +
		`"x":{"role":"no","s":"}\""},"l":["role",{"n":4}],"vip":true ,` +
		`"e":"a\"b\u00e9","z":null,"":"blank","a\"b":"key","empty":"","role":"second","last":-1.5e3}`
	for _, tc := range []struct {
		key, want string
		ok        bool
	}{
		{"role", "second", true}, // the last one counts, as in frames
		{"n", "3", true},
		{"vip", "true", true},
		{"e", `a"bé`, true},
		{"", "blank", true},
		{`a"b`, "key", true},
		{"empty", "", true},
		{"last", "-1.5e3", true},
		{"x", "", false},
		{"l", "", false},
		{"z", "", false},
		{"s", "", false},
		{"Role", "", false},
		{"guest", "", false},
	} {
		got, ok := video.MetaText(json.RawMessage(object), tc.key)
		if string(got) != tc.want || ok != tc.ok {
			t.Errorf("%q: got %q %v, want %q %v", tc.key, got, ok, tc.want, tc.ok)
		}
	}
	for _, odd := range []string{
		"", "{}", "null", "[]", `"a"`, "{", `{"a"`, `{"a":`, `{"a":1`, `{"b":1,`, `{a:1}`, `{"a" 1}`, `{"a":}`,
	} {
		if got, ok := video.MetaText(json.RawMessage(odd), "b2"); ok {
			t.Errorf("%s: got %q", odd, got)
		}
	}
}

func FuzzMetaText(f *testing.F) {
	for _, seed := range []string{`{"a":"b"}`, `{"a":{"a":1},"b":[1,"]"],"c":"\\\""}`, `{"a":`, `{"":}`, `{"a":tru}`} {
		f.Add([]byte(seed), "a")
	}
	f.Fuzz(func(t *testing.T, object []byte, key string) {
		got, ok := video.MetaText(object, key)
		var all map[string]any
		if !utf8.Valid(object) || json.Unmarshal(object, &all) != nil || len(all) != bytes.Count(object, []byte(":")) {
			return // no object, or equal keys, objects or colons in texts: only a panic is a fault
		}
		switch want := all[key].(type) {
		case string:
			if !ok || string(got) != want {
				t.Errorf("%s: %q is %q, want %q", object, key, got, want)
			}
		case float64, bool:
			if !ok || !bytes.Contains(object, got) {
				t.Errorf("%s: %q is %q, want %v", object, key, got, want)
			}
		default:
			if ok {
				t.Errorf("%s: %q is %q, want nothing", object, key, got)
			}
		}
	})
}
