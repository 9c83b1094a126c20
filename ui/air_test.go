package ui

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/draw"
	"gavel/ui/uitest"
)

// talkers counts the people shown as talking by each part of a frame: header, ON AIR, people, stage.
func talkers(s *screenTest) (header, air, rows, boxes int) {
	lines := s.lines()
	if m := regexp.MustCompile(`(\d+) talking`).FindStringSubmatch(lines[0]); m != nil {
		header, _ = strconv.Atoi(m[1])
	}
	air = strings.Count(lines[1], "●")
	if m := regexp.MustCompile(`\+(\d+)\s*$`).FindStringSubmatch(lines[1]); m != nil {
		more, _ := strconv.Atoi(m[1])
		air += more
	}
	in := func(slot arrange.Slot, from int) (n int) {
		p, _ := s.m.screen.plan.Of(slot)
		at := p.Inside()
		for y := at.Y; y < at.Y+at.H; y++ {
			line := draw.Crop(draw.Strip(lines[y]), at.X, at.X+at.W)
			if from > 0 {
				line = draw.Crop(line, from, from+1)
			}
			n += strings.Count(line, "●")
		}
		return n
	}
	return header, air, in(arrange.SlotPeople, 2), in(arrange.SlotStage, 0)
}

// TestField_D1_OneFrameOneAnswer: header, ON AIR, rows and stage of each frame agree about who talks, also under load,
// when the panes beside the people are late.
func TestField_D1_OneFrameOneAnswer(t *testing.T) {
	frames := 0
	rapid.Check(t, func(r *rapid.T) {
		room := &livelyRoom{snap: *uitest.SmallRoom(), next: 20}
		s := newScreenOf(t, 200, 60, room.snapshot())
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			for range rapid.IntRange(0, 6).Draw(r, "events") {
				room.happen(r, s.now)
			}
			publishTo(s, room.snapshot())
			s.pass(time.Duration(rapid.SampledFrom([]int{0, 5, 33, 33, 400, 1200}).Draw(r, "ms")) * time.Millisecond)
			header, air, rows, boxes := talkers(s)
			placed := 0
			for _, l := range s.m.snap.Layout.Layers {
				if l.MemberID != "" && s.m.Roster().Talks(l.MemberID) {
					placed++
				}
			}
			if frames++; header != air || header != rows || boxes != placed {
				r.Fatalf("header %d, ON AIR %d, rows %d, stage %d of %d:\n%s", header, air, rows, boxes, placed, s.m.View())
			}
		}
	})
	if frames < 100 {
		t.Errorf("only %d frames", frames)
	}
}

// Pressing the key again goes to the next talker, and so on in circles.
func TestTalkerKeyGoesRound(t *testing.T) {
	s := newScreen(t, 120, 36)
	for i, id := range []video.MemberID{"m5", "m3"} {
		s.edit(id, func(m *video.Member) { m.Talking, m.TalkStart = true, s.now.Add(-time.Duration(9-i)*time.Second) })
	}
	s.pass(time.Second)
	for i, want := range []video.MemberID{"m1", "m5", "m3", "m1"} {
		if s.press(";"); s.m.highlighted() != want {
			t.Errorf("press %d: keys act on %s, want %s\n%s", i+1, s.m.highlighted(), want, s.m.View())
		}
	}
	s.press("3 ; m") // from another pane it starts again with the longest turn
	s.wantCommand(video.AudioMute("m1"))
}

// Interpreters come last, and have neither a clock nor a share, from the moment when the configuration names them.
func TestTalkerKeyGoesToInterpretersLast(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.edit("m3", func(m *video.Member) { m.Talking, m.TalkStart = true, s.now.Add(-5*time.Second) })
	s.pass(time.Second)
	interprets := func(m *video.Member) bool { return m.ID == "m1" }
	s.reload(Reload{Interpreters: &interprets, Said: "Changed: interpreters."})
	s.pass(time.Second)
	if line := s.lines()[1]; !strings.Contains(line, "● Mark Oduya interprets") || strings.Index(line, "0:07") > strings.Index(line, "Mark") {
		t.Errorf("ON AIR is %q", line)
	}
	if header, air, rows, _ := talkers(s); header != 2 || air != 2 || rows != 2 {
		t.Errorf("talking: %d in the header, %d on air, %d rows", header, air, rows)
	}
	for i, want := range []video.MemberID{"m3", "m1", "m3"} {
		if s.press(";"); s.m.highlighted() != want {
			t.Errorf("press %d: keys act on %s, want %s", i+1, s.m.highlighted(), want)
		}
	}
	s.pass(time.Hour) // the person who counts has all of the talk
	s.wantText("94%")

	var nobody func(*video.Member) bool
	s.reload(Reload{Interpreters: &nobody})
	s.pass(time.Second)
	if line := s.lines()[1]; strings.Index(line, "Mark") > strings.Index(line, "1:00:0") {
		t.Errorf("without interpreters, ON AIR is %q", line)
	}
}

// Muting a shout takes two keys, and the person is named before the second.
func TestShoutTakesTwoKeys(t *testing.T) {
	s := newScreenOf(t, 80, 24, largeRoom(5000))
	s.edit("m3777", func(m *video.Member) { m.Talking, m.TalkStart = true, s.now })
	s.pass(time.Second)
	if !strings.Contains(s.lines()[1], "● Member 03777 0:01") {
		t.Errorf("ON AIR is %q", s.lines()[1])
	}
	s.press(";")
	s.wantText("▎ ● Member 03777")
	s.press("m")
	s.wantCommand(video.AudioMute("m3777"))
}

func TestAirLine(t *testing.T) {
	talk := func(c *video.Snapshot, id video.MemberID, since time.Duration) {
		uitest.EditMember(c, id, func(m *video.Member) { m.Talking, m.TalkStart = true, uitest.Epoch.Add(-since) })
	}
	for name, c := range map[string]struct {
		w    int
		do   func(c *video.Snapshot)
		want string
	}{
		"one":     {80, func(*video.Snapshot) {}, "ON AIR  ● Mark Oduya 0:20"},
		"a bar":   {120, func(*video.Snapshot) {}, "ON AIR  ● Mark Oduya 0:20 ▇▇"},
		"nobody":  {80, func(c *video.Snapshot) { uitest.RemoveMember(c, "m1") }, "ON AIR  Nobody is talking."},
		"longest": {80, func(c *video.Snapshot) { talk(c, "m5", time.Minute) }, "ON AIR  ● 田中 花子 1:00   ● Mark Oduya 0:20"},
		"stopped": {80, func(c *video.Snapshot) {
			uitest.EditMember(c, "m1", func(m *video.Member) { m.Talking, m.TalkEnd = false, uitest.Epoch.Add(-2*time.Second) })
		}, "ON AIR  ○ Mark Oduya 2 s ago"},
		"many": {60, func(c *video.Snapshot) {
			for i, id := range []video.MemberID{"m2", "m3", "m5", "m6", "m8"} {
				talk(c, id, time.Duration(i)*time.Second)
			}
		}, "ON AIR  ● Mark Oduya 0:20   ● Jonas Weber #m8 0:04   +4"},
	} {
		t.Run(name, func(t *testing.T) {
			snap := uitest.SmallRoom()
			c.do(snap)
			s := newScreenOf(t, c.w, 24, snap)
			if got := strings.TrimSpace(s.lines()[1]); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A click on a name puts the cursor on that person.
func TestClickOnAir(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 36}} {
		s := newScreen(t, size[0], size[1])
		s.press("G 5")
		if s.click("Mark Oduya", 1); s.m.highlighted() != "m1" {
			t.Errorf("%v: keys act on %s, want m1", size, s.m.highlighted())
		}
	}
}

// A click on the number of a pane shows it, wherever the names of panes are.
func TestClickNamesOfPanes(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {100, 30}, {120, 36}} {
		s := newScreen(t, size[0], size[1])
		for want := range arrange.Numbered {
			if !s.m.screen.plan.Absent().Has(want) {
				continue
			}
			name := fmt.Sprintf(" %d ", want+1)
			if whole := name + arrange.SlotNames[want]; strings.Contains(s.m.View(), whole) {
				name = whole
			}
			x, y := s.find(name, 2)
			s.pass(time.Second)
			s.send(tea.MouseMsg{X: x + 1, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
			if s.m.focus != want || !s.m.screen.shown(want) {
				t.Errorf("%v: a click on %q leaves the keys with %d", size, name, s.m.focus)
			}
			s.press("1")
		}
	}
}
