package theme

import (
	"fmt"
	"image/color"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// decoration are the paints without words or signs of their own: frames, the empty part of a meter, and the screen
// behind a dialog, which is not read while the dialog is open.
var decoration = map[string]bool{"Border": true, "BarEmpty": true, "Shade": true}

// The backgrounds that a theme may be on.
var (
	darkGrounds  = []string{"#000000", "#1e1e1e", "#2e3440"}
	lightGrounds = []string{"#ffffff", "#f5f5f5"}
	// bothGrounds are for the 16 colours. Their shades and the background are unknown, so the test uses xterm's shades.
	bothGrounds = []string{"#000000", "#ffffff"}
)

// legible has, by theme, the backgrounds and the contrast that words need on them, as WCAG 2.1 computes it: 4.5 to 1,
// with high contrast 7 to 1, and 3 to 1 where the shades are the terminal's.
var legible = map[string]struct {
	grounds []string
	least   float64
}{
	"dark":                {darkGrounds, 4.5},
	"light":               {lightGrounds, 4.5},
	"high-contrast":       {darkGrounds, 7},
	"high-contrast-light": {lightGrounds, 7},
	"colour-blind":        {darkGrounds, 4.5},
	"colour-blind-light":  {lightGrounds, 4.5},
	"terminal":            {bothGrounds, 3},
}

// TestField_D5_Contrast computes the contrast of every named paint on its background.
func TestField_D5_Contrast(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		if name == "mono" {
			continue // has the terminal's own colours
		}
		for _, profile := range []Profile{TrueColor, ANSI256, ANSI16} {
			t.Run(name+" "+profile.Name(), func(t *testing.T) {
				th, err := ByName(name, profile)
				if err != nil {
					t.Fatal(err)
				}
				backgrounds, least := legible[name].grounds, legible[name].least
				if profile == ANSI16 {
					backgrounds, least = bothGrounds, 3
				}
				all := paints(th)
				for _, field := range slices.Sorted(maps.Keys(all)) {
					if decoration[field] {
						continue
					}
					for _, ground := range backgrounds {
						if got := contrastOf(t, all[field], ground); got < least {
							t.Errorf("%s on %s: %.2f to 1, at least %v", field, ground, got, least)
						}
					}
				}
				for row, on := range map[string]Paint{"Cursor": th.Cursor, "CursorBlurred": th.CursorBlurred} {
					for _, field := range []string{"Dim", "Talking", "Hand", "Muted", "Warn", "Busy", "Marked"} {
						if got := contrastOf(t, all[field].Over(on), backgrounds[0]); got < least {
							t.Errorf("%s over %s: %.2f to 1, at least %v", field, row, got, least)
						}
					}
				}
			})
		}
	}
}

// contrastOf returns the contrast of a paint on a background, or on the paint's own background if it has one.
func contrastOf(t *testing.T, p Paint, ground string) float64 {
	t.Helper()
	bg := ansi.XParseColor(ground)
	fg := color.Color(color.White) // the terminal's own
	if luminance(bg) > 0.5 {
		fg = color.Black
	}
	for seq := range strings.SplitSeq(strings.TrimSuffix(p.On(), "m"), "m") {
		params := strings.Split(strings.TrimPrefix(seq, "\x1b["), ";")
		for i := 0; i < len(params); i++ {
			n, _ := strconv.Atoi(params[i])
			switch {
			case n == 7:
				fg, bg = bg, fg
			case n >= 30 && n <= 37:
				fg = ansi.BasicColor(n - 30)
			case n >= 90 && n <= 97:
				fg = ansi.BasicColor(n - 90 + 8)
			case n >= 40 && n <= 47:
				bg = ansi.BasicColor(n - 40)
			case n >= 100 && n <= 107:
				bg = ansi.BasicColor(n - 100 + 8)
			case n == 38 || n == 48:
				var c color.Color
				if params[i+1] == "5" {
					k, _ := strconv.Atoi(params[i+2])
					c = ansi.IndexedColor(k)
					i += 2
				} else {
					c = ansi.XParseColor(fmt.Sprintf("rgb:%02x/%02x/%02x", number(params[i+2]), number(params[i+3]), number(params[i+4])))
					i += 4
				}
				if n == 38 {
					fg = c
				} else {
					bg = c
				}
			}
		}
	}
	a, b := luminance(fg), luminance(bg)
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// xterm16 are xterm's own 16 colours.
var xterm16 = [16]string{
	"#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
	"#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff",
}

// luminance returns the brightness of a colour, from 0 to 1.
func luminance(c color.Color) float64 {
	if basic, ok := c.(ansi.BasicColor); ok {
		c = ansi.XParseColor(xterm16[basic])
	}
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
