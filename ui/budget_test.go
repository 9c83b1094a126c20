package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/say"
	"gavel/ui/talk"
	"gavel/ui/term"
	"gavel/ui/uitest"
)

// These tests bound the work of the console by counts, not by time, so that they hold on any machine.

// changing returns a function that alternates between two snapshots, in which five people differ, and builds the frame.
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

func TestFrameAllocationsAreBounded(t *testing.T) {
	extra := 0
	if raceDetector {
		extra = 5 // of changing itself
	}
	for _, tc := range []struct{ w, h, most int }{{80, 24, 25}, {200, 60, 38}} { // 22 and 33 measured
		for _, members := range []int{100, 10_000} {
			_, next := changing(t, tc.w, tc.h, members)
			next()
			if got := testing.AllocsPerRun(30, func() { next() }); got > float64(tc.most+extra) {
				t.Errorf("%d×%d, %d members: %v allocations for a frame, want at most %d", tc.w, tc.h, members, got, tc.most)
			}
		}
	}
}

// A frame visits only members that changed, except when the session starts a new list of changes. So frames cost the
// same in rooms of all sizes.
func TestFramesVisitOnlyChangedMembers(t *testing.T) {
	s, next := changing(t, 200, 60, 10_000)
	next()
	before, frames := s.m.people.Roster.Walks, 1000
	for range frames {
		next()
	}
	if most, got := frames*5/recentSize(s.room.Snapshot())+1, s.m.people.Roster.Walks-before; got > most {
		t.Errorf("all members were visited for %d of %d frames, want at most %d", got, frames, most)
	}
}

// A join appends a row and a leave keeps its row. Neither rebuilds the rows.
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
			first = &s.m.people.Rows[0] // the first append allocates a larger array
		}
	}
	if s.m.people.Roster.Walks > 2 || &s.m.people.Rows[0] != first { // one for the first snapshot, one for the first list
		t.Errorf("all members were visited %d times for ten joins and ten leaves", s.m.people.Roster.Walks)
	}
	if got := len(s.m.people.Rows); got != 10_010 {
		t.Errorf("%d rows", got)
	}
}

// Under load, frames are drawn for snapshots and not for timers as well: work that is due is done with a snapshot.
func TestTimersDrawFewFramesUnderLoad(t *testing.T) {
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
	if woken > 3*seconds { // 2 measured; 14 if the timer is left to fire
		t.Errorf("woken %d times in %d seconds", woken, seconds)
	}
}

// After any operation on a list, the next frame draws only the rows in sight, as many as in a small room.
func TestLargeListsDrawOnlyRowsInSight(t *testing.T) {
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	for _, operation := range listOperations {
		s := newScreenWith(t, 200, 60, mixedRoom(10_000), th)
		i := 0
		got := testing.AllocsPerRun(10, func() {
			i++
			operation.do(s.m.people, i)
			s.m.dirty = true
			_ = s.m.View()
		})
		if got > 450 { // 400 measured: five for each row in sight, and the details
			t.Errorf("%s: %v allocations", operation.name, got)
		}
	}
}

func TestUnchangedFrameIsNotRebuilt(t *testing.T) {
	s, next := changing(t, 200, 60, 1000)
	next()
	if got := testing.AllocsPerRun(10, func() { _ = s.m.View() }); got != 0 {
		t.Errorf("%v allocations for an unchanged frame", got)
	}
}

func TestFrameWritesFewBytes(t *testing.T) {
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

// If no one has talked for 15 minutes and nothing is being recorded, no timer redraws the screen.
func TestAQuietRoomWakesTheConsoleForItsLinkOnly(t *testing.T) {
	room := largeRoom(20)
	room.Recordings, room.Playbacks, room.Streams, room.Log = nil, nil, nil, nil
	s := newScreenOf(t, 120, 36, room)
	s.pass(time.Minute) // until the messages of the start are gone
	s.change(func(c *video.Snapshot) { c.Link.Heard = s.now })
	if at, late := s.m.needsWake(), s.now.Add(say.LateAfter); !at.Equal(late) {
		t.Errorf("the screen must be drawn again %v from now, want when the link is late, %v from now", at.Sub(s.now), late.Sub(s.now))
	}
	s.change(func(c *video.Snapshot) {
		c.Members[3].TalkTotal, c.Members[3].TalkEnd = time.Second, s.now
		c.Link.Heard = s.now
	})
	s.pass(time.Minute)
	if at := s.m.needsWake(); at.IsZero() || at.Sub(s.now) > talk.Bucket {
		t.Errorf("a minute after somebody talked, the screen must be drawn again at %v, want within %v", at, talk.Bucket)
	}
}
