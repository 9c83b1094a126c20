package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/theme"
	"gavel/ui/term"
	"gavel/ui/uitest"
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
	s.m.post = func(tea.Msg) {} // as in a running program
	snaps := fiveChanging(s.room.Snapshot())
	return s, func() string {
		s.now = s.now.Add(frameTime)
		s.room.snap = snaps.next()
		s.m.Update(changedMsg{room: s.room})
		return s.m.View()
	}
}

func TestFramesAllocateLittleInRoomsOfAnySize(t *testing.T) {
	extra := 0
	if raceDetector {
		extra = 5 // what it allocates itself
	}
	for _, tc := range []struct{ w, h, most int }{{80, 24, 25}, {200, 60, 30}} { // 18 and 28 measured
		for _, members := range []int{100, 10_000} {
			_, next := changing(t, tc.w, tc.h, members)
			next()
			if got := testing.AllocsPerRun(30, func() { next() }); got > float64(tc.most+extra) {
				t.Errorf("%d×%d, %d members: %v allocations for a frame, at most %d wanted", tc.w, tc.h, members, got, tc.most)
			}
		}
	}
}

// What makes frames cost the same in rooms of all sizes: nobody is looked at who has not changed, except when the
// session begins a new list of changes.
func TestFramesVisitOnlyWhoHasChanged(t *testing.T) {
	s, next := changing(t, 200, 60, 10_000)
	next()
	before, frames := s.m.people.Roster.Walks, 1000
	for range frames {
		next()
	}
	if most, got := frames*5/recentSize(s.room.Snapshot())+1, s.m.people.Roster.Walks-before; got > most {
		t.Errorf("all members were looked at for %d of %d frames, at most %d wanted", got, frames, most)
	}
}

// Who comes or goes is put at the end of the rows, or left where they are; the rows are not made anew for it.
func TestJoiningMovesNoRows(t *testing.T) {
	room := &livelyRoom{snap: *largeRoom(10_000), next: 20_000}
	s := newScreenOf(t, 200, 60, room.snapshot())
	first := &s.m.people.Rows[0]
	for i := range 10 {
		m := uitest.Member(room.next+i, "somebody new")
		room.snap.Members = append(room.snap.Members, m)
		left := *room.snap.Members[100*i]
		left.LeftAt = s.now
		room.snap.Members = slices.Delete(room.snap.Members, 100*i, 100*i+1)
		room.changed(m)
		room.changed(&left)
		publishTo(s, room.snapshot())
		if i == 0 {
			first = &s.m.people.Rows[0] // the first one takes a larger array
		}
	}
	if s.m.people.Roster.Walks > 2 || &s.m.people.Rows[0] != first { // one for the first snapshot, one for the first list
		t.Errorf("all members were looked at %d times for ten who came and ten who left", s.m.people.Roster.Walks)
	}
	if got := len(s.m.people.Rows); got != 10_010 {
		t.Errorf("%d rows", got)
	}
}

// While snapshots pour in, frames are drawn for them and not for timers besides: what is due is done with one of them.
func TestFewFramesBesideThoseOfSnapshots(t *testing.T) {
	room := &livelyRoom{snap: *largeRoom(1000), next: 2000}
	s := newScreenOf(t, 200, 60, room.snapshot())
	woken, seconds := 0, 10
	for i := range seconds * int(time.Second/frameTime) {
		left := *room.snap.Members[i]
		left.LeftAt = s.now
		room.snap.Members = slices.Delete(slices.Clone(room.snap.Members), i, i+1)
		room.changed(&left)
		next := s.now.Add(frameTime + time.Duration(i%3)*time.Millisecond)
		for !s.m.wake.at.IsZero() && !s.m.wake.at.After(next) {
			s.now = s.m.wake.at
			s.send(wakeMsg{s.m.wake.n})
			woken++
		}
		s.now = next
		publishTo(s, room.snapshot())
	}
	if woken > 3*seconds { // 2 measured; 14 when the timer is left to fire
		t.Errorf("woken %d times in %d seconds", woken, seconds)
	}
}

// Whatever a key does to a list, the frame after it draws the rows in sight, as many as in a small room.
func TestLargeListsDrawOnlyRowsInSight(t *testing.T) {
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	for _, deed := range listDeeds {
		s := newScreenWith(t, 200, 60, mixedRoom(10_000), th)
		i := 0
		got := testing.AllocsPerRun(10, func() {
			i++
			deed.do(s.m.people, i)
			s.m.dirty = true
			_ = s.m.View()
		})
		if got > 300 { // 240 measured: five for each row in sight
			t.Errorf("%s: %v allocations", deed.name, got)
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
			var p term.Painter
			p.Resize(size[0], size[1])
			var frame term.Frame
			written, frames := 0, 30
			for i := range frames {
				frame.Lines = strings.Split(next(), "\n")
				if n := len(p.Paint(frame)); i > 3 {
					written += n
				}
			}
			if each := written / (frames - 4) / 5; each > most {
				t.Errorf("%d bytes for each row that changed", each)
			}
			if n := len(p.Paint(frame)); n != 0 {
				t.Errorf("%d bytes when nothing changed", n)
			}
		})
	}
}
