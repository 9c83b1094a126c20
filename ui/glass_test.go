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

// glassTest is a console on a real terminal. The test reads the output.
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

// paintBegin is the start of synchronised output: a paint.
const paintBegin = "\x1b[?2026h"

// until waits until a string is on the terminal, and then until the output ends.
func (g *glassTest) until(text string) {
	g.t.Helper()
	for all := ""; !strings.Contains(all, text); {
		all += g.next()
	}
	g.written()
}

// next returns the next output of the terminal: a write, or a part of one.
func (g *glassTest) next() string {
	g.t.Helper()
	select {
	case w := <-g.writes:
		return w
	case <-time.After(10 * time.Second):
		g.t.Fatal("nothing was written")
		return ""
	}
}

// written returns the output since its last call. A mark is written to find the end. A frame may share the write with
// the first mark and come after it, so there are two.
func (g *glassTest) written() string {
	g.t.Helper()
	all := ""
	for _, mark := range []string{"\x1b]mark 1\a", "\x1b]mark 2\a"} {
		g.m.glass.Write([]byte(mark))
		for !strings.Contains(all, mark) {
			all += g.next()
		}
		all = strings.Replace(all, mark, "", 1)
	}
	return all
}

// The output to the terminal is counted, not timed, so that the test holds on any machine.
func TestGlassWritesOnceForAKeyAndNothingForNothing(t *testing.T) {
	g := newGlass(t, 300)
	for _, key := range []string{"j", "j", "k", "?", "esc"} {
		g.now = g.now.Add(time.Second)
		g.update(term.KeyNamed(key))
		got := g.written()
		if paints := strings.Count(got, paintBegin); paints != 1 {
			t.Errorf("%s: %d paints: %.300q", key, paints, got)
		}
		if key == "j" && len(got) > 1500 {
			t.Errorf("%s: %d bytes for two rows", key, len(got))
		}
	}
	for _, msg := range []tea.Msg{term.Tick{}, wakeMsg{n: -1}, struct{}{}, changedMsg{room: g.room}} {
		g.update(msg)
		if got := g.written(); got != "" {
			t.Errorf("%T: nothing has changed, and %q was written", msg, got)
		}
	}
}

// Under load, events are painted at most 30 times a second, each time with one write of the difference.
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
	paints := strings.Split(g.written(), paintBegin)[1:]
	if most := int(took/(time.Second/30)) + 2; len(paints) > most {
		t.Errorf("%d paints for %d events in %v, at most %d", len(paints), events, took, most)
	}
	for _, w := range paints {
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
