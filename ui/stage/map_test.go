package stage

import (
	"strconv"
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
)

// grid returns the layers of a canvas of columns by rows boxes.
func grid(columns, rows int) []video.Layer {
	var layers []video.Layer
	w, h := 100/float64(columns), 100/float64(rows)
	for i := range columns * rows {
		layers = append(layers, video.Layer{
			Index: i, X: float64(i%columns) * w, Y: float64(i/columns) * h, Width: w, Height: h,
			Position: video.Standard(i + 1),
		})
	}
	return layers
}

func mapLines(t *testing.T, m *Map, faces []Face, chosen int) []string {
	t.Helper()
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	lines := m.Lines(th, faces, func(layer int) string { return strconv.Itoa(layer + 1) }, chosen, false)
	if len(lines) != m.h {
		t.Errorf("%d lines, want %d", len(lines), m.h)
	}
	for i, line := range lines {
		if draw.Width(line) != m.w {
			t.Errorf("line %d has %d cells, want %d: %q", i, draw.Width(line), m.w, line)
		}
	}
	return lines
}

func TestMap(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		layers []video.Layer
		w, h   int
		want   []string // the start of each line; nil: no map
	}{
		"few boxes":        {grid(5, 5), 80, 20, nil},
		"no room":          {grid(6, 6), 1, 20, nil},
		"in its columns":   {grid(6, 5), 30, 8, []string{"·  1 ·  2 ·  3", "·  7 ·  8"}},
		"signs only":       {grid(10, 10), 22, 10, []string{"· · · · · · · · · ·"}},
		"too low: in rows": {grid(3, 12), 40, 6, []string{"· 1 · 2 · 3 · 4 · 5 · 6 · 7 · 8 · 9 ·10", "·11"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := NewMap(c.layers, nil, c.w, c.h)
			if (m == nil) != (c.want == nil) {
				t.Fatalf("got a map: %v", m != nil)
			}
			if m == nil {
				return
			}
			got := mapLines(t, m, make([]Face, len(c.layers)), None)
			for i, want := range c.want {
				if !strings.HasPrefix(got[i], want) {
					t.Errorf("line %d is %q, want %q at its start", i, got[i], want)
				}
			}
		})
	}
}

// Each cell of a box belongs to it; in a map that is too high for its place, the chosen box is in view.
func TestMapAt(t *testing.T) {
	t.Parallel()
	for _, layers := range [][]video.Layer{grid(6, 5), grid(10, 10), grid(3, 12), append(grid(6, 6), video.Layer{X: 30, Y: 30, Width: 40, Height: 40})} {
		for _, size := range [][2]int{{60, 12}, {24, 6}, {9, 3}} {
			m := NewMap(layers, nil, size[0], size[1])
			for chosen := range layers {
				mapLines(t, m, make([]Face, len(layers)), chosen)
				found := false
				for y := range size[1] {
					for x := range size[0] {
						found = found || m.At(x, y) == chosen
					}
				}
				if !found {
					t.Fatalf("%v: box %d is not in view", size, chosen)
				}
			}
		}
	}
}

func TestMapSigns(t *testing.T) {
	t.Parallel()
	faces := make([]Face, 30)
	faces[0] = Face{Name: "Ann", Known: true, Talks: true, Hand: true}
	faces[1] = Face{Name: "Ben", Known: true, Hand: true, Muted: true}
	faces[2] = Face{Name: "Cem", Known: true, Muted: true}
	faces[3] = Face{Name: "Dan", Known: true}
	got := mapLines(t, NewMap(grid(6, 5), nil, 30, 8), faces, None)[0]
	if want := "●  1 ⚑  2 ✗  3 ○  4 ·  5 ·  6"; strings.TrimSpace(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
