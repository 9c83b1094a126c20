package uitest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"gavel/ui/draw"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Golden compares a screen with its reviewed golden file.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got+"\n" != string(want) {
		t.Errorf("%s differs; look at it and run with -update. Got:\n%s", path, got)
	}
}

// TrimEnds removes blanks at the ends of lines.
func TrimEnds(frame string) string {
	lines := strings.Split(frame, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// CheckFrame checks that a frame fills the screen exactly, and that nothing in it is a control character.
func CheckFrame(t testing.TB, frame string, w, h int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Fatalf("%d×%d: %d lines", w, h, len(lines))
	}
	for i, line := range lines {
		if got := ansi.StringWidth(line); got > w {
			t.Errorf("%d×%d: line %d has %d cells: %q", w, h, i, got, line)
		}
		for _, r := range ansi.Strip(draw.WithoutCursor(line)) {
			if unicode.IsControl(r) {
				t.Errorf("%d×%d: line %d holds %U", w, h, i, r)
			}
		}
	}
}

// CheckBlock fails the test unless lines are h lines of w cells.
func CheckBlock(t *testing.T, what string, lines []string, w, h int) {
	t.Helper()
	if len(lines) != h {
		t.Errorf("%s %d×%d: %d lines", what, w, h, len(lines))
	}
	for i, line := range lines {
		if got := ansi.StringWidth(line); got != w {
			t.Errorf("%s %d×%d: line %d has %d cells: %q", what, w, h, i, got, line)
		}
	}
}

// Hostile is a name that tries to set a colour, write the clipboard, reverse the direction and end the line.
const Hostile = "\x1b[31mEve\x1b]52;c;aGk=\a\u202e\u2028\u009b2J\nroot"

// WantHarmless fails the test for every character that a terminal would obey.
func WantHarmless(t testing.TB, out string) {
	t.Helper()
	for _, r := range out {
		if r < ' ' && r != '\n' || r >= 0x7f && r <= 0x9f || strings.ContainsRune("\u061c\u200e\u200f\u2028\u2029", r) ||
			r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			t.Errorf("%U in %q", r, out)
		}
	}
}
