package draw

import (
	"slices"
	"strings"

	"gavel/ui/text"
)

// Order sets how right-to-left text is ordered.
type Order uint8

const (
	// OrderedHere is for a terminal that does not reorder text, or that stops on CSI 8 l.
	OrderedHere Order = iota
	// OrderedThere is for a terminal that always reorders each row itself.
	OrderedThere
	// OrderedWords is for a terminal that reverses the letters of each word but not the order of the words.
	OrderedWords
	// OrderedApart is OrderedHere for mlterm, which draws adjacent lam and alef in one cell even if they do not join.
	OrderedApart
)

// leftToRight is the left-to-right mark, a character that takes no cell.
const leftToRight = "\u200e"

// Frame returns a finished frame in the order that the terminal needs. It keeps right-to-left words from moving their
// neighbours: each run of such words is either reordered within its own cells, or, for OrderedThere, followed by a
// mark, so that the terminal moves only the run.
func (o Order) Frame(frame string) string {
	if !text.MayTurn(frame) {
		return frame
	}
	lines := strings.Split(frame, "\n")
	for i, line := range lines {
		if text.MayTurn(line) {
			lines[i] = o.line(line)
		}
	}
	return strings.Join(lines, "\n")
}

// line is Frame for one line.
func (o Order) line(line string) string {
	cells := cellsOf(line)
	var b strings.Builder
	b.Grow(len(line) + len(line)/4)
	style := ""
	put := func(c cell) {
		if c.style != style {
			if style != "" {
				b.WriteString(resetStyle)
			}
			b.WriteString(c.style)
			style = c.style
		}
		b.WriteString(c.text)
	}
	for i := 0; i < len(cells); {
		n := run(cells[i:])
		if n == 0 {
			put(cells[i])
			i++
			continue
		}
		if o != OrderedThere {
			turn(cells[i : i+n])
		}
		switch o {
		case OrderedWords:
			turnWords(cells[i : i+n])
		case OrderedApart:
			keepApart(cells[i : i+n])
		}
		for _, c := range cells[i : i+n] {
			put(c)
		}
		if i += n; o == OrderedThere {
			b.WriteString(leftToRight)
		}
	}
	if style != "" {
		b.WriteString(resetStyle)
	}
	return b.String()
}

const resetStyle = "\x1b[0m"

// cell is a character with the sequences that set its style.
type cell struct{ text, style string }

// cellsOf splits a line into cells.
func cellsOf(line string) []cell {
	cells := make([]cell, 0, len(line))
	style := ""
	pieces(line, func(p piece) bool {
		switch {
		case !p.escape:
			cells = append(cells, cell{p.text, style})
		case p.text == resetStyle || p.text == "\x1b[m":
			style = ""
		default:
			style += p.text
		}
		return true
	})
	return cells
}

// inner are the signs that may occur within a run, between two letters of the same paint. Any other sign ends the run,
// so that two names in one sentence do not change places.
const inner = " -.'’_0123456789"

// run returns the number of cells at the start that form one run of right-to-left words.
func run(cells []cell) int {
	if len(cells) == 0 || !text.Turns(cells[0].text) {
		return 0
	}
	n, blank := 1, false
	for i := 1; i < len(cells); i++ {
		switch c := cells[i]; {
		case text.Turns(c.text):
			n, blank = i+1, false
		case !strings.Contains(inner, c.text) || c.style != cells[n-1].style, c.text == " " && blank:
			return n
		default:
			blank = c.text == " "
		}
	}
	return n
}

// alone maps alef to its isolated form, which looks the same but never joins into a ligature.
var alone = strings.NewReplacer("ا", "\ufe8d", "آ", "\ufe81", "أ", "\ufe83", "إ", "\ufe87")

// keepApart keeps lam and a following alef in two cells. As a ligature they would take one, and the rest of the row
// would move.
func keepApart(cells []cell) {
	for i := 1; i < len(cells); i++ {
		if strings.HasPrefix(cells[i-1].text, "ل") {
			cells[i].text = alone.Replace(cells[i].text)
		}
	}
}

// turnWords puts each run of right-to-left letters back into reading order, because the terminal reverses it again.
func turnWords(cells []cell) {
	for i := 0; i < len(cells); i++ {
		start := i
		for i < len(cells) && text.Turns(cells[i].text) {
			i++
		}
		slices.Reverse(cells[start:i])
	}
}

// turn puts the cells of a run in visual order.
func turn(cells []cell) {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString(c.text)
	}
	letters, from := text.VisualOrder(b.String())
	if len(letters) != len(cells) { // split differently: do not reorder
		return
	}
	was := append([]cell(nil), cells...)
	for i := range cells {
		cells[i] = cell{letters[i], was[from[i]].style}
	}
}
