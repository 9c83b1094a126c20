//go:build unix

package term

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience bounds how long a terminal may take.
const patience = 20 * time.Second

// needProgram skips a test if a program is missing. In CI the test fails.
func needProgram(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s is missing: the script that runs the tests must install it", name)
			}
			t.Skipf("%s is missing: the test was not run", name)
		}
	}
}

// openPipe makes a named pipe. A terminal shows the bytes written to it.
func openPipe(t *testing.T) (path string, open func() *os.File) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, func() *os.File {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
}

// waitFor waits until done.
func waitFor(t testing.TB, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not happen", what)
		}
		pause()
	}
}

// pause waits a moment for another program, which cannot signal the test. The linter forbids time.Sleep.
func pause() { <-time.After(time.Millisecond) }

// tmuxScreen is an independent terminal.
type tmuxScreen struct {
	t      *testing.T
	socket string
	pipe   *os.File
	marks  int
}

func newTmux(t *testing.T, w, h int) *tmuxScreen {
	t.Helper()
	needProgram(t, "tmux")
	path, open := openPipe(t)
	s := &tmuxScreen{t: t, socket: fmt.Sprintf("term%d-%d", os.Getpid(), time.Now().UnixNano())}
	s.pipe = open()
	s.run("new-session", "-d", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h), "sh", "-c", "stty raw -echo; exec cat '"+path+"'")
	t.Cleanup(func() { _ = exec.Command("tmux", "-L", s.socket, "kill-server").Run() })
	s.run("set", "-g", "window-size", "manual")
	s.run("set", "-g", "status", "off")
	s.resize(w, h)
	s.write([]byte(Options{}.enter(false)))
	s.settle()
	return s
}

func (s *tmuxScreen) run(args ...string) string {
	s.t.Helper()
	args = append([]string{"-u", "-L", s.socket, "-f", "/dev/null"}, args...)
	out, err := exec.Command("tmux", args...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

func (s *tmuxScreen) write(b []byte) {
	s.t.Helper()
	if _, err := s.pipe.Write(b); err != nil {
		s.t.Fatal(err)
	}
}

// settle waits until tmux has read everything.
func (s *tmuxScreen) settle() {
	s.t.Helper()
	s.marks++
	mark := fmt.Sprintf("mark-%d", s.marks)
	s.write([]byte("\x1b]2;" + mark + "\a"))
	waitFor(s.t, mark, func() bool { return strings.TrimSpace(s.run("display", "-p", "#{pane_title}")) == mark })
}

func (s *tmuxScreen) resize(w, h int) {
	s.run("resize-window", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h))
}

// rows returns the screen, row by row, with SGR.
func (s *tmuxScreen) rows() []string {
	return strings.Split(strings.TrimSuffix(s.run("capture-pane", "-p", "-e", "-N"), "\n"), "\n")
}

// TestTmuxShowsWhatTheFrameSays makes random changes, resizes and redraws. tmux must show the model, cell by cell and
// colour by colour.
func TestTmuxShowsWhatTheFrameSays(t *testing.T) {
	t.Parallel()
	steps, every := 10_000, 40
	if testing.Short() {
		steps = 400
	}
	s := newTmux(t, 100, 30)
	m := newModelScreen(100, 30, 7)
	p := Painter{}
	p.Resize(100, 30)
	for i := range steps {
		m.step()
		switch m.random.IntN(60) {
		case 0:
			w, h := 20+m.random.IntN(120), 5+m.random.IntN(40)
			s.settle()
			s.resize(w, h)
			p.Resize(w, h)
			m.resize(w, h)
		case 1: // another program has written there, and the user asks for a redraw
			s.write([]byte("\x1b[5;5Hnoise\x1b[41m\x1b[K\x1b[m"))
			p.Forget()
		}
		cursor := Cursor{m.random.IntN(m.w), m.random.IntN(m.h), m.random.IntN(2) == 0}
		s.write(p.Paint(Frame{Lines: m.lines(), Cursor: cursor}))
		if i%every != 0 && i != steps-1 {
			continue
		}
		s.settle()
		compareRows(t, i, m, s.rows())
		at := strings.TrimSpace(s.run("display", "-p", "#{cursor_x},#{cursor_y},#{cursor_flag}"))
		if want := fmt.Sprintf("%d,%d,%d", cursor.X, cursor.Y, map[bool]int{true: 1}[cursor.Visible]); at != want {
			t.Errorf("step %d: the cursor is at %s, want %s", i, at, want)
		}
		if t.Failed() {
			return
		}
	}
}

func compareRows(t *testing.T, step int, m *modelScreen, rows []string) {
	t.Helper()
	if len(rows) != m.h {
		t.Errorf("step %d: tmux has %d rows, want %d", step, len(rows), m.h)
		return
	}
	var state attributes
	for y, row := range rows {
		if got, want := parseShown(row, &state), m.want(y); !slices.Equal(got, want) {
			i := 0
			for i < min(len(got), len(want)) && got[i] == want[i] {
				i++
			}
			t.Errorf("step %d, row %d, from letter %d on:\n got %+v\nwant %+v", step, y, i, got[i:], want[i:])
		}
	}
}

// TestTmuxKeepsColumnsAfterPinnedWords paints words of disputed width. The text after them stays in its column, however
// wide tmux draws them.
func TestTmuxKeepsColumnsAfterPinnedWords(t *testing.T) {
	t.Parallel()
	const w, h = 60, 12
	s := newTmux(t, w, h)
	m := newModelScreen(w, h, 11)
	m.pinned = true
	p := Painter{}
	p.Resize(w, h)
	steps := 300
	if testing.Short() {
		steps = 60
	}
	for i := range steps {
		m.step()
		for y := range m.rows {
			m.put(y, w-1, modelCell{"|", 0, 1}) // the last cell of the row: it moves if any cell before it moves
		}
		s.write(p.Paint(Frame{Lines: m.lines()}))
		if i%10 != 0 && i != steps-1 {
			continue
		}
		s.settle()
		for y, row := range strings.Split(strings.TrimSuffix(s.run("capture-pane", "-p"), "\n"), "\n") {
			var want strings.Builder
			for _, c := range m.want(y) {
				want.WriteString(c.text)
			}
			if got := strings.Fields(row); !slices.Equal(got, strings.Fields(want.String())) {
				t.Fatalf("step %d, row %d:\n got %q\nwant %q", i, y, got, want.String())
			}
		}
	}
}

// TestTmuxGivesMarksNoCell paints names with the marks for terminals that reorder.
func TestTmuxGivesMarksNoCell(t *testing.T) {
	t.Parallel()
	s := newTmux(t, 30, 3)
	var p Painter
	p.Resize(30, 3)
	s.write(p.Paint(lines("|"+leftToRight+"אבג"+leftToRight+"|", "12345678|")))
	s.write(p.Paint(lines("|"+leftToRight+"דבג"+leftToRight+"| x", "12345678|")))
	s.settle()
	rows := strings.Split(s.run("capture-pane", "-p"), "\n")
	if got := strings.ReplaceAll(rows[0], leftToRight, ""); got != "|דבג| x" {
		t.Errorf("tmux shows %q", rows[0])
	}
}

// TestTmuxIsAsBefore enters and leaves the screen. The cursor and all modes that tmux reports must be as before.
func TestTmuxIsAsBefore(t *testing.T) {
	t.Parallel()
	s := newTmux(t, 40, 10)
	s.write([]byte(RestoreBytes + "\x1b[2J\x1b[5;7Hprompt"))
	s.settle()
	const flags = "#{cursor_x},#{cursor_y} cursor=#{cursor_flag} wrap=#{wrap_flag} insert=#{insert_flag} " +
		"origin=#{origin_flag} keypad=#{keypad_flag} arrows=#{keypad_cursor_flag} mouse=#{mouse_any_flag} " +
		"alternate=#{alternate_on} region=#{scroll_region_upper}-#{scroll_region_lower}"
	before := s.run("display", "-p", flags)
	var p Painter
	p.Resize(40, 10)
	s.write([]byte(Options{Mouse: true, Bidi: true}.enter(false)))
	s.write(p.Paint(lines("hello")))
	s.settle()
	if inside := s.run("display", "-p", flags); !strings.Contains(inside, "alternate=1") {
		t.Errorf("the screen was not entered: %s", inside)
	}
	s.write([]byte(RestoreBytes))
	s.settle()
	if after := s.run("display", "-p", flags); strings.Replace(after, "0,4", "12,4", 1) != before {
		t.Errorf("before: %safter:  %s", before, after) // the cursor is at the beginning of its row, for a message
	}
	if rows := strings.Split(s.run("capture-pane", "-p"), "\n"); rows[4] != "      prompt" {
		t.Errorf("the screen is %q, want that of before", rows)
	}
}

// TestEnterResetsModesOfOtherPrograms first sets all modes that another program could have left on.
func TestEnterResetsModesOfOtherPrograms(t *testing.T) {
	t.Parallel()
	s := newTmux(t, 40, 10)
	s.write([]byte(RestoreBytes))
	s.write([]byte("\x1b=\x1b[?1h\x1b[?1000h\x1b[?1003h\x1b[4h\x1b[?6h\x1b[3;5r\x1b(0\x1b[41m"))
	var p Painter
	p.Resize(40, 10)
	s.write([]byte(Options{}.enter(false)))
	s.write(p.Paint(lines("qqq", "", "", "", "", "", "", "", "", "last")))
	s.settle()
	if rows := strings.Split(s.run("capture-pane", "-p"), "\n"); rows[0] != "qqq" || rows[9] != "last" {
		t.Errorf("tmux shows %q", rows)
	}
	const flags = "#{insert_flag}#{origin_flag}#{keypad_flag}#{keypad_cursor_flag}#{mouse_any_flag}"
	if got := strings.TrimSpace(s.run("display", "-p", flags)); got != "00000" {
		t.Errorf("insert, origin, keypad, arrows and mouse are %s", got)
	}
}
