package ui

import (
	"fmt"
	"image/color"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/scene"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/pane"
	"gavel/ui/people"
	"gavel/ui/term"
	"gavel/ui/uitest"
)

// reload delivers a change of the configuration.
func (s *screenTest) reload(r Reload) {
	s.t.Helper()
	s.send(reloadMsg{r})
}

// rebound returns keys with one binding changed.
func rebound(t *testing.T, name, keys string) *keymap.Map {
	t.Helper()
	m := keymap.Default()
	if _, err := m.Rebind(map[string][]string{name: strings.Fields(keys)}); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestReloadChangesKeys(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.wantFooter("m mute")
	s.reload(Reload{Keys: rebound(t, "audio-mute", "X"), Said: "Changed: keys."})
	s.wantFooter("Changed: keys.")
	s.press("m")
	s.wantCommands(0)
	s.press("X")
	s.wantCommands(1)
	s.wantCommand(video.AudioMute("m1"))
	s.pass(10 * time.Second)
	s.wantFooter("X mute")
	s.press("?")
	s.wantText("X")
}

// A user chooses a key in a dialog by the text of the dialog.
func TestReloadWaitsForDialogsAndText(t *testing.T) {
	for name, test := range map[string]struct{ open, leave string }{
		"question": {"x", "esc"},
		"palette":  {":", "esc"},
		"filter":   {"/", "esc"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.press(test.open)
			s.reload(Reload{Keys: rebound(t, "audio-mute", "X")})
			if got := s.m.o.Keys.AudioMute.Keys()[0]; got != "m" {
				t.Errorf("the key is %q while the dialog is open", got)
			}
			s.now = s.now.Add(time.Second) // a question counts keys only once it could be read
			s.press(test.leave)
			if got := s.m.o.Keys.AudioMute.Keys()[0]; got != "X" {
				t.Errorf("the key is %q after the dialog", got)
			}
		})
	}
}

func TestReloadChangesTheTheme(t *testing.T) {
	named := func(name string) *theme.Theme {
		th, err := theme.ByName(name, theme.TrueColor)
		if err != nil {
			t.Fatal(err)
		}
		return th
	}
	following := func(dark bool) *theme.Theme { return named(map[bool]string{true: "dark", false: "light"}[dark]) }
	for name, test := range map[string]struct {
		look Look
		want string
	}{
		"chosen":                   {Look{Theme: named("high-contrast")}, "high-contrast"},
		"follows what is known":    {Look{Theme: named("dark"), For: following}, "light"},
		"background is not for it": {Look{Theme: named("mono")}, "mono"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreenWith(t, 120, 36, uitest.SmallRoom(), named("dark"))
			s.send(term.Input{Msgs: []tea.Msg{term.Background{Color: color.White}}})
			s.reload(Reload{Look: &test.look})
			if got := s.m.Theme().Name; got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			s.m.status = status{}
			s.m.dirty = true
			want := newScreenWith(t, 120, 36, uitest.SmallRoom(), named(test.want))
			if s.m.View() != want.m.View() {
				t.Error("the screen is not drawn in the theme")
			}
		})
	}
}

func TestReloadReleasesTheMouse(t *testing.T) {
	s := newScreen(t, 120, 36)
	g := &fakeGlass{}
	s.m.glass = g
	off, on := false, true
	s.reload(Reload{Mouse: &off})
	if !s.m.freed || fmt.Sprint(g.mouse) != "[false]" {
		t.Error("the mouse was not released")
	}
	s.reload(Reload{Mouse: &on})
	if s.m.freed || fmt.Sprint(g.mouse) != "[false true]" {
		t.Error("the mouse was not taken back")
	}
}

// wintty PR 1104: a reload never changes a mode that the user has chosen tonight.
func TestReloadKeepsRunningModes(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("ctrl+o Z")
	order := s.order()
	s.reload(Reload{Sort: &people.Sorting{By: people.ByName, Reverse: true}, Keys: rebound(t, "audio-mute", "X")})
	if !s.m.WatchOnly() {
		t.Error("watching only has ended")
	}
	if got := s.order(); got != order {
		t.Errorf("frozen rows have moved: %s, want %s", got, order)
	}
	s.wantText("frozen")
	s.press("Z")
	if got := s.order(); got == order {
		t.Errorf("the new order did not come when the list was released: %s", got)
	}
	s.wantText("by name, reversed")
}

// order returns the ids of the rows.
func (s *screenTest) order() string {
	var ids []string
	for _, p := range s.m.people.Rows {
		ids = append(ids, string(p.Member.ID))
	}
	return strings.Join(ids, " ")
}

func TestReloadKeepsTheCursorOnItsMember(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("j j")
	was := s.m.Pointed()
	s.reload(Reload{Sort: &people.Sorting{By: people.ByName, Reverse: true}})
	if got := s.m.Pointed(); got != was {
		t.Errorf("the cursor is on %s, want %s", got, was)
	}
}

// mimi 144: a refusal of the configuration is shown, and stays in sight until the user dismisses it.
func TestRefusedReloadStaysInSight(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.reload(Reload{Refused: true, Said: `The old configuration stays: c.toml:3: there is no setting "them".`})
	s.wantText(`c.toml:3: there is no setting "them"`)
	s.press("j j")
	s.wantText("The old configuration stays")
	s.reload(Reload{Keys: rebound(t, "audio-mute", "X")})
	if strings.Contains(s.m.View(), "The old configuration stays") {
		t.Error("the banner outlives its cause")
	}
	s.reload(Reload{Refused: true, Said: "The old configuration stays: again."})
	s.press("esc")
	if strings.Contains(s.m.View(), "again") {
		t.Error("the banner cannot be dismissed")
	}
}

func TestConfirmations(t *testing.T) {
	over := func(n int) *int { return &n }
	also := func(a ...video.Action) *[]video.Action { return &a }
	for name, test := range map[string]struct {
		reload Reload
		keys   string
		asks   bool
	}{
		"two are fine":        {Reload{}, "space space m", false},
		"two are too many":    {Reload{ConfirmOver: over(1)}, "space space m", true},
		"one is not":          {Reload{ConfirmOver: over(1)}, "m", false},
		"a method of its own": {Reload{ConfirmAlso: also(video.ActLock)}, "K", true},
		"another method":      {Reload{ConfirmAlso: also(video.ActUnlock)}, "K", false},
		"always asks anyway":  {Reload{ConfirmAlso: also()}, "x", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.reload(test.reload)
			s.press(test.keys)
			if got := s.m.asking(); got != test.asks {
				t.Errorf("asks: %v, want %v", got, test.asks)
			}
			if sent := len(s.room.sent) > 0; sent == test.asks {
				t.Errorf("sent: %v", sent)
			}
		})
	}
}

func TestConfirmationOfAStep(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.reload(Reload{ConfirmAlso: &[]video.Action{video.ActSetRaisedHand}})
	s.run(s.m.Propose(video.Composite("call", "called", []video.MemberID{"m6"}, lower("m6"), video.AudioUnmute("m6"))))
	if !s.m.asking() {
		t.Error("a step that asks first did not ask")
	}
	s.wantCommands(0)
}

func TestNotesAreShownAtTheStart(t *testing.T) {
	m := New(t.Context(), Options{
		Room: newFakeRoom(uitest.SmallRoom()), Keys: keymap.Default(), Theme: new(theme.Theme),
		Notes:    []string{"Ann is late."},
		Settings: Settings{Sort: people.Sorting{By: people.ByName}},
	})
	if line, _ := m.status.shown(m.clk); line != "Ann is late." {
		t.Errorf("got %q", line)
	}
	if !strings.Contains(m.people.Title(), "by name") {
		t.Errorf("got %q", m.people.Title())
	}
}

// TestReloadChangesScenesAndColumns: both take effect while the console runs.
func TestReloadChangesScenesAndColumns(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.reload(Reload{
		Scenes: &[]scene.Scene{{Name: "big", Key: 1, Layout: "1x1"}}, Columns: &[]pane.Column{"state"}, Said: "New.",
	})
	s.wantNoText("last 5 min")
	s.press("'")
	s.wantText("1 big")
}
