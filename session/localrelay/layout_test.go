package localrelay

import (
	"fmt"
	"math"
	"testing"
)

func TestSlotsOfEveryLayout(t *testing.T) {
	t.Parallel()
	tests := []struct {
		layout           string
		people           int
		slots            int
		reserved         int
		first, last      [3]float64 // x, y, size
		lastPositionName string
	}{
		{"1x1", 5, 1, 0, [3]float64{0, 0, 100}, [3]float64{0, 0, 100}, "standard-1"},
		{"2x1", 5, 2, 0, [3]float64{0, 25, 50}, [3]float64{50, 25, 50}, "standard-2"},
		{"2x2", 1, 4, 0, [3]float64{0, 0, 50}, [3]float64{50, 50, 50}, "standard-4"},
		{"3x3", 0, 9, 0, [3]float64{0, 0, 100. / 3}, [3]float64{200. / 3, 200. / 3, 100. / 3}, "standard-9"},
		{"4x4", 0, 16, 0, [3]float64{0, 0, 25}, [3]float64{75, 75, 25}, "standard-16"},
		{"5x5", 0, 25, 0, [3]float64{0, 0, 20}, [3]float64{80, 80, 20}, "standard-25"},
		{"6x6", 0, 36, 0, [3]float64{0, 0, 100. / 6}, [3]float64{500. / 6, 500. / 6, 100. / 6}, "standard-36"},
		{"8x8", 0, 64, 0, [3]float64{0, 0, 12.5}, [3]float64{87.5, 87.5, 12.5}, "standard-64"},
		{"10x10", 0, 100, 0, [3]float64{0, 0, 10}, [3]float64{90, 90, 10}, "standard-100"},
		{"5up", 0, 6, 1, [3]float64{0, 0, 200. / 3}, [3]float64{100. / 3, 200. / 3, 100. / 3}, "standard-5"},
		{"grid-responsive", 0, 1, 0, [3]float64{0, 0, 100}, [3]float64{0, 0, 100}, "standard-1"},
		{"grid-responsive", 2, 2, 0, [3]float64{0, 25, 50}, [3]float64{50, 25, 50}, "standard-2"},
		{"grid-responsive", 10_000, 100, 0, [3]float64{0, 0, 10}, [3]float64{90, 90, 10}, "standard-100"},
		{"grid-responsive-mobile", 3, 3, 0, [3]float64{0, 0, 50}, [3]float64{0, 50, 50}, "standard-3"},
		{"grid-responsive-mobile", 99, 8, 0, [3]float64{25, 0, 25}, [3]float64{50, 75, 25}, "standard-8"},
		{"highlight-1-responsive", 1, 1, 1, [3]float64{0, 0, 100}, [3]float64{0, 0, 100}, "reserved-1"},
		{"highlight-1-responsive", 3, 3, 1, [3]float64{10, 0, 80}, [3]float64{50, 80, 20}, "standard-2"},
		{"highlight-1-responsive", 99, 21, 1, [3]float64{10, 0, 80}, [3]float64{90, 90, 10}, "standard-20"},
		{"screen-share", 9, 6, 1, [3]float64{0, 10, 80}, [3]float64{80, 80, 20}, "standard-5"},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s for %d", test.layout, test.people), func(t *testing.T) {
			t.Parallel()
			got := slots(test.layout, test.people)
			if len(got) != test.slots {
				t.Fatalf("got %d slots, want %d", len(got), test.slots)
			}
			checkSlot(t, got[0], test.first)
			checkSlot(t, got[len(got)-1], test.last)
			if last := got[len(got)-1].position; last != test.lastPositionName {
				t.Errorf("last position: got %s, want %s", last, test.lastPositionName)
			}
			reserved := 0
			for _, s := range got {
				if isReserved(s) {
					reserved++
				}
			}
			if reserved != test.reserved {
				t.Errorf("got %d reserved slots, want %d", reserved, test.reserved)
			}
		})
	}
}

func checkSlot(t *testing.T, s slot, want [3]float64) {
	t.Helper()
	const tolerance = 1e-9
	for i, got := range [3]float64{s.x, s.y, s.size} {
		if math.Abs(got-want[i]) > tolerance {
			t.Errorf("got %v %v %v, want %v", s.x, s.y, s.size, want)
			return
		}
	}
}

func TestSlotsStayOnTheCanvasAndDoNotOverlap(t *testing.T) {
	t.Parallel()
	const tolerance = 1e-9
	for _, name := range layoutNames {
		for people := range 130 {
			all := slots(name, people)
			names := map[string]bool{}
			for i, a := range all {
				if a.x < -tolerance || a.y < -tolerance || a.x+a.size > whole+tolerance || a.y+a.size > whole+tolerance {
					t.Fatalf("%s for %d: slot %d is off the canvas: %+v", name, people, i, a)
				}
				if names[a.position] {
					t.Fatalf("%s for %d: two slots %s", name, people, a.position)
				}
				names[a.position] = true
				for _, b := range all[:i] {
					if overlaps(a, b, tolerance) {
						t.Fatalf("%s for %d: %+v and %+v overlap", name, people, a, b)
					}
				}
			}
		}
	}
	if slots("7x7", 3) != nil {
		t.Error("7x7 has slots, want none")
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
		if got := validPosition(position); got != want {
			t.Errorf("%q: got %v, want %v", position, got, want)
		}
	}
}
