package theme

import (
	"strings"
	"testing"
)

func TestParseSpec(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, on, fault string }{
		{"colour", "red", "\x1b[31m", ""},
		{"bright", "bright-red", "\x1b[91m", ""},
		{"attributes", "bold underline", "\x1b[1;4;4m", ""},
		{"number", "208", "\x1b[38;5;208m", ""},
		{"hex", "#ff8700", "\x1b[38;2;255;135;0m", ""},
		{"upper case", "BOLD #FF8700", "\x1b[1;38;2;255;135;0m", ""},
		{"background", "white on 24", "\x1b[37;48;5;24m", ""},
		{"background alone", "on 24", "\x1b[48;5;24m", ""},
		{"empty", " ", "", "is empty"},
		{"unknown word", "pink", "", `has the word "pink"`},
		{"number too large", "256", "", `has the word "256"`},
		{"short hex", "#fff", "", `has the word "#fff"`},
		{"bad hex", "#gggggg", "", `has the word "#gggggg"`},
		{"signed hex", "#+12345", "", `has the word "#+12345"`},
		{"two colours", "red blue", "", `second colour, "blue"`},
		{"two backgrounds", "red on blue on green", "", `has the word "on"`},
		{"background missing", "red on", "", `has the word "on"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			spec, err := ParseSpec(test.text)
			if test.fault != "" {
				if err == nil || !strings.Contains(err.Error(), test.fault) {
					t.Fatalf("got %v, want %q", err, test.fault)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := spec.paint(newKit(TrueColor), true).On(); got != test.on {
				t.Errorf("got %q, want %q", got, test.on)
			}
		})
	}
}

func TestWithReplacesNamedPaints(t *testing.T) {
	t.Parallel()
	spec, err := ParseSpec("bold red")
	if err != nil {
		t.Fatal(err)
	}
	chosen := map[string]Spec{"talking": spec, "cursor-bar": spec, "nonsense": spec}
	for theme, want := range map[string]string{"dark": "\x1b[1;31m", "mono": "\x1b[1m"} {
		th, err := ByName(theme, TrueColor)
		if err != nil {
			t.Fatal(err)
		}
		mine := th.With(chosen, TrueColor)
		if mine.Talking.On() != want || mine.CursorBar.On() != want {
			t.Errorf("%s: got %q and %q, want %q", theme, mine.Talking.On(), mine.CursorBar.On(), want)
		}
		if mine.Hand != th.Hand || mine.Name != th.Name {
			t.Errorf("%s: another paint has changed", theme)
		}
	}
}

func TestPaintNames(t *testing.T) {
	t.Parallel()
	names := strings.Join(PaintNames(), " ")
	for _, want := range []string{"text dim strong", "cursor-blurred cursor-bar", "bar-empty"} {
		if !strings.Contains(names, want) {
			t.Errorf("no %q in %s", want, names)
		}
	}
}
