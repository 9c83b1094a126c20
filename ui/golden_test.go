package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"gavel/theme"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a screen with the one that a person has looked at.
func golden(t *testing.T, name, got string) {
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

func trimEnds(frame string) string {
	lines := strings.Split(frame, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func TestGoldenScreens(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}, {60, 15}, {59, 15}} {
		for _, state := range []struct{ name, keys string }{
			{"people", "j"}, {"marked", "space space f f f"}, {"remove", "j x"},
		} {
			t.Run(fmt.Sprintf("%s-%dx%d", state.name, size[0], size[1]), func(t *testing.T) {
				s := newScreen(t, size[0], size[1])
				s.press(state.keys)
				golden(t, fmt.Sprintf("%s-%dx%d", state.name, size[0], size[1]), trimEnds(s.m.View()))
			})
		}
	}
}

func TestGoldenColours(t *testing.T) {
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	s := newScreenWith(t, 120, 36, smallRoom(), th)
	s.press("j")
	golden(t, "people-120x36-dark", strings.ReplaceAll(s.m.View(), "\x1b", "␛"))
}

func TestASCIIScreensHoldNothingElse(t *testing.T) {
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range [][2]int{{80, 24}, {120, 36}, {40, 10}} {
		s := newScreenWith(t, size[0], size[1], smallRoom(), th.WithASCII())
		s.press("a x")
		frame := s.m.View()
		checkFrame(t, frame, size[0], size[1])
		for _, r := range frame {
			if r > unicode.MaxASCII {
				t.Fatalf("%U is on the screen:\n%s", r, frame)
			}
		}
	}
}
