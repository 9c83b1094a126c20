package ui

import (
	"reflect"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/uitest"
)

func TestCursorStaysOnMemberWhenRowsMove(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("j j")
	s.change(func(c *video.Snapshot) {
		early := uitest.Member(0, "Early Bird")
		c.Members = append([]*video.Member{early}, c.Members...)
	})
	if got := s.m.highlighted(); got != "m3" {
		t.Errorf("the cursor is on %q, want m3", got)
	}
	s.leave("m1")
	s.pass(4 * time.Second)
	if got := s.m.highlighted(); got != "m3" {
		t.Errorf("after a leave the cursor is on %q, want m3", got)
	}
}

func TestCursorStaysOnRowWhenMemberLeaves(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("j")
	s.leave("m2")
	s.wantRow(1, "David Kern")
	s.wantText("left")
	s.press("m")
	s.wantCommands(0)
	s.wantFooter("David Kern has left")
	s.pass(4 * time.Second)
	s.wantNoRow("David Kern")
	s.press("m")
	s.wantCommands(0)
	s.wantFooter("Nobody is highlighted")
	s.press("j c")
	s.wantCommands(0) // the next member is Ana; her camera is off
	s.wantFooter("Ana Silva")
}

func TestMarks(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("space space")
	s.wantFooter("2 marked")
	s.press("c")
	s.wantCommand(video.VideoMute("m1", "m2"))
	s.leave("m1")
	s.wantFooter("1 marked")
	s.wantFooter("Unmarked: 1 person has left.")
	s.press("U")
	s.wantNoText("1 marked")
	s.pass(4 * time.Second)
	s.press("g v j j v")
	s.wantFooter("3 marked")
	s.press("U / j o n enter space")
	s.press("esc f f f")
	s.wantText("1 marked, 1 hidden")
}

func TestRangeIsCancelled(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("space v j j esc")
	if got := s.m.people.Marks.IDs; !reflect.DeepEqual(got, []video.MemberID{"m1"}) {
		t.Errorf("marks are %v, want m1 only", got)
	}
}

func TestMarkAllMarksFilteredMembers(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("f f f a")
	if got := s.m.people.Marks.IDs; !reflect.DeepEqual(got, []video.MemberID{"m3", "m6"}) {
		t.Errorf("marks are %v, want those with a hand up, without Ana's screen", got)
	}
}

func TestFilterSurvivesUpdates(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("/")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jonas")})
	s.press("enter")
	s.wantRows("Jonas Weber", "Jonas Weber")
	s.edit("m7", func(m *video.Member) { m.HandRaised = true })
	s.change(func(c *video.Snapshot) {
		c.Members = append(c.Members, uitest.Member(9, "Jonas Kahn"), uitest.Member(10, "Zoe"))
	})
	s.wantRows("Jonas Weber", "Jonas Weber", "Jonas Kahn")
	s.press("esc")
	if n := len(s.m.people.Rows); n != 10 {
		t.Errorf("%d rows without a filter, want 10", n)
	}
}

func TestCursorKeepsRowThatNoLongerMatches(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("f f f") // hand up
	s.wantRows("Ana Silva", "screen", "Priya Raghunathan")
	s.edit("m3", func(m *video.Member) { m.HandRaised = false })
	s.wantRows("Ana Silva", "screen", "Priya Raghunathan")
	s.press("j j")
	s.edit("m6", func(m *video.Member) { m.InputVolume = 7 })
	if got := s.m.highlighted(); got != "m6" {
		t.Errorf("the cursor is on %q, want m6", got)
	}
}

func TestFilterLanguage(t *testing.T) {
	tests := []struct {
		query string
		want  []string
	}{
		{"kern", []string{"David Kern"}},
		{"KERN dav", []string{"David Kern"}},
		{"dkern", []string{"David Kern"}},
		{"花", []string{"田中 花子"}},
		{"#m7", []string{"Jonas Weber"}},
		{"=deaf", []string{"田中 花子"}},
		{"=hand !ana", []string{"Priya Raghunathan"}},
		{"=screen", []string{"Ana Silva", "screen"}},
		{"nobody", nil},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			s := newScreen(t, 80, 24)
			s.m.people.Refilter(people.QuickAll, test.query)
			if test.want == nil {
				if n := len(s.m.people.Rows); n != 0 {
					t.Errorf("%d rows, want none", n)
				}
				return
			}
			s.wantRows(test.want...)
		})
	}
}

// For a query that is neither a selector nor words, the pane shows the fault and its column.
func TestFilterPointsAtItsFault(t *testing.T) {
	for query, want := range map[string]string{
		"=talkin & !protectd":         `Column 2: "talkin" is not a word of selectors; did you mean "talking"?`,
		"=talking & ":                 "› =talking &  Column 11: a word is missing after &",
		"=(open | hand":               "Column 2: this ( is not closed",
		"=quux":                       `› Column 2: "quux" is not a word of selectors; write a name as name~quux`,
		"  =age<2x":                   "Column 8: ",
		"=tal":                        "",
		"=hand !ana":                  "",
		"=hand & !deaf":               "",
		"quux":                        "",
		"=" + strings.Repeat("(", 90): "Column ",
	} {
		t.Run(query, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.press("/")
			s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(query)})
			s.wantNoText("Column ") // while it is typed
			s.press("enter")
			if want == "" {
				s.wantNoText("Column ")
				return
			}
			s.wantText(want)
		})
	}
}

func TestOrders(t *testing.T) {
	tests := []struct {
		by   people.Sorting
		want string
	}{
		{people.Sorting{By: people.ByJoin}, "Mark Oduya"},
		{people.Sorting{By: people.ByJoin, Reverse: true}, "Jonas Weber"},
		{people.Sorting{By: people.ByName}, "Ana Silva"},
		{people.Sorting{By: people.ByShare}, "Mark Oduya"},
		{people.Sorting{By: people.ByHand}, "Priya Raghunathan"},
		{people.Sorting{By: people.ByTime}, "Mark Oduya"},
	}
	for _, test := range tests {
		t.Run(test.by.By.String(), func(t *testing.T) {
			s := newScreen(t, 80, 24)
			s.m.people.SortBy(test.by)
			s.wantRow(0, test.want)
		})
	}
}

func TestSortMenuCyclesThroughOrders(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("s enter")
	s.wantText("by name")
	s.wantRow(0, "Ana Silva")
	s.press("S")
	s.wantText("reversed")
}

func TestPeopleDoNotMoveWhileTyping(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.m.people.SortBy(people.Sorting{By: people.ByHand})
	s.press("j")
	s.edit("m1", func(m *video.Member) { m.HandRaised, m.HandAt = true, uitest.Epoch.Add(-time.Hour) })
	s.wantRow(0, "Priya Raghunathan")
	s.pass(3 * time.Second)
	s.wantRow(0, "Mark Oduya")
}

func TestFreezeKeepsRows(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("Z")
	s.change(func(c *video.Snapshot) {
		c.Members = append(c.Members, uitest.Member(9, "New One"))
		uitest.RemoveMember(c, "m1")
	})
	s.pass(10 * time.Second)
	s.wantText("frozen, 2 changes waiting")
	s.wantRow(0, "Mark Oduya")
	s.press("m")
	s.wantCommands(0)
	s.press("Z")
	s.pass(4 * time.Second)
	s.wantRow(0, "David Kern")
	s.wantText("New One")
}

func TestTalkSignIsHeldForASecond(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.edit("m1", func(m *video.Member) { m.Talking, m.TalkEnd = false, s.now })
	s.wantText("● Mark Oduya")
	s.pass(2500 * time.Millisecond)
	s.wantNoText("● Mark Oduya")
}

func TestLookAlikesShowTheirIDs(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.wantText("⚠#m7")
	s.edit("m8", func(m *video.Member) { m.Name = "Somebody" })
	s.wantNoText("⚠#m7")
	s.edit("m8", func(m *video.Member) { m.Name = "Jоnas Weber" }) // a Cyrillic о
	s.wantText("⚠#m7")
	s.wantText("⚠#m8")
}

func TestPendingCommandsShowInTheirColumn(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) {
		c.Pending = []video.Job{{Command: video.Command{Action: video.ActAudioMute, Targets: []video.MemberID{"m1"}}}}
	})
	s.wantText("mic…")
}

// TestPendingStateComesFirst: at the end of a full cell, its sign would look like a cut.
func TestPendingStateComesFirst(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.edit("m1", func(m *video.Member) {
		m.RequestedPosition, m.InputVolume, m.Deaf = video.PositionOffCanvas, -50, true
	})
	s.change(func(c *video.Snapshot) {
		c.Pending = []video.Job{{Entry: 1, Command: video.AudioMute("m1"), State: video.OutcomePending}}
	})
	s.wantText("mic… deaf hid")
}

func TestHostileNamesStayInTheirCells(t *testing.T) {
	names := []string{
		"\x1b]52;c;aaaa\a", "\x1b[2J", "a\rb", "\u202egnp.exe", "مرحبا بالعالم", "👨‍👩‍👧‍👦👍🏽", "", "\xff\xfe", "a\tb\nc",
		"Z̷̧̢̛͉͕͍̱͙̮̲a̶̧̛l̷g̸o", "    ",
	}
	snap := uitest.SmallRoom()
	for i, name := range names {
		snap.Members = append(snap.Members, uitest.Member(20+i, name))
	}
	for _, size := range [][2]int{{60, 24}, {80, 24}, {120, 36}, {200, 60}} {
		s := newScreenOf(t, size[0], size[1], snap)
		s.press("3")
		uitest.CheckFrame(t, s.m.View(), size[0], size[1])
	}
}
