package ui

import (
	"image/color"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/term"
	"gavel/ui/text"
	"gavel/ui/uitest"
)

// The colours follow the background that the terminal reports, unless the user has chosen a theme.
func TestColoursFollowTheTerminal(t *testing.T) {
	named := func(dark bool) *theme.Theme {
		name := map[bool]string{true: "dark", false: "light"}[dark]
		th, err := theme.ByName(name, theme.TrueColor)
		if err != nil {
			t.Fatal(err)
		}
		return th
	}
	s := newScreenWith(t, 120, 36, uitest.SmallRoom(), named(true))
	before := s.m.View()
	s.send(term.Input{Msgs: []tea.Msg{term.Background{Color: color.White}}})
	if s.m.View() != before {
		t.Error("the theme that was chosen has changed")
	}
	s.m.o.ThemeFor = named
	s.send(term.Input{Msgs: []tea.Msg{term.Background{Color: color.White}}})
	want := newScreenWith(t, 120, 36, uitest.SmallRoom(), named(false))
	if got, want := s.m.View(), want.m.View(); got != want {
		t.Errorf("on white, the screen is not the light one:\n%s\n%s", got, want)
	}
	s.send(term.Input{Msgs: []tea.Msg{term.Background{Color: color.Black}}})
	if s.m.View() != before {
		t.Error("on black, the screen is not the dark one")
	}
}

// A terminal that draws ambiguous letters in two cells keeps its columns: lines and signs are of ASCII, and every other
// such letter counts two.
func TestField_D6_WideAmbiguousLettersKeepTheColumns(t *testing.T) {
	defer text.SetAmbiguousWide(false)
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
		text.SetAmbiguousWide(false)
		s := newScreen(t, size[0], size[1])
		s.edit("m2", func(m *video.Member) { m.Name = "Иван Ω ±α" })
		glass := &fakeGlass{}
		s.m.glass = glass
		s.send(term.Input{Msgs: []tea.Msg{term.Ambiguous{}}})
		if glass.repaints == 0 {
			t.Errorf("%v: what was painted before stays in the wrong cells", size)
		}
		for key := range strings.FieldsSeq("1 2 3 4 5 6 1 x esc l esc ? esc : esc") {
			s.press(key)
			for y, line := range s.lines() {
				if strings.ContainsAny(line, "│╭╮╰╯─●○▎") {
					t.Fatalf("%v, %s: line %d holds a sign of two cells: %q", size, key, y, line)
				}
				if w := draw.Width(line); w > size[0] {
					t.Fatalf("%v, %s: line %d has %d cells: %q", size, key, y, w, line)
				}
			}
		}
		if got := text.Width("Иван"); got != 8 {
			t.Errorf("Иван takes %d cells, want 8", got)
		}
		s.press("1")
		s.wantText("Иван")
	}
}
