package selector

import (
	"slices"
	"strings"
	"testing"
)

// texts lists what a completion offers.
func (c Completion) texts() string {
	var all []string
	for _, one := range c.Candidates {
		all = append(all, one.Text)
	}
	return strings.Join(all, " ")
}

func TestComplete(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string // the place is at the "_"
		start, end int
		want       string
		valueOf    string
	}{
		{"word", "mu_", 0, 2, "muted", ""},
		{"capitals", "MU_", 0, 2, "muted", ""},
		{"words that are compared", "ta_", 0, 2, "talking talk> talk<", ""},
		{"whole word", "muted_", 0, 5, "muted", ""},
		{"whole word that is compared", "age_", 0, 3, "age< age>", ""},
		{"after not", "muted & !pro_", 9, 12, "protected", ""},
		{"in parentheses", "(ne_", 1, 3, "new", ""},
		{"inside a word", "mu_td & hand", 0, 4, "muted", ""},
		{"after a word", "muted _", 6, 6, "& |", ""},
		{"after a word in parentheses", "(muted _", 7, 7, "& | )", ""},
		{"after parentheses", "(muted)_", 7, 7, "& |", ""},
		{"operator", "name _", 5, 5, "~ =", ""},
		{"metadata", "me_", 0, 2, "meta.", ""},
		{"key", "meta.Role_", 0, 9, "meta.Role= meta.Role~", ""},
		{"quoted key", `meta."first name"_`, 17, 17, "= ~", ""},
		{"no key", "meta._", 0, 5, "", ""},
		{"value", "age<_", 4, 4, "30s 2m 5m 10m 30m 1h", "age"},
		{"part of a value", "last>1_", 5, 6, "10m 1h", "last"},
		{"share", "talk> 5_", 6, 7, "5% 50%", "talk"},
		{"name", "hand | name~an_", 12, 14, "", "name"},
		{"name in quotation marks", `name="Ann L_`, 5, 11, "", "name"},
		{"text of the metadata", "meta.role=_", 10, 10, "", "meta."},
		{"after a value", "age<2m _", 7, 7, "& |", ""},
		{"unknown word", "foo_", 0, 3, "", ""},
		{"unknown word before", "foo & m_", 7, 7, "", ""},
		{"fault before", "muted hand _", 11, 11, "", ""},
		{"wrong operator", "age=_", 4, 4, "", ""},
		{"parenthesis too many", "muted) _", 7, 7, "", ""},
		{"not UTF-8", "\xff_", 1, 1, "", ""},
	} {
		before, after, _ := strings.Cut(tc.text, "_")
		got := Complete(before+after, len(before), Everything)
		if got.Start != tc.start || got.End != tc.end || got.texts() != tc.want || got.ValueOf != tc.valueOf {
			t.Errorf("%s: %s: got %d to %d %q of %q, want %d to %d %q of %q",
				tc.name, tc.text, got.Start, got.End, got.texts(), got.ValueOf, tc.start, tc.end, tc.want, tc.valueOf)
		}
	}
}

func TestCompleteOffersEveryKnownWord(t *testing.T) {
	t.Parallel()
	for _, known := range []Known{Nothing, Joins | PanelList, Everything} {
		offered := strings.Fields(Complete("", 0, known).texts())
		for _, w := range Words() {
			has := slices.ContainsFunc(offered, func(text string) bool { return strings.TrimRight(text, "~=<>") == w.Name })
			if has != (w.Needs&^known == 0) {
				t.Errorf("with %v, %s is offered: %v", known, w.Name, has)
			}
		}
	}
}

func TestCandidatesParse(t *testing.T) {
	t.Parallel()
	rest := map[string]string{"~": "ann", "=": "ann", "<": "1%", ">": "1%", "!": "all", "(": "all)", ".": "x=y"}
	for _, c := range Complete("", 0, Everything).Candidates {
		text := c.Text + rest[c.Text[len(c.Text)-1:]]
		if strings.HasPrefix(text, "age") || strings.HasPrefix(text, "last") {
			text = strings.TrimSuffix(text, "1%") + "1m"
		}
		if _, err := Parse(text, Everything); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzComplete(f *testing.F) {
	for _, text := range []string{"", "mu", "age<", `meta."a`, "(name~x) & ", "日本", "\xff\xfe"} {
		f.Add(text, len(text))
	}
	f.Fuzz(func(t *testing.T, text string, pos int) {
		c := Complete(text, pos, Everything)
		if c.Start < 0 || c.Start > c.End || c.End > len(text) {
			t.Fatalf("%q at %d: replaces %d to %d", text, pos, c.Start, c.End)
		}
		for _, one := range c.Candidates {
			text := text[:c.Start] + one.Text
			again := Complete(text, len(text), Everything)
			if len(again.Candidates) == 0 && again.ValueOf == "" && one.Text != metaWord {
				t.Errorf("%q leads nowhere", text)
			}
		}
	})
}
