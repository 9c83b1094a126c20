package selector

import (
	"testing"
	"unicode/utf8"

	"gavel/session/fold"
	"gavel/session/video"
)

func TestLexSplitsTokens(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"words and signs", "talking&!(muted|hand)", []string{"talking", "&", "!", "(", "muted", "|", "hand", ")", ""}},
		{"white space", " \ttalking\n& muted\u00a0", []string{"talking", "&", "muted", ""}},
		{"comparisons", "age<2m talk>20%", []string{"age", "<", "2m", "talk", ">", "20%", ""}},
		{"two characters", "age<=2m>=", []string{"age", "<=", "2m", ">=", ""}},
		{"quotation marks", `name="Ann \"B\" \\ & | !"`, []string{"name", "=", `Ann "B" \ & | !`, ""}},
		{"other scripts", "name~वर्मा", []string{"name", "~", "वर्मा", ""}},
		{"nothing", "", []string{""}},
	} {
		var got []string
		for _, token := range lex(tc.text) {
			got = append(got, token.text)
		}
		if len(got) != len(tc.want) {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
			continue
		}
		for i := range got {
			if got[i] != tc.want[i] {
				t.Errorf("%s: token %d is %q, want %q", tc.name, i, got[i], tc.want[i])
			}
		}
	}
}

func TestLexStopsAtFault(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		start, end int
	}{
		{"open quotation mark", `hand & name="Ann`, 12, 16},
		{"backslash", `name="a\n"`, 7, 8},
		{"backslash at the end", `name="a\`, 7, 8},
		{"control character", "hand\x00", 4, 5},
		{"control character in quotation marks", "name=\"a\nb\"", 7, 8},
		{"not UTF-8", "hand & \xffx", 7, 8},
		{"C1 control", "hand\u0085\u009bx", 6, 8},
	} {
		tokens := lex(tc.text)
		last := tokens[len(tokens)-1]
		if last.kind != tokenBad || last.start != tc.start || last.end != tc.end || last.text == "" {
			t.Errorf("%s: the last token is %+v", tc.name, last)
		}
	}
}

func TestQuoteWritesAnyName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"ann", "Ann Lee", `Ann "the boss" Lee`, `back\slash`, "a&b|c!(d)", "=x~y<z>", "tab\tname", "bell\aname", "bad\xffutf",
		"مُحَمَّد", "日本 太郎", "Ann 👍🏽", "O’Malley",
	} {
		text := "name=" + Quote(name)
		s, err := Parse(text, Nothing)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if !s.Match(&video.Member{Name: name}, nil) {
			t.Errorf("%s does not match the name %q", s, name)
		}
	}
	if got := Quote("ann"); got != "ann" {
		t.Errorf("Quote puts marks around a plain name: %s", got)
	}
	if got := Quote(""); got != `""` {
		t.Errorf("Quote writes an empty value as %s", got)
	}
}

func FuzzQuote(f *testing.F) {
	f.Add("Ann \"B\" \\ Lee")
	f.Fuzz(func(t *testing.T, name string) {
		if key := fold.Key(name); key == "" || len(name) > maxText/4 || !utf8.ValidString(name) {
			return
		}
		s, err := Parse("name="+Quote(name), Nothing)
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if !s.Match(&video.Member{Name: name}, nil) {
			t.Errorf("%s does not match the name %q", s, name)
		}
	})
}
