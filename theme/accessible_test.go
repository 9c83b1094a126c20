package theme

import (
	"image/color"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// deficiencies simulate, in linear RGB, how people without one kind of cones see colours. Source: Machado, Oliveira and
// Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009, severity 1.0.
var deficiencies = map[string][3][3]float64{
	"none":         {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// leastApart is the distance in CIELAB from which colours of words differ at a glance; 2.3 can just be seen.
const leastApart = 11

// TestColourBlindThemesTellStatesApart computes how far apart the states are for people who see fewer colours. The dark
// theme fails it, with talking and hands; therefore colour-blind themes exist.
func TestColourBlindThemesTellStatesApart(t *testing.T) {
	t.Parallel()
	for name, own := range map[string]string{"colour-blind": "#ffffff", "colour-blind-light": "#000000"} {
		for _, profile := range []Profile{TrueColor, ANSI256} {
			th, err := ByName(name, profile)
			if err != nil {
				t.Fatal(err)
			}
			for _, pair := range tooClose(th, own) {
				t.Errorf("%s %s: %s", name, profile.Name(), pair)
			}
		}
	}
	dark, err := ByName("dark", TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	if len(tooClose(dark, "#ffffff")) == 0 {
		t.Error("this test finds nothing in the dark theme: mend it")
	}
}

// tooClose returns the pairs of states that look alike with one of the deficiencies. own is the terminal's text colour.
func tooClose(th *Theme, own string) []string {
	states := map[string]Paint{
		"text": th.Text, "talking": th.Talking, "warn": th.Warn, "bad": th.Bad, "busy": th.Busy, "hand": th.Hand,
		"muted": th.Muted, "marked": th.Marked,
	}
	var pairs []string
	names := slices.Sorted(maps.Keys(states))
	for kind, matrix := range deficiencies {
		for i, a := range names {
			for _, b := range names[i+1:] {
				x, y := seen(foreground(states[a], own), matrix), seen(foreground(states[b], own), matrix)
				if d := math.Sqrt(square(x[0]-y[0]) + square(x[1]-y[1]) + square(x[2]-y[2])); d < leastApart {
					pairs = append(pairs, a+" looks like "+b+" with "+kind)
				}
			}
		}
	}
	return pairs
}

func square(x float64) float64 { return x * x }

// foreground returns the colour of a paint's letters.
func foreground(p Paint, own string) color.Color {
	_, params, ok := strings.Cut(p.On(), "38;")
	if !ok {
		return ansi.XParseColor(own)
	}
	fields := strings.FieldsFunc(params, func(r rune) bool { return r == ';' || r == 'm' })
	if fields[0] == "5" {
		return ansi.IndexedColor(number(fields[1]))
	}
	return color.RGBA{R: uint8(number(fields[1])), G: uint8(number(fields[2])), B: uint8(number(fields[3])), A: 255}
}

// seen returns a colour in CIELAB as it appears with a deficiency.
func seen(c color.Color, matrix [3][3]float64) [3]float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 { return luminance(color.Gray16{Y: uint16(v)}) }
	in := [3]float64{linear(r), linear(g), linear(b)}
	var out [3]float64
	for i, row := range matrix {
		out[i] = min(1, max(0, row[0]*in[0]+row[1]*in[1]+row[2]*in[2]))
	}
	f := func(t float64) float64 {
		if t > 0.008856 {
			return math.Cbrt(t)
		}
		return 7.787*t + 16.0/116
	}
	x := f((0.4124*out[0] + 0.3576*out[1] + 0.1805*out[2]) / 0.9505)
	y := f(0.2126*out[0] + 0.7152*out[1] + 0.0722*out[2])
	z := f((0.0193*out[0] + 0.1192*out[1] + 0.9505*out[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}
