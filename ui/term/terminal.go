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

// paintEvery is how often the screen is painted at most when nobody has pressed a key: more is not seen.
const paintEvery = time.Second / 30

// paintSlack is how much earlier a frame may come: pictures that come at the same pace are each painted as they come,
// and nobody is woken for them once more.
const paintSlack = 4 * time.Millisecond

// Terminal is the terminal of the console. Open it, start it, and restore it. Its methods are safe for concurrent use.
type Terminal struct {
	in, out *os.File
	o       Options
	found   *term.State // the modes before Start
	post    func(tea.Msg)
	stop    stopper // ends a read that waits
	over    chan struct{}
	wake    chan struct{} // capacity 1: something is to be written
	running sync.WaitGroup
	once    struct{ lost, restore sync.Once }

	taking sync.Mutex // one take or release at a time; guards what follows
	taken  bool       // it is ours
	gone   bool       // restored for good

	mu      sync.Mutex // guards what follows
	painter Painter
	frame   *Frame        // to be painted; the newest wins
	raw     []byte        // to be written before it: a bell, the clipboard, modes
	writing chan struct{} // closed at the end of the write that is under way; nil when none is
	held    bool          // the terminal is not ours: nothing is written
	painted time.Time
	late    *time.Timer // posts a Tick; nil when none is due
	asked   questions
	mouse   bool
	err     error
}

// Open prepares a terminal. It changes nothing.
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

// take sets the modes, unless the terminal was restored for good.
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

// measure reads the size of the screen and posts it. What the screen shows is not known after it.
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

// start runs f in a goroutine that Restore waits for.
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

// ask asks the terminal what it is like.
func (t *Terminal) ask() {
	t.mu.Lock()
	query := t.asked.ask(time.Now(), t.o.ASCII)
	t.mu.Unlock()
	t.Write([]byte(query))
}

// awaitsAnswer reports whether an answer of the terminal may still come.
func (t *Terminal) awaitsAnswer() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asked.open(time.Now())
}

// Show paints the frame that belongs to a message: at once after a key, a resize or a pause, and otherwise 30 times a
// second at most. When it must wait, it posts a Tick, and frame is not called. It never waits for the terminal.
func (t *Terminal) Show(msg tea.Msg, frame func() Frame) {
	if t.due(msg, time.Now()) {
		t.Paint(frame())
	}
}

// due reports whether to paint after a message.
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

// Paint shows a frame. While the terminal takes nothing, the newest frame waits, and the others are never shown.
func (t *Terminal) Paint(f Frame) {
	t.mu.Lock()
	t.frame = &f
	t.mu.Unlock()
	t.poke()
}

// Repaint writes every cell again: something else may have written on the screen.
func (t *Terminal) Repaint() {
	t.mu.Lock()
	t.painter.Forget()
	t.mu.Unlock()
	t.poke()
}

// Mouse switches the reports of the mouse. Without them, the terminal selects text as usual.
func (t *Terminal) Mouse(on bool) {
	t.mu.Lock()
	t.mouse = on
	t.mu.Unlock()
	t.Write([]byte(map[bool]string{true: mouseOn, false: mouseOff}[on]))
}

// maxRaw bounds what waits for a terminal that takes nothing, beside a frame.
const maxRaw = 1 << 20

// Write writes what Bell, Notification and Clipboard return. What a terminal that takes nothing leaves waiting is
// bounded; what is more is lost.
func (t *Terminal) Write(b []byte) {
	t.mu.Lock()
	if len(t.raw)+len(b) <= maxRaw {
		t.raw = append(t.raw, b...)
	}
	t.mu.Unlock()
	t.poke()
}

// Err says why the terminal could not be written to; nil while it can.
func (t *Terminal) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// lost reports once that the terminal is gone.
func (t *Terminal) lost(err error) {
	t.once.lost.Do(func() {
		if t.o.Lost != nil {
			t.o.Lost(err)
		}
	})
}

// poke makes the writer look for something to write.
func (t *Terminal) poke() {
	select {
	case t.wake <- struct{}{}:
	default: // it will look anyway
	}
}
