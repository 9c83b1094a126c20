package ui

import (
	"fmt"
	"strings"
	"testing"

	"gavel/theme"
)

// What follows holds the speed of the console by counting, not by time, so that it holds on any machine.

// changing returns a function that shows the next of two snapshots, in which five people differ, and builds the frame.
func changing(t *testing.T, w, h, members int) (*screenTest, func() string) {
	t.Helper()
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	s := newScreenWith(t, w, h, largeRoom(members), th)
	snaps, i := fiveChanging(s.room.Snapshot()), 0
	return s, func() string {
		i++
		s.now = s.now.Add(frameTime)
		s.room.snap = snaps[i%2]
		s.m.Update(changedMsg{room: s.room})
		return s.m.View()
	}
}

func TestFramesAllocateLittleInRoomsOfAnySize(t *testing.T) {
	for _, tc := range []struct{ w, h, most int }{{80, 24, 60}, {200, 60, 110}} { // 45 and 80 measured
		for _, members := range []int{100, 10_000} {
			_, next := changing(t, tc.w, tc.h, members)
			next()
			if got := testing.AllocsPerRun(30, func() { next() }); got > float64(tc.most) {
				t.Errorf("%d×%d, %d members: %v allocations for a frame, at most %d wanted", tc.w, tc.h, members, got, tc.most)
			}
		}
	}
}

func TestAFrameIsBuiltOnlyWhenSomethingChanged(t *testing.T) {
	s, next := changing(t, 200, 60, 1000)
	next()
	if got := testing.AllocsPerRun(10, func() { _ = s.m.View() }); got != 0 {
		t.Errorf("%v allocations for a frame that is there already", got)
	}
}

func TestFewBytesGoToTheTerminal(t *testing.T) {
	const most = 100 // for each of five rows: a position, two paints, a glyph or three; whole rows have up to 600
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			_, next := changing(t, size[0], size[1], 1000)
			var c changes
			var before []string
			written, frames := 0, 30
			for i := range frames {
				lines := strings.Split(next(), "\n")
				n := len(c.of(frameBytes(before, lines, size[0])))
				if before = lines; i > 3 {
					written += n
				}
			}
			if each := written / (frames - 4) / 5; each > most {
				t.Errorf("%d bytes for each row that changed", each)
			}
			if n := len(c.of(frameBytes(before, before, size[0]))); n != 0 {
				t.Errorf("%d bytes when nothing changed", n)
			}
		})
	}
}
