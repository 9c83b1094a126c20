package output

import (
	"encoding/json"
	"strings"
	"testing"
)

// key must not be printed.
const key = "live_k3y"

func TestMaskKeys(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ raw, want string }{
		"nothing to mask": {`{"member":{"id":"a","n":9007199254740993}}`, ""},
		"a stream": {
			`{"stream":{"id":"s","url":"rtmp://h/app/live_k3y","n":1.50}}`,
			`{"stream":{"id":"s","url":"rtmp://h/app/****","n":1.50}}`,
		},
		"a list": {
			`[ {"url":"rtmps://h/app/live_k3y"}, {"url":"rtmp://h/live_k3y"} ]`,
			`[ {"url":"rtmps://h/app/****"}, {"url":"rtmp://h/****"} ]`,
		},
		"escaped slashes": {`{"url":"rtmp:\/\/h\/app\/live_k3y"}`, `{"url":"rtmp://h/app/****"}`},
		"an escaped key":  {`{"\u0075rl":"rtmp://h/app/live_k3y"}`, `{"\u0075rl":"rtmp://h/app/****"}`},
		"escaped letters": {`{"url":"\u0072tmp://h/app/live_k3y"}`, `{"url":"rtmp://h/app/****"}`},
		"a query":         {`{"url":"https://h/a.mp4?sig=live_k3y"}`, `{"url":"https://h/a.mp4?****"}`},
		"a web address":   {`{"url":"https://h/a.mp4"}`, ""},
		"in a sentence":   {`{"message":"no rtmp://h/app/live_k3y here"}`, `{"message":"no rtmp://h/app/**** here"}`},
		"metadata":        {`{"meta":{"url":"rtmp://h/app/x","deep":{"url":"rtmp://h/app/x"}},"a":1}`, ""},
		"after metadata": {
			`{"meta":{"a":[1,{"b":"}"}]},"url":"rtmp://h/app/live_k3y"}`,
			`{"meta":{"a":[1,{"b":"}"}]},"url":"rtmp://h/app/****"}`,
		},
		"a name under url": {`{"url":{"a":"x","b":"rtmp://h/app/live_k3y"}}`, `{"url":{"a":"x","b":"rtmp://h/app/****"}}`},
		"a string":         {`"rtmp://h/app/live_k3y"`, `"rtmp://h/app/****"`},
		"other types":      {`{"url":null,"a":true,"b":[],"c":{},"d":-1e9,"e":"://"}`, ""},
	} {
		if test.want == "" {
			test.want = test.raw
		}
		if got := string(MaskKeys([]byte(test.raw))); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, test.want)
		}
	}
}

// FuzzMaskKeys checks that JSON stays valid, that masking twice changes nothing, and that no stream key remains.
func FuzzMaskKeys(f *testing.F) {
	f.Add(`{"stream":{"url":"rtmp://h/app/live_k3y"}}`)
	f.Add(`[{"meta":{"url":"a://b"}},"rtmp:\/\/"]`)
	f.Add(`{"a":{"b":[["\\\"","://"]]}}`)
	f.Fuzz(func(t *testing.T, raw string) {
		masked := MaskKeys([]byte(raw))
		if !json.Valid([]byte(raw)) {
			return // only check that it ends
		}
		if !json.Valid(masked) {
			t.Errorf("%q became %q", raw, masked)
		}
		if again := MaskKeys(masked); string(again) != string(masked) {
			t.Errorf("%q, masked again, is %q", masked, again)
		}
		around := MaskKeys([]byte(`{"a":` + raw + `,"url":"rtmp://h/app/` + key + `"}`))
		if strings.HasSuffix(string(around), key+`"}`) {
			t.Errorf("after %q the key passes: %q", raw, around)
		}
	})
}
