//go:build unix

package term

import (
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// desk is a pseudo-terminal in this process. Tests press keys at its master, and read there the output of the Terminal.
type desk struct {
	t             *testing.T
	master, slave *os.File
	term          *Terminal
	msgs          chan tea.Msg
	screen        []bool // the arguments of Options.Screen

	mu   sync.Mutex // guards the fields below
	said strings.Builder
	lost int
}

// newDesk starts a Terminal on a pseudo-terminal. It does not outlive the test.
func newDesk(t *testing.T, o Options) *desk {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 10, Cols: 40}); err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, master: master, slave: slave, msgs: make(chan tea.Msg, 1000)}
	o.Screen = func(on bool) { d.screen = append(d.screen, on) }
	o.Lost = func(error) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.lost++
	}
	o.Crashed = func(value any, stack []byte) { t.Errorf("panic: %v\n%s", value, stack) }
	if d.term, err = Open(slave, slave, o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		d.term.Restore()
		_, _ = slave.Close(), master.Close()
	})
	return d
}

func (d *desk) start() *desk {
	d.t.Helper()
	go d.listen()
	if err := d.term.Start(func(msg tea.Msg) { d.msgs <- msg }); err != nil {
		d.t.Fatal(err)
	}
	if msg, ok := d.next().(tea.WindowSizeMsg); !ok || msg.Width != 40 || msg.Height != 10 {
		d.t.Fatalf("the first message is %v, want the size", msg)
	}
	return d
}

func (d *desk) listen() {
	b := make([]byte, 4096)
	for {
		n, err := d.master.Read(b)
		d.mu.Lock()
		d.said.Write(b[:n])
		d.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (d *desk) output() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.said.String()
}

func (d *desk) until(want string) {
	d.t.Helper()
	waitFor(d.t, want, func() bool { return strings.Contains(d.output(), want) })
}

func (d *desk) press(keys string) {
	d.t.Helper()
	if _, err := d.master.WriteString(keys); err != nil {
		d.t.Fatal(err)
	}
}

// next returns the next message.
func (d *desk) next() tea.Msg {
	d.t.Helper()
	select {
	case msg := <-d.msgs:
		return msg
	case <-time.After(patience):
		d.t.Fatal("no message came")
		return nil
	}
}

// input returns the messages of the next input.
func (d *desk) input() string {
	d.t.Helper()
	in, ok := d.next().(Input)
	if !ok {
		d.t.Fatal("that was no input")
	}
	return strings.Join(describe(in.Msgs), " ")
}

func TestTerminalSetsAndRestores(t *testing.T) {
	d := newDesk(t, Options{Title: "room", Mouse: true, Bidi: true})
	found, err := term.GetState(d.slave.Fd())
	if err != nil {
		t.Fatal(err)
	}
	d.start()
	d.until(askBackground)
	if raw, _ := term.GetState(d.slave.Fd()); *raw == *found {
		t.Error("the modes are as before")
	}
	d.term.Paint(lines("hello"))
	d.until("hello")
	d.term.Restore()
	d.until("\x1b[?25h\r")
	if now, _ := term.GetState(d.slave.Fd()); *now != *found {
		t.Error("the modes are not restored")
	}
	said := len(d.output())
	d.term.Restore()
	d.term.Paint(lines("late"))
	d.term.Write(Bell())
	if now := d.output()[said:]; now != "" {
		t.Errorf("after Restore it wrote %q", now)
	}
	if len(d.screen) != 2 || !d.screen[0] || d.screen[1] {
		t.Errorf("Screen was called with %v", d.screen)
	}
}

// VTE stores the bidi mode with each row when it clears the row.
func TestBidiModeIsSetBeforeRowsAreCleared(t *testing.T) {
	t.Parallel()
	for _, again := range []bool{false, true} {
		enter := Options{Bidi: true}.enter(again)
		alt, explicit, cleared := strings.Index(enter, altScreen), strings.Index(enter, bidiExplicit), strings.Index(enter, clearScreen)
		if alt < 0 || explicit < alt || cleared < explicit {
			t.Errorf("again %v: the bidi mode is not set between entering the screen and clearing it: %q", again, enter)
		}
	}
}

// pairs are sequences that turn a mode on and off.
var pairs = map[string]string{
	"\x1b[?1049h": "\x1b[?1049l", "\x1b[?2004h": "\x1b[?2004l", "\x1b[?1000h": "\x1b[?1000l", "\x1b[?1006h": "\x1b[?1006l",
	"\x1b[?25l": "\x1b[?25h", "\x1b[?7l": "\x1b[?7h", "\x1b[8l": "\x1b[8h", "\x1b[22;0t": "\x1b[23;0t",
	"\x1b[?2026h": "\x1b[?2026l",
}

func TestRestoreBytesResetEverything(t *testing.T) {
	t.Parallel()
	enter := Options{Title: "room", Mouse: true, Bidi: true}.enter(false)
	for on, off := range pairs {
		if strings.LastIndex(RestoreBytes, off) < 0 || strings.Contains(RestoreBytes, on) {
			t.Errorf("RestoreBytes do not reset %q", on)
		}
		if on != syncBegin && !strings.Contains(enter, on) {
			t.Errorf("%q is never turned on: this test is out of date", on)
		}
	}
	for _, reset := range []string{"\x1b>", "\x1b[?1l", "\x1b[>4;0m", "\x1b[=0u"} {
		if i := strings.Index(enter, reset); i < 0 || i > strings.Index(enter, altScreen) {
			t.Errorf("%q, which another program may have left, is not reset at the start", reset)
		}
	}
	if cleared := strings.Index(RestoreBytes, clearScreen); cleared < 0 || cleared > strings.Index(RestoreBytes, mainScreen) {
		t.Error("the screen is not cleared before it is left")
	}
	if strings.Contains(Options{}.enter(true), titlePush) {
		t.Error("a terminal that was not given back saves its title once more")
	}
}

func TestTerminalReads(t *testing.T) {
	t.Parallel()
	d := newDesk(t, Options{}).start()
	for _, test := range []struct{ keys, want string }{
		{"jj\x1b[B", "j j down"},
		{"\x1b", "esc"},
		{"[C", "right"},
		{"\x1b[200~x\x1b[201~", "[x]"},
		{"\x1b[<64;1;1M", "<wheel-up 0,0>"},
		{"\x1bP", "esc P"}, // after doubtWait
	} {
		since := time.Now()
		d.press(test.keys)
		if got := d.input(); got != test.want {
			t.Errorf("%q came as %s, want %s", test.keys, got, test.want)
		}
		t.Logf("%q took %v", test.keys, time.Since(since))
	}
	if testing.Short() {
		return
	}
	d.press("\x1b[200~open")
	if got := d.input(); got != "[open]" { // after pasteWait
		t.Errorf("an open paste came as %s", got)
	}
}

func TestTerminalReadsMoreThanItsBuffer(t *testing.T) {
	d := newDesk(t, Options{}).start()
	paste := strings.Repeat("0123456789", 3000)
	go func() { _, _ = d.master.WriteString("\x1b[200~" + paste + "\x1b[201~\x1b[A") }()
	var got []string
	for len(got) < 2 {
		got = append(got, strings.Fields(d.input())...)
	}
	if got[0] != "["+paste+"]" || got[1] != "up" {
		t.Errorf("a paste of %d bytes came as %d bytes and %v", len(paste), len(got[0]), got[1:])
	}
}

// inTime is an age of a query at which its answer is not late, however long a busy machine delays it.
const inTime = -time.Hour

// asked sets how long ago the terminal was queried.
func (d *desk) asked(age time.Duration) {
	d.term.mu.Lock()
	defer d.term.mu.Unlock()
	d.term.asked.at = time.Now().Add(-age)
}

func TestBackgroundCountsOnceAndSoon(t *testing.T) {
	const answer = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
	t.Run("in time", func(t *testing.T) {
		d := newDesk(t, Options{}).start()
		d.asked(inTime)
		d.press(answer + answer + "j")
		if got := d.input(); got != "<light> j" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("late", func(t *testing.T) {
		d := newDesk(t, Options{}).start()
		d.asked(queryWait + time.Millisecond)
		d.press(answer + "j")
		if got := d.input(); got != "j" {
			t.Errorf("got %s", got)
		}
	})
}

func TestWidthOfAmbiguousLetters(t *testing.T) {
	for _, test := range []struct{ name, answer, want string }{
		{"wide", "\x1b[1;3R", "<ambiguous> j"},
		{"narrow", "\x1b[1;2R", "j"},
		{"asked once", "\x1b[1;2R\x1b[1;3R", "j"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, Options{}).start()
			d.until(askWidth)
			d.asked(inTime)
			d.press(test.answer + "j")
			if got := d.input(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func raiseResize(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
		t.Fatal(err)
	}
}

func TestTerminalFollowsTheSize(t *testing.T) {
	// The kernel sends the signal only to the process group that the terminal controls, so the test sends it.
	d := newDesk(t, Options{}).start()
	d.term.Paint(lines("hello"))
	d.until("hello")
	if err := pty.Setsize(d.master, &pty.Winsize{Rows: 20, Cols: 3}); err != nil {
		t.Fatal(err)
	}
	raiseResize(t)
	if msg, ok := d.next().(tea.WindowSizeMsg); !ok || msg.Width != 3 || msg.Height != 20 {
		t.Fatalf("got %v", msg)
	}
	d.term.Paint(lines("hello"))
	d.until("\x1b[Hhel\x1b[2H\x1b[K")
}

func TestHangUpCallsLost(t *testing.T) {
	d := newDesk(t, Options{})
	if err := d.term.Start(func(msg tea.Msg) { d.msgs <- msg }); err != nil {
		t.Fatal(err)
	}
	d.next()
	_ = d.master.Close()
	waitFor(t, "Lost", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.lost == 1
	})
	d.term.Paint(lines("to nobody"))
	waitFor(t, "an error", func() bool { return d.term.Err() != nil })
	d.term.Restore()
	if d.lost != 1 {
		t.Errorf("Lost was called %d times", d.lost)
	}
}

func TestOpenNeedsATerminal(t *testing.T) {
	t.Parallel()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if _, err := Open(null, null, Options{}); err == nil {
		t.Error("it opened /dev/null")
	}
}

func TestRestoreWithoutStart(t *testing.T) {
	d := newDesk(t, Options{})
	d.term.Restore()
	if len(d.screen) != 0 {
		t.Errorf("Screen was called with %v", d.screen)
	}
}

func TestMouseCanBeGivenBack(t *testing.T) {
	d := newDesk(t, Options{Mouse: true}).start()
	d.until(mouseOn)
	d.term.Mouse(false)
	d.until(mouseOff)
}

// TestPaintDoesNotWaitForABlockedTerminal never reads the output. Painting does not wait, only the newest frame is
// kept, and the end comes soon.
func TestPaintDoesNotWaitForABlockedTerminal(t *testing.T) {
	d := newDesk(t, Options{})
	if err := d.term.Start(func(msg tea.Msg) { d.msgs <- msg }); err != nil {
		t.Fatal(err)
	}
	d.next()
	long := strings.Repeat("漢", 20)
	since := time.Now()
	for i := range 20_000 {
		d.term.Paint(lines(long, string(rune('a'+i%26)), long))
		d.term.Repaint()
	}
	d.term.Paint(lines("the last"))
	t.Logf("20,000 paints took %v", time.Since(since))
	go d.listen()
	d.until("the last")
	if n := len(d.output()); n > 1<<18 {
		t.Errorf("a blocked terminal was sent %d bytes", n)
	}
}

func TestRestoreOfABlockedTerminal(t *testing.T) {
	t.Parallel()
	d := newDesk(t, Options{})
	if err := d.term.Start(func(msg tea.Msg) { d.msgs <- msg }); err != nil {
		t.Fatal(err)
	}
	d.next()
	block := strings.Repeat("x", maxRaw/8)
	for range 4 {
		d.term.Write([]byte(block))
	}
	waitFor(t, "a write that waits", func() bool {
		d.term.mu.Lock()
		defer d.term.mu.Unlock()
		return d.term.writing != nil
	})
	since := time.Now()
	d.term.Restore()
	if took := time.Since(since); took > patience/4 { // a machine may be busy
		t.Errorf("the end took %v", took)
	}
	go d.listen()
	d.until(RestoreBytes) // all of them, although the output before them was discarded
}

func TestGiveBackBytes(t *testing.T) {
	for name, give := range map[string]func(*os.File){"alone": GiveBack, "shared": GiveBackShared} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, Options{})
			go d.listen()
			give(d.slave)
			d.until("\x1b[?1049l")
		})
	}
}

// TestShowPaintsAtOnceOrThirtyTimesASecond counts paints on its own clock.
func TestShowPaintsAtOnceOrThirtyTimesASecond(t *testing.T) {
	t.Parallel()
	term := &Terminal{post: func(tea.Msg) {}}
	now := start
	if !term.due(noise(0), now) {
		t.Error("the first event after a pause waits")
	}
	n := 0
	for range 1000 { // 700 events a second
		now = now.Add(time.Second / 700)
		if term.due(noise(0), now) {
			n++
		}
	}
	if n < 35 || n > 44 { // 1.43 s
		t.Errorf("%d paints in 1.43 s, want 30 a second", n)
	}
	for _, msg := range []tea.Msg{Input{}, tea.WindowSizeMsg{}, Tick{}} {
		if !term.due(msg, now) {
			t.Errorf("%T waits", msg)
		}
	}
	if term.due(noise(0), now.Add(time.Millisecond)) {
		t.Error("an event just after a key does not wait")
	}
	term.mu.Lock()
	late := term.late
	term.mu.Unlock()
	if late == nil {
		t.Fatal("nothing is due after an event that must wait")
	}
	late.Stop()
}

func TestShowSendsATickForADelayedFrame(t *testing.T) {
	d := newDesk(t, Options{}).start()
	delayed := false
	for !delayed { // a busy machine may take longer between the two than a paint is delayed
		since := time.Now()
		d.term.Show(Input{}, func() Frame { return lines("first") })
		delayed = true
		d.term.Show(noise(1), func() Frame {
			if delayed = false; time.Since(since) < paintEvery/2 {
				t.Fatal("the frame was built too early")
			}
			return lines("first")
		})
	}
	if _, ok := d.next().(Tick); !ok {
		t.Error("no Tick came")
	}
	d.term.Show(Tick{}, func() Frame { return lines("second") })
	d.until("second")
}

// TestPaintsAreCounted counts writes and bytes, not time, because CI machines differ in speed.
func TestPaintsAreCounted(t *testing.T) {
	d := newDesk(t, Options{}).start()
	f := consoleFrame(40, 10, func(int) bool { return false })
	d.term.Paint(f)
	d.until(syncEnd + "")
	waitFor(t, "quiet", func() bool { return strings.HasSuffix(d.output(), syncEnd) })
	said := len(d.output())
	for range 100 {
		d.term.Show(Input{}, func() Frame { return f })
	}
	d.term.Paint(Frame{Lines: append([]string{"changed"}, f.Lines[1:]...), Cursor: f.Cursor})
	d.until("changed")
	waitFor(t, "quiet", func() bool { return strings.HasSuffix(d.output(), "\x1b[2H") })
	if got := d.output()[said:]; strings.Count(got, "\x1b[H") != 1 || strings.Contains(got, syncBegin) {
		t.Errorf("101 frames, one of them different in one row, wrote %q", got)
	}
}
