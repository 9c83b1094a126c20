package ui

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/term"
	"gavel/ui/uitest"
)

// screenTest drives a Model as Bubble Tea would, on its own clock. Commands run at once, except those that wait for the
// room or a timer.
type screenTest struct {
	t    testing.TB
	m    *Model
	room *fakeRoom
	now  time.Time
	quit bool
	copy []string

	copied  term.Copied    // result of the next copy to the clipboard
	placing video.MemberID // whom Enter places, as the painted frame says; "" if it names nobody
	placed  string         // the name in that frame
}

// newScreen shows a small room on a screen of w by h cells.
func newScreen(t testing.TB, w, h int) *screenTest {
	t.Helper()
	return newScreenOf(t, w, h, uitest.SmallRoom())
}

func newScreenOf(t testing.TB, w, h int, snap *video.Snapshot) *screenTest {
	t.Helper()
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	return newScreenWith(t, w, h, snap, th)
}

func newScreenWith(t testing.TB, w, h int, snap *video.Snapshot, th *theme.Theme) *screenTest {
	t.Helper()
	s := &screenTest{t: t, now: uitest.Epoch, room: newFakeRoom(snap)}
	s.room.now = func() time.Time { return s.now }
	// Commands that wait for the room or a timer give up at once. The test triggers both itself.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.m = New(ctx, Options{
		Room: s.room, Keys: keymap.Default(), Theme: th, Now: func() time.Time { return s.now },
		Copy: func(_ context.Context, id string) term.Copied {
			s.copy = append(s.copy, id)
			return s.copied
		},
	})
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
	return s
}

// splitKeys makes one message of each rune, as package term does with keys that come in one read.
func splitKeys(k tea.KeyMsg) []tea.KeyMsg {
	if k.Type != tea.KeyRunes || k.Paste {
		return []tea.KeyMsg{k}
	}
	keys := make([]tea.KeyMsg, 0, len(k.Runes))
	for _, r := range k.Runes {
		one := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: k.Alt}
		if r == ' ' {
			one.Type = tea.KeySpace
		}
		keys = append(keys, one)
	}
	return keys
}

// read returns a message as the terminal sends it: keys come as the content of one read.
func read(msg tea.Msg) tea.Msg {
	var in term.Input
	switch msg := msg.(type) {
	case tea.KeyMsg:
		for _, k := range splitKeys(msg) {
			in.Msgs = append(in.Msgs, k)
		}
	case tea.MouseMsg, term.OtherKey:
		in.Msgs = []tea.Msg{msg}
	default:
		return msg
	}
	return in
}

// send delivers a message, runs the commands that it returns, and paints.
func (s *screenTest) send(msg tea.Msg) {
	s.t.Helper()
	msg = read(msg)
	_, cmd := s.m.Update(msg)
	s.paint()
	s.run(cmd)
}

// paint paints what has changed, and reads off whom Enter places. A name that the console has not painted again means
// the same member as before, even if another one has taken the name meanwhile.
func (s *screenTest) paint() {
	if !s.m.dirty {
		return
	}
	if name := placedIn(s.m.View()); name != s.placed {
		s.placed, s.placing = name, s.named(name)
	}
}

func (s *screenTest) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		s.quit = true
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	case wakeMsg, changedMsg:
	default:
		if reflect.TypeOf(msg).PkgPath() == reflect.TypeOf(s.m).Elem().PkgPath() {
			s.send(msg)
		}
	}
}

// press presses keys, separated by blanks, as fast as a person types.
func (s *screenTest) press(keys string) {
	s.t.Helper()
	for name := range strings.FieldsSeq(keys) {
		s.pass(150 * time.Millisecond)
		s.send(uitest.KeyOf(name))
	}
}

// burst sends runes that arrive in one read.
func (s *screenTest) burst(runes string) {
	s.t.Helper()
	s.pass(150 * time.Millisecond)
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(runes)})
}

// pass advances the clock and runs the timers that are due.
func (s *screenTest) pass(d time.Duration) {
	s.t.Helper()
	end := s.now.Add(d)
	for !s.m.wake.at.IsZero() && !s.m.wake.at.After(end) {
		if s.m.wake.at.After(s.now) {
			s.now = s.m.wake.at
		}
		s.send(wakeMsg{s.m.wake.n})
	}
	s.now = end
}

// publish delivers a new snapshot.
func (s *screenTest) publish(snap *video.Snapshot) {
	s.t.Helper()
	snap.Seq = s.room.snap.Seq + 1
	s.room.mu.Lock()
	s.room.snap = snap
	s.room.mu.Unlock()
	s.send(changedMsg{room: s.room})
}

// change publishes a copy of the present snapshot after f has changed it.
func (s *screenTest) change(f func(*video.Snapshot)) {
	s.t.Helper()
	c := *s.room.Snapshot()
	c.Members = append([]*video.Member(nil), c.Members...)
	c.Log = slices.Clone(c.Log)
	f(&c)
	s.publish(&c)
}

// edit publishes a snapshot in which one member is different.
func (s *screenTest) edit(id video.MemberID, f func(*video.Member)) {
	s.t.Helper()
	s.change(func(c *video.Snapshot) { uitest.EditMember(c, id, f) })
}

// leave publishes a snapshot without the member.
func (s *screenTest) leave(id video.MemberID) {
	s.t.Helper()
	s.change(func(c *video.Snapshot) { uitest.RemoveMember(c, id) })
}

func (s *screenTest) lines() []string { return strings.Split(s.m.View(), "\n") }

func (s *screenTest) wantText(text string) {
	s.t.Helper()
	if !strings.Contains(s.m.View(), text) {
		s.t.Errorf("%q is not on the screen:\n%s", text, s.m.View())
	}
}

func (s *screenTest) wantNoText(text string) {
	s.t.Helper()
	if strings.Contains(s.m.View(), text) {
		s.t.Errorf("%q is on the screen:\n%s", text, s.m.View())
	}
}

// wantCommand checks the newest command that the room received.
func (s *screenTest) wantCommand(want video.Command) {
	s.t.Helper()
	if len(s.room.sent) == 0 {
		s.t.Fatalf("nothing was sent, want %v; the footer says %q", want, s.footer())
	}
	got := s.room.sent[len(s.room.sent)-1]
	if want.SkipProtected = got.SkipProtected; !reflect.DeepEqual(got, want) { // TestBulkLeavesProtectedPeopleOut is about it
		s.t.Errorf("sent %+v, want %+v", got, want)
	}
}

func (s *screenTest) wantCommands(n int) {
	s.t.Helper()
	if len(s.room.sent) != n {
		s.t.Errorf("%d commands were sent, want %d: %v", len(s.room.sent), n, s.room.sent)
	}
}

// wantRow checks the start of a row of people, counted from 0, after the cursor bar, the mark and the talk sign.
func (s *screenTest) wantRow(i int, want string) {
	s.t.Helper()
	rows := s.m.people.Rows
	if i >= len(rows) {
		s.t.Fatalf("there are %d rows, want row %d to be %q", len(rows), i, want)
	}
	if got := rows[i].Name.Text; got != want {
		s.t.Errorf("row %d is %q, want %q", i, got, want)
	}
}

// wantNoRow checks that no row shows a name.
func (s *screenTest) wantNoRow(name string) {
	s.t.Helper()
	for _, p := range s.m.people.Rows {
		if p.Name.Text == name {
			s.t.Errorf("%s has a row:\n%s", name, s.m.View())
		}
	}
}

func (s *screenTest) wantRows(want ...string) {
	s.t.Helper()
	var got []string
	for _, p := range s.m.people.Rows {
		got = append(got, p.Name.Text)
	}
	if !reflect.DeepEqual(got, want) {
		s.t.Errorf("rows %q, want %q", got, want)
	}
}

func (s *screenTest) footer() string {
	lines := s.lines()
	return strings.TrimSpace(lines[len(lines)-1])
}

func (s *screenTest) wantFooter(part string) {
	s.t.Helper()
	if !strings.Contains(s.footer(), part) {
		s.t.Errorf("the footer says %q, want %q in it", s.footer(), part)
	}
}
