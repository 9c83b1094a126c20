package ui

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"sync"

	tea "github.com/charmbracelet/bubbletea"
)

// framesPerSecond is how often the terminal is written to at most; snapshots come no faster either.
const framesPerSecond = 30

// Run shows the console until it is left. It returns why it had to end, or nil. The terminal is restored by then, so the
// error can be printed.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := &terminal{File: os.Stdout}
	if o.Copy == nil {
		o.Copy = out.copy
	}
	m := New(ctx, o)
	// Signals end ctx. Bubble Tea's own handler sends a message that nobody reads any more when ctx was faster, and Run then
	// never returns (v1.3.10).
	p := tea.NewProgram(m, tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithAltScreen(),
		tea.WithFPS(framesPerSecond), tea.WithOutput(out))
	_, err := p.Run()
	switch {
	case m.fatal != nil:
		return m.fatal
	case errors.Is(err, tea.ErrInterrupted):
		return nil
	}
	return err
}

// terminal is the standard output, to which the renderer and the clipboard write in turn: a sequence in the middle of a
// frame would tear both.
type terminal struct {
	*os.File
	mu sync.Mutex // guards writes
}

// Write writes one piece as a whole.
func (t *terminal) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.File.Write(b)
}

var _ io.Writer = (*terminal)(nil)

// copy puts text on the clipboard of the terminal's owner, by OSC 52. A terminal that does not know it ignores it.
func (t *terminal) copy(text string) {
	_, _ = t.Write([]byte("\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"))
}
