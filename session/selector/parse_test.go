package selector

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gavel/session/fold"
	"gavel/session/video"
)

// mustParse parses with all data.
func mustParse(t testing.TB, text string) *Selector {
	t.Helper()
	s, err := Parse(text, Everything)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return s
}

// fault returns the error of a text that must not parse.
func fault(t testing.TB, text string, known Known) *Error {
	t.Helper()
	s, err := Parse(text, known)
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%q: got the selector %v and the error %v, want an *Error", text, s, err)
	}
	if s != nil {
		t.Errorf("%q: a selector comes with the error %v", text, err)
	}
	return e
}

func TestParseWritesCanonicalText(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"word", " talking ", "talking"},
		{"case", "Talking & META.Role=Guest", "talking & meta.Role=Guest"},
		{"space", "talking&!protected", "talking & !protected"},
		{"and binds closer than or", "hand|open&muted", "hand | open & muted"},
		{"not binds closest", "!hand&open", "!hand & open"},
		{"needed parentheses", "(hand|open)&!(muted&deaf)", "(hand | open) & !(muted & deaf)"},
		{"needless parentheses", "((hand)&((open)))|(name~(x))", ""},
		{"needless parentheses around words", "((hand)&((open)))|(muted)", "hand & open | muted"},
		{"same sign nested", "hand & (open & deaf) | (muted | new)", "hand & open & deaf | muted | new"},
		{"double negation", "! ! hand", "!!hand"},
		{"needless quotation marks", `name~"ann"`, "name~ann"},
		{"needed quotation marks", `name = "Ann  Lee"`, `name="Ann  Lee"`},
		{"escapes", `name="\"\\"`, `name="\"\\"`},
		{"quoted key", `meta."first name"=ann`, `meta."first name"=ann`},
		{"needlessly quoted key", `meta."role"=guest`, "meta.role=guest"},
		{"key with dots", "meta.a.b=c", "meta.a.b=c"},
		{"duration", "age<90s", "age<1m30s"},
		{"long duration", "last>90m", "last>1h30m"},
		{"percentage", "talk>020.50%", "talk>20.5%"},
		{"everybody", "all", "all"},
	} {
		s, err := Parse(tc.text, Everything)
		switch {
		case tc.want == "":
			if err == nil {
				t.Errorf("%s: %q parses to %s", tc.name, tc.text, s)
			}
		case err != nil:
			t.Errorf("%s: %v", tc.name, err)
		case s.String() != tc.want:
			t.Errorf("%s: got %s, want %s", tc.name, s, tc.want)
		}
	}
}

func TestParseRejects(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text     string
		offset, length int
		says           string
	}{
		{"empty", "", 0, 0, "for all members, write all"},
		{"blank", " \t\n", 3, 0, "for all members, write all"},
		{"empty parentheses", "()", 1, 1, "a word is missing before )"},
		{"only not", "!", 1, 0, "a word is missing after !"},
		{"unknown word", "talking & mutd", 10, 4, `did you mean "muted"?`},
		{"plain name", "ann", 0, 3, "write a name as name~ann"},
		{"plain name in quotation marks", `"Ann Lee"`, 0, 9, `name="Ann Lee"`},
		{"number", "17", 0, 2, "is not a word"},
		{"star", "*", 0, 1, `did you mean "all"?`},
		{"nothing before and", "& muted", 0, 1, "a word is missing before &"},
		{"nothing after or", "muted | ", 8, 0, "a word is missing after |"},
		{"nothing between", "muted & | hand", 8, 1, "a word is missing before |"},
		{"and in C", "muted && hand", 7, 1, "write & once"},
		{"or in C", "muted || hand", 7, 1, "write | once"},
		{"and in words", "muted and hand", 6, 3, `write & instead of "and"`},
		{"not in words", "not muted", 0, 3, `write ! instead of "not"`},
		{"two words", "muted hand", 6, 4, `& or | is missing before "hand"`},
		{"not between words", "muted !hand", 6, 1, "& or | is missing"},
		{"open parenthesis", "muted & (hand | open", 8, 1, "this ( is not closed"},
		{"closing parenthesis", "muted)", 5, 1, "no ( is open here"},
		{"word in parentheses", "(muted hand)", 7, 4, "& or | is missing"},
		{"comparison of a state", "muted=1", 5, 1, "stands alone"},
		{"no comparison", "age", 3, 0, "such as age<2m"},
		{"no comparison before and", "age  & muted", 3, 0, "such as age<2m"},
		{"no value", "age< & muted", 5, 1, "a value is missing after age<"},
		{"no value at the end", "meta.role=", 10, 0, "a value is missing after meta.role="},
		{"wrong operator", "age=2m", 3, 1, "is compared with < or >"},
		{"at most", "age<=2m", 3, 2, "is compared with < or >"},
		{"size of a name", "name<ann", 4, 1, "is compared with ~ or ="},
		{"equal in C", "name==ann", 5, 1, "write = once"},
		{"not equal", "meta.role!=guest", 9, 1, "!meta.role=…"},
		{"chain", "name=a=b", 6, 1, "a second comparison"},
		{"empty name", `name=""`, 5, 2, "an empty text"},
		{"invisible name", "name~\"\u200d\ufe0f\"", 5, 8, "an empty text"},
		{"blank name", `muted | name~"  "`, 13, 4, "an empty text"},
		{"empty metadata", `meta.role~""`, 10, 2, "an empty text"},
		{"no key", "meta.=x", 0, 5, "a key is missing"},
		{"empty key", `meta.""=x`, 0, 5, "a key is missing"},
		{"key apart", `meta. "role"=x`, 0, 5, "a key is missing"},
		{"impossible id", `id="Ann Lee"`, 3, 9, "cannot be an id"},
		{"long text", "name~" + strings.Repeat("a", maxText+1), 5, maxText + 1, "the limit is 1024"},
		{"fault before a broken end", `mutd & name="`, 0, 4, "is not a word"},
		{"open quotation mark", `muted & name~"Ann`, 13, 4, "not closed"},
		{"too deep", strings.Repeat("!", MaxDepth+1) + "all", MaxDepth, 1, "more than 32 deep"},
		{"too long", strings.Repeat(" ", MaxBytes) + "all", MaxBytes, 0, "longer than 4096 bytes"},
		{"too long once written out", strings.Repeat("hand|", 800) + "all", 4003, 0, "longer than 4096 bytes"},
	} {
		e := fault(t, tc.text, Everything)
		if e.Offset != tc.offset || e.Length != tc.length || !strings.Contains(e.Error(), tc.says) {
			t.Errorf("%s: %q: got %d+%d %s, want %d+%d …%s…",
				tc.name, fold.Clip(tc.text), e.Offset, e.Length, e, tc.offset, tc.length, tc.says)
		}
	}
}

func TestParseRejectsEmptySelector(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", " ", "\t\r\n", "\u00a0\u2003\u3000", "\u200b", "\ufeff", "\x00", "()", "(())", "( )", `""`, `" "`, "!", "!()",
		"&", "|", "= ", "=", "~", "*", ".*", "%", "true", "1", "muted |", "| muted", "muted | ()", "muted & ", "name~", `name~""`,
		`name~" "`, "name~\"\u200b\"", "id~", `id~""`, "meta.", "meta.role~", `meta.role~" "`, "!name~", "age>", "undefined", "null",
	} {
		if s, err := Parse(text, Everything); err == nil {
			t.Errorf("%q parses to %s", text, s)
		}
	}
}

func TestParseRejectsWordsWithoutData(t *testing.T) {
	t.Parallel()
	for _, w := range Words() {
		if _, err := Parse(w.Example, Everything); err != nil {
			t.Errorf("the example of %s: %v", w.Name, err)
		}
		if w.Needs == Nothing {
			continue
		}
		for _, text := range []string{w.Example, "all | " + w.Example, "!(" + w.Example + ")"} {
			e := fault(t, text, Everything&^w.Needs)
			if e.Lacks != w.Needs || !strings.Contains(e.Error(), w.Needs.String()) {
				t.Errorf("%s: the error lacks %v: %v", text, e.Lacks, e)
			}
			if got := e.Text[e.Offset : e.Offset+e.Length]; got != w.Name {
				t.Errorf("%s: the error points at %q", text, got)
			}
		}
	}
	if _, err := Parse("open & !name~ann & id=1bf4 | meta.role=guest", Nothing); err != nil {
		t.Errorf("words that the list of members answers: %v", err)
	}
}

func TestSelectorReportsNeeds(t *testing.T) {
	t.Parallel()
	s := mustParse(t, "talking & !protected | age<2m")
	if got, want := s.Needs(), Talking|ProtectedList|Joins; got != want {
		t.Errorf("it needs %v, want %v", got, want)
	}
	if s.UsesName() {
		t.Errorf("%s does not use names", s)
	}
	for _, text := range []string{"name~ann", "meta.role=interpreter | !name=Ben"} {
		if !mustParse(t, text).UsesName() {
			t.Errorf("%s uses names", text)
		}
	}
}

func TestZeroSelectorMatchesNoMember(t *testing.T) {
	t.Parallel()
	var none *Selector
	for _, s := range []*Selector{none, {}} {
		if s.Match(&video.Member{}, &Facts{}) || s.String() != "" || s.Needs() != Nothing || s.UsesName() {
			t.Error("a zero selector does something")
		}
	}
	if mustParse(t, "all").Match(nil, nil) {
		t.Error("no member matches")
	}
}

// fixedMembers and fixedFacts are a small room for the fuzz test.
func fixedMembers() ([]*video.Member, *Facts) {
	now := time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC)
	members := []*video.Member{
		{ID: "1bf4", Name: "Ann Lee", Type: video.TypeMember, Talking: true, Visible: true, JoinedAt: now.Add(-time.Hour)},
		{
			ID: "2c", Name: "José", Type: video.TypeMember, AudioMuted: true, HandRaised: true,
			JoinedAt: now.Add(-time.Minute), JoinSeen: true,
		},
		{ID: "3d", Name: "Ann Lee", Type: video.TypeScreen, ParentID: "1bf4", Visible: true},
		{ID: "4e", Name: "0", Type: video.TypeAudience, Meta: []byte(`{"role":"guest","n":7}`), Deaf: true},
	}
	return members, &Facts{
		Now: now, Since: now.Add(-2 * time.Hour), TalkAll: time.Minute,
		Protected: func(m *video.Member) bool { return m.ID == "1bf4" },
		Panel:     func(m *video.Member) bool { return m.ID == "2c" },
	}
}

func FuzzParse(f *testing.F) {
	for _, w := range Words() {
		f.Add(w.Example)
		f.Add("!(" + w.Example + ") | hand")
	}
	for _, text := range []string{
		"", "((", `name="\"`, "a&&b", "age<1h1h", "\xff", "meta.\"\"=x", "talk>1e9%", "name~\u200d", "all)",
	} {
		f.Add(text)
	}
	members, facts := fixedMembers()
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text, Everything)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || s != nil {
				t.Fatalf("%q: %v with %v", text, err, s)
			}
			if e.Offset < 0 || e.Length < 0 || e.Offset+e.Length > len(e.Text) || !strings.HasPrefix(text, e.Text) {
				t.Fatalf("%q: the fault is at %d+%d of %q", text, e.Offset, e.Length, e.Text)
			}
			if e.Problem == "" || e.Column() < 1 {
				t.Fatalf("%q: %v", text, e)
			}
			return
		}
		again, err := Parse(s.String(), s.Needs())
		if err != nil || again.String() != s.String() || !utf8.ValidString(s.String()) {
			t.Fatalf("%q is written %q, which parses to %q: %v", text, s, again, err)
		}
		for _, m := range members {
			if s.Match(m, facts) != again.Match(m, facts) || s.Match(m, nil) != again.Match(m, nil) {
				t.Fatalf("%q and %q differ about %s", text, s, m.ID)
			}
		}
	})
}
