//go:build unix

package term

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"go.uber.org/goleak"

	_ "gavel/theme" // keeps Bubble Tea from asking the terminal for its background before main, and from waiting
)

// helperEnv names the role of this test binary when it runs as a separate program in a terminal.
const helperEnv = "GAVEL_TERM_HELPER"

func TestMain(m *testing.M) {
	switch os.Getenv(helperEnv) {
	case "":
		_ = flag.Set("test.parallel", "12") // they mostly wait
		goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("os/signal.loop"))
	case "console":
		os.Exit(console())
	case "bare":
		os.Exit(bare())
	}
	os.Exit(2)
}

// counter is a minimal console: it counts keys, and shows the count in a frame like that of the real one.
type counter struct {
	term     *Terminal
	w, h     int
	keys     int
	last     string
	received []string
}

// noise is an event of the room.
type noise int

func (c *counter) Init() tea.Cmd { return nil }

func (c *counter) View() string { return "" }

func (c *counter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case Input:
		for _, m := range msg.Msgs {
			if cmd = c.input(m); cmd != nil {
				break
			}
		}
	case tea.WindowSizeMsg:
		c.w, c.h = msg.Width, msg.Height
	case noise:
		c.last = fmt.Sprintf("event %d", msg)
	}
	c.term.Show(msg, c.frame)
	return c, cmd
}

func (c *counter) input(msg tea.Msg) tea.Cmd {
	c.received = append(c.received, describe([]tea.Msg{msg})...)
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	c.keys++
	switch k.String() {
	case "q", "ctrl+c":
		return tea.Quit
	case "ctrl+z":
		c.term.Suspend()
	case "ctrl+l":
		c.term.Repaint()
	case "!":
		panic("asked for")
	}
	return nil
}

func (c *counter) frame() Frame {
	f := consoleFrame(c.w, c.h, func(y int) bool { return y == c.keys%max(c.h, 1) })
	if c.h > 0 {
		f.Lines[0] = fmt.Sprintf("keys %d %s %s", c.keys, c.last, strings.Join(c.received[max(0, len(c.received)-10):], " "))
	}
	return f
}

// console is the example in the package documentation, as a program.
func console() int {
	lost := func(error) {}
	t, err := Open(os.Stdin, os.Stdout, Options{
		Title: "counter", Mouse: true, Bidi: true, Lost: func(err error) { lost(err) },
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	c := &counter{term: t}
	p := tea.NewProgram(c, tea.WithoutRenderer(), tea.WithInput(nil), tea.WithoutSignalHandler(), tea.WithoutCatchPanics())
	lost = func(error) { p.Kill() }
	if err := t.Start(p.Send); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer t.Restore()
	if rate := os.Getenv("GAVEL_TERM_RATE"); rate != "" {
		go pour(p, rate)
	}
	if _, err := p.Run(); err != nil {
		return 1
	}
	return 0
}

// pour sends events at a rate per second.
func pour(p *tea.Program, rate string) {
	every, err := time.ParseDuration(rate)
	if err != nil {
		panic(err)
	}
	for i := 0; ; i++ {
		p.Send(noise(i))
		<-time.After(every)
	}
}

// bareModel is the baseline: Bubble Tea without its renderer, and one counter.
type bareModel int

func (bareModel) Init() tea.Cmd { return nil }

func (bareModel) View() string { return "" }

func (m bareModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return m, nil
	}
	if k.String() == "q" {
		return m, tea.Quit
	}
	_, _ = fmt.Fprintf(os.Stdout, "\x1b[H%d", int(m))
	return m + 1, nil
}

func bare() int {
	state, err := term.MakeRaw(os.Stdin.Fd())
	if err != nil {
		return 1
	}
	defer func() { _ = term.Restore(os.Stdin.Fd(), state) }()
	_, err = tea.NewProgram(bareModel(0), tea.WithoutRenderer(), tea.WithInput(os.Stdin)).Run()
	if err != nil {
		return 1
	}
	return 0
}

// session is a helper in its own terminal.
type session struct {
	t    testing.TB
	cmd  *exec.Cmd
	pty  *os.File
	mu   sync.Mutex // guards the output
	said strings.Builder
	done chan struct{}
	woke chan struct{} // capacity 1: there is new output
}

// runHelper starts a helper.
func runHelper(t testing.TB, w, h int, helper string, env ...string) *session {
	t.Helper()
	s := &session{t: t, done: make(chan struct{}), woke: make(chan struct{}, 1)}
	s.cmd = exec.Command(os.Args[0])
	s.cmd.Env = append(os.Environ(), append(env, helperEnv+"="+helper, "TMUX=")...)
	var err error
	if s.pty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.pty.Close()
	})
	go s.listen()
	return s
}

func (s *session) listen() {
	defer close(s.done)
	b := make([]byte, 1<<16)
	for {
		n, err := s.pty.Read(b)
		s.mu.Lock()
		s.said.Write(b[:n])
		s.mu.Unlock()
		select {
		case s.woke <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

func (s *session) press(keys string) {
	s.t.Helper()
	if _, err := s.pty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.String()
}

// until waits until the program has written want.
func (s *session) until(want string) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); !strings.Contains(s.output(), want); {
		if time.Now().After(deadline) {
			s.t.Fatalf("%q was never said, but %q", want, s.output())
		}
		select {
		case <-s.woke:
		case <-time.After(10 * time.Millisecond):
		}
	}
}
