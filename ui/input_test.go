package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/term"
	"gavel/ui/uitest"
)

// together sends keys that one read holds.
func (s *screenTest) together(names ...string) {
	s.t.Helper()
	s.pass(150 * time.Millisecond)
	in := term.Input{}
	for _, name := range names {
		in.Msgs = append(in.Msgs, uitest.KeyOf(name))
	}
	s.send(in)
}

// Escape and a key that come in one read are Escape, and then the key.
func TestField_K4_EscapeAndAKeyInOneRead(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("/")
	s.together("j", "o")
	s.together("esc", "m")
	s.wantCommands(1)
	s.wantNoText("1 of")

	s = newScreen(t, 120, 36)
	s.press("/")
	s.together("esc", ":", "r", "l", "o", "c", "k")
	s.wantCommands(0)
	if top := s.m.dialogs.top(); top == nil {
		t.Error("the palette is not open")
	}

	s = newScreen(t, 120, 36)
	s.press("/ j o enter")
	s.together("esc", "esc")
	s.wantNoText("of 5")
}

// Keys directly after a line were pasted together with it.
func TestLettersAfterALineInOneReadRunNothing(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("/")
	s.together("j", "o", "enter", "m", "x", "y")
	s.wantCommands(0)
}

// A key of another alphabet, one that nothing is bound to, and one that has no name get an answer.
func TestField_K7_EveryKeyGetsAnAnswer(t *testing.T) {
	for _, tc := range []struct{ key, want string }{
		{"ь", "ь does nothing: gavel's keys are Latin letters"},
		{"в", "Latin letters"},
		{"μ", "Latin letters"},
		{"צ", "Latin letters"},
		{"ｍ", "Latin letters"},
		{"Q", "Q does nothing here. ? shows the keys."},
		{"left", "Left does nothing here."}, // its name is its effect
	} {
		s := newScreen(t, 120, 36)
		s.press(tc.key)
		s.wantFooter(tc.want)
		s.wantCommands(0)
	}
	s := newScreen(t, 120, 36)
	s.pass(time.Second)
	s.send(tea.KeyMsg{Type: tea.KeyF12})
	s.wantFooter("F12 does nothing here.")
	s.pass(time.Second)
	s.send(term.OtherKey("shift+delete"))
	s.wantFooter("Shift-Delete does nothing here.")

	s.press("x") // a question has few keys
	s.pass(time.Second)
	s.press("ь")
	s.wantFooter("Latin letters")
	s.press("Q")
	s.wantFooter("Q does nothing here.")
	s.wantCommands(0)
}

// The key of the help gets an answer in boxes that have no help of their own.
func TestHelpKeyInDialogs(t *testing.T) {
	for _, open := range []string{"b", "s", "x"} {
		s := newScreen(t, 120, 36)
		s.press(open)
		s.pass(10 * time.Second)
		s.press("?")
		s.wantFooter("The last line of the box names its keys. Esc leaves it.")
	}
}

// A key that means nothing in a dialog, a menu, an editor or a field gets an answer there, too.
func TestField_K7_EveryKeyGetsAnAnswerInDialogs(t *testing.T) {
	for _, open := range []string{"l", ":", "?", "b", "T", "e", "s", "/", "R", "x", "g", "y", "o", "S", "a x"} {
		for _, key := range []tea.KeyMsg{{Type: tea.KeyF12}, {Type: tea.KeyInsert}} {
			s := newScreen(t, 120, 36)
			s.press(open)
			s.pass(10 * time.Second)
			before := len(s.m.dialogs.list)
			s.send(key)
			s.wantFooter(keymap.Display(key.String()) + " does nothing here.")
			if len(s.m.dialogs.list) != before {
				t.Errorf("%s: %s changed the dialogs", open, key)
			}
		}
	}
	s := newScreen(t, 120, 36)
	s.press("?")
	s.pass(time.Second)
	s.press("down") // a key of the help, even if the cursor is at the end
	s.wantNoText("does nothing here")
}

// Arrows are not text: thirty of them at once move the cursor, whatever their source.
func TestField_K9_ArrowsAreNoBurst(t *testing.T) {
	for _, reads := range []int{1, 3, 30} {
		s := newScreenOf(t, 120, 36, largeRoom(40))
		for range reads {
			in := term.Input{}
			for range 30 / reads {
				in.Msgs = append(in.Msgs, tea.KeyMsg{Type: tea.KeyDown})
			}
			s.now = s.now.Add(time.Millisecond)
			s.send(in)
		}
		s.wantNoText("too many keys")
		if got := s.m.people.Under().Row; got != 30 {
			t.Errorf("%d reads: the cursor is on row %d, want 30", reads, got)
		}
		s.press("m")
		s.wantCommands(1)
	}
}

// ctrl-z stops the process, wherever the keys go.
func TestCtrlZSuspends(t *testing.T) {
	for _, open := range []string{"", "/", "x"} {
		s := newScreen(t, 120, 36)
		fake := &fakeGlass{}
		s.m.glass = fake
		s.press(open)
		s.pass(time.Second)
		s.send(tea.KeyMsg{Type: tea.KeyCtrlZ})
		if fake.stops != 1 {
			t.Errorf("after %q: stopped %d times", open, fake.stops)
		}
	}
}

// fakeGlass records the calls of a terminal.
type fakeGlass struct {
	stops, repaints int
	mouse           []bool
	written         strings.Builder
}

func (g *fakeGlass) Write(b []byte) { g.written.Write(b) }
func (g *fakeGlass) Mouse(on bool)  { g.mouse = append(g.mouse, on) }
func (g *fakeGlass) Repaint()       { g.repaints++ }
func (g *fakeGlass) Suspend()       { g.stops++ }

// TestField_D9_APastedAddressReachesTheMenu pastes an address after b and after T.
func TestField_D9_APastedAddressReachesTheMenu(t *testing.T) {
	for key, tc := range map[string]struct {
		url  string
		want video.Action
	}{"b": {"https://example.com/film.mp4", video.ActPlay}, "T": {"rtmp://example.com/live/key", video.ActStartStream}} {
		s := newScreen(t, 120, 36)
		s.press(key)
		s.pass(time.Second)
		s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(tc.url), Paste: true})
		s.pass(time.Second)
		s.press("enter")
		s.wantCommand(video.Command{Action: tc.want, Args: video.Args{"url": tc.url}})
	}
}

// Help and the palette press the key that was searched for, although text was typed just before.
func TestChosenKeyIsPressed(t *testing.T) {
	for name, keys := range map[string]string{"help": "? r e p o r t enter", "palette": ": r e p o r t enter"} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 80, 24)
			s.press(keys)
			s.wantText("Tonight so far")
		})
	}
}

// A key that was pasted after a chosen one is not a command.
func TestKeyAfterChosenKeyDoesNotCount(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("? s c e n e s enter")
	s.send(tea.KeyMsg{Type: tea.KeyEscape})
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("m")})
	s.wantCommands(0)
}
