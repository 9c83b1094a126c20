package theme

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
)

func TestByNameRejectsUnknownNames(t *testing.T) {
	_, err := ByName("solarised", TrueColor)
	if err == nil || !strings.Contains(err.Error(), "dark, light, high-contrast") {
		t.Errorf("got %v, want the names that are allowed", err)
	}
}

// These paints must differ at a glance, in every theme and colour depth.
func TestStatesLookDifferent(t *testing.T) {
	for _, name := range []string{"dark", "light", "high-contrast", "high-contrast-light", "colour-blind", "terminal"} {
		for _, profile := range []Profile{TrueColor, ANSI256, ANSI16} {
			if profile == ANSI16 && strings.HasPrefix(name, "high-contrast") {
				continue // has no colours there, and glyphs and words tell the states apart
			}
			th, err := ByName(name, profile)
			if err != nil {
				t.Fatal(err)
			}
			states := map[string]Paint{
				"text": th.Text, "talking": th.Talking, "warn": th.Warn, "bad": th.Bad, "busy": th.Busy,
				"hand": th.Hand, "muted": th.Muted, "marked": th.Marked, "cursor": th.Cursor, "strong": th.Strong,
			}
			seen := map[Paint]string{}
			for state, paint := range states {
				if other, ok := seen[paint]; ok {
					t.Errorf("%s %s: %s looks like %s", name, profile.Name(), state, other)
				}
				seen[paint] = state
			}
		}
	}
}

func TestMonoHasNoColour(t *testing.T) {
	th, err := ByName("mono", TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	for field, paint := range paints(th) {
		for parameter := range strings.SplitSeq(strings.Trim(paint.On(), "\x1b[m"), ";") {
			if len(parameter) > 1 { // 30 to 107 are colours, 1 to 7 attributes
				t.Errorf("%s sets a colour: %q", field, paint.On())
			}
		}
	}
}

func TestPlainWritesNoEscapes(t *testing.T) {
	for _, name := range Names() {
		th, err := ByName(name, Plain)
		if err != nil {
			t.Fatal(err)
		}
		for field, paint := range paints(th) {
			if paint.On() != "" || paint.Off() != "" {
				t.Errorf("%s %s: %+v", name, field, paint)
			}
		}
	}
}

// glyphs returns every string of a Glyphs by the path of its field.
func glyphs(v reflect.Value, path string, out map[string]string) map[string]string {
	switch v.Kind() {
	case reflect.String:
		out[path] = v.String()
	case reflect.Struct:
		for i := range v.NumField() {
			glyphs(v.Field(i), path+"."+v.Type().Field(i).Name, out)
		}
	case reflect.Slice:
		for i := range v.Len() {
			glyphs(v.Index(i), path, out)
			if v.Len() < 2 {
				out[path] = ""
			}
		}
	}
	return out
}

func TestGlyphsAreOneCellWide(t *testing.T) {
	for set, g := range map[string]Glyphs{"unicode": unicodeGlyphs(), "ascii": asciiGlyphs()} {
		for field, glyph := range glyphs(reflect.ValueOf(g), set, map[string]string{}) {
			if ansi.StringWidth(glyph) != 1 || uniseg.StringWidth(glyph) != 1 || len([]rune(glyph)) != 1 {
				t.Errorf("%s: %q is not one cell", field, glyph)
			}
			if set == "ascii" && glyph[0] > unicode.MaxASCII {
				t.Errorf("%s: %q is not ASCII", field, glyph)
			}
		}
	}
}

func TestDetect(t *testing.T) {
	tests := []struct {
		name      string
		env       string
		wantTheme string
		wantASCII bool
		profile   Profile
	}{
		{"usual", "TERM=xterm-256color LANG=en_US.UTF-8", "dark", false, ANSI256},
		{"true colour", "TERM=xterm-256color COLORTERM=truecolor LANG=C.utf8", "dark", false, TrueColor},
		{"kitty by name", "TERM=xterm-kitty LANG=C.UTF-8", "dark", false, TrueColor},
		{"light", "TERM=xterm COLORFGBG=0;15 LANG=C.UTF-8", "light", false, ANSI16},
		{"light with three fields", "TERM=rxvt COLORFGBG=0;default;15 LANG=C.UTF-8", "light", false, ANSI16},
		{"dark by COLORFGBG", "TERM=xterm COLORFGBG=15;0 LANG=C.UTF-8", "dark", false, ANSI16},
		{"bright black is dark", "TERM=xterm COLORFGBG=7;8 LANG=C.UTF-8", "dark", false, ANSI16},
		{"nonsense in COLORFGBG", "TERM=xterm COLORFGBG=x LANG=C.UTF-8", "dark", false, ANSI16},
		{"no colour", "TERM=xterm-256color NO_COLOR=1 LANG=C.UTF-8", "mono", false, ANSI256},
		{"monochrome terminal", "TERM=xterm-m LANG=C.UTF-8", "mono", false, ANSI16},
		{"dumb", "TERM=dumb LANG=C.UTF-8", "mono", false, Plain},
		{"nothing set", "", "mono", true, Plain},
		{"C locale", "TERM=linux LANG=C", "dark", true, ANSI16},
		{"LC_ALL wins", "TERM=linux LC_ALL=POSIX LANG=en_US.UTF-8", "dark", true, ANSI16},
		{"LC_CTYPE before LANG", "TERM=linux LC_CTYPE=UTF-8 LANG=C", "dark", false, ANSI16},
		{"latin-1", "TERM=linux LANG=de_DE.ISO-8859-1", "dark", true, ANSI16},
		{"screen", "TERM=screen-256color COLORTERM=truecolor LANG=C.UTF-8", "dark", false, ANSI256},
		{"tmux", "TERM=tmux LANG=C.UTF-8", "dark", false, ANSI256},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			getenv := environment(test.env)
			name, ascii := Detect(getenv)
			if name != test.wantTheme || ascii != test.wantASCII {
				t.Errorf("got %s %v, want %s %v", name, ascii, test.wantTheme, test.wantASCII)
			}
			if got := DetectProfile(getenv); got != test.profile {
				t.Errorf("got %s, want %s", got.Name(), test.profile.Name())
			}
		})
	}
}

func TestFromEnv(t *testing.T) {
	tests := []struct {
		name, ask, env, want string
		ascii                bool
	}{
		{"auto", "auto", "TERM=xterm COLORFGBG=0;15 LANG=C.UTF-8", "light", false},
		{"empty is auto", "", "TERM=xterm LANG=C.UTF-8", "dark", false},
		{"by name", "light", "TERM=xterm LANG=C", "light", true},
		{"follows a light background", "high-contrast", "TERM=xterm COLORFGBG=0;15 LANG=C.UTF-8", "high-contrast-light", false},
		{"follows a dark background", "colour-blind", "TERM=xterm COLORFGBG=15;0 LANG=C.UTF-8", "colour-blind", false},
		{"chosen for light", "colour-blind-light", "TERM=xterm LANG=C.UTF-8", "colour-blind-light", false},
		{"NO_COLOR wins", "light", "TERM=xterm NO_COLOR=1 LANG=C.UTF-8", "mono", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			th, err := FromEnv(test.ask, environment(test.env))
			if err != nil || th.Name != test.want {
				t.Fatalf("got %q, %v; want %q", th.Name, err, test.want)
			}
			if got := th.Glyphs.Round.TopLeft == "+"; got != test.ascii {
				t.Errorf("ASCII is %v, want %v", got, test.ascii)
			}
		})
	}
	if _, err := FromEnv("sepia", environment("TERM=xterm NO_COLOR=1")); err == nil {
		t.Error("an unknown name must be refused even when NO_COLOR overrides it")
	}
}

func environment(pairs string) func(string) string {
	values := map[string]string{}
	for pair := range strings.FieldsSeq(pairs) {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	return func(name string) string { return values[name] }
}

// A row with its own background needs its own foreground, because the terminal's text may be as light, or as dark, as
// that background.
func TestBackgroundsSetForeground(t *testing.T) {
	for _, name := range []string{"dark", "light", "high-contrast", "high-contrast-light", "colour-blind"} {
		for _, profile := range []Profile{TrueColor, ANSI256} {
			th, err := ByName(name, profile)
			if err != nil {
				t.Fatal(err)
			}
			for field, p := range paints(th) {
				if strings.Contains(p.On(), "48;") && !strings.Contains(p.On(), "38;") {
					t.Errorf("%s %s %s: %q has no foreground", name, profile.Name(), field, p.On())
				}
			}
		}
	}
}
