package ui

// slot names a pane.
type slot uint8

// The panes in the order of their numbers on the keyboard. The timeline has no number, and no keys of its own.
const (
	slotPeople slot = iota
	slotStage
	slotHands
	slotMedia
	slotLog
	slotDetail
	slotTimeline
	slotCount

	numbered = slotTimeline
)

var slotNames = [slotCount]string{"People", "Stage", "Hands", "Media", "Log", "Detail", "Timeline"}

// Breakpoints of the layout, in cells.
const (
	minWidth, minHeight = 60, 15 // below that: one sentence

	// From here on, hands and log are below the people; on smaller screens there is one pane at a time.
	stackWidth, stackHeight = 80, 20
	// From here on, the other panes are beside the people. A very wide screen may be lower.
	sideWidth, sideHeight       = 100, 28
	lowSideWidth, lowSideHeight = 130, 20
	// From here on, the timeline is below the people.
	timelineWidth, timelineHeight = 150, 38
	// From here on, there are three columns.
	thirdWidth, thirdHeight = 180, 45

	// header and the line of talkers, and footer, outside the panes
	headerHeight, footerHeight = 2, 1
)

// area is a rectangle of cells.
type area struct{ x, y, w, h int }

// holds reports whether a cell is in the area.
func (a area) holds(x, y int) bool { return x >= a.x && x < a.x+a.w && y >= a.y && y < a.y+a.h }

// edge is what is around a pane.
type edge uint8

const (
	edgeBox  edge = iota
	edgeRule      // a line above it
	edgeBar       // a line above it, and one at its left
	edgeTabs      // the names of all panes above it
)

// inside returns the area within an edge.
func (e edge) inside(a area) area {
	switch e {
	case edgeBox:
		return area{a.x + 1, a.y + 1, max(0, a.w-2), max(0, a.h-2)}
	case edgeBar:
		return area{a.x + 1, a.y + 1, max(0, a.w-1), max(0, a.h-1)}
	}
	return area{a.x, a.y + 1, a.w, max(0, a.h-1)}
}

// placed is a pane on the screen: its area with its edge.
type placed struct {
	slot slot
	area area
	edge edge
}

func (p placed) inside() area { return p.edge.inside(p.area) }

// plan is the layout of a screen.
type plan struct {
	tooSmall bool
	panes    []placed // from the left to the right, then from the top to the bottom; they cover the body
	named    slot     // the pane whose edge names the others
	others   slots    // panes with a number that are not on the screen
}

// need is what a layout depends on besides the size of the screen.
type need struct {
	focus slot
	main  slot // the pane in the largest place of a small screen: people, or what was chosen instead
	side  slot // stage, or what was chosen instead
	hands int  // people who wait, in steps; 0: none, and none a moment ago
	floor bool // a mode of the floor is on: the queue comes first
	rows  int  // people in the room, in steps
}

// Steps of need: a layout must not move with everybody who joins or raises a hand.
const (
	rowStep  = 5
	handStep = 4
)

// planOf lays out a screen of w by h cells. The last column stays blank, because terminals disagree about wrapping
// there.
func planOf(w, h int, n need) plan {
	p := arrange(w, h, n)
	p.others = p.absent()
	return p
}

func arrange(w, h int, n need) plan {
	body := area{0, headerHeight, w - 1, h - headerHeight - footerHeight}
	if n.focus == slotHands {
		n.hands = max(n.hands, handStep)
	}
	switch {
	case w < minWidth || h < minHeight:
		return plan{tooSmall: true}
	case w < stackWidth || h < stackHeight:
		return plan{panes: []placed{{n.focus, body, edgeTabs}}, named: n.focus}
	case w >= thirdWidth && h >= thirdHeight:
		return threeColumns(body, n)
	case w >= sideWidth && h >= sideHeight, w >= lowSideWidth && h >= lowSideHeight:
		return twoColumns(body, h, n)
	}
	return stacked(body, n)
}

// queueRows is the height of the queue above the people, while a mode of the floor is on.
const queueRows = 6

// stacked puts hands and log below the people. They get more room while they have the focus. With a mode of the floor,
// the queue is above the people.
func stacked(body area, n need) plan {
	low := max(5, body.h/4)
	if n.floor && body.h >= 3*queueRows {
		queue, rest := cutBelow(body, body.h-queueRows-1)
		if n.focus == slotLog {
			low = rest.h / 2
		}
		top, log := cutBelow(rest, low)
		return plan{named: n.main, panes: []placed{
			{slotHands, queue, edgeRule}, {n.main, top, edgeRule}, {slotLog, log, edgeRule},
		}}
	}
	if n.focus == slotHands || n.focus == slotLog {
		low = body.h / 2
	}
	top, below := cutBelow(body, low)
	p := plan{panes: []placed{{n.main, top, edgeRule}}, named: n.main}
	if n.hands == 0 {
		p.panes = append(p.panes, placed{slotLog, below, edgeRule})
		return p
	}
	hands, log := cutRight(below, below.w*3/5)
	p.panes = append(p.panes, placed{slotHands, hands, edgeRule}, placed{slotLog, log, edgeBar})
	return p
}

// edgeLines are the lines of a frame above and below its pane.
const edgeLines = 2

// Bounds of columns.
const (
	peopleLeast = 63  // the talk line fits
	peopleMost  = 120 // a talk line of 60 cells fits
)

// twoColumns puts hands, stage and log beside the people, and the timeline below them if there is room.
func twoColumns(body area, h int, n need) plan {
	left, right := cutRight(body, body.w-max(peopleLeast, min(body.w*13/20, peopleMost)))
	p := plan{panes: leftColumn(left, body.w >= timelineWidth && h >= timelineHeight, n), named: n.side}
	if n.hands > 0 {
		var hands area
		hands, right = cutBelow(right, right.h-min(n.hands+edgeLines, max(5, right.h/4)))
		p.panes = append(p.panes, placed{slotHands, hands, edgeBox})
	}
	side, log := cutBelow(right, max(6, right.h*9/20))
	p.panes = append(p.panes, placed{n.side, side, edgeBox}, placed{slotLog, log, edgeBox})
	return p
}

// threeColumns shows all panes.
func threeColumns(body area, n need) plan {
	left, rest := cutRight(body, body.w-min(body.w*3/5, peopleMost))
	middle, right := cutRight(rest, rest.w/2)
	p := plan{panes: leftColumn(left, true, n), named: slotTimeline}
	stage, media := cutBelow(middle, middle.h/3)
	p.panes = append(p.panes, placed{slotStage, stage, edgeBox}, placed{slotMedia, media, edgeBox})
	if n.hands > 0 {
		var hands area
		hands, right = cutBelow(right, right.h-min(n.hands+edgeLines, right.h/4))
		p.panes = append(p.panes, placed{slotHands, hands, edgeBox})
	}
	detail, log := cutBelow(right, right.h/2)
	p.panes = append(p.panes, placed{slotDetail, detail, edgeBox}, placed{slotLog, log, edgeBox})
	return p
}

// leftColumn shows the people and, if asked to, the timeline below them: a line for each person, at most two fifths.
func leftColumn(a area, timeline bool, n need) []placed {
	if !timeline {
		return []placed{{slotPeople, a, edgeBox}}
	}
	const around = 5 // edges, marks, time axis
	people, below := cutBelow(a, min(max(n.rows+around, 10), a.h*2/5))
	return []placed{{slotPeople, people, edgeBox}, {slotTimeline, below, edgeBox}}
}

// cutBelow splits off the lowest h lines, cutRight the last w columns.
func cutBelow(a area, h int) (rest, below area) {
	return area{a.x, a.y, a.w, a.h - h}, area{a.x, a.y + a.h - h, a.w, h}
}

func cutRight(a area, w int) (rest, right area) {
	return area{a.x, a.y, a.w - w, a.h}, area{a.x + a.w - w, a.y, w, a.h}
}

// at returns the pane in a cell, or false.
func (p plan) at(x, y int) (placed, bool) {
	for _, pane := range p.panes {
		if pane.area.holds(x, y) {
			return pane, true
		}
	}
	return placed{}, false
}

// of returns where a pane is, or false if it is not on the screen.
func (p plan) of(s slot) (placed, bool) {
	for _, pane := range p.panes {
		if pane.slot == s {
			return pane, true
		}
	}
	return placed{}, false
}

// absent returns the panes with a number that are not on the screen.
func (p plan) absent() slots {
	var all slots
	for s := range numbered {
		if _, shown := p.of(s); !shown {
			all |= 1 << s
		}
	}
	return all
}

// slots is a set of panes.
type slots uint8

func (s slots) has(one slot) bool { return s&(1<<one) != 0 }
