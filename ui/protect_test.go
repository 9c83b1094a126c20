package ui

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
)

// newGuardedScreen is a console whose commands by hand are sent. The microphones of Ann and Ben are open.
func newGuardedScreen(t *testing.T, protected ...string) *floorScreen {
	t.Helper()
	cfg := host.Config{Floor: floor.Config{Protected: func(m *video.Member) bool {
		for _, id := range protected {
			if m.ID == video.MemberID(id) {
				return true
			}
		}
		return false
	}}}
	s := newHostedScreen(t.Context(), t, cfg, "Ann", "Ben", "Cy", "Dee")
	s.mic("ann", true)
	s.mic("ben", true)
	return s
}

// sent counts the requests of a method about a member, or about any member.
func (s *floorScreen) sent(method, id string) (n int) {
	for _, r := range s.relay.Requests(method) {
		if strings.Contains(string(r.Params), `"member_id":"`+id) {
			n++
		}
	}
	return n
}

// shows checks the text on the screen.
func (s *floorScreen) shows(texts ...string) {
	s.t.Helper()
	screen := draw.Strip(s.m.View())
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			s.t.Errorf("%q is not on the screen:\n%s", text, screen)
		}
	}
}

// TestByHandNeedsTheKeyTwice presses each key that takes something away on a protected person.
func TestByHandNeedsTheKeyTwice(t *testing.T) {
	for key, tc := range map[string]struct{ method, then string }{
		"m": {"video.member.audio_mute", ""},
		"c": {"video.member.video_mute", ""},
		"d": {"video.member.deaf", ""},
		"P": {"video.member.demote", "y"},
		"x": {"video.member.remove", "y"},
	} {
		t.Run(key, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newGuardedScreen(t, "ann")
				s.pick("ann")
				s.press(key)
				s.shows("Ann is protected. Press again to")
				if n := s.sent(tc.method, "ann"); n != 0 {
					t.Fatalf("the first press sent %d requests", n)
				}
				s.press(key)
				if tc.then != "" {
					s.pass(time.Second) // the question can be read
					s.press(tc.then)
				}
				if n := s.sent(tc.method, "ann"); n != 1 {
					t.Errorf("the second press sent %d requests", n)
				}
			})
		})
	}
}

// TestWarningDoesNotLast presses the key on another person, or too late.
func TestWarningDoesNotLast(t *testing.T) {
	for name, between := range map[string]func(s *floorScreen){
		"somebody else": func(s *floorScreen) { s.pick("ben"); s.press("m"); s.pick("ann") },
		"another key":   func(s *floorScreen) { s.press("c") },
		"too late":      func(s *floorScreen) { s.pass(time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newGuardedScreen(t, "ann", "ben")
				s.pick("ann")
				s.press("m")
				between(s)
				s.press("m")
				if n := s.sent("video.member.audio_mute", "ann"); n != 0 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

func TestPositionNeedsTheKeyTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t, "ann")
		s.pick("ann")
		s.press("o")
		s.shows("Ann is protected. Press again to")
		if s.m.dialogs.top() != nil {
			t.Fatal("the picker is open")
		}
		s.press("o")
		if s.m.dialogs.top() == nil {
			t.Fatal("the picker is not open")
		}
	})
}

// TestBulkLeavesProtectedPeopleOut mutes all marked people; the plan counts and lists the people left out.
func TestBulkLeavesProtectedPeopleOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t, "ann")
		s.m.o.ConfirmOver = 1
		s.press("a m")
		s.shows("Ann is protected", "left out")
		s.press("l")
		s.shows("Left out", "Ann is protected", "Cy is already muted")
		s.press("q")
		s.press("y")
		if ann, ben := s.sent("video.member.audio_mute", "ann"), s.sent("video.member.audio_mute", "ben"); ann != 0 || ben != 1 {
			t.Errorf("%d requests for Ann, %d for Ben", ann, ben)
		}
	})
}

// TestRemovalOfManyListsThePeopleLeftOut removes all marked people: their number is typed, and Tab lists the people
// left out.
func TestRemovalOfManyListsThePeopleLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t, "ann")
		for i := range 6 {
			s.join(fmt.Sprint("guest", i), fmt.Sprint("Guest ", i))
		}
		s.press("a x")
		s.shows("Type ", " to remove", "left out")
		s.m.Update(read(tea.KeyMsg{Type: tea.KeyTab}))
		s.pass(time.Second)
		s.shows("Left out", "Ann is protected")
		s.press("q")
		s.shows("Type ", " to remove")
		s.press(strings.Join(strings.Split(strconv.Itoa(len(s.m.Snapshot().Members)-1), ""), " "))
		s.m.Update(read(tea.KeyMsg{Type: tea.KeyEnter}))
		s.pass(5 * time.Second)
		if ann, ben := s.sent("video.member.remove", "ann"), s.sent("video.member.remove", "ben"); ann != 0 || ben != 1 {
			t.Errorf("%d requests for Ann, %d for Ben\n%s", ann, ben, draw.Strip(s.m.View()))
		}
	})
}

// TestPremortem_ProtectedWhileThePlanIsShown protects a person between the plan and the answer (mjolnir 200, 252, 341).
func TestPremortem_ProtectedWhileThePlanIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.m.o.ConfirmOver = 1
		s.press("a m")
		if err := s.m.room.Floor().Protect(true, "ann", "ben"); err != nil {
			t.Fatal(err)
		}
		s.press("y")
		if n := s.sent("video.member.audio_mute", ""); n != 1 { // the simulated member
			t.Errorf("%d requests, want 1", n)
		}
		if s.sent("video.member.audio_mute", "ann")+s.sent("video.member.audio_mute", "ben") != 0 {
			t.Error("a protected person was muted")
		}
	})
}

// TestProtectForTonight protects with the key, shows the word, and releases again.
func TestProtectForTonight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t, "ben")
		s.pick("ann")
		s.press("@")
		s.shows("Protected for tonight: Ann")
		if !s.m.Roster().Safe("ann") || strings.Count(draw.Strip(s.m.View()), "protected") < 2 {
			t.Errorf("the rows do not say it:\n%s", draw.Strip(s.m.View()))
		}
		s.press("@")
		s.shows("No longer protected: Ann")
		s.pick("ben")
		s.press("@")
		if s.m.Roster().Safe("ben") {
			t.Error("the configuration wins over tonight's release")
		}
	})
}

// TestFilterKnowsProtected types selectors into the filter.
func TestFilterKnowsProtected(t *testing.T) {
	for query, want := range map[string]int{
		"=protected":          1,
		"=!protected & muted": 2,
		"=protected & muted":  0,
		"ann =protected":      1,
	} {
		t.Run(query, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newGuardedScreen(t, "ann")
				s.m.people.Refilter(0, query)
				if got := s.m.people.Hits; got != want {
					t.Errorf("%d people match, want %d", got, want)
				}
			})
		})
	}
}

// TestPremortem_SwapDoesNotMoveAProtectedPerson places a member on the box of a protected person.
func TestPremortem_SwapDoesNotMoveAProtectedPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t, "ann")
		var box video.Position
		for _, l := range s.m.snap.Layout.Layers {
			if l.MemberID == "ann" {
				box = l.Position
			}
		}
		if box == "" {
			t.Fatal("Ann is not in the picture")
		}
		s.m.Propose(video.SetMemberPosition(box, "ben"))
		s.pass(time.Second)
		s.shows("This would move Ann, who is protected")
		if n := s.sent("video.member.set_position", "") + s.sent("video.member.set_position", "ann"); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

// TestSmallBulkNamesThePeopleLeftOut mutes three people without a plan; one is protected.
func TestSmallBulkNamesThePeopleLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t, "ann")
		s.m.people.Marks.Add("ann")
		s.m.people.Marks.Add("ben")
		s.run(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("m")})
		s.pass(time.Second)
		s.hear()
		s.shows("Ann is protected.")
		if s.sent("video.member.audio_mute", "ann") != 0 || s.sent("video.member.audio_mute", "ben") != 1 {
			t.Errorf("sent %v", s.relay.Requests("video.member.audio_mute"))
		}
	})
}

// TestWaveOfJoinsTintsTheHeader lets nine strangers join a room that has been watched for a while; the alarm ends the
// tint.
func TestWaveOfJoinsTintsTheHeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.pass(15 * time.Minute)
		s.raid(7)
		if s.m.alarms.came() != 0 {
			t.Fatal("seven are a wave")
		}
		for i := range 2 {
			s.join(fmt.Sprint("late", i), fmt.Sprint("Late ", i))
		}
		s.shows("9 joined at once")
		th, err := theme.ByName("dark", theme.ANSI16)
		if err != nil {
			t.Fatal(err)
		}
		s.m.restyle(th)
		if line, _, _ := strings.Cut(s.m.View(), "\n"); !strings.HasPrefix(line, th.Tint.On()) {
			t.Errorf("the header is not tinted: %q", line)
		}
		s.press("0 m")
		if n := s.m.people.Marks.Len(); n != 9 || s.m.people.Marks.Has("ann") {
			t.Errorf("%d are marked", n)
		}
		if strings.Contains(draw.Strip(s.m.View()), "joined at once") {
			t.Error("the header is still tinted")
		}
	})
}

// TestReturnFlagsTheRow removes a person; then a person of the same name joins.
func TestReturnFlagsTheRow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.pick("ben")
		s.press("x y")
		s.pass(5 * time.Second)
		s.join("ben2", "Ben")
		s.shows("was removed")
		s.press("0 p")
		if strings.Contains(draw.Strip(s.m.View()), "was removed") {
			t.Error("the row is still flagged after a pardon")
		}
	})
}

// TestVolumesOfSeveralLeaveProtectedPeopleOut raises the volume of three people, one of them protected, and then of
// that person only.
func TestVolumesOfSeveralLeaveProtectedPeopleOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t, "ann")
		s.m.people.Marks.Add("ann")
		s.m.people.Marks.Add("ben")
		s.m.people.Marks.Add("cy")
		s.press("+")
		if ann, ben := s.sent("video.member.set_input_volume", "ann"), s.sent("video.member.set_input_volume", "ben"); ann != 0 || ben != 1 {
			t.Errorf("%d requests for Ann, %d for Ben", ann, ben)
		}
		s.m.people.Marks.Clear()
		s.pick("ann")
		s.press("+")
		if n := s.sent("video.member.set_input_volume", "ann"); n != 1 {
			t.Errorf("%d requests by hand", n)
		}
	})
}
