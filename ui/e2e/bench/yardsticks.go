//go:build !windows

package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"
	"github.com/gorilla/websocket"
)

// ready is the text that every program here writes when it is ready.
const ready = "Member"

// counter is a model with one counter.
type counter struct {
	n    int
	bare bool // it writes to the terminal itself
}

func (c counter) Init() tea.Cmd { return nil }

func (c counter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	if key.String() == "q" {
		return c, tea.Quit
	}
	c.n += max(1, len(key.Runes))
	if c.bare {
		_, _ = os.Stdout.WriteString("\x1b[H" + c.text())
	}
	return c, nil
}

func (c counter) text() string { return ready + " " + strconv.Itoa(c.n) }

func (c counter) View() string {
	if c.bare {
		return ""
	}
	return c.text()
}

// bare is the smallest program with Bubble Tea that shows a key.
func bare() error {
	old, err := term.MakeRaw(os.Stdin.Fd())
	if err != nil {
		return err
	}
	defer func() { _ = term.Restore(os.Stdin.Fd(), old) }()
	_, _ = os.Stdout.WriteString(ready)
	_, err = tea.NewProgram(counter{bare: true}, tea.WithoutRenderer()).Run()
	return err
}

// stock is bare with Bubble Tea's renderer.
func stock() error {
	_, err := tea.NewProgram(counter{}, tea.WithAltScreen()).Run()
	return err
}

// dial connects and requests the room.
func dial(url string) (*websocket.Conn, error) {
	c, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		return nil, err
	}
	for _, say := range []string{
		`{"jsonrpc":"2.0","id":"1","method":"signalwire.connect","params":{}}`,
		`{"jsonrpc":"2.0","id":"2","method":"signalwire.subscribe","params":{"event_channel":"room.x","events":[]}}`,
	} {
		if err := c.WriteMessage(websocket.TextMessage, []byte(say)); err != nil {
			return nil, err
		}
		if _, _, err := c.ReadMessage(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// null reads events and discards them. The key m becomes a request.
func null(url string) error {
	c, err := dial(url)
	if err != nil {
		return err
	}
	old, err := term.MakeRaw(os.Stdin.Fd())
	if err != nil {
		return err
	}
	defer func() { _ = term.Restore(os.Stdin.Fd(), old) }()
	go func() {
		for {
			if _, _, err := c.ReadMessage(); err != nil {
				return
			}
		}
	}()
	_, _ = os.Stdout.WriteString(ready)
	b := make([]byte, 256)
	for {
		n, err := os.Stdin.Read(b)
		if err != nil || bytes.IndexByte(b[:n], 'q') >= 0 {
			return err
		}
		for range bytes.Count(b[:n], []byte("m")) {
			_ = c.WriteMessage(websocket.TextMessage,
				[]byte(`{"jsonrpc":"2.0","id":"k","method":"video.member.audio_mute","params":{}}`))
		}
	}
}

// read reads until the room has ended, in the cheapest way, and prints the CPU seconds for 100,000 events.
func read(url string) error {
	c, err := dial(url)
	if err != nil {
		return err
	}
	buf := make([]byte, 64<<10)
	began, events := cpu(), 0
	for {
		_, r, err := c.NextReader()
		if err != nil {
			return err
		}
		n, last := 0, false
		for {
			n, err = r.Read(buf)
			last = last || bytes.Contains(buf[:n], []byte("video.room.ended"))
			if err != nil {
				break
			}
		}
		if events++; last {
			_, _ = fmt.Fprintf(os.Stdout, "{\"cpu_per_100k\":%.4f}\n", (cpu()-began)/float64(events)*100_000)
			return nil
		}
	}
}

// cpu returns the CPU seconds of this process.
func cpu() float64 {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}
