package ui

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session"
	"gavel/theme"
)

// epoch is when all tests begin.
var epoch = time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)

// fakeRoom answers every command with success and changes nothing by itself.
type fakeRoom struct {
	mu      sync.Mutex // guards all below
	snap    *session.Snapshot
	sent    []session.Command
	undos   int
	fresh   int
	changes chan struct{}
	answer  func(session.Command) (session.Result, error)
}

func newFakeRoom(s *session.Snapshot) *fakeRoom {
	return &fakeRoom{snap: s, changes: make(chan struct{}, 1)}
}

func (r *fakeRoom) Snapshot() *session.Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.snap
}

func (r *fakeRoom) Changed() <-chan struct{} { return r.changes }

func (r *fakeRoom) Do(_ context.Context, c session.Command) (session.Result, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, c)
	if r.answer != nil {
		return r.answer(c)
	}
	res := session.Result{Command: c, Took: 31 * time.Millisecond}
	for _, id := range c.Targets {
		res.Targets = append(res.Targets, session.TargetResult{Member: id, Outcome: session.OutcomeConfirmed, Took: res.Took})
	}
	if len(c.Targets) == 0 {
		res.Targets = []session.TargetResult{{Outcome: session.OutcomeConfirmed, Took: res.Took}}
	}
	return res, nil
}

func (r *fakeRoom) Undo(context.Context) (session.Result, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.undos++
	return session.Result{Command: session.AudioUnmute("m1"), Took: time.Millisecond}, nil
}

func (r *fakeRoom) Refresh(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fresh++
	return nil
}

// screenTest drives a Model as Bubble Tea would, on a clock of its own. Commands run at once; those that wait for the room
// or a timer are not run.
type screenTest struct {
	t    testing.TB
	m    *Model
	room *fakeRoom
	now  time.Time
	quit bool
	copy []string
}

// newScreen shows a small room on a screen of w by h cells.
func newScreen(t testing.TB, w, h int) *screenTest {
	t.Helper()
	return newScreenOf(t, w, h, smallRoom())
}

func newScreenOf(t testing.TB, w, h int, snap *session.Snapshot) *screenTest {
	t.Helper()
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	return newScreenWith(t, w, h, snap, th)
}

func newScreenWith(t testing.TB, w, h int, snap *session.Snapshot, th theme.Theme) *screenTest {
	t.Helper()
	s := &screenTest{t: t, now: epoch, room: newFakeRoom(snap)}
	// What waits for the room or a timer gives up at once; the test says when either happens.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.m = New(ctx, Options{
		Room: s.room, Keys: keymap.Default(), Theme: th, Now: func() time.Time { return s.now },
		Copy: func(id string) { s.copy = append(s.copy, id) },
	})
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
	return s
}

// send delivers a message, runs what it asks for and paints.
func (s *screenTest) send(msg tea.Msg) {
	s.t.Helper()
	_, cmd := s.m.Update(msg)
	s.m.View()
	s.run(cmd)
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
	for _, name := range strings.Fields(keys) {
		s.pass(150 * time.Millisecond)
		s.send(keyNamed(name))
	}
}

// burst sends runes that arrive in one read.
func (s *screenTest) burst(runes string) {
	s.t.Helper()
	s.pass(150 * time.Millisecond)
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(runes)})
}

// pass lets time go by and does what was due.
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

// publish shows a new snapshot.
func (s *screenTest) publish(snap *session.Snapshot) {
	s.t.Helper()
	snap.Seq = s.room.snap.Seq + 1
	s.room.mu.Lock()
	s.room.snap = snap
	s.room.mu.Unlock()
	s.send(changedMsg{room: s.room})
}

// change publishes a copy of the present snapshot after f has changed it.
func (s *screenTest) change(f func(*session.Snapshot)) {
	s.t.Helper()
	c := *s.room.Snapshot()
	c.Members = append([]*session.Member(nil), c.Members...)
	c.Log = append([]session.Entry(nil), c.Log...)
	f(&c)
	s.publish(&c)
}

// edit publishes a snapshot in which one member is different.
func (s *screenTest) edit(id session.MemberID, f func(*session.Member)) {
	s.t.Helper()
	s.change(func(c *session.Snapshot) { editMember(c, id, f) })
}

func editMember(c *session.Snapshot, id session.MemberID, f func(*session.Member)) {
	for i, m := range c.Members {
		if m.ID == id {
			now := *m
			f(&now)
			c.Members[i] = &now
		}
	}
}

// leave publishes a snapshot without the member.
func (s *screenTest) leave(id session.MemberID) {
	s.t.Helper()
	s.change(func(c *session.Snapshot) { removeMember(c, id) })
}

func removeMember(c *session.Snapshot, id session.MemberID) {
	for i, m := range c.Members {
		if m.ID == id {
			c.Members = append(c.Members[:i:i], c.Members[i+1:]...)
			return
		}
	}
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

// wantCommand checks the newest command that the room got.
func (s *screenTest) wantCommand(want session.Command) {
	s.t.Helper()
	if len(s.room.sent) == 0 {
		s.t.Fatalf("nothing was sent, want %v; the footer says %q", want, s.footer())
	}
	if got := s.room.sent[len(s.room.sent)-1]; !reflect.DeepEqual(got, want) {
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
	rows := s.m.people.rows
	if i >= len(rows) {
		s.t.Fatalf("there are %d rows, want row %d to be %q", len(rows), i, want)
	}
	if got := rows[i].name.Text; got != want {
		s.t.Errorf("row %d is %q, want %q", i, got, want)
	}
}

func (s *screenTest) wantRows(want ...string) {
	s.t.Helper()
	var got []string
	for _, p := range s.m.people.rows {
		got = append(got, p.name.Text)
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

var namedKeys = map[string]tea.KeyMsg{
	"enter": {Type: tea.KeyEnter}, "esc": {Type: tea.KeyEsc}, "tab": {Type: tea.KeyTab}, "shift+tab": {Type: tea.KeyShiftTab},
	"up": {Type: tea.KeyUp}, "down": {Type: tea.KeyDown}, "space": {Type: tea.KeySpace, Runes: []rune{' '}},
	"ctrl+c": {Type: tea.KeyCtrlC}, "ctrl+d": {Type: tea.KeyCtrlD}, "ctrl+u": {Type: tea.KeyCtrlU},
	"ctrl+l": {Type: tea.KeyCtrlL}, "ctrl+o": {Type: tea.KeyCtrlO}, "backspace": {Type: tea.KeyBackspace},
	"pgdown": {Type: tea.KeyPgDown}, "pgup": {Type: tea.KeyPgUp}, "home": {Type: tea.KeyHome}, "end": {Type: tea.KeyEnd},
	"left": {Type: tea.KeyLeft}, "right": {Type: tea.KeyRight},
}

func keyNamed(name string) tea.KeyMsg {
	if k, ok := namedKeys[name]; ok {
		return k
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// member makes a member who joined some minutes ago.
func member(n int, name string) *session.Member {
	return &session.Member{
		ID: session.MemberID(fmt.Sprintf("m%d", n)), Name: name, Type: session.TypeMember, Order: uint64(n),
		JoinedAt: epoch.Add(-time.Duration(40-n) * time.Minute), JoinSeen: true, Visible: true,
		CurrentPosition: session.Standard(n), InputSensitivity: 30,
	}
}

// smallRoom is a room with every kind of state in it.
func smallRoom() *session.Snapshot {
	mark, david, ana := member(1, "Mark Oduya"), member(2, "David Kern"), member(3, "Ana Silva")
	screen, hana, priya := member(4, "screen"), member(5, "田中 花子"), member(6, "Priya Raghunathan")
	late, twin := member(7, "Jonas Weber"), member(8, "Jonas Weber")
	mark.Talking, mark.TalkStart, mark.TalkTotal = true, epoch.Add(-20*time.Second), 5*time.Minute
	david.AudioMuted, david.TalkTotal = true, time.Minute
	ana.VideoMuted, ana.HandRaised, ana.HandAt, ana.TalkTotal = true, true, epoch.Add(-42*time.Second), 2*time.Minute
	screen.ParentID, screen.Type, screen.AudioMuted, screen.CurrentPosition = ana.ID, session.TypeScreen, true, session.Reserved(1)
	hana.Deaf, hana.AudioMuted, hana.TalkTotal = true, true, 3*time.Minute
	priya.InputVolume, priya.OutputVolume, priya.HandRaised, priya.HandAt = 5, -10, true, epoch.Add(-3*time.Minute)
	late.JoinSeen, late.CurrentPosition = false, session.PositionOffCanvas
	return &session.Snapshot{
		Seq: 1, At: epoch,
		Link: session.Link{State: session.LinkLive, Gen: 1, Since: epoch.Add(-time.Hour), Heard: epoch, RTT: 23 * time.Millisecond},
		Room: session.Room{
			ID: "rs-1", RoomID: "r-1", Name: "weekly", DisplayName: "Weekly standup", LayoutName: "3x3", Recording: session.Yes,
			Locked: session.No, HideVideoMuted: session.No, Audience: 41, AudienceKnown: true, StartedAt: epoch.Add(-time.Hour),
		},
		Members: []*session.Member{mark, david, ana, screen, hana, priya, late, twin},
		Layout:  smallLayout(),
		Layouts: []string{"3x3", "5x5", "highlight-1-responsive"},
		Recordings: []*session.Recording{{
			ID: "rec-1", State: session.StateRecording, StartedAt: epoch.Add(-12*time.Minute - 41*time.Second), SeenAt: epoch,
		}},
		RecordingsKnown: true,
		Log:             smallLog(),
	}
}

func smallLayout() session.Layout {
	l := session.Layout{Name: "3x3"}
	for i := range 9 {
		layer := session.Layer{
			Index: i, X: float64(i%3) * 100 / 3, Y: float64(i/3) * 100 / 3, Width: 100.0 / 3, Height: 100.0 / 3,
			Position: session.Standard(i + 1), Visible: true,
		}
		if i < 3 {
			layer.MemberID = session.MemberID(fmt.Sprintf("m%d", i+1))
		}
		l.Layers = append(l.Layers, layer)
	}
	return l
}

func smallLog() []session.Entry {
	mute := session.AudioMute("m2")
	ana, david := session.Person{ID: "m3", Name: "Ana Silva"}, session.Person{ID: "m2", Name: "David Kern"}
	return []session.Entry{
		{N: 1, At: epoch.Add(-3 * time.Minute), Kind: session.EntryRecording, Text: "a recording started"},
		{N: 2, At: epoch.Add(-2 * time.Minute), Kind: session.EntryCommand, Command: &mute, Who: []session.Person{david},
			Outcome: session.OutcomeConfirmed, Took: 31 * time.Millisecond, Targets: []session.TargetResult{{Member: "m2", Outcome: session.OutcomeConfirmed}}},
		{N: 3, At: epoch.Add(-42 * time.Second), Kind: session.EntryHandUp, Who: []session.Person{ana}},
		{N: 4, At: epoch.Add(-10 * time.Second), Kind: session.EntryCommand, Command: &mute, Who: []session.Person{david},
			Outcome: session.OutcomeRefused, Err: "member is not here", Targets: []session.TargetResult{{Member: "m2", Outcome: session.OutcomeRefused}}},
	}
}
