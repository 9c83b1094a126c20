package arrange

// Slot names a pane.
type Slot uint8

// The panes in the order of their numbers on the keyboard. The timeline has no number, and no keys of its own.
const (
	SlotPeople Slot = iota
	SlotStage
	SlotHands
	SlotMedia
	SlotLog
	SlotDetail
	SlotTimeline
	SlotCount

	Numbered = SlotTimeline
)

// SlotNames are the words for the panes on the screen.
var SlotNames = [SlotCount]string{"People", "Stage", "Hands", "Media", "Log", "Detail", "Timeline"}

// Breakpoints of the layout, in cells.
const (
	MinWidth  = 60 // below that: one sentence
	MinHeight = 15

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
	HeaderHeight = 2
	FooterHeight = 1
)

// Area is a rectangle of cells.
type Area struct{ X, Y, W, H int }

// Holds reports whether a cell is in the area.
func (a Area) Holds(x, y int) bool { return x >= a.X && x < a.X+a.W && y >= a.Y && y < a.Y+a.H }

// Edge is what is around a pane.
type Edge uint8

// The edges.
const (
	EdgeBox  Edge = iota
	edgeRule      // a line above it
	edgeBar       // a line above it, and one at its left
	EdgeTabs      // the names of all panes above it
)

// Inside returns the area within an edge.
func (e Edge) Inside(a Area) Area {
	switch e {
	case EdgeBox:
		return Area{a.X + 1, a.Y + 1, max(0, a.W-2), max(0, a.H-2)}
	case edgeBar:
		return Area{a.X + 1, a.Y + 1, max(0, a.W-1), max(0, a.H-1)}
	}
	return Area{a.X, a.Y + 1, a.W, max(0, a.H-1)}
}

// Placed is a pane on the screen: its area with its edge.
type Placed struct {
	Slot Slot
	Area Area
	Edge Edge
}

// Inside returns the area within the edge.
func (p Placed) Inside() Area { return p.Edge.Inside(p.Area) }

// Plan is the layout of a screen.
type Plan struct {
	TooSmall bool
	Panes    []Placed // from the left to the right, then from the top to the bottom; they cover the body
	Named    Slot     // the pane whose edge names the others
	Others   Slots    // panes with a number that are not on the screen
}

// Need is what a layout depends on besides the size of the screen.
type Need struct {
	Focus Slot
	Main  Slot // the pane in the largest place of a small screen: people, or what was chosen instead
	Side  Slot // stage, or what was chosen instead
	Hands int  // people who wait, in steps; 0: none, and none a moment ago
	Floor bool // a mode of the floor is on: the queue comes first
	Rows  int  // people in the room, in steps
}

// Steps of need: a layout must not move with everybody who joins or raises a hand.
const (
	RowStep  = 5
	HandStep = 4
)

// Of lays out a screen of w by h cells. The last column stays blank, because terminals disagree about wrapping
// there.
func Of(w, h int, n Need) Plan {
	p := bySize(w, h, n)
	p.Others = p.Absent()
	return p
}

func bySize(w, h int, n Need) Plan {
	body := Area{0, HeaderHeight, w - 1, h - HeaderHeight - FooterHeight}
	if n.Focus == SlotHands {
		n.Hands = max(n.Hands, HandStep)
	}
	switch {
	case w < MinWidth || h < MinHeight:
		return Plan{TooSmall: true}
	case w < stackWidth || h < stackHeight:
		return Plan{Panes: []Placed{{n.Focus, body, EdgeTabs}}, Named: n.Focus}
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
func stacked(body Area, n Need) Plan {
	low := max(5, body.H/4)
	if n.Floor && body.H >= 3*queueRows {
		queue, rest := cutBelow(body, body.H-queueRows-1)
		if n.Focus == SlotLog {
			low = rest.H / 2
		}
		top, log := cutBelow(rest, low)
		return Plan{Named: n.Main, Panes: []Placed{
			{SlotHands, queue, edgeRule}, {n.Main, top, edgeRule}, {SlotLog, log, edgeRule},
		}}
	}
	if n.Focus == SlotHands || n.Focus == SlotLog {
		low = body.H / 2
	}
	top, below := cutBelow(body, low)
	p := Plan{Panes: []Placed{{n.Main, top, edgeRule}}, Named: n.Main}
	if n.Hands == 0 {
		p.Panes = append(p.Panes, Placed{SlotLog, below, edgeRule})
		return p
	}
	hands, log := cutRight(below, below.W*3/5)
	p.Panes = append(p.Panes, Placed{SlotHands, hands, edgeRule}, Placed{SlotLog, log, edgeBar})
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
func twoColumns(body Area, h int, n Need) Plan {
	left, right := cutRight(body, body.W-max(peopleLeast, min(body.W*13/20, peopleMost)))
	p := Plan{Panes: leftColumn(left, body.W >= timelineWidth && h >= timelineHeight, n), Named: n.Side}
	if n.Hands > 0 {
		var hands Area
		hands, right = cutBelow(right, right.H-min(n.Hands+edgeLines, max(5, right.H/4)))
		p.Panes = append(p.Panes, Placed{SlotHands, hands, EdgeBox})
	}
	side, log := cutBelow(right, max(6, right.H*9/20))
	p.Panes = append(p.Panes, Placed{n.Side, side, EdgeBox}, Placed{SlotLog, log, EdgeBox})
	return p
}

// threeColumns shows all panes.
func threeColumns(body Area, n Need) Plan {
	left, rest := cutRight(body, body.W-min(body.W*3/5, peopleMost))
	middle, right := cutRight(rest, rest.W/2)
	p := Plan{Panes: leftColumn(left, true, n), Named: SlotTimeline}
	stage, media := cutBelow(middle, middle.H/3)
	p.Panes = append(p.Panes, Placed{SlotStage, stage, EdgeBox}, Placed{SlotMedia, media, EdgeBox})
	if n.Hands > 0 {
		var hands Area
		hands, right = cutBelow(right, right.H-min(n.Hands+edgeLines, right.H/4))
		p.Panes = append(p.Panes, Placed{SlotHands, hands, EdgeBox})
	}
	detail, log := cutBelow(right, right.H/2)
	p.Panes = append(p.Panes, Placed{SlotDetail, detail, EdgeBox}, Placed{SlotLog, log, EdgeBox})
	return p
}

// leftColumn shows the people and, if asked to, the timeline below them: a line for each person, at most two fifths.
func leftColumn(a Area, timeline bool, n Need) []Placed {
	if !timeline {
		return []Placed{{SlotPeople, a, EdgeBox}}
	}
	const around = 5 // edges, marks, time axis
	people, below := cutBelow(a, min(max(n.Rows+around, 10), a.H*2/5))
	return []Placed{{SlotPeople, people, EdgeBox}, {SlotTimeline, below, EdgeBox}}
}

// cutBelow splits off the lowest h lines, cutRight the last w columns.
func cutBelow(a Area, h int) (rest, below Area) {
	return Area{a.X, a.Y, a.W, a.H - h}, Area{a.X, a.Y + a.H - h, a.W, h}
}

func cutRight(a Area, w int) (rest, right Area) {
	return Area{a.X, a.Y, a.W - w, a.H}, Area{a.X + a.W - w, a.Y, w, a.H}
}

// At returns the pane in a cell, or false.
func (p Plan) At(x, y int) (Placed, bool) {
	for _, pane := range p.Panes {
		if pane.Area.Holds(x, y) {
			return pane, true
		}
	}
	return Placed{}, false
}

// Of returns where a pane is, or false if it is not on the screen.
func (p Plan) Of(s Slot) (Placed, bool) {
	for _, pane := range p.Panes {
		if pane.Slot == s {
			return pane, true
		}
	}
	return Placed{}, false
}

// Absent returns the panes with a number that are not on the screen.
func (p Plan) Absent() Slots {
	var all Slots
	for s := range Numbered {
		if _, shown := p.Of(s); !shown {
			all |= 1 << s
		}
	}
	return all
}

// Slots is a set of panes.
type Slots uint8

// Has reports whether a pane is in the set.
func (s Slots) Has(one Slot) bool { return s&(1<<one) != 0 }
