package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/uitest"
)

// C7: a member that leaves is greyed for three seconds. The cursor does not move, and keys are refused.
func TestFault_C7_SelectedMemberLeaves(t *testing.T) {
	for _, key := range []string{"m", "M", "x", "d", "C", "P", "o", "e", "%", "+", "h", "."} {
		t.Run(key, func(t *testing.T) {
			s := newScreen(t, 80, 24)
			s.press("j c")
			s.pass(2 * time.Second)
			s.room.sent = nil
			s.leave("m2")
			s.wantRow(1, "David Kern")
			s.wantText("left")
			s.press(key)
			s.press("y")
			s.wantCommands(0)
			if len(s.m.dialogs.list) > 0 {
				t.Errorf("%s opened %q", key, s.m.dialogs.top().Title())
			}

			s.pass(people.GoneFor + time.Second) // the screen is drawn again each second
			s.wantNoRow("David Kern")
			s.press(key)
			s.press("y")
			s.wantCommands(0)
		})
	}
	t.Run("a neighbour takes the line, not the cursor", func(t *testing.T) {
		s := newScreen(t, 80, 24)
		s.press("j")
		s.leave("m2")
		s.pass(people.GoneFor + time.Second)
		if got := s.m.highlighted(); got != "" {
			t.Errorf("keys act on %q, want none", got)
		}
		s.wantFooter("? help")
		s.press("m")
		s.wantFooter("Nobody is highlighted")
	})
}

// TestFault_C7_GreyedForThreeSeconds: a member that left stays on the screen for exactly three seconds, even if the
// session forgets it earlier.
func TestFault_C7_GreyedForThreeSeconds(t *testing.T) {
	for _, after := range []time.Duration{0, time.Millisecond, 400 * time.Millisecond, 999 * time.Millisecond} {
		s := newScreen(t, 80, 24)
		s.pass(after)
		s.leave("m2")
		s.pass(people.GoneFor - time.Millisecond)
		s.wantText("David Kern")
		s.pass(time.Millisecond)
		s.send(wakeMsg{s.m.wake.n})
		s.wantNoRow("David Kern")
		if at := s.m.wake.at; at.Before(s.now) {
			t.Errorf("after %v the next wake is %v ago", after, s.now.Sub(at))
		}
	}
	s := newScreen(t, 80, 24) // a frozen order keeps its rows, and does not wake for them repeatedly
	s.press("Z")
	s.leave("m2")
	s.pass(2 * people.GoneFor)
	s.wantText("David Kern")
	if wait := s.m.wake.at.Sub(s.now); wait <= 0 {
		t.Errorf("the next wake is in %v", wait)
	}
}

// C8: dialogs hold ids. They show renamed targets, and close with their target and with the room.
func TestFault_C8_DialogTarget(t *testing.T) {
	open := map[string]string{"question": "j x", "demote": "j P", "place": "j o", "sensitivity": "j %"}
	for name, keys := range open {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 80, 24)
			s.press(keys)
			if len(s.m.dialogs.list) != 1 {
				t.Fatalf("%d dialogs are open", len(s.m.dialogs.list))
			}
			s.leave("m2")
			if len(s.m.dialogs.list) != 0 {
				t.Errorf("%q is still open after its target has left", s.m.dialogs.top().Title())
			}
			s.pass(time.Second)
			s.press("y enter")
			s.wantCommands(0)

			s = newScreen(t, 80, 24)
			s.press(keys)
			s.change(func(c *video.Snapshot) { c.Room.ID = "rs-2" })
			if len(s.m.dialogs.list) != 0 {
				t.Error("the dialog is still open in another session")
			}
		})
	}
	t.Run("renamed", func(t *testing.T) {
		s := newScreen(t, 80, 24)
		s.press("j x")
		s.edit("m2", func(m *video.Member) { m.Name = "Mark Oduya" })
		s.wantText("renamed from David Kern")
		s.wantText("Mark Oduya #m2")
		s.wantText("looks like another name")
		s.pass(time.Second)
		s.press("y")
		s.wantCommand(video.RemoveMember("m2"))
	})
	t.Run("some of many leave", func(t *testing.T) {
		s := newScreen(t, 80, 24)
		s.press("space space P")
		s.leave("m1")
		s.wantText("has left")
		s.pass(time.Second)
		s.press("y")
		s.wantCommand(video.Demote("m2"))
	})
}

// A list of people in a dialog shows the present names, and does not offer members that have left.
func TestListsOfPeopleFollowTheRoom(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press(":")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("audioMute")})
	s.press("enter")
	s.edit("m3", func(m *video.Member) { m.Name = "Somebody Else" })
	s.wantText("Somebody Else")
	s.wantNoText("Ana Silva  ")
	s.leave("m3")
	s.press("down down enter")
	s.wantCommands(0)
	s.wantText("gone")
}

// C9: a key typed before a question could be read is not an answer, nor is the key that opened it.
func TestFault_C9_TypeAhead(t *testing.T) {
	for _, opener := range []string{"x", "P"} {
		s := newScreen(t, 80, 24)
		s.press("j")
		s.burst(opener + "y")
		for range 8 { // 240 ms
			s.now = s.now.Add(30 * time.Millisecond)
			s.send(uitest.KeyOf("y"))
		}
		s.wantCommands(0)
		if len(s.m.dialogs.list) != 1 {
			t.Fatalf("%s: %d dialogs are open", opener, len(s.m.dialogs.list))
		}
		s.now = s.now.Add(300 * time.Millisecond)
		for _, key := range []string{opener, "enter"} {
			s.send(uitest.KeyOf(key))
			s.now = s.now.Add(300 * time.Millisecond)
		}
		s.wantCommands(0)
	}
}

// C10: a member that could be mistaken for another has the id with the name, in the list and in questions.
func TestFault_C10_LookAlikes(t *testing.T) {
	pairs := [][2]string{
		{"Jonas Weber", "Jonas Weber"},
		{"Jonas Weber", "Jоnas Weber"},
		{"paypal", "раураl"},
		{"Ann", "ANN"},
		{"Ann", "Ann "},
		{"Ann", "An\u200bn"},
		{"Ann", "Ann\u202e"},
		{"Zoe", "Zoe\u0301"},
		{"Max 1", "Max l"},
		{"Ｍark", "Mark"},
		{"", " "},
		{"a\tb", "a b"},
		{"Ana Silva", "Ana  Silva"},
		{"Straße", "STRASSE"},
		{"ﬁona", "fiona"},
	}
	for _, pair := range pairs {
		snap := uitest.SmallRoom()
		snap.Members = []*video.Member{uitest.Member(1, pair[0]), uitest.Member(2, pair[1])}
		s := newScreenOf(t, 120, 36, snap)
		tags := 0
		for _, id := range []string{"#m1", "#m2"} {
			if strings.Contains(strings.Join(s.lines()[2:6], "\n"), id) {
				tags++
			}
		}
		if s.m.people.Rows[0].Name.Text != s.m.people.Rows[1].Name.Text && pair[1] == "Zoe\u0301" {
			continue // a visible accent distinguishes them
		}
		if tags != 2 {
			t.Errorf("%q and %q: %d of 2 ids are shown\n%s", pair[0], pair[1], tags, strings.Join(s.lines()[2:6], "\n"))
		}
		s.press("x")
		s.wantText("#m1")
		s.wantText("looks like another name")
	}
}

// C15: no single key empties a room.
func TestFault_C15_LastAndAll(t *testing.T) {
	onlyOne := func(s *screenTest) { s.change(func(c *video.Snapshot) { c.Members = c.Members[:1] }) }
	ask := map[string]func(s *screenTest){
		"everybody":        func(s *screenTest) { s.run(s.m.Propose(video.RemoveAllMembers())) },
		"all marked":       func(s *screenTest) { s.press("a x") },
		"the last":         func(s *screenTest) { onlyOne(s); s.press("x") },
		"the last, demote": func(s *screenTest) { onlyOne(s); s.press("P") },
	}
	for name, open := range ask {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 80, 24)
			open(s)
			s.m.dirty = true
			s.wantText("Type Weekly standup")
			s.pass(time.Second)
			for _, key := range []string{"y", "Y", "enter", "space", "enter", "x", "enter"} {
				s.press(key)
			}
			s.wantCommands(0)
			for range 10 {
				s.press("backspace")
			}
			for _, r := range "Weekly standup" {
				if r == ' ' {
					s.press("space")
				} else {
					s.press(string(r))
				}
			}
			s.wantCommands(0)
			s.press("enter")
			s.wantCommands(1)
		})
	}
}

// A name that looks like another member's id, a mark or a state gets its own id.
func TestSpoofedNamesShowTheirID(t *testing.T) {
	for _, name := range []string{"#m2", "Ann #m2", "✓ Ann", "● Ann", "▎ Ann", "Ann ⚠#m2", "│ on off"} {
		snap := uitest.SmallRoom()
		snap.Members = append(snap.Members, uitest.Member(20, name))
		s := newScreenOf(t, 120, 36, snap)
		s.wantText("⚠#m20")
	}
}
