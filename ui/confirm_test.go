package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/guard"
	"gavel/ui/say"
	"gavel/ui/uitest"
	"gavel/ui/widget"
)

func TestRemoveAsks(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("j x")
	s.wantText("David Kern #m2")
	s.wantText("joined 02:22:00")
	s.wantText("cannot be undone")
	s.pass(time.Second)
	s.press("enter")
	s.wantCommands(0)
	s.press("x")
	s.pass(time.Second)
	s.press("y")
	s.wantCommand(video.RemoveMember("m2"))
}

func TestQuestionIgnoresEarlierKeys(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.burst("xy")
	s.wantText("Remove Mark Oduya #m1?")
	s.now = s.now.Add(100 * time.Millisecond)
	s.send(uitest.KeyOf("y"))
	s.wantText("Remove Mark Oduya #m1?")
	s.wantCommands(0)
	s.now = s.now.Add(200 * time.Millisecond)
	s.send(uitest.KeyOf("y"))
	s.wantCommand(video.RemoveMember("m1"))
}

func TestQuestionClosesWithItsTarget(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("j x")
	s.wantText("Remove David Kern #m2?")
	s.leave("m2")
	s.wantNoText("Remove David Kern")
	s.wantFooter("Cancelled: David Kern has left.")
	s.pass(time.Second)
	s.press("y")
	s.wantCommands(0)
}

func TestQuestionShowsRenamedTarget(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("j x")
	s.edit("m2", func(m *video.Member) { m.Name = "Somebody Else" })
	s.wantText("Somebody Else #m2")
	s.wantText("renamed from David Kern")
}

func TestRoomChangeCancelsQuestions(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("space x")
	s.change(func(c *video.Snapshot) { c.Room.ID = "rs-2" })
	s.wantNoText("Remove Mark Oduya #m1?")
	s.wantText("new session")
	s.wantNoText("marked")
}

func TestBulkCommandShowsItsPlan(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("a m")
	s.wantText("Mute 5 of 8 (7 people and 1 screen)?") // David, the screen and Hana are muted
	s.pass(time.Second)
	s.press("esc U a c")
	s.wantText("Turn off the camera of 7 of 8 (7 people and 1 screen)?")
	s.wantText("1 person's camera is already off.")
	s.wantCommands(0)
	s.pass(time.Second)
	s.press("y")
	s.wantCommand(video.VideoMute("m1", "m2", "m4", "m5", "m6", "m7", "m8"))
}

// Up to five removals ask y or n; more than five need their number.
func TestRemovingManyNeedsTheirNumber(t *testing.T) {
	s := newScreenOf(t, 120, 36, largeRoom(30))
	s.press("space space space space space x")
	s.wantText("y remove")
	s.pass(time.Second)
	s.press("esc")
	s.pass(time.Second)
	s.press("space x")
	s.wantText("Type 6 to remove")
	s.pass(time.Second)
	for _, wrong := range []string{"5", "", "y", "60"} {
		s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(wrong)})
		s.press("enter")
		s.wantCommands(0)
		for range wrong {
			s.press("backspace")
		}
	}
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("6")})
	s.press("enter")
	s.wantCommands(1)
	if got := len(s.room.sent[0].Targets); got != 6 {
		t.Errorf("%d people are removed, want 6", got)
	}
}

func TestRemovingEverybodyNeedsTypedName(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("a x")
	s.wantText("Type Weekly standup")
	s.pass(time.Second)
	s.press("y enter")
	s.wantCommands(0)
	s.press("backspace")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("Weekly standup")})
	s.press("enter")
	s.wantCommands(1)
}

func TestRemoveAllNeedsTypedName(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.run(s.m.Propose(video.RemoveAllMembers()))
	s.m.dirty = true
	s.wantText("Type Weekly standup")
	s.wantCommands(0)
}

// TestFault_O1_NoRecordIsSaid: while the journal has failed, the header shows it on every screen. A destructive
// command needs a second key, which is neither Enter nor y.
func TestFault_O1_NoRecordIsSaid(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {99, 24}, {120, 36}, {200, 60}} {
		for _, link := range []video.LinkState{video.LinkLive, video.LinkWaiting, video.LinkRefused} {
			s := newScreen(t, size[0], size[1])
			s.wantNoText("OFF")
			s.change(func(c *video.Snapshot) {
				c.JournalErr, c.Link.State, c.Link.Attempt = "no space left on device", link, 12
				c.Link.Expiring, c.Link.ExpiresAt = true, uitest.Epoch.Add(2*time.Minute)
			})
			if head := s.lines()[0]; !strings.Contains(head, "journal") || !strings.Contains(head, "OFF") ||
				!strings.Contains(head, "REC 12:41") {
				t.Errorf("%v, %v: the header is %q", size, link, head)
			}
			s.change(func(c *video.Snapshot) { c.JournalErr = "" })
			s.wantNoText("OFF")
		}
	}
	s := newScreen(t, 120, 36)
	s.change(func(c *video.Snapshot) { c.JournalErr = "no space left on device" })
	s.press("m m")
	s.wantCommands(1) // calm commands run
	s.press("x")
	s.pass(time.Second)
	s.wantText("This will not be recorded.")
	s.press("y")
	s.wantText("without a record?")
	s.wantText("no space left on device")
	s.press("W") // not yet readable
	s.pass(time.Second)
	s.press("y")
	s.wantCommands(1)
	s.wantText("without a record?")
	s.press("enter")
	s.wantCommands(1)
	s.wantNoText("without a record?")
	s.press("x")
	s.pass(time.Second)
	s.press("y")
	s.pass(time.Second)
	s.press("W")
	anyway := video.RemoveMember("m1")
	anyway.Unrecorded = true
	s.wantCommand(anyway)
}

func TestFault_O1_TypedConfirmationAsksToo(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.change(func(c *video.Snapshot) { c.JournalErr = "the disk has accepted nothing for 5s" })
	s.run(s.m.Propose(video.RemoveAllMembers()))
	s.m.View()
	s.pass(time.Second)
	for _, r := range "Weekly standup" {
		s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	s.press("enter")
	s.wantCommands(0)
	s.wantText("without a record?")
	s.change(func(c *video.Snapshot) { c.JournalErr = "" }) // recording has resumed: the question is out of date
	s.wantNoText("without a record?")
	s.wantCommands(0)
}

// TestFault_C14_CautionIsSaid: the question names the side effect of a command, and so does the sentence that it is
// done.
func TestFault_C14_CautionIsSaid(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("d")
	s.wantFooter("Mark Oduya is deafened. Confirmed in 31 ms. Deafening also mutes the microphone.")
	s.press("j d")
	s.wantFooter("David Kern is deafened. Confirmed in 31 ms.") // his microphone was off
	s.press("j j j D")
	s.wantFooter("A microphone that was muted stays muted.")
	s.press("a d")
	s.wantText("Deafening also mutes the microphone.")
	s.press("n")
	s.run(s.m.Propose(video.StartRecording()))
	s.wantFooter("A recording is already running; this starts another.")
}

func TestFault_P37_UnshownMembersAreCounted(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.wantNoText("not shown")
	s.change(func(c *video.Snapshot) { c.Unshown = 312 })
	s.wantText("+312 not shown")
}

// A member can choose a name of any length. The id, which distinguishes members, must stay on the screen.
func TestConfirmationOfLongNameKeepsID(t *testing.T) {
	for _, w := range []int{60, 80, 120} {
		s := newScreen(t, w, 24)
		for _, m := range s.m.snap.Members {
			s.edit(m.ID, func(c *video.Member) { c.Name = strings.Repeat("田中 a very long name ", 6) })
		}
		s.press("x")
		s.wantText("… #m1 ")
		s.wantText("compare the id")
		s.wantText("joined ")
	}
}

// A question must fit, because its last lines name the word to type and the key that cancels.
func TestQuestionsFitTheSmallestScreen(t *testing.T) {
	for name, open := range map[string]func(s *screenTest, all []video.MemberID) widget.Dialog{
		"typed": func(s *screenTest, all []video.MemberID) widget.Dialog {
			c := video.RemoveMember(all...)
			plan := video.Plan{Act: all[:6], Gone: all[6:]}
			return newConfirm(s.m.desk, c, nil).plan(plan).note("Another note.").requireTyped("Weekly standup")
		},
		"plan": func(s *screenTest, all []video.MemberID) widget.Dialog {
			return newConfirm(s.m.desk, video.Deaf(all...), nil).plan(video.Plan{Act: all[:7], Already: all[7:]})
		},
		"unrecorded": func(s *screenTest, all []video.MemberID) widget.Dialog {
			return newUnrecorded(s.m.desk, video.RemoveMember(all...), nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, arrange.MinWidth, arrange.MinHeight)
			s.change(func(c *video.Snapshot) { c.JournalErr = strings.Repeat("no space left on device ", 20) })
			var all []video.MemberID
			for _, m := range s.m.snap.Members {
				all = append(all, m.ID)
			}
			const margin = 4
			d := open(s, all)
			got := d.Lines(arrange.MinWidth-2*margin, arrange.MinHeight-margin)
			if len(got) > arrange.MinHeight-margin {
				t.Errorf("%d lines for %d:\n%s", len(got), arrange.MinHeight-margin, strings.Join(got, "\n"))
			}
			s.m.Open(d)
			s.wantText("Mark Oduya")
			s.wantText("more")
		})
	}
}

// The footer names the keys of the second question, and y is not among them.
func TestUnrecordedNamesItsKeys(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) { c.JournalErr = "no space left on device" })
	s.m.Open(newUnrecorded(s.m.desk, video.RemoveMember("m2"), s.m.commander.send))
	s.wantFooter("W remove without a record")
	if strings.Contains(s.footer(), "y remove") {
		t.Errorf("the footer says %q", s.footer())
	}
}

// askTyped opens the question of "remove all" in a room with that title.
func askTyped(t *testing.T, w, h int, title string) *screenTest {
	t.Helper()
	s := newScreen(t, w, h)
	s.change(func(c *video.Snapshot) { c.Room.DisplayName = title })
	s.run(s.m.Propose(video.RemoveAllMembers()))
	s.m.View()
	s.pass(time.Second)
	return s
}

// A room can have any title. The text to type is on the screen in full, and is never empty.
func TestBlankAndLongTitlesAreNotTyped(t *testing.T) {
	for _, title := range []string{
		"   ", "\u00a0", "\u3000", strings.Repeat("田", 19),
		strings.Repeat("Weekly standup ", 9),
	} {
		for _, size := range [][2]int{{arrange.MinWidth, arrange.MinHeight}, {80, 24}, {200, 60}} {
			s := askTyped(t, size[0], size[1], title)
			s.wantText("Type weekly to remove everybody:")
			s.press("enter space enter")
			s.wantCommands(0)
			s.wantFooter(`Nothing was sent yet. Type "weekly" exactly`)
			s.press("backspace w e e k l y enter")
			s.wantCommands(1)
		}
	}
}

func TestTextToTypeIsNeverEmpty(t *testing.T) {
	c := video.RemoveAllMembers()
	long := strings.Repeat("x", 37)
	for _, test := range []struct {
		room video.Room
		want string
	}{
		{video.Room{DisplayName: "Weekly", Name: "weekly", ID: "rs-1"}, "Weekly"},
		{video.Room{DisplayName: " ", Name: long, ID: "rs-1"}, "rs-1"},
		{video.Room{ID: "0f8e2c1a-97b1-4a53-8f6c-2d1b7a0c5e44"}, "0f8e2c1a-97b1-4a53-8f6c-2d1b7a0c5e44"},
		{video.Room{DisplayName: " ", Name: "\u2003", ID: long}, "remove everybody"},
	} {
		if got := guard.NameToType(&test.room, say.Button(c)); got != test.want {
			t.Errorf("%+v: want %q typed, not %q", test.room, test.want, got)
		}
	}
	if isTyped("", "") || isTyped("  ", "") {
		t.Error("an empty line confirms")
	}
}

// A question about a room names it.
func TestQuestionWithBlankTitleNamesRoom(t *testing.T) {
	s := askTyped(t, 80, 24, "  ")
	s.wantText("│ weekly  ")
}

// A title with combining accents can be typed on any keyboard.
func TestTitleWithCombiningMarksCanBeTyped(t *testing.T) {
	s := askTyped(t, 80, 24, "Re\u0301union")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("Réunion")})
	s.press("enter")
	s.wantCommands(1)
}

// TestField_D11_RemovingEverybodySaysHowMany: the question shows how many leave, and that the session ends.
func TestField_D11_RemovingEverybodySaysHowMany(t *testing.T) {
	s := askTyped(t, 120, 36, "Weekly standup")
	s.wantText("Remove everybody?")
	s.wantText("This removes 7 people and 1 screen and ends the session. This cannot be undone.")
	s.wantText("Enter remove everybody")
}
