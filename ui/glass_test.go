package ui

import (
	"os"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/creack/pty"

	"gavel/theme"
	"gavel/ui/term"
)

// glassTest is a console on a real terminal, of which the test reads what is written.
type glassTest struct {
	*screenTest
	s      *shield
	writes chan string
}

func newGlass(t *testing.T, members int) *glassTest {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = master.Close(), slave.Close() })
	if err := pty.Setsize(master, &pty.Winsize{Rows: 36, Cols: 120}); err != nil {
		t.Fatal(err)
	}
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	g := &glassTest{screenTest: newScreenWith(t, 120, 36, largeRoom(members), th), writes: make(chan string, 1024)}
	go g.read(master)
	g.s = &shield{m: g.m, kill: func() { t.Error("the console has panicked") }}
	glass, err := term.Open(slave, slave, term.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g.s.glass, g.m.glass = glass, glass
	g.m.post = func(tea.Msg) {}
	sizes := make(chan tea.Msg, 16)
	if err := glass.Start(func(msg tea.Msg) { sizes <- msg }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(glass.Restore)
	g.update(<-sizes)
	g.until("Member 00001")
	return g
}

func (g *glassTest) read(master *os.File) {
	b := make([]byte, 64<<10)
	for {
		n, err := master.Read(b)
		if err != nil {
			return
		}
		g.writes <- string(b[:n])
	}
}

func (g *glassTest) update(msg tea.Msg) {
	g.s.Update(read(msg))
}

// until waits for a text on the terminal, and then for its silence.
func (g *glassTest) until(text string) {
	g.t.Helper()
	all := ""
	for !strings.Contains(all, text) {
		select {
		case w := <-g.writes:
			all += w
		case <-time.After(10 * time.Second):
			g.t.Fatalf("%q was not written: %q", text, all)
		}
	}
	g.silence()
}

// ptyHolds is as much as one read of a pseudo-terminal returns.
const ptyHolds = 4095

// silence returns what is written until nothing is, in as many pieces as it was written in.
func (g *glassTest) silence() (pieces []string) {
	for {
		select {
		case w := <-g.writes:
			if n := len(pieces); n > 0 && len(pieces[n-1])%ptyHolds == 0 { // the pseudo-terminal has cut it
				pieces[n-1] += w
				continue
			}
			pieces = append(pieces, w)
		case <-time.After(100 * time.Millisecond):
			return pieces
		}
	}
}

// What goes to the terminal is held by counting, not by time, so that it holds on any machine.
func TestGlassWritesOnceForAKeyAndNothingForNothing(t *testing.T) {
	g := newGlass(t, 300)
	for _, key := range []string{"j", "j", "k", "?", "esc"} {
		g.now = g.now.Add(time.Second)
		g.update(term.KeyNamed(key))
		// A pseudo-terminal may cut a write anywhere, so paints are counted by their synchronised updates.
		got := strings.Join(g.silence(), "")
		if paints := strings.Count(got, "\x1b[?2026h"); paints != 1 {
			t.Errorf("%s: %d paints: %.300q", key, paints, got)
		}
		if key == "j" && len(got) > 1500 {
			t.Errorf("%s: %d bytes for two rows", key, len(got))
		}
	}
	for _, msg := range []tea.Msg{term.Tick{}, wakeMsg{n: -1}, struct{}{}, changedMsg{room: g.room}} {
		g.update(msg)
		if got := g.silence(); len(got) > 0 {
			t.Errorf("%T: nothing has changed, and %q was written", msg, got)
		}
	}
}

// Events that pour in are painted at most 30 times a second, each time with one write of what is different.
func TestGlassPaintsFewEvents(t *testing.T) {
	g := newGlass(t, 300)
	snaps := fiveChanging(g.room.Snapshot())
	before := time.Now()
	const events = 400
	for range events {
		g.room.snap = snaps.next()
		g.s.Update(changedMsg{room: g.room})
	}
	took := time.Since(before)
	got := g.silence()
	if most := int(took/(time.Second/30)) + 2; len(got) > most {
		t.Errorf("%d writes for %d events in %v, at most %d", len(got), events, took, most)
	}
	for _, w := range got {
		if len(w) > 1000 {
			t.Errorf("%d bytes for five people: %q", len(w), w)
		}
	}
}

// A frame that is put off costs nothing but the message.
func TestGlassAllocatesLittle(t *testing.T) {
	g := newGlass(t, 300)
	g.update(term.KeyNamed("j"))
	extra := 0.0
	if raceDetector {
		extra = 20
	}
	key := read(term.KeyNamed("j"))
	if got := testing.AllocsPerRun(50, func() {
		g.now = g.now.Add(time.Second)
		g.s.Update(key)
	}); got > 90+extra {
		t.Errorf("%v allocations for a key", got)
	}
	nothing := wakeMsg{n: -1}
	if got := testing.AllocsPerRun(50, func() { g.s.Update(nothing) }); got > 2+extra {
		t.Errorf("%v allocations for a message that changes nothing", got)
	}
}
