package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/people"
	"gavel/ui/uitest"
)

// The first promise: a command goes to the targets that the last painted frame showed, or nothing is sent.
func TestCommandsGoToHighlightedMembers(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScreen(t, rapid.SampledFrom([]int{80, 120}).Draw(r, "width"), 36)
		next, meant := 20, map[video.MemberID]bool{}
		for range rapid.IntRange(5, 60).Draw(r, "steps") {
			s.now = s.now.Add(time.Duration(rapid.IntRange(0, 1500).Draw(r, "ms")) * time.Millisecond)
			if rapid.IntRange(0, 2).Draw(r, "what") == 0 {
				next = storm(r, s, next)
				continue
			}
			pressAny(r, s, meant)
		}
	})
}

// storm changes the room in one of the ways that disturb lists.
func storm(r *rapid.T, s *screenTest, next int) int {
	id := func(c *video.Snapshot) video.MemberID {
		if len(c.Members) == 0 {
			return ""
		}
		return c.Members[rapid.IntRange(0, len(c.Members)-1).Draw(r, "who")].ID
	}
	s.change(func(c *video.Snapshot) {
		switch rapid.IntRange(0, 6).Draw(r, "event") {
		case 0:
			next++
			c.Members = append(c.Members, uitest.Member(next, fmt.Sprint("Guest ", next%3)))
		case 1:
			uitest.RemoveMember(c, id(c))
		case 2:
			uitest.EditMember(c, id(c), func(m *video.Member) { m.Name = fmt.Sprint("Renamed ", next) })
		case 3:
			uitest.EditMember(c, id(c), func(m *video.Member) { m.HandRaised, m.HandAt = !m.HandRaised, s.now })
		case 4:
			uitest.EditMember(c, id(c), func(m *video.Member) { m.Talking, m.TalkStart = !m.Talking, s.now })
		case 5:
			uitest.EditMember(c, id(c), func(m *video.Member) { m.AudioMuted = !m.AudioMuted })
		case 6:
			for _, m := range append([]*video.Member(nil), c.Members[:len(c.Members)/2]...) {
				uitest.RemoveMember(c, m.ID)
			}
		}
	})
	s.pass(0)
	return next
}

// pressAny presses a key that may move, sort, filter, mark or command, and checks the sent commands against the frame
// before it. meant are the members that the open dialogs were opened for.
func pressAny(r *rapid.T, s *screenTest, meant map[video.MemberID]bool) {
	k := rapid.SampledFrom([]string{
		"j", "k", "G", "g", "s", "S", "f", "Z", "space", "v", "a", "U", "esc", "enter", "tab", "1", "3", "2",
		"m", "M", "c", "C", "d", "h", "x", "y", "n", "o", "P", "ctrl+d", "jm", "kx", "jjc", "/",
	}).Draw(r, "key")
	marks := append([]video.MemberID(nil), s.m.people.Marks.IDs...)
	lit, placing := litID(s), s.placing
	sent := len(s.room.sent)
	dialogs := len(s.m.dialogs.list)
	if len(k) > 1 && uitest.NamedKeys[k].Type == 0 {
		s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)})
		clear(meant)
		for s.m.dialogs.top() != nil {
			s.m.dialogs.drop(s.m.dialogs.top()) // its target was on no frame that this test saw
		}
		s.m.dirty = true
		s.paint()
		return // another test covers the frames within a burst
	}
	s.send(uitest.KeyOf(k))
	if len(s.m.dialogs.list) > dialogs {
		clear(meant)
		if k == "enter" || k == "o" {
			meant[placing] = len(marks) == 0
		}
		for _, id := range append(slices.Clip(marks), lit) {
			meant[id] = len(marks) == 0 || id != lit || contains(marks, id)
		}
	}
	for _, c := range s.room.sent[sent:] {
		for _, id := range c.Targets {
			switch {
			case dialogs > 0 && meant[id]:
			case c.Action == video.ActSetMemberPosition && id == placing:
			case len(c.Steps) > 0 && slices.ContainsFunc(c.Targets, func(id video.MemberID) bool {
				return meant[id] || id == lit || id == placing
			}):
				// a swap places the member that had the box, too, by a dialog or by Enter on the stage
			case len(marks) > 0 && contains(marks, id):
			case len(marks) == 0 && id == lit:
			default:
				r.Fatalf("key %q sent %v to %s; the frame highlighted %q, marks %v", k, c.Action, id, lit, marks)
			}
		}
	}
}

// litID reads the highlighted member off the frame: by the cursor bar in the focused pane, on the line of that member.
func litID(s *screenTest) video.MemberID {
	id := s.m.highlighted()
	if id == "" || s.m.focus != arrange.SlotPeople {
		return id
	}
	name := s.m.people.Roster.Find(id).Name.Text
	for _, line := range s.lines() {
		if strings.Contains(line, "▎") && strings.Contains(line, name) {
			return id
		}
	}
	if len(s.m.dialogs.list) > 0 {
		return id // the line may be under the dialog
	}
	s.t.Errorf("%s is the target but not highlighted:\n%s", name, s.m.View())
	return ""
}

func contains(ids []video.MemberID, id video.MemberID) bool {
	return slices.Contains(ids, id)
}

// The counts of the roster must equal those of a walk over all members.
func TestRosterCountsEqualMembers(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScreen(t, 80, 24)
		next := 20
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			next = storm(r, s, next)
			s.now = s.now.Add(time.Second)
			s.pass(0)
			want, talked, talking := people.Tally{}, time.Duration(0), 0
			for _, m := range s.m.snap.Members {
				talked += m.Talked(s.now.Add(2 * time.Second))
				if people.IsPerson(m) && m.Type != video.TypeAudience {
					want.People++
				}
				if m.Type != video.TypeAudience {
					want.Stage++
				}
				if m.Talking {
					talking++
				}
				if m.HandRaised {
					want.Hands++
				}
				if !m.AudioMuted && m.Type != video.TypeScreen {
					want.Open++
				}
			}
			if got := s.m.people.Roster.Tally; got != want {
				r.Fatalf("tally %+v, want %+v", got, want)
			}
			s.pass(2 * time.Second) // a short pause does not end a turn
			if got := s.m.people.Roster.Air.Count; got != talking {
				r.Fatalf("%d talk, want %d", got, talking)
			}
			if got := s.m.people.Roster.Sum(s.now); got != talked {
				r.Fatalf("talked %v, want %v", got, talked)
			}
		}
	})
}
