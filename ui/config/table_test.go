package config

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
)

// Every row has all that the help, the errors and the printed file need.
func TestTableIsComplete(t *testing.T) {
	t.Parallel()
	const longestDoc = 100
	d, seen := Defaults(), map[string]bool{}
	for _, s := range table {
		switch {
		case seen[s.Key]:
			t.Errorf("%s is in the table twice", s.Key)
		case s.Doc == "" || strings.HasSuffix(s.Doc, "."):
			t.Errorf("%s: %q is not a phrase", s.Key, s.Doc)
		case len(s.Doc) > longestDoc || strings.Contains(s.Doc, ". "):
			t.Errorf("%s: %q is more than a phrase; More is for the rest", s.Key, s.Doc)
		case s.More != "" && !strings.HasSuffix(s.More, "."):
			t.Errorf("%s: %q is not a sentence", s.Key, s.More)
		case s.Type() == "":
			t.Errorf("%s has no type", s.Key)
		case s.Text(&d) == "":
			t.Errorf("%s has no default", s.Key)
		}
		seen[s.Key] = true
	}
}

// Defaults returns the values of an empty file, and each default is a value that the file accepts.
func TestDefaultsAreAccepted(t *testing.T) {
	t.Parallel()
	d := Defaults()
	var all []InForce
	for _, s := range Settings() {
		all = append(all, InForce{Setting: s, Text: s.Text(&d), Lines: s.Lines(&d), Source: "default"})
	}
	file, err := Parse("printed.toml", []byte(Print([]string{"about"}, all)))
	if err != nil {
		t.Fatal(err)
	}
	if changed := Changed(&d, &file.Values); len(changed) > 0 {
		t.Errorf("%v changed", changed)
	}
}

// Every field that the file can set is reached by a row, so that a diff misses none.
func TestEveryFieldHasARow(t *testing.T) {
	t.Parallel()
	reached := map[string]bool{"Displaced": true} // follows from Keys
	text := `project = "a"
host = "a"
ca_file = "a"
token_file = "a"
token_cmd = ["a"]
keyring = true
bulk_rate = 9
journal = "a"
theme = "light"
paints.text = "red"
ascii = true
consent.standup = "never"
floor.share = true
floor.operator = "a"
floor.spotlight = true
floor.budget = "10m, 3 turns, by party"
bidi = "gavel"
mouse = false
read_only = true
order = "name"
columns = ["state"]
reverse = true
confirm.over = 9
confirm.also = ["lock"]
keys.undo = "f5"
protected = "all"
panel = "all"
interpreters = "all"
record.a = "must"
alarms.raid = "off"
identity = "a"
follow = 3
quorums.a = {of = "all", min = 1}
media.a = "https://example.com"
journal_keep = "9d"
macros.a = ["lock"]
doors.a = {who = "all"}
journal_names = "pseudonym"
streams.a = {file = "a"}
scenes.a = {layout = "1x1"}
`
	file, err := parseText(t, text)
	if err != nil {
		t.Fatal(err)
	}
	was, is := reflect.ValueOf(Defaults()), reflect.ValueOf(file.Values)
	for i := range was.NumField() {
		field := was.Type().Field(i)
		if field.IsExported() && !reached[field.Name] && reflect.DeepEqual(was.Field(i).Interface(), is.Field(i).Interface()) {
			t.Errorf("%s is not set by any row", field.Name)
		}
	}
	if n := strings.Count(text, "\n"); n != len(table) {
		t.Errorf("this test sets %d of %d settings", n, len(table))
	}
}

func TestPrint(t *testing.T) {
	t.Parallel()
	file, err := Parse("c.toml", []byte("theme = \"light\"\nkeys.undo = \"f5\"\nkeys.deaf = \"\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	var all []InForce
	for _, key := range []string{"theme", "keys"} {
		s, _ := Find(key)
		all = append(all, InForce{
			Setting: s, Text: s.Text(&file.Values), Lines: s.Lines(&file.Values), Source: "c.toml:1", Note: "NO_COLOR takes precedence",
		})
	}
	got := Print([]string{"The configuration in force."}, all)
	for _, want := range []string{
		"# The configuration in force.\n# Live: a change",
		"Live.\ntheme = \"light\" # c.toml:1; NO_COLOR takes precedence\n",
		"keys.deaf = \"\" # c.toml:1; NO_COLOR takes precedence\nkeys.undo = \"f5\" # c.toml:1",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// TestPrintHasNothingThatATerminalObeys prints hostile names and paths, and reads them as a file again.
func TestPrintHasNothingThatATerminalObeys(t *testing.T) {
	t.Parallel()
	name := "a\x1b]0;x\a\u009b31m\u202e\u2066\U000e0041"
	file := &File{Values: Defaults()}
	file.Media = map[string]string{name: "https://example.com/a.mp4"}
	s, _ := Find("media")
	path := "/a\x1b[31m\nmouse = false\u202e/c.toml"
	got := Print([]string{"File: " + path}, []InForce{
		{Setting: s, Text: s.Text(&file.Values), Lines: s.Lines(&file.Values), Source: path + ":1"},
	})
	for line := range strings.Lines(got) {
		line = strings.TrimSuffix(line, "\n")
		if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q", line)
		}
	}
	again, err := Parse("c.toml", []byte(got))
	if err != nil {
		t.Fatalf("%v in\n%s", err, got)
	}
	if again.Media[name] == "" || again.Mouse != file.Mouse {
		t.Errorf("%q, mouse %v", again.Media, again.Mouse)
	}
}

func TestHelpAndMarkdownHaveEverySetting(t *testing.T) {
	t.Parallel()
	help, page := Help(), Markdown()
	for _, s := range Settings() {
		if !strings.Contains(help, "\n  "+s.Key+" = ") {
			t.Errorf("the help lacks %s", s.Key)
		}
		if !strings.Contains(page, "| `"+s.Key+"` |") {
			t.Errorf("the page lacks %s", s.Key)
		}
	}
	for line := range strings.Lines(help) {
		if len(line) > lineWidth+1 {
			t.Errorf("too wide: %s", line)
		}
	}
}
