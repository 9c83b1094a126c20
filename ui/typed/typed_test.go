package typed_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"gavel/session/video"
	"gavel/ui/typed"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]struct {
		words []string
		open  bool
	}{
		"":                      {nil, false},
		"name=3x3 ":             {[]string{"name=3x3"}, false},
		"name=3x3  a=b":         {[]string{"name=3x3", "a=b"}, true},
		`a="b c" d`:             {[]string{`a="b c"`, "d"}, true},
		`a="b \" c" d`:          {[]string{`a="b \" c"`, "d"}, true},
		`p={"Ann": "auto"} q=1`: {[]string{`p={"Ann": "auto"}`, "q=1"}, true},
		`p={"Ann: `:             {[]string{`p={"Ann: `}, true},
	} {
		words, open := typed.Words(line)
		if !slices.Equal(words, want.words) || open != want.open {
			t.Errorf("%q: %q %v", line, words, open)
		}
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	arg := func(kind video.ArgType) *video.Arg { return &video.Arg{Type: kind} }
	for _, test := range []struct {
		arg     *video.Arg
		written string
		want    any
	}{
		{nil, "true", true},
		{nil, "5", json.Number("5")},
		{nil, "5 6", "5 6"},
		{arg(video.ArgLayout), "3x3", "3x3"},
		{arg(video.ArgString), "5", "5"},
		{arg(video.ArgString), "null", "null"},
		{arg(video.ArgString), `"a b"`, "a b"},
		{arg(video.ArgStrings), "a, b", []string{"a", "b"}},
		{arg(video.ArgStrings), `["a"]`, []string{"a"}},
		{arg(video.ArgStrings), `"a, b"`, []string{"a, b"}},
		{arg(video.ArgPositions), `{"a":"auto"}`, map[string]any{"a": "auto"}},
	} {
		if got := typed.Value(test.arg, test.written); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%q: %#v, want %#v", test.written, got, test.want)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for written, want := range map[string][]string{
		"":                            {""},
		"Ann":                         {"Ann"},
		" Ann Lee ,Bob ":              {"Ann Lee", "Bob"},
		"Ann,":                        {"Ann", ""},
		`"Ann, Bob"`:                  {"Ann, Bob"},
		`"Ann, Bob" , Cy`:             {"Ann, Bob", "Cy"},
		`Cy,"Ann, Bob"`:               {"Cy", "Ann, Bob"},
		`Joe "Q, R" Smith`:            {`Joe "Q`, `R" Smith`},
		`Joe "Q" Smith`:               {`Joe "Q" Smith`},
		`"Q" Smith, Ann`:              {`"Q" Smith`, "Ann"},
		`"Joe \"Q\" Smith"`:           {`Joe "Q" Smith`},
		`"Ann`:                        {`"Ann`},
		`["Ann, Bob", "Cy"]`:          {"Ann, Bob", "Cy"},
		`[sic] Ann, Bob`:              {"[sic] Ann", "Bob"},
		"null":                        {"null"},
		`"\u05d0\u05d1\u05d9 \u05db"`: {"אבי כ"},
	} {
		if got := typed.Names(written); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", written, got, want)
		}
	}
}
