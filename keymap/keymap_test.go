package keymap

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/bubbles/key"
)

// fields returns the bindings of a map by the name of their field.
func fields(m *Map) map[string]*key.Binding {
	found := map[string]*key.Binding{}
	v := reflect.ValueOf(m).Elem()
	for i := range v.NumField() {
		found[v.Type().Field(i).Name] = v.Field(i).Addr().Interface().(*key.Binding)
	}
	return found
}

func TestDefaultPassesCheck(t *testing.T) {
	m := Default()
	if err := m.Check(); err != nil {
		t.Error(err)
	}
}

func TestEveryBindingIsInTheTableOnce(t *testing.T) {
	var m Map
	rows := map[*key.Binding]string{}
	names := map[string]bool{}
	for r := range m.rows() {
		if rows[r.binding] != "" || names[r.name] {
			t.Errorf("%s is in the table twice", r.name)
		}
		rows[r.binding], names[r.name] = r.name, true
	}
	for field, binding := range fields(&m) {
		name, ok := rows[binding]
		if !ok {
			t.Errorf("%s is in no row", field)
			continue
		}
		if got := strings.ReplaceAll(name, "-", ""); got != strings.ToLower(field) {
			t.Errorf("%s is called %q", field, name)
		}
	}
}

func TestEveryBindingHasHelpAndIsShown(t *testing.T) {
	m := Default()
	shown := map[string]bool{}
	for _, c := range Contexts() {
		for _, g := range m.Groups(c) {
			for _, k := range g.Keys {
				shown[k.Name] = true
				help := k.Binding.Help()
				if help.Key == "" || help.Desc == "" || k.Text == "" || len(help.Desc) > 13 || len(k.Text) > 60 {
					t.Errorf("%s: help %+v, text %q", k.Name, help, k.Text)
				}
				if unicode.IsUpper(rune(k.Text[0])) || strings.HasSuffix(k.Text, ".") {
					t.Errorf("%s: %q is not a phrase for a table", k.Name, k.Text)
				}
			}
		}
	}
	for _, name := range Names() {
		if !shown[name] {
			t.Errorf("%s is in no group", name)
		}
	}
}

func TestKeysOfTheConsole(t *testing.T) {
	m := Default()
	tests := []struct {
		context Context
		pressed string
		want    string
	}{
		{Members, "m", "audio-mute"},
		{Members, "M", "audio-unmute"},
		{Members, " ", "mark"},
		{Members, "x", "remove"},
		{Media, "x", "media-stop"},
		{Media, " ", "media-pause"},
		{Stage, "left", "left"},
		{Media, "left", "seek-back"},
		{Members, "shift+tab", "prev-pane"},
		{Log, "ctrl+l", "redraw"},
		{Global, "q", "quit"},
		{Dialog, "q", "close"},
		{Members, "p", "promote"},
		{Members, "P", "demote"},
		{Detail, "enter", "detail"},
		{Hands, "n", "next-hand"},
		{Confirm, "enter", "no"},
		{Confirm, "n", "no"},
		{Confirm, "y", "yes"},
		{Members, "y", "copy-id"},
		{Dialog, "enter", "accept"},
		{Text, "enter", "submit"},
		{Palette, "tab", "complete"},
		{Text, "ctrl+c", "force-quit"},
		{Text, "q", ""},
		{Palette, "j", ""},
		{Confirm, "q", ""},
		{Log, "m", ""},
		{Members, "[dy]", ""},
	}
	for _, test := range tests {
		got, ok := m.Lookup(test.context, test.pressed)
		if got.Name != test.want || ok != (test.want != "") {
			t.Errorf("%s %q: got %q, want %q", test.context, test.pressed, got.Name, test.want)
		}
	}
}

// Package ui and the configuration use these names.
func TestNamed(t *testing.T) {
	m := Default()
	if k, ok := m.Named("hide-video-muted"); !ok || k.Binding.Help().Key != "V" {
		t.Errorf("got %+v", k)
	}
	if _, ok := m.Named("nothing"); ok {
		t.Error("an unknown name was found")
	}
}

func TestShortHoldsOnlyLiveKeys(t *testing.T) {
	m := Default()
	for _, c := range Contexts() {
		first, last := m.Short(c)
		bindings, tail := m.short(c)
		if len(first) == 0 {
			t.Errorf("%s has an empty footer", c)
		}
		for _, b := range append(bindings, tail...) {
			shown := func(k Key) bool { return k.Binding.Help() == b.Help() }
			if !slices.ContainsFunc(append(first, last...), shown) {
				t.Errorf("%s cannot show %s, which is not live there", c, b.Help().Desc)
			}
		}
	}
}

func TestShortOmitsUnboundAndDisabledKeys(t *testing.T) {
	m := Default()
	if _, err := m.Rebind(map[string][]string{"deaf": nil}); err != nil {
		t.Fatal(err)
	}
	m.Remove.SetEnabled(false)
	first, _ := m.Short(Members)
	for _, k := range first {
		if b := k.Binding; b.Help().Desc == "deafen" || b.Help().Desc == "remove" {
			t.Errorf("%s is shown", b.Help().Desc)
		}
	}
}

func TestDisplay(t *testing.T) {
	for k, want := range map[string]string{
		"m": "m", " ": "Space", "+": "+", "ctrl+d": "Ctrl-D", "shift+tab": "Shift-Tab",
		"alt+ ": "Alt-Space", "up": "Up", "alt++": "Alt-+", "pgdown": "PgDn", "f8": "F8",
	} {
		if got := Display(k); got != want {
			t.Errorf("%q: got %q, want %q", k, got, want)
		}
	}
}

func TestMarkdownHoldsEveryKey(t *testing.T) {
	m := Default()
	table := m.Markdown()
	for r := range m.rows() {
		if !strings.Contains(table, "| "+r.text+" |") {
			t.Errorf("%s is missing", r.name)
		}
	}
	for _, want := range []string{"| `k` `Up` | previous row |", "| `Space` | mark, and move to the next row |", "| `Ctrl-C` |"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
}

func TestNamesAreSorted(t *testing.T) {
	if !slices.IsSorted(Names()) || len(Names()) != reflect.TypeFor[Map]().NumField() {
		t.Errorf("got %v", Names())
	}
}

// TestKeysOfOtherKeyboards: a key that needs Shift or AltGr on some keyboard has a function key, too.
func TestKeysOfOtherKeyboards(t *testing.T) {
	t.Parallel()
	isF := func(k string) bool { return len(k) > 1 && k[0] == 'f' && k[1] >= '1' && k[1] <= '9' }
	used := map[string]string{}
	m := Default()
	for _, name := range []string{"floor-menu", "protect", "next-talker", "scenes", "prev-room", "next-room", "macros"} {
		k, ok := m.Named(name)
		if !ok {
			t.Fatalf("there is no binding %s", name)
		}
		keys := k.Binding.Keys()
		at := slices.IndexFunc(keys, isF)
		if at < 0 {
			t.Errorf("%s has no function key: %v", name, keys)
			continue
		}
		if other := used[keys[at]]; other != "" {
			t.Errorf("%s is the key of %s and of %s", keys[at], other, name)
		}
		used[keys[at]] = name
	}
}
