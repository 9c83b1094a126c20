//go:build unix

package term

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/term"
	"golang.org/x/text/unicode/norm"
)

// xtermScreen is an xterm on a virtual display. On CSI i it prints its screen into a file.
type xtermScreen struct {
	t           *testing.T
	pipe        *os.File
	tty         *os.File
	print, copy string
}

func newXterm(t *testing.T, w, h int) *xtermScreen {
	t.Helper()
	needProgram(t, "xterm", "Xvfb")
	dir := t.TempDir()
	path, open := openPipe(t)
	s := &xtermScreen{t: t, pipe: open(), print: filepath.Join(dir, "print"), copy: filepath.Join(dir, "copy")}
	script := fmt.Sprintf("#!/bin/sh\ncat >'%s' && mv '%s' '%s'\n", s.print, s.print, s.copy)
	printer := filepath.Join(dir, "printer")
	if err := os.WriteFile(printer, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	tty := filepath.Join(dir, "tty")
	s.start("xterm", []string{"DISPLAY=" + s.display(dir), "LC_ALL=C.UTF-8"},
		"-u8", "-fn", "fixed", "-geometry", fmt.Sprintf("%dx%d", w, h),
		"-xrm", "XTerm*printerCommand: sh "+printer, "-xrm", "XTerm*printerAutoClose: true",
		"-xrm", "XTerm*printAttributes: 0", "-xrm", "XTerm*allowWindowOps: true",
		"-e", "sh", "-c", "stty raw -echo; tty >'"+tty+"'; exec cat '"+path+"'")
	var name string
	waitFor(t, "a window", func() bool {
		b, _ := os.ReadFile(tty)
		name = strings.TrimSpace(string(b))
		return name != ""
	})
	f, err := os.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	s.tty = f
	s.write([]byte(Options{}.enter(false)))
	return s
}

// display starts a display and returns its name.
func (s *xtermScreen) display(dir string) string {
	s.t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		s.t.Fatal(err)
	}
	defer read.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "2000x1400x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	cmd.Dir = dir
	s.run(cmd)
	_ = write.Close()
	_ = read.SetReadDeadline(time.Now().Add(patience))
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		s.t.Fatalf("Xvfb: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

func (s *xtermScreen) start(name string, env []string, args ...string) {
	s.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	s.run(cmd)
}

func (s *xtermScreen) run(cmd *exec.Cmd) {
	s.t.Helper()
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

func (s *xtermScreen) write(b []byte) {
	s.t.Helper()
	if _, err := s.pipe.Write(b); err != nil {
		s.t.Fatal(err)
	}
}

func (s *xtermScreen) resize(w, h int) {
	s.t.Helper()
	s.write(fmt.Appendf(nil, "\x1b[8;%d;%dt", h, w))
	waitFor(s.t, "a resize", func() bool {
		gotW, gotH, err := term.GetSize(s.tty.Fd())
		return err == nil && gotW == w && gotH == h
	})
}

// rows returns the screen as xterm prints it. Each cell is one letter with its combining marks; the second cell of a
// wide letter is U+FFFF.
func (s *xtermScreen) rows() [][]string {
	s.t.Helper()
	var b []byte
	var asked time.Time
	_ = os.Remove(s.copy) // a late print
	waitFor(s.t, "a print", func() bool {
		if time.Since(asked) > patience/8 { // on a busy machine, xterm has lost one request in a thousand
			s.write([]byte("\x1b[i"))
			asked = time.Now()
		}
		var err error
		b, err = os.ReadFile(s.copy)
		return err == nil
	})
	if err := os.Remove(s.copy); err != nil {
		s.t.Fatal(err)
	}
	var out [][]string
	for line := range strings.SplitSeq(strings.TrimSuffix(string(b), "\n"), "\n") {
		var row []string
		for _, r := range line {
			if unicode.Is(unicode.Mn, r) && len(row) > 0 {
				row[len(row)-1] += string(r)
				continue
			}
			row = append(row, string(r))
		}
		out = append(out, row)
	}
	return out
}

// TestXtermShowsWhatTheFrameSays makes random changes, resizes and redraws. Each letter must be in its column. The
// width of pinned words is up to xterm, but the text after them must be in place.
func TestXtermShowsWhatTheFrameSays(t *testing.T) {
	t.Parallel()
	steps, every := 1000, 10
	if testing.Short() {
		steps, every = 30, 15
	}
	s := newXterm(t, 90, 25)
	m := newModelScreen(90, 25, 3)
	m.pinned = true
	s.resize(90, 25)
	p := Painter{}
	p.Resize(90, 25)
	for i := range steps {
		m.step()
		switch m.random.IntN(20) {
		case 0:
			w, h := 20+m.random.IntN(100), 5+m.random.IntN(30)
			s.resize(w, h)
			p.Resize(w, h)
			m.resize(w, h)
		case 1:
			s.write([]byte("\x1b[5;5Hnoise\x1b[41m\x1b[K\x1b[m"))
			p.Forget()
		}
		s.write(p.Paint(Frame{Lines: m.lines()}))
		if i%every != 0 && i != steps-1 {
			continue
		}
		compareCells(t, i, m, s.rows())
		if t.Failed() {
			return
		}
	}
}

func compareCells(t *testing.T, step int, m *modelScreen, rows [][]string) {
	t.Helper()
	for y := range m.rows {
		for x := 0; x < m.w; x++ {
			c := m.rows[y][x]
			if pinned := c.w > 2 || c.w == 0; pinned {
				continue
			}
			got := " "
			if y < len(rows) && x < len(rows[y]) {
				got = rows[y][x]
			}
			if got != norm.NFC.String(c.text) { // as xterm keeps it
				t.Errorf("step %d: row %d has %q in column %d, want %q:\n%q", step, y, got, x, c.text, rows[y])
			}
		}
	}
}

// modes queries xterm's modes (DECRQM), its modifyOtherKeys and its cursor position.
func (s *xtermScreen) modes() string {
	s.t.Helper()
	var ask strings.Builder
	for _, mode := range []int{1, 6, 7, 25, 66, 69, 1000, 1002, 1003, 1004, 1006, 1049, 2004} {
		fmt.Fprintf(&ask, "\x1b[?%d$p", mode)
	}
	s.write([]byte("\x1b[4$p\x1b[?4m" + ask.String() + "\x1b[?6n"))
	answers := make(chan string, 1)
	go func() {
		var all []byte
		b := make([]byte, 256)
		for !strings.HasSuffix(string(all), "R") {
			n, err := s.tty.Read(b)
			if err != nil {
				break
			}
			all = append(all, b[:n]...)
		}
		answers <- string(all)
	}()
	select {
	case all := <-answers:
		return all
	case <-time.After(patience):
		s.t.Fatal("xterm does not answer")
		return ""
	}
}

// TestXtermIsAsBefore enters and leaves the screen. xterm must report every mode and the cursor as before.
func TestXtermIsAsBefore(t *testing.T) {
	t.Parallel()
	s := newXterm(t, 60, 20)
	s.write([]byte(RestoreBytes + "\x1b[2J\x1b[5;1H"))
	before := s.modes()
	var p Painter
	p.Resize(60, 20)
	s.write([]byte(Options{Mouse: true, Bidi: true}.enter(false)))
	s.write(p.Paint(lines("hello")))
	if inside := s.modes(); inside == before {
		t.Errorf("nothing has changed inside: %q", inside)
	}
	s.write([]byte(RestoreBytes))
	if after := s.modes(); after != before {
		t.Errorf("before %q\nafter  %q", before, after)
	}
}
