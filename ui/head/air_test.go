package head_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/head"
	"gavel/ui/people"
	"gavel/ui/uitest"
)

// talkingRoom returns a room of people who all talk, the first for the longest time.
func talkingRoom(n int) (*people.Roster, time.Time) {
	now := uitest.Epoch
	s := &video.Snapshot{Room: video.Room{ID: "rs"}}
	for i := range n {
		m := uitest.Member(i+1, fmt.Sprintf("%c Guest", 'A'+i))
		m.Talking, m.TalkStart = true, now.Add(time.Duration(i-n)*10*time.Second)
		s.Members = append(s.Members, m)
	}
	return rosterOf(s, now), now
}

func TestAirNamesTalkersAtTheirColumns(t *testing.T) {
	t.Parallel()
	r, now := talkingRoom(8)
	for w := 59; w < 200; w++ {
		var air head.Air
		line := air.Line(plain(t), r, head.AirView{Room: "rs", Now: now}, w)
		if got := draw.Width(line); got != w {
			t.Fatalf("%d cells, want %d: %q", got, w, line)
		}
		named := map[video.MemberID]bool{}
		for x := range w {
			if id := air.At(x); id != "" {
				named[id] = true
			}
		}
		for i := range 8 {
			name, id := fmt.Sprintf("%c Gue", 'A'+i), video.MemberID(fmt.Sprintf("m%d", i+1))
			before, _, found := strings.Cut(line, name)
			if !found {
				if named[id] {
					t.Errorf("%d cells: a click finds %s, whom %q does not name", w, name, line)
				}
				continue
			}
			if x := draw.Width(before); air.At(x-2) != id || air.At(x+len(name)-1) != id {
				t.Errorf("%d cells: a click on %s finds %q", w, name, air.At(x))
			}
		}
		if rest := 8 - len(named); rest > 0 && !strings.Contains(line, fmt.Sprintf("+%d", rest)) {
			t.Errorf("%d cells: %q does not count the %d that it leaves out", w, line, rest)
		}
	}
}

func TestAirReportsMissingData(t *testing.T) {
	t.Parallel()
	r, now := talkingRoom(0)
	stopped := now.Add(-time.Minute)
	for want, view := range map[string]head.AirView{
		"Nobody is talking.":                             {Room: "rs", Now: now},
		"as of " + stopped.Local().Format(time.TimeOnly): {Room: "rs", Now: stopped, AsOf: stopped},
		strings.Repeat(" ", 80):                          {Now: now},
	} {
		var air head.Air
		if line := air.Line(plain(t), r, view, 80); !strings.Contains(line, want) {
			t.Errorf("%q, want %q in it", line, want)
		}
	}
}
