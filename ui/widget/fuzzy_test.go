package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gavel/ui/text"
)

func TestFuzzyMatch(t *testing.T) {
	tests := []struct {
		name, query, text string
		want              bool
		hits              []int
	}{
		{"nothing asked", "", "setLayout", true, nil},
		{"spaces only", "  ", "setLayout", true, nil},
		{"whole", "lock", "lock", true, []int{0, 1, 2, 3}},
		{"prefix", "set", "setLayout", true, []int{0, 1, 2}},
		{"camel case starts", "sl", "setLayout", true, []int{0, 3}},
		{"case does not matter", "SETL", "setLayout", true, []int{0, 1, 2, 3}},
		{"prefers the run", "lay", "all layout", true, []int{4, 5, 6}},
		{"prefers the word start", "p", "stop play", true, []int{5}},
		{"two words in any order", "play stop", "playback.stop", true, []int{0, 1, 2, 3, 9, 10, 11, 12}},
		{"two words reversed", "stop play", "playback.stop", true, []int{0, 1, 2, 3, 9, 10, 11, 12}},
		{"not in order", "tes", "set", false, nil},
		{"missing letter", "setx", "setLayout", false, nil},
		{"longer than the text", "lockk", "lock", false, nil},
		{"other scripts", "花", "田中 花子", true, []int{3}},
		{"accents stay apart", "zoe", "Zoë", false, nil},
		{"letter used by both words", "a a", "a", true, []int{0}},
		{"digit after letters", "s3", "standard-3", true, []int{0, 9}},
		{"a name in one piece", "setMeta", "replace the metadata setMeta", true, []int{21, 22, 23, 24, 25, 26, 27}},
		{"after wide letters", "zoë", "田中 Zoë", true, []int{3, 4, 5}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := fuzzyMatch(test.query, test.text)
			if ok != test.want || !slices.Equal(got.hits, test.hits) {
				t.Errorf("%q in %q: got %v %v, want %v %v", test.query, test.text, ok, got.hits, test.want, test.hits)
			}
		})
	}
}

// The library's score overflows for a run of 40 letters.
func TestFuzzyRanksLongWordsFirst(t *testing.T) {
	const name = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for _, n := range []int{fuzzyLetters, 40, 42, len(name)} {
		texts := []string{"- " + strings.Join(strings.Split(name, ""), "-"), name}
		if got := fuzzyRank(name[:n], texts); !slices.Equal(got, []int{1}) {
			t.Errorf("%d letters: got %v", n, got)
		}
	}
}

func TestFuzzyRank(t *testing.T) {
	tests := []struct {
		query string
		texts []string
		want  []string // the first ones
	}{
		{"mute", []string{"audioUnmute", "mute", "audioMute", "deaf"}, []string{"mute", "audioMute", "audioUnmute"}},
		{"3x3", []string{"10x10", "3x3", "grid-3x3"}, []string{"3x3", "grid-3x3"}},
		{"", []string{"c", "a", "b"}, []string{"c", "a", "b"}},
		{
			"rec",
			[]string{"remove everybody close", "direct", "stop the recording"},
			[]string{"stop the recording", "direct"},
		},
		{"cam", []string{"clear all marks", "camera off"}, []string{"camera off"}},
		{"cms", []string{"clear all marks", "camera off"}, []string{"clear all marks"}},
		{"st rec", []string{"set the record", "stop the recording"}, []string{"stop the recording"}},
		{"zz", []string{"c", "a", "b"}, nil},
		{"an", []string{"Jan", "Ana", "Dean"}, []string{"Ana", "Jan", "Dean"}},
		{
			"setMeta",
			[]string{"read the room's metadata getMeta", "replace metadata setMeta"},
			[]string{"replace metadata setMeta"},
		},
	}
	for _, test := range tests {
		var got []string
		for _, i := range fuzzyRank(test.query, test.texts) {
			got = append(got, test.texts[i])
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.query, got, test.want)
		}
	}
}

func FuzzFuzzyMatch(f *testing.F) {
	for _, seed := range [][2]string{
		{"sl", "setLayout"},
		{"", ""},
		{"a b", "b a"},
		{"花", "田中 花子"},
		{"\xff", "\xff\xfe"},
		{"x", strings.Repeat("yx", 500)},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, query, name string) {
		if len(query) > 64 || len(name) > 4096 {
			return
		}
		query, name = text.Clean(query), text.Clean(name) // as the console shows them
		got, ok := fuzzyMatch(query, name)
		if !ok {
			if len([]rune(query)) == 1 && strings.Contains(name[:min(len(name), fuzzyMax)], query) {
				t.Errorf("%q is in %q and was not found", query, name)
			}
			return
		}
		letters := []rune(name)
		for i, hit := range got.hits {
			if hit < 0 || hit >= len(letters) || i > 0 && hit <= got.hits[i-1] {
				t.Fatalf("%q in %q: bad hits %v", query, name, got.hits)
			}
			same := func(r rune) bool { return strings.EqualFold(string(r), string(letters[hit])) }
			if !strings.ContainsFunc(query, same) {
				t.Errorf("%q in %q: hit %d is %q", query, name, hit, letters[hit])
			}
		}
	})
}

func BenchmarkFuzzyTenThousandNames(b *testing.B) {
	for name, format := range map[string]string{
		"usual": "Member %05d of the room", "hostile": "%05d" + strings.Repeat(" m e m 7", 50),
	} {
		b.Run(name, func(b *testing.B) {
			names := make([]string, 10000)
			for i := range names {
				names[i] = fmt.Sprintf(format, i)
			}
			for b.Loop() {
				fuzzyRank("mem 77", names)
			}
		})
	}
}
