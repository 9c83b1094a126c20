package head_test

import (
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/head"
	"gavel/ui/people"
	"gavel/ui/uitest"
)

// plain returns a theme without colours.
func plain(t *testing.T) *theme.Theme {
	t.Helper()
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

// rosterOf returns a roster of a snapshot, with the people talking at a time.
func rosterOf(s *video.Snapshot, now time.Time) *people.Roster {
	r := people.New(false)
	r.Take(s, now)
	r.Air.Hear(now)
	return r
}

// crowded returns a room with everything that the header can show at once.
func crowded() *video.Snapshot {
	s := uitest.MediaRoom()
	s.Room.DisplayName = "A long title that nobody can read on a small screen"
	s.Room.Locked, s.Room.Audience, s.Room.AudienceKnown = video.Yes, 1234, true
	s.JournalErr = "disk full"
	s.Link.State, s.Link.Attempt = video.LinkWaiting, 3
	return s
}

func TestHeaderFillsItsWidth(t *testing.T) {
	t.Parallel()
	th, now := plain(t), uitest.Epoch
	for name, s := range map[string]*video.Snapshot{
		"small": uitest.SmallRoom(), "crowded": crowded(), "hostile": uitest.HostileRoom(), "none": {},
	} {
		var h head.Header
		for w := 59; w < 200; w++ {
			line := h.Line(th, s, rosterOf(s, now), head.View{Watch: true, Demo: true, Now: now, Clock: now}, w)
			if got := draw.Width(line); got != w {
				t.Errorf("%s: %d cells, want %d: %q", name, got, w, line)
			}
			if kept, drawn := h.Kept(w); !drawn || kept != line {
				t.Errorf("%s: %q is not kept", name, line)
			}
			if _, drawn := h.Kept(w + 1); drawn {
				t.Errorf("%s: a line of another width is kept", name)
			}
		}
	}
}

// The parts that a moderator must not miss are on the smallest screen, too. The others are dropped by rank.
func TestHeaderDropsByRank(t *testing.T) {
	t.Parallel()
	th, now := plain(t), uitest.Epoch
	s := crowded()
	line := func(w int) string {
		var h head.Header
		return h.Line(th, s, rosterOf(s, now), head.View{Watch: true, Demo: true, Now: now, Clock: now}, w)
	}
	for _, part := range []string{"watch", "journal OFF", "retry 3", "REC"} {
		if got := line(59); !strings.Contains(got, part) {
			t.Errorf("59 cells: %q, want %q in it", got, part)
		}
	}
	lost := 0 // the smallest width of the part before
	for _, part := range []string{"here", "locked", "hand", "talking", "audience", "demo"} {
		w := 59
		for w < 300 && !strings.Contains(line(w), part) {
			w++
		}
		if w == 300 {
			t.Errorf("%q is nowhere", part)
		}
		if w < lost {
			t.Errorf("%q needs %d cells, less than a part of lower rank with %d", part, w, lost)
		}
		lost = w
	}
}
