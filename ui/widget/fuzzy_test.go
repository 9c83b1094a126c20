package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
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
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := FuzzyMatch(test.query, test.text)
			if ok != test.want || !slices.Equal(got.hits, test.hits) {
				t.Errorf("%q in %q: got %v %v, want %v %v", test.query, test.text, ok, got.hits, test.want, test.hits)
			}
		})
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
		{"zz", []string{"c", "a", "b"}, nil},
		{"an", []string{"Jan", "Ana", "Dean"}, []string{"Ana", "Jan", "Dean"}},
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
	for _, seed := range [][2]string{{"sl", "setLayout"}, {"", ""}, {"a b", "b a"}, {"花", "田中 花子"}, {"\xff", "\xff\xfe"}, {"x", strings.Repeat("yx", 500)}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, query, text string) {
		if len(query) > 64 || len(text) > 4096 {
			return
		}
		got, ok := FuzzyMatch(query, text)
		letters := []rune(text)
		if !ok {
			if short := []rune(query); len(strings.Fields(query)) == 1 && len(short) == 1 && slices.Contains(letters[:min(len(letters), fuzzyMax)], short[0]) {
				t.Errorf("%q is in %q and was not found", query, text)
			}
			return
		}
		for i, hit := range got.hits {
			if hit < 0 || hit >= len(letters) || i > 0 && hit <= got.hits[i-1] {
				t.Fatalf("%q in %q: bad hits %v", query, text, got.hits)
			}
			if !strings.ContainsRune(strings.ToLower(query)+query, unicode.ToLower(letters[hit])) && !strings.ContainsRune(query, letters[hit]) {
				t.Errorf("%q in %q: hit %d is %q", query, text, hit, letters[hit])
			}
		}
	})
}

func BenchmarkFuzzyTenThousandNames(b *testing.B) {
	names := make([]string, 10000)
	for i := range names {
		names[i] = fmt.Sprintf("Member %05d of the room", i)
	}
	for b.Loop() {
		fuzzyRank("mem 77", names)
	}
}
