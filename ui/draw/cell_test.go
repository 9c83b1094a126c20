package draw

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"gavel/theme"
)

func TestWidthEqualsSlowWidth(t *testing.T) {
	for r := rune(0x2500); r <= 0x25bf; r++ {
		if Width(string(r)) != ansi.StringWidth(string(r)) {
			t.Errorf("%U: %d cells, want %d", r, Width(string(r)), ansi.StringWidth(string(r)))
		}
	}
	pieces := []string{
		"a", " ", "│", "╭──╮", "▇", "\x1b[31m", "\x1b[0m", "\x1b[38;2;1;2;3m", "花", "e\u0301", "─\u0301", "●", "…", "👍",
		"\u200d", "⚑",
	}
	rapid.Check(t, func(r *rapid.T) {
		line := strings.Join(rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(r, "line"), "")
		if got, want := Width(line), ansi.StringWidth(line); got != want {
			r.Fatalf("%q: %d cells, want %d", line, got, want)
		}
	})
}

func TestFit(t *testing.T) {
	tests := []struct {
		name, line string
		w          int
		want       string
	}{
		{"pads", "ab", 4, "ab  "},
		{"cuts", "abcdef", 4, "abc…"},
		{"exact", "abcd", 4, "abcd"},
		{"nothing", "abcd", 0, ""},
		{"wide at the edge", "花花花", 4, "花… "},
		{"painted", "\x1b[1mabcdef\x1b[0m", 4, "\x1b[1mabc…\x1b[0m"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Fit(test.line, test.w); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if got := FitRight("ab", 4); got != "  ab" {
		t.Errorf("fitRight: %q", got)
	}
	if got := Spread("left", "right", 12); got != "left   right" {
		t.Errorf("spread: %q", got)
	}
	if got := Spread("left", "right", 8); got != "left    " {
		t.Errorf("spread without room: %q", got)
	}
}

func TestOverlayKeepsWidth(t *testing.T) {
	base := []string{"0123456789", "花花花花花", "\x1b[1mabcdefghij\x1b[0m"}
	for x := -3; x < 12; x++ {
		for i, line := range Overlay(base, []string{"###", "###", "###", "###"}, x, 0) {
			if got := ansi.StringWidth(line); got != 10 {
				t.Errorf("at %d line %d has %d cells: %q", x, i, got, line)
			}
		}
	}
}

func TestBoxHasExactSize(t *testing.T) {
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	s := Frame{Box: th.Glyphs.Round}
	for w := range 40 {
		for h := range 6 {
			for _, title := range []string{"", "Title", "花花花花花花花花花花花花"} {
				lines := Box(title, []string{"x", "花花花花花花花花花花花花花花花花花花花花花花"}, w, h, s)
				if len(lines) != h {
					t.Errorf("%s %d×%d: %d lines", title, w, h, len(lines))
				}
				for i, line := range lines {
					if got := ansi.StringWidth(line); got != w {
						t.Errorf("%s %d×%d: line %d has %d cells: %q", title, w, h, i, got, line)
					}
				}
			}
		}
	}
}
