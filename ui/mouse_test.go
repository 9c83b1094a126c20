package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/arrange"
	"gavel/ui/draw"
	"gavel/ui/uitest"
)

// find returns the cell at which a string starts on the screen, from a row on.
func (s *screenTest) find(text string, from int) (x, y int) {
	s.t.Helper()
	for y, line := range s.lines()[from:] {
		line = draw.Strip(line)
		if i := strings.Index(line, text); i >= 0 {
			return draw.Width(line[:i]), y + from
		}
	}
	s.t.Fatalf("%q is not on the screen:\n%s", text, strings.Join(s.lines(), "\n"))
	return 0, 0
}

func (s *screenTest) click(text string, from int) {
	s.t.Helper()
	x, y := s.find(text, from)
	s.pass(time.Second)
	s.send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	s.send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionRelease})
}

func (s *screenTest) wheel(text string, from int, by int) {
	s.t.Helper()
	x, y := s.find(text, from)
	button := tea.MouseButtonWheelDown
	if by < 0 {
		button = tea.MouseButtonWheelUp
	}
	for range max(by, -by) {
		s.now = s.now.Add(time.Millisecond)
		s.send(tea.MouseMsg{X: x, Y: y, Button: button, Action: tea.MouseActionPress})
	}
}

func TestClickChooses(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
		s := newScreen(t, size[0], size[1])
		s.click("    Ana Silva", 5)
		if got := s.m.highlighted(); got != "m3" {
			t.Errorf("%v: a click on a row: keys act on %q, want m3", size, got)
		}
		s.press("m")
		s.wantCommands(1)
		if got := s.room.sent[0].Targets; len(got) != 1 || got[0] != "m3" {
			t.Errorf("%v: muted %v", size, got)
		}
	}
	s := newScreen(t, 80, 24)
	for i, name := range []string{"2 Stage", "3 Hands", "4 Media", "5 Log", "6 Detail"} {
		if s.click(name, 1); s.m.focus != arrange.Slot(i+1) {
			t.Errorf("a click on the tab %q: pane %d has the keys", name, s.m.focus)
		}
	}
	s = newScreen(t, 120, 36)
	if s.click("4 Media", 1); s.m.focus != arrange.SlotMedia {
		t.Errorf("a click on the name of a pane: pane %d has the keys", s.m.focus)
	}
	if s.click("Log", 20); s.m.focus != arrange.SlotLog {
		t.Errorf("a click on the log: pane %d has the keys", s.m.focus)
	}
	if s.click("● Mark Oduya", 1); s.m.focus != arrange.SlotPeople {
		t.Errorf("a click on a row: pane %d has the keys", s.m.focus)
	}
}

func TestClickPressesTheKeyOfAHint(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.click("m mute", 34)
	s.wantCommands(1)
	s.pass(10 * time.Second) // the footer shows the outcome
	s.click("l layout", 34)
	if s.m.dialogs.top() == nil {
		t.Fatal("a click on a hint opened no dialog")
	}
	s.press("esc x")
	s.pass(time.Second)
	s.click("cancel", 1)
	if s.m.dialogs.top() != nil {
		t.Error("a click on the hint that leaves a question did not")
	}
	s.wantCommands(1)
	s.press("space")
	s.pass(10 * time.Second)
	s.click("m mute", 34) // beside the number of marks
	s.wantCommands(2)
	s.press("/")
	s.click("Log", 20)
	if !s.m.people.Editing {
		t.Error("a click beside a field has left it")
	}
}

func TestClickChoosesInADialogAndOnTheStage(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("l")
	before := s.m.View()
	s.click("5x5", 3)
	if s.m.View() == before {
		t.Error("a click on a choice did not choose it")
	}
	s.press("esc")
	s.press("2")
	s.click("Mark", 2)
	s.wantCommands(0)
}

// TestClickPressesHintsOfEveryDialog: a picker, the palette, a step of the wizard, an editor, a prompt, a question.
func TestClickPressesHintsOfEveryDialog(t *testing.T) {
	for _, test := range []struct{ open, hint string }{
		{"l", "Esc back"},
		{":", "Esc back"},
		{"o", "Esc back"},
		{"e", "Esc leave"},
		{"s", "Esc back"},
		{"?", "Esc back"},
		{"b", "Esc back"},
		{"T", "Esc back"},
		{"x", "Esc cancel"},
		{"P", "Esc cancel"},
		{"%", "Esc back"},
	} {
		s := newScreen(t, 120, 36)
		s.press(test.open)
		s.pass(time.Second)
		if s.m.dialogs.top() == nil {
			t.Errorf("%s opens no dialog", test.open)
			continue
		}
		s.click(test.hint, 1)
		if top := s.m.dialogs.top(); top != nil {
			t.Errorf("%s: a click on %q left %q open:\n%s", test.open, test.hint, top.Title(), strings.Join(top.lines, "\n"))
		}
		s.wantCommands(0)
	}
	s := newScreen(t, 120, 36)
	s.press(": s e t L")
	s.pass(time.Second)
	s.click("run", 1)
	if top := s.m.dialogs.top(); top == nil || top.Title() == "Command" {
		t.Error("a click on the palette's hint did not open the wizard")
	}
	s.click("Esc back", 1)
	if top := s.m.dialogs.top(); top == nil || top.Title() != "Command" {
		t.Error("a click on the wizard's hint did not go back to the palette")
	}
}

// TestClickChoosesInLists: the palette and the second page of the editor have lists of their own.
func TestClickChoosesInLists(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press(":")
	s.pass(time.Second)
	before := s.m.View()
	s.click("unmute microphone", 3)
	if s.m.View() == before {
		t.Error("a click on an action did not choose it")
	}
	s.press("esc e")
	s.pass(time.Second)
	s.press("tab")
	s.pass(time.Second)
	s.click("edit on", 3)
	s.press("enter")
	s.wantText("see what would change") // the page with the text
}

func TestWheelMovesTheListUnderIt(t *testing.T) {
	s := newScreenOf(t, 120, 36, largeRoom(100))
	s.wheel("Member", 3, 40)
	s.wantNoText("too many")
	if got := s.m.people.Under().Row; got != 40 {
		t.Errorf("the cursor is on row %d, want 40", got)
	}
	s.wheel("Member", 3, -15)
	if got := s.m.people.Under().Row; got != 25 {
		t.Errorf("the cursor is on row %d, want 25", got)
	}
	s.wantCommands(0)
}

func TestWheelMovesInDialogs(t *testing.T) {
	for _, open := range []string{":", "l", "?", "s", "%"} {
		s := newScreen(t, 80, 24)
		s.press(open)
		s.pass(time.Second)
		before := s.m.View()
		s.wheel(s.m.dialogs.top().Title(), 1, 3)
		if s.m.View() == before {
			t.Errorf("%s: the wheel moves nothing", open)
		}
	}
	s := newScreen(t, 80, 24)
	s.press("x")
	s.pass(time.Second)
	s.wheel("Remove", 1, 3)
	s.wantNoText("does nothing here")
	s.wantCommands(0)
}

// The wheel and clicks anywhere, with anything open: no command but those of a hint, no panic, and every line within the
// screen.
func TestMouseAnywhereRunsNothing(t *testing.T) {
	apart, sizes := 19, [][2]int{{80, 24}, {120, 36}, {30, 8}}
	if testing.Short() {
		apart, sizes = 41, sizes[:1]
	}
	for _, size := range sizes {
		for _, open := range []string{"", "x", "l", ":", "?", "2", "4", "/", "e"} {
			s := newScreen(t, size[0], size[1])
			s.press(open)
			s.pass(time.Second)
			for y := range size[1] - 1 { // the last line has hints, which are keys
				for x := 0; x < size[0]; x += apart {
					if top := s.m.dialogs.top(); top != nil && top.asking() {
						continue // its hints are keys, too
					}
					for _, b := range []tea.MouseButton{tea.MouseButtonLeft, tea.MouseButtonWheelUp, tea.MouseButtonWheelDown, tea.MouseButtonRight} {
						s.send(tea.MouseMsg{X: x, Y: y, Button: b})
					}
				}
			}
			if !strings.Contains("l e", open) || open == "" { // their hints choose, and read again
				s.wantCommands(0)
			}
			uitest.CheckFrame(t, s.m.View(), size[0], size[1])
		}
	}
}

func TestMouseIsGivenBack(t *testing.T) {
	s := newScreen(t, 120, 36)
	fake := &fakeGlass{}
	s.m.glass = fake
	s.send(tea.KeyMsg{Type: tea.KeyF8})
	s.wantFooter("The mouse selects text now. F8 takes it back.")
	before := s.m.highlighted()
	s.click("    Ana Silva", 5)
	if s.m.highlighted() != before {
		t.Error("a click counts that the terminal should have kept")
	}
	s.send(tea.KeyMsg{Type: tea.KeyF8})
	if s.wantFooter("Clicks and the wheel work here again."); len(fake.mouse) != 2 || fake.mouse[0] || !fake.mouse[1] {
		t.Errorf("the terminal was told %v", fake.mouse)
	}
}
