package ui

// slot names a pane.
type slot uint8

// The panes in the order of their numbers on the keyboard.
const (
	slotPeople slot = iota
	slotStage
	slotHands
	slotMedia
	slotLog
	slotDetail
	slotCount
)

// Breakpoints of the layout, in cells.
const (
	minWidth, minHeight   = 60, 15  // below that: one sentence
	wideWidth, wideHeight = 110, 30 // from here on: two columns
	// header and footer, outside the panes
	headerHeight, footerHeight = 1, 1
	// the line of tabs
	tabsHeight = 1
	// enough for all columns of the people
	peopleWidest = 116
	// the log is a quarter of the screen, within these bounds
	minLog, maxLog = 7, 14
	// the least useful height of a list of hands
	minCorner = 8
)

// area is a rectangle of cells.
type area struct{ x, y, w, h int }

// inside returns the area within the frame.
func (a area) inside() area { return area{a.x + 1, a.y + 1, max(0, a.w-2), max(0, a.h-2)} }

// holds reports whether a cell is in the area.
func (a area) holds(x, y int) bool { return x >= a.x && x < a.x+a.w && y >= a.y && y < a.y+a.h }

// plan is the layout of a screen.
type plan struct {
	tooSmall bool
	tabs     bool // one pane at a time, with a line of tabs
	left     area // people
	right    area // one of the other panes; the whole body if tabs is set
	corner   area // hands, under the second column; empty on lower screens
	below    area // log, unless tabs is set
}

// planOf lays out a screen of w by h cells. The last column stays blank, because terminals disagree about wrapping
// there.
func planOf(w, h int) plan {
	if w < minWidth || h < minHeight {
		return plan{tooSmall: true}
	}
	body := h - headerHeight - footerHeight
	if w < wideWidth || h < wideHeight {
		whole := area{0, headerHeight + tabsHeight, w - 1, body - tabsHeight}
		return plan{tabs: true, left: whole, right: whole}
	}
	log := min(max(body/4, minLog), maxLog)
	left := min((w-1)*3/5, peopleWidest)
	p := plan{
		left:  area{0, headerHeight, left, body - log},
		right: area{left, headerHeight, w - 1 - left, body - log},
		below: area{0, h - footerHeight - log, w - 1, log},
	}
	if corner := p.right.h / 3; corner >= minCorner {
		p.right.h -= corner
		p.corner = area{p.right.x, p.right.y + p.right.h, p.right.w, corner}
	}
	return p
}

var slotNames = [slotCount]string{"People", "Stage", "Hands", "Media", "Log", "Detail"}
