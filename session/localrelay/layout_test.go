package localrelay

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
)

// table is the geometry of PROTOCOL.md section 14 in its own units: "x,y,size position" for each slot. Plain grids are
// checked by formula.
var table = map[string][]string{
	"1x1":     {"0,0,360 standard-1"},
	"2x1":     {"0,90,180 standard-1", "180,90,180 standard-2"},
	"1x1+2x1": {"90,0,180 standard-1", "0,180,180 standard-2", "180,180,180 standard-3"},
	"5up": {
		"0,0,120 standard-1", "240,0,120 standard-2", "120,120,120 standard-3", "0,240,120 standard-4",
		"240,240,120 standard-5",
	},
	"presenter-dual-horizontal": {"0,90,180 standard-1", "180,90,180 reserved-1"},
	"full-screen":               {"0,0,360 reserved-1"},
	"screen-share": {
		"0,0,360 standard-1", "300,0,60 reserved-1", "0,0,60 reserved-2", "300,300,60 reserved-3", "0,300,60 reserved-4",
		"240,0,120 reserved-5", "0,0,120 reserved-6", "240,240,120 reserved-7", "0,240,120 reserved-8",
	},
}

// highlightTable holds the shapes of highlight-1-responsive by their small slots, with some of these by number.
var highlightTable = []struct {
	small, large, size int
	some               map[int]string
}{
	{5, 240, 120, map[int]string{1: "240,0", 2: "240,120", 3: "0,240", 4: "120,240", 5: "240,240"}},
	{7, 270, 90, map[int]string{1: "270,0", 2: "270,90", 3: "270,180", 4: "0,270", 5: "90,270", 6: "180,270", 7: "270,270"}},
	{9, 288, 72, map[int]string{1: "288,0", 2: "288,72", 4: "288,216", 5: "0,288", 6: "72,288", 9: "288,288"}},
	{16, 216, 72, map[int]string{
		1: "216,0", 2: "288,0", 3: "216,72", 6: "288,144", 7: "0,216", 11: "288,216", 12: "0,288", 16: "288,288",
	}},
	{27, 180, 60, map[int]string{1: "180,0", 3: "300,0", 4: "180,60", 9: "300,120", 10: "0,180", 16: "0,240", 27: "300,300"}},
	{48, 180, 45, map[int]string{1: "180,0", 4: "315,0", 5: "180,45", 16: "315,135", 17: "0,180", 25: "0,225", 48: "315,315"}},
}

// written returns a slot in the form of the table.
func written(s slot) string {
	unit := func(percent float64) float64 { return math.Round(percent*canvas*1e6/whole) / 1e6 }
	return fmt.Sprintf("%v,%v,%v %s", unit(s.x), unit(s.y), unit(s.size), s.position)
}

func TestGeometryMatchesTable(t *testing.T) {
	t.Parallel()
	table := maps.Clone(table)
	for _, n := range []int{2, 3, 4, 5, 6, 8, 10, 15} {
		name := fmt.Sprintf("%dx%d", n, n)
		for i := range n * n {
			size := 360 / n
			table[name] = append(table[name], fmt.Sprintf("%d,%d,%d standard-%d", i%n*size, i/n*size, size, i+1))
		}
	}
	for name, want := range table {
		var got []string
		for _, s := range slots(name, 3) {
			got = append(got, written(s))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %v\nwant %v", name, got, want)
		}
	}
	for _, name := range layoutNames { // those of the reference and the two others that are listed
		responsive := strings.HasSuffix(name, "-responsive") || name == "grid-responsive-mobile"
		if table[name] == nil && !responsive {
			t.Errorf("%s is not checked", name)
		}
	}
}

func TestGeometryOfHighlightLayout(t *testing.T) {
	t.Parallel()
	for _, test := range highlightTable {
		got := slots("highlight-1-responsive", test.small)
		if len(got) != 1+test.small+2 {
			t.Fatalf("+%d has %d slots", test.small, len(got))
		}
		if w, want := written(got[0]), fmt.Sprintf("0,0,%d reserved-1", test.large); w != want {
			t.Errorf("+%d: got %s, want %s", test.small, w, want)
		}
		for i, corner := range test.some {
			want := fmt.Sprintf("%s,%d standard-%d", corner, test.size, i)
			if w := written(got[i]); w != want {
				t.Errorf("+%d: got %s, want %s", test.small, w, want)
			}
		}
		for i, position := range []string{"playback", "full-screen"} {
			s := got[1+test.small+i]
			if written(s) != "0,0,360 "+position || s.z <= got[test.small].z {
				t.Errorf("+%d: got %s at z %d", test.small, written(s), s.z)
			}
		}
	}
}

// TestSlotsUseFirstFittingShape: a responsive layout uses its first shape with enough ordinary slots, or the last.
func TestSlotsUseFirstFittingShape(t *testing.T) {
	t.Parallel()
	tests := map[string][][2]int{ // wanted, and the ordinary slots of the shape
		"grid-responsive": {
			{0, 1},
			{1, 1},
			{2, 2},
			{3, 3},
			{4, 4},
			{5, 5},
			{6, 9},
			{9, 9},
			{10, 16},
			{17, 25},
			{26, 36},
			{37, 64},
			{65, 100},
			{101, 225},
			{225, 225},
			{226, 225},
			{10_000, 225},
		},
		"highlight-1-responsive": {{0, 5}, {2, 5}, {5, 5}, {6, 7}, {8, 9}, {10, 16}, {17, 27}, {28, 48}, {49, 48}, {999, 48}},
		"grid-responsive-mobile": {{0, 1}, {3, 3}, {9, 8}},
		"5up":                    {{0, 5}, {99, 5}},
	}
	for name, cases := range tests {
		for _, c := range cases {
			if got := ordinary(slots(name, c[0])); got != c[1] {
				t.Errorf("%s for %d: got %d ordinary slots, want %d", name, c[0], got, c[1])
			}
		}
	}
	if slots("7x7", 3) != nil || IsLayout("7x7") {
		t.Error("7x7 is a layout")
	}
}

func TestSlotsFitCanvasWithoutOverlap(t *testing.T) {
	t.Parallel()
	const tolerance = 1e-9
	for name, group := range layoutGroups() {
		for _, all := range group {
			names, heights := map[string]bool{}, map[int]bool{}
			for i, a := range all {
				if a.x < -tolerance || a.y < -tolerance || a.x+a.size > whole+tolerance || a.y+a.size > whole+tolerance {
					t.Fatalf("%s: slot %d is off the canvas: %+v", name, i, a)
				}
				if names[a.position] || heights[a.z] {
					t.Fatalf("%s: two slots %s, or two at z %d", name, a.position, a.z)
				}
				names[a.position], heights[a.z] = true, true
				for _, b := range all[:i] {
					above := name == "screen-share" || isOverlay(a.position)
					if !above && overlaps(a, b, tolerance) {
						t.Fatalf("%s: %+v and %+v overlap", name, a, b)
					}
				}
			}
		}
	}
	share := slots("screen-share", 0)
	for i := range 4 { // small, large
		if small, large := share[1+i], share[5+i]; small.z <= large.z || large.z <= share[0].z {
			t.Errorf("%s is under %s, or that under the screen", small.position, large.position)
		}
	}
}

func overlaps(a, b slot, tolerance float64) bool {
	return a.x+a.size > b.x+tolerance && b.x+b.size > a.x+tolerance &&
		a.y+a.size > b.y+tolerance && b.y+b.size > a.y+tolerance
}

func TestValidPosition(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"auto": true, "off-canvas": true, "full-screen": true, "playback": true, "standard-1": true, "standard-0": true,
		"reserved-12": true, "": false, "standard": false, "standard-": false, "standard--1": false, "standard-01": false,
		"standard-1 ": false, "standard-99999": false, "reserved-x": false, "Auto": false, "middle": false,
	}
	for position, want := range tests {
		if got := ValidPosition(position); got != want {
			t.Errorf("%q: got %v, want %v", position, got, want)
		}
	}
}
