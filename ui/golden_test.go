package ui

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"gavel/theme"
	"gavel/ui/uitest"
)

func TestGoldenScreens(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {100, 30}, {120, 36}, {160, 45}, {200, 60}, {60, 15}, {59, 15}} {
		for _, state := range []struct{ name, keys string }{
			{"people", "j"}, {"marked", "space space f f f"}, {"remove", "j x"},
		} {
			t.Run(fmt.Sprintf("%s-%dx%d", state.name, size[0], size[1]), func(t *testing.T) {
				s := newScreen(t, size[0], size[1])
				s.press(state.keys)
				uitest.Golden(t, fmt.Sprintf("%s-%dx%d", state.name, size[0], size[1]), uitest.TrimEnds(s.m.View()))
			})
		}
	}
}

func TestGoldenColours(t *testing.T) {
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	s := newScreenWith(t, 120, 36, uitest.SmallRoom(), th)
	s.press("j")
	uitest.Golden(t, "people-120x36-dark", strings.ReplaceAll(s.m.View(), "\x1b", "␛"))
}

func TestASCIIScreensHoldOnlyASCII(t *testing.T) {
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range [][2]int{{80, 24}, {120, 36}, {40, 10}} {
		s := newScreenWith(t, size[0], size[1], uitest.SmallRoom(), th.WithASCII())
		s.press("a x")
		frame := s.m.View()
		uitest.CheckFrame(t, frame, size[0], size[1])
		for _, r := range frame {
			if r > unicode.MaxASCII {
				t.Fatalf("%U is on the screen:\n%s", r, frame)
			}
		}
	}
}
