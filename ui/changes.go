package ui

import (
	"bytes"
	"strconv"

	"github.com/charmbracelet/x/ansi"
)

// changes turns the frames of Bubble Tea's renderer into what is different on the screen. The renderer writes each line that
// has changed as a whole, and a byte for each that has not; of a line of 200 columns, in which one indicator has changed,
// that is 600 bytes for 40 (measured, at 200 indicators a second in two columns: 25 kB/s, and 4 with this). What does not
// look like a frame passes as it is, and nothing is taken for known after it.
type changes struct {
	rows []string // what the lines of the screen show; "" when it is not known
	out  []byte   // of the last call, used again
}

// Parts of a frame, as the renderer writes it on the alternate screen.
var (
	frameHead = []byte(ansi.CursorHomePosition)
	lineEnd   = []byte("\r\n")
	frameTail = []byte(";H") // the end of a cursor position in the last line, which ends a frame
)

// forget is called when what was written did not reach the screen.
func (c *changes) forget() { clear(c.rows) }

// of returns what to write for b. It is valid until the next call.
func (c *changes) of(b []byte) []byte {
	body, ok := bytes.CutPrefix(b, frameHead)
	body, isFrame := bytes.CutSuffix(body, frameTail)
	tail := bytes.LastIndex(body, []byte("\x1b["))
	if !ok || !isFrame || tail < 0 {
		c.forget()
		return b
	}
	height, err := strconv.Atoi(string(body[tail+2:]))
	body = body[:tail]
	if err != nil || height < 1 || height > maxHeight || bytes.HasSuffix(body, []byte(ansi.EraseScreenBelow)) {
		c.forget()
		return b
	}
	if len(c.rows) != height || body[:min(1, len(body))][0] == '\r' { // a new screen, or one to be painted again
		c.rows = make([]string, height)
		body = bytes.TrimPrefix(body, []byte("\r"))
	}
	c.out = c.out[:0]
	for y := range height {
		if len(body) > 0 && body[0] == '\n' { // as it was
			body = body[1:]
			continue
		}
		line, rest, _ := bytes.Cut(body, lineEnd)
		body = rest
		if len(line) > 0 { // the last line is nothing when it is as it was
			c.line(y, string(line))
		}
	}
	return c.out
}

// line writes what is different in line y.
func (c *changes) line(y int, line string) {
	was := c.rows[y]
	c.rows[y] = line
	if was != "" {
		w := patch{out: c.out, y: y}
		if w.write(was, line) {
			c.out = w.out
			return
		}
	}
	c.out = appendCursor(c.out, y, 0)
	c.out = append(c.out, line...)
}

func appendCursor(b []byte, y, x int) []byte {
	b = append(b, "\x1b["...)
	b = strconv.AppendInt(b, int64(y)+1, 10)
	if x > 0 {
		b = append(b, ';')
		b = strconv.AppendInt(b, int64(x)+1, 10)
	}
	return append(b, 'H')
}
