package ladder

import (
	"fmt"
	"strings"

	"gavel/ui/text"
)

// The number of cells between the two sides.
const (
	widest    = 52
	narrowest = 30
	// beside is for the note beside a rung.
	beside = 32
)

// gutter is the width of the column with the time.
const gutter = 14

// Style is how a ladder is drawn.
type Style struct {
	side, line, right, left string
	width                   int
}

// The styles.
var (
	Lines = Style{"│", "─", "▶", "◀", widest}
	ASCII = Style{"|", "-", ">", "<", widest}
)

// Within returns the style for a screen of that many cells. Notes beside long rungs may still need a second line.
func (s Style) Within(columns int) Style {
	s.width = max(narrowest, min(columns-gutter-beside, widest))
	return s
}

// Head returns the lines above the first rung.
func (s Style) Head() string {
	indent := strings.Repeat(" ", gutter)
	space := strings.Repeat(" ", s.width)
	return indent + "gavel" + space[3:] + "relay\n" + indent + "  " + s.side + space + s.side + "\n"
}

// Draw returns a rung as one line. Untrusted text in it is harmless.
func (s Style) Draw(r Rung) string {
	var b strings.Builder
	if r.Missed > 0 {
		fmt.Fprintf(&b, "%*s  %s %d frames were missed: they were read too slowly\n", gutter, "", s.side, r.Missed)
	}
	label := text.Cut(text.Clean(r.label()), s.width-4)
	rule := strings.Repeat(s.line, max(0, s.width-3-text.Width(label)))
	fmt.Fprintf(&b, "%-*s  %s", gutter, r.At.Format("15:04:05.000"), s.side)
	if r.From == "gavel" {
		b.WriteString(" " + label + " " + rule + s.right)
	} else {
		b.WriteString(s.left + rule + " " + label + " ")
	}
	b.WriteString(s.side)
	if note := text.Clean(r.note()); note != "" {
		b.WriteString("  " + note)
	}
	return strings.TrimRight(b.String(), " ") + "\n"
}

// label names the frame on its line.
func (r Rung) label() string {
	switch r.Kind {
	case Request:
		return fmt.Sprintf("#%d %s", r.N, r.Method)
	case Answer:
		return strings.TrimSpace(fmt.Sprintf("#%d %s", r.N, r.Code))
	case Event:
		return r.Method
	}
	return fmt.Sprintf("%d bytes", r.Bytes)
}

// note returns the note beside the rung: the milliseconds, the cause of an event, and what changed.
func (r Rung) note() string {
	note := ""
	switch {
	case r.Kind == Answer:
		note = fmt.Sprintf("%.1f ms", r.MS)
	case r.After > 0:
		note = fmt.Sprintf("%.1f ms after #%d", r.MS, r.After)
	}
	if r.About == "" {
		return note
	}
	if note != "" {
		note += ": "
	}
	return note + r.About
}
