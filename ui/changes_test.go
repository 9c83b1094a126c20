package ui

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// frameBytes is what Bubble Tea's renderer writes for a frame after another; before is nil for the first one.
func frameBytes(before, lines []string, w int) []byte {
	var b strings.Builder
	b.WriteString(ansi.CursorHomePosition)
	for i, line := range lines {
		switch {
		case before != nil && before[i] == line:
			if i < len(lines)-1 {
				b.WriteByte('\n')
			}
			continue
		case before == nil && i == 0:
			b.WriteByte('\r')
		}
		b.WriteString(line)
		if ansi.StringWidth(line) < w {
			b.WriteString(ansi.EraseLineRight)
		}
		if i < len(lines)-1 {
			b.WriteString("\r\n")
		}
	}
	b.WriteString(ansi.CursorPosition(0, len(lines)))
	return []byte(b.String())
}

// emulator is as much of a terminal as frames and changes need. Each cell is its style and its text.
type emulator struct {
	grid  [][]string
	x, y  int
	style string
}

func newEmulator(w, h int) *emulator {
	e := &emulator{grid: make([][]string, h)}
	for y := range e.grid {
		e.grid[y] = make([]string, w)
	}
	return e
}

func (e *emulator) write(t *testing.T, b []byte) {
	t.Helper()
	var state byte
	for s := string(b); s != ""; {
		seq, w, n, next := ansi.DecodeSequence(s, state, nil)
		s, state = s[n:], next
		switch {
		case w > 0:
			e.put(seq, w)
		case seq[0] >= 0x80: // joins the letter before
			e.grid[e.y][e.x-1] += seq
		case seq == "\n":
			e.y++
		case seq == "\r":
			e.x = 0
		case seq == ansi.EraseLineRight:
			clear(e.grid[e.y][e.x:])
		case strings.HasSuffix(seq, "H"):
			e.y, e.x = 0, 0
			_, _ = fmt.Sscanf(strings.ReplaceAll(seq[2:len(seq)-1], ";", " "), "%d %d", &e.y, &e.x)
			e.y, e.x = max(0, e.y-1), max(0, e.x-1)
		case strings.HasSuffix(seq, "G"):
			e.x, _ = strconv.Atoi(seq[2 : len(seq)-1])
			e.x--
		case seq == "\x1b[m" || seq == "\x1b[0m":
			e.style = ""
		case strings.HasSuffix(seq, "m"):
			e.style += seq
		default:
			t.Fatalf("unknown sequence %q", seq)
		}
	}
}

// put writes a letter; half of a wide one that is written over becomes blank.
func (e *emulator) put(letter string, w int) {
	row := e.grid[e.y]
	if row[e.x] == "half" {
		row[e.x-1] = ""
	}
	for i := range w {
		if e.x+i+1 < len(row) && row[e.x+i+1] == "half" && i == w-1 {
			row[e.x+i+1] = ""
		}
		row[e.x+i] = "half"
	}
	row[e.x] = e.style + letter
	if row[e.x] == " " {
		row[e.x] = ""
	}
	e.x += w
}

// randomLine is a line of at most w cells.
func randomLine(r *rand.Rand, w int) string {
	words := []string{"a", "bc", " ", "   ", "●", "▇│", "é", "日本", "👍", "na\u0301me", "Member 00017"}
	styles := []string{"\x1b[1m", "\x1b[38;2;1;2;3m", "\x1b[7m", "\x1b[48;2;4;5;6m\x1b[1m"}
	var b strings.Builder
	for at := 0; ; {
		word := words[r.IntN(len(words))]
		if at += ansi.StringWidth(word); at > w || r.IntN(12) == 0 {
			return b.String()
		}
		if r.IntN(3) > 0 {
			b.WriteString(word)
			continue
		}
		b.WriteString(styles[r.IntN(len(styles))] + word + "\x1b[0m")
	}
}

func TestChangesShowWhatTheFramesShow(t *testing.T) {
	const w, h = 30, 4
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		whole, few := newEmulator(w, h), newEmulator(w, h)
		var c changes
		var before []string
		for n := range 20 {
			lines := make([]string, h)
			for y := range lines {
				lines[y] = randomLine(r, w)
				if before != nil && r.IntN(3) > 0 {
					lines[y] = before[y]
				}
			}
			if r.IntN(10) == 0 { // a repaint
				before = nil
			}
			frame := frameBytes(before, lines, w)
			whole.write(t, frame)
			few.write(t, c.of(frame))
			if a, b := fmt.Sprintf("%q", whole.grid), fmt.Sprintf("%q", few.grid); a != b || few.style != "" {
				t.Fatalf("frame %d: %q after %q\nwant %s\ngot  %s", n, lines, before, a, b)
			}
			before = lines
		}
	}
}

func TestChangesAreFew(t *testing.T) {
	const row = "\x1b[1m●\x1b[0m Member 00017      on   on   on            │ stage"
	before := []string{row, row, "footer"}
	after := []string{row, strings.Replace(row, "●", "○", 1), "footer"}
	var c changes
	c.of(frameBytes(nil, before, 80))
	if got, want := string(c.of(frameBytes(before, after, 80))), "\x1b[2H\x1b[1m○\x1b[m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := c.of(frameBytes(after, after, 80)); len(got) != 0 {
		t.Errorf("nothing changed: %q", got)
	}
}

func TestChangesForgetTheScreen(t *testing.T) {
	lines := []string{"one", "two"}
	for _, other := range []string{ansi.EraseEntireScreen, ansi.CursorHomePosition, "\x1b[?1049h", "x\x1b[2;H", ""} {
		var c changes
		c.of(frameBytes(nil, lines, 80))
		if got := string(c.of([]byte(other))); got != other {
			t.Errorf("%q became %q", other, got)
		}
		if got := string(c.of(frameBytes(lines, []string{"one", "tWo"}, 80))); !strings.Contains(got, "tWo") {
			t.Errorf("after %q only %q is written", other, got)
		}
	}
}

func BenchmarkChanges(b *testing.B) {
	row := "\x1b[38;2;108;182;255m│\x1b[0m \x1b[1;38;2;87;217;113m●\x1b[0m Member 00018" + strings.Repeat(" ", 60) + "4 %   ~<1m" + strings.Repeat(" ", 100) + "│"
	frames := [2][]string{}
	for i := range frames {
		for y := range 60 {
			line := row
			if y < 7 && i == 1 {
				line = strings.Replace(row, "●", "○", 1)
			}
			frames[i] = append(frames[i], line)
		}
	}
	var c changes
	c.of(frameBytes(nil, frames[0], 200))
	texts := [2][]byte{frameBytes(frames[1], frames[0], 200), frameBytes(frames[0], frames[1], 200)}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.of(texts[(i+1)%2])
	}
}
