package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/creack/pty"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/arrange"
	"gavel/ui/pane"
	"gavel/ui/uitest"
)

// panicVariable makes the test's program show a console that panics in the place it names.
const panicVariable = "GAVEL_TEST_PANIC"

// faultyPane panics in one of its methods.
type faultyPane struct {
	pane.Pane
	where string
}

func (p faultyPane) Lines(focused bool) []string {
	if p.where == "View" {
		panic("on purpose")
	}
	return p.Pane.Lines(focused)
}

func (p faultyPane) Update() {
	if p.where == "Update" {
		panic("on purpose")
	}
	p.Pane.Update()
}

// faultyRooms panics in a tea.Cmd of the console.
type faultyRooms struct{ where string }

func (r faultyRooms) List(context.Context) ([]video.Room, error) {
	if r.where == "Cmd" {
		panic("on purpose")
	}
	return nil, nil
}

func (faultyRooms) Open(context.Context, string) (Room, error) { return nil, errors.New("none") }
func (faultyRooms) Changed() <-chan struct{}                   { return nil }

// TestFaultyConsole is not a test, but the program that TestFault_T7_PanicsRestoreTheTerminal runs.
func TestFaultyConsole(t *testing.T) {
	where := os.Getenv(panicVariable)
	if where == "" {
		t.Skip("runs as a program of its own")
	}
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Keys: keymap.Default(), Theme: th}
	room := newFakeRoom(uitest.SmallRoom())
	o.Room, o.Rooms = room, faultyRooms{where}
	m := New(t.Context(), o)
	m.panes[arrange.SlotStage] = faultyPane{m.panes[arrange.SlotStage], where}
	if where == "Batch" {
		inner := tea.Batch(func() tea.Msg { panic("on purpose") }, func() tea.Msg { return nil })
		m.panes[arrange.SlotStage] = keyedPane{m.panes[arrange.SlotStage], tea.Batch(inner, inner)}
	}
	room.snap = largeRoom(3) // a change, for Update
	room.changes <- struct{}{}
	err = show(t.Context(), m, nil)
	if crash, ok := errors.AsType[*CrashError](err); ok {
		_, _ = io.WriteString(os.Stderr, "<crash: "+strings.SplitN(crash.Error(), "\n", 2)[0]+">")
		os.Exit(1)
	}
	os.Exit(7)
}

// keyedPane returns a command for every key.
type keyedPane struct {
	pane.Pane
	cmd tea.Cmd
}

func (p keyedPane) Key(tea.KeyMsg) (tea.Cmd, bool) { return p.cmd, true }

// wantNoRaces fails the test for every race that the program reported.
func wantNoRaces(t *testing.T, path string) {
	t.Helper()
	files, _ := filepath.Glob(path + "*")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "DATA RACE") {
			t.Errorf("%s", text)
		}
	}
}

func TestFault_T7_PanicsRestoreTheTerminal(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"View", "Update", "Cmd", "Batch"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.run=^TestFaultyConsole$")
			races := filepath.Join(t.TempDir(), "race")
			cmd.Env = append(os.Environ(), panicVariable+"="+where, "TERM=xterm", "GORACE=log_path="+races)
			terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 36, Cols: 140})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = terminal.Close() }()
			if where == "Batch" { // a pane's key, in the stage
				_, _ = terminal.WriteString("2j")
			}
			timer := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
			defer timer.Stop()
			raw, _ := io.ReadAll(terminal) // the error is the end of the program
			_ = cmd.Wait()
			all := string(raw)
			wantNoRaces(t, races)
			if code := cmd.ProcessState.ExitCode(); code != 1 {
				t.Errorf("exit code %d: %.3000q", code, all)
			}
			left, sentence := strings.LastIndex(all, "\x1b[?1049l"), strings.Index(all, "<crash: internal error: on purpose>")
			if left < strings.LastIndex(all, "\x1b[?1049h") ||
				strings.LastIndex(all, "\x1b[?25h") < strings.LastIndex(all, "\x1b[?25l") {
				t.Error("the screen was not restored")
			}
			if sentence < left || strings.Contains(all, "goroutine ") {
				t.Errorf("the sentence is not the last output: %q, after %.2000q", all[max(0, left):],
					all[max(0, left-1500):max(0, left)])
			}
		})
	}
}
