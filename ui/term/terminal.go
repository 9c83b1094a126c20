package term

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"
)

// paintEvery is the shortest time between two frames without a key; more frames would not be seen.
const paintEvery = time.Second / 30

// paintSlack is how much earlier a frame may be painted. Frames that arrive at about this rate are each painted on
// arrival, without an extra wake-up.
const paintSlack = 4 * time.Millisecond

// Terminal is the terminal of the console. Call Open, Start, and Restore at the end. Its methods are safe for
// concurrent use.
type Terminal struct {
	in, out *os.File
	o       Options
	found   *term.State // the modes before Start
	post    func(tea.Msg)
	stop    stopper // ends a waiting read
	over    chan struct{}
	wake    chan struct{} // capacity 1: the writer has work
	running sync.WaitGroup
	once    struct{ lost, restore sync.Once }

	taking sync.Mutex // one take or release at a time; guards the next two fields
	taken  bool       // the screen and the modes are set
	gone   bool       // restored for good

	mu      sync.Mutex // guards the fields below
	painter Painter
	frame   *Frame        // the newest frame, to be painted
	raw     []byte        // to be written before the frame: a bell, the clipboard, modes
	writing chan struct{} // closed at the end of the current write; nil if there is none
	held    bool          // the terminal is given back: nothing is written
	painted time.Time
	late    *time.Timer // posts a Tick; nil if none is due
	asked   questions
	mouse   bool
	err     error
}

// Open prepares a terminal without changing it. It fails if in is not a terminal.
func Open(in, out *os.File, o Options) (*Terminal, error) {
	found, err := term.GetState(in.Fd())
	if err != nil {
		return nil, fmt.Errorf("read the modes of the terminal: %w", err)
	}
	return &Terminal{
		in: in, out: out, o: o, found: found, mouse: o.Mouse,
		over: make(chan struct{}), wake: make(chan struct{}, 1),
	}, nil
}

// take sets the modes and enters the screen, unless the terminal was restored for good.
func (t *Terminal) take() error {
	t.taking.Lock()
	defer t.taking.Unlock()
	if t.gone {
		return nil
	}
	if _, err := term.MakeRaw(t.in.Fd()); err != nil {
		return fmt.Errorf("set the modes of the terminal: %w", err)
	}
	t.screen(true)
	t.mu.Lock()
	o := t.o
	o.Mouse = t.mouse
	t.raw = append([]byte(o.enter(t.taken)), t.raw...)
	t.taken = true
	t.held = false
	t.mu.Unlock()
	t.poke()
	return nil
}

func (t *Terminal) screen(on bool) {
	if t.o.Screen != nil {
		t.o.Screen(on)
	}
}

// measure reads the size of the screen and posts it. The content of the screen then counts as unknown.
func (t *Terminal) measure() {
	w, h, err := term.GetSize(t.out.Fd())
	if err != nil {
		return
	}
	t.mu.Lock()
	t.painter.Resize(w, h)
	t.mu.Unlock()
	t.post(tea.WindowSizeMsg{Width: w, Height: h})
}

// start runs f in a goroutine that Restore waits for. A panic in f goes to Options.Crashed.
func (t *Terminal) start(f func()) {
	t.running.Go(func() {
		defer func() {
			if value := recover(); value != nil && t.o.Crashed != nil {
				t.o.Crashed(value, debug.Stack())
			}
		}()
		f()
	})
}

// ask queries the background and the width of ambiguous characters.
func (t *Terminal) ask() {
	t.mu.Lock()
	query := t.asked.ask(time.Now(), t.o.ASCII)
	t.mu.Unlock()
	t.Write([]byte(query))
}

// awaitsAnswer reports whether an answer of the terminal may still arrive.
func (t *Terminal) awaitsAnswer() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asked.open(time.Now())
}

// Show paints the frame after msg: at once after an Input, a resize, a Tick or a pause, and otherwise at most 30 times
// a second. If it is too early, Show does not call frame, and posts a Tick when the frame is due. It never waits for
// the terminal.
func (t *Terminal) Show(msg tea.Msg, frame func() Frame) {
	if t.due(msg, time.Now()) {
		t.Paint(frame())
	}
}

// due reports whether to paint after msg. If not, it arranges for a Tick.
func (t *Terminal) due(msg tea.Msg, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := t.painted.Add(paintEvery)
	early := next.Sub(now)
	switch msg.(type) {
	case Input, tea.WindowSizeMsg, Tick:
		t.painted = now
	default:
		if early > paintSlack {
			if t.late == nil {
				t.late = time.AfterFunc(early, func() { t.post(Tick{}) })
			}
			return false
		}
		t.painted = now
		if early > 0 {
			t.painted = next
		}
	}
	if t.late != nil {
		t.late.Stop()
		t.late = nil
	}
	return true
}

// Paint shows a frame and does not wait. While the terminal accepts no output, only the newest frame waits.
func (t *Terminal) Paint(f Frame) {
	t.mu.Lock()
	t.frame = &f
	t.mu.Unlock()
	t.poke()
}

// Repaint writes every cell again, in case another program has written on the screen.
func (t *Terminal) Repaint() {
	t.mu.Lock()
	t.painter.Forget()
	t.mu.Unlock()
	t.poke()
}

// Mouse turns mouse reports on or off. While they are off, the terminal selects text as usual.
func (t *Terminal) Mouse(on bool) {
	t.mu.Lock()
	t.mouse = on
	t.mu.Unlock()
	t.Write([]byte(map[bool]string{true: mouseOn, false: mouseOff}[on]))
}

// maxRaw bounds the bytes, beside a frame, that wait for a terminal that accepts no output.
const maxRaw = 1 << 20

// Write writes the bytes that Bell, Notification and Clipboard.Copy return, and does not wait. At most 1 MiB waits for
// a terminal that accepts no output; a call that would exceed it is dropped whole.
func (t *Terminal) Write(b []byte) {
	t.mu.Lock()
	if len(t.raw)+len(b) <= maxRaw {
		t.raw = append(t.raw, b...)
	}
	t.mu.Unlock()
	t.poke()
}

// Err returns the first error of a write to the terminal, or nil.
func (t *Terminal) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// lost calls Options.Lost, the first time only.
func (t *Terminal) lost(err error) {
	t.once.lost.Do(func() {
		if t.o.Lost != nil {
			t.o.Lost(err)
		}
	})
}

// poke wakes the writer.
func (t *Terminal) poke() {
	select {
	case t.wake <- struct{}{}:
	default: // it is already woken
	}
}
