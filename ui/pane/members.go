package pane

import (
	"slices"
	"strconv"
	"time"

	"gavel/keymap"
	"gavel/session/floor"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/widget"
)

// Members lists the people in the room. The cursor is a member, not a line: it stays on its member when rows move. When
// that member leaves, the cursor stays on the row, on no member.
type Members struct {
	d      Desk
	Roster *people.Roster
	Rows   []*people.Person
	Hits   int // rows that match the filter themselves
	w, h   int
	top    int   // first visible row
	lines  []int // the row in each line of the last frame
	heads  heads // first rows of the groups

	cur    video.MemberID // under the cursor; "" for none
	curRow int            // row of cur, or where it was
	Marks  people.Marks

	filter  people.Filter
	Input   widget.Editor
	Editing bool

	sort    people.Sorting
	next    *people.Sorting // for when the order is no longer frozen; nil: the same
	sortDue bool            // the order has changed since the rows were arranged
	Touched time.Time       // time of the last key, so that nothing is sorted again while the user types
	frozen  bool
	Waiting int // joins and leaves since the freeze

	Arranges bool // rows are arranged on each join and leave; a test compares the result with extend and shrink

	pending map[video.MemberID]video.Fields
	painted video.MemberID // the cursor's member in the last painted frame

	drawn   map[*people.Person]drawnRow
	columns columns
	chosen  []Column
	headRow string
	totals  map[video.MemberID]floor.Total // of the floor, by member
	gen     uint32
	ink     [looks]inks
	pen     rowPen
	share   time.Duration // talk time of all at the last frame
	out     []string      // of the last call of Lines, reused
	heading heading       // the title as last made
	facts   selector.Facts
}

// restBeforeSort is how long no key must have been pressed before people change places.
const restBeforeSort = time.Second

// NewMembers returns the pane of people.
func NewMembers(d Desk) *Members {
	p := &Members{d: d, drawn: map[*people.Person]drawnRow{}, chosen: Columns()}
	p.Roster = people.New(d.Theme().ASCII)
	p.Restyle()
	return p
}

// Restyle drops the cached lines.
func (p *Members) Restyle() {
	p.ink, p.pen.glyphs = inksFor(p.d.Theme()), &p.d.Theme().Glyphs
	p.gen++
	p.headRow = p.d.Theme().Dim.Apply(p.columns.head())
}

// Context returns the context of its keys in the key map.
func (p *Members) Context() keymap.Context {
	if p.Editing {
		return keymap.Text
	}
	return keymap.Members
}

// Typing reports whether the pane takes text.
func (p *Members) Typing() bool { return p.Editing }

// Resize sets the size of the inside of its frame, in cells.
func (p *Members) Resize(w, h int) {
	if w == p.w && h == p.h {
		return
	}
	changed := w != p.w
	if p.w, p.h = w, h; changed {
		p.widen()
	}
}

// widen gives the columns their widths.
func (p *Members) widen() {
	p.gen++
	p.columns = columnsFor(p.w, p.chosen)
	p.headRow = p.d.Theme().Dim.Apply(p.columns.head())
	p.pen.columns = p.columns
}

// Choose shows these columns, in this order; none means all of them in their usual order.
func (p *Members) Choose(columns []Column) {
	if len(columns) == 0 {
		columns = Columns()
	}
	p.chosen = columns
	p.widen()
}

// Reset forgets the room.
func (p *Members) Reset() {
	p.Roster, p.Rows, p.cur, p.curRow, p.top = people.New(p.Roster.ASCII), nil, "", 0, 0
	p.Marks.Clear()
	clear(p.drawn)
	p.frozen, p.Waiting, p.sortDue, p.pending, p.painted = false, 0, false, nil, ""
}

// Update takes the newest snapshot.
func (p *Members) Update() {
	snap, now := p.d.Snapshot(), p.d.Now()
	change := p.Roster.Take(snap, now)
	p.pending = pendingFields(snap.Pending)
	if n := p.Marks.Drop(change.Left); n > 0 {
		p.d.Say("Unmarked: "+draw.Plural(n, "person has left.", "people have left."), draw.Warn)
	}
	if p.frozen {
		p.Waiting += len(change.Joined) + len(change.Left)
		return
	}
	expired := p.Roster.Expire(now.Add(SnapshotEvery * 3 / 2)) // rather than wake for each of them
	p.renew(change, expired, p.moved(change.Changed, now))
}

// moved reports whether the rows must be arranged again because of members that changed.
func (p *Members) moved(changed []*people.Person, now time.Time) bool {
	if len(changed) > 0 && p.sort.By.Moves() {
		p.sortDue = true
	}
	for _, who := range changed {
		if who.Moved() {
			return true
		}
	}
	if !p.filter.Active() {
		return false
	}
	for _, who := range changed {
		if p.filter.Match(who, now) != who.Hit {
			return true
		}
	}
	return false
}

// Hear updates the people talking now. All panes must be drawn after it, so that they agree.
func (p *Members) Hear() {
	changed := p.Roster.Air.Hear(p.d.Now())
	if p.frozen || !p.filter.Active() {
		return
	}
	for _, who := range changed {
		if p.filter.Match(who, p.d.Now()) != who.Hit {
			p.arrange(p.Under())
			return
		}
	}
}

// Tick makes the changes that are due because of time alone, and reports whether there were any.
func (p *Members) Tick() bool {
	now := p.d.Now()
	if p.frozen {
		return false
	}
	expired := p.Roster.Expire(now)
	aged := p.filter.Quick == people.QuickTalking || p.filter.Quick == people.QuickNew
	due := p.sortDue && now.Sub(p.Touched) >= restBeforeSort
	p.renew(&people.Delta{}, expired, aged || due)
	return len(expired) > 0 || aged || due
}

// Under returns the person under the cursor, or nil.
func (p *Members) Under() *people.Person {
	if p.cur == "" {
		return nil
	}
	return p.Roster.Find(p.cur)
}

// arrange computes all rows again. The row of keep stays visible. The cursor stays on its person, and that person on
// the same line of the screen.
func (p *Members) arrange(keep *people.Person) {
	line := p.curRow - p.top
	p.holders()
	p.Rows = p.Roster.Arrange(p.filter, p.sort, keep, p.d.Now())
	p.sortDue, p.Hits = false, 0
	for _, who := range p.Rows {
		if who.Hit {
			p.Hits++
		}
	}
	p.heads = p.heads[:0]
	if p.sort.By == people.ByGroup {
		p.heads = headsOf(p.heads, p.Rows)
	}
	p.settle(line)
}

// holders passes the people who have the floor to the roster.
func (p *Members) holders() {
	p.Roster.Holds = nil
	if f := p.d.Floor(); p.sort.By == people.ByGroup && f != nil && len(f.Turns) > 0 {
		p.Roster.Holds = func(id video.MemberID) bool {
			return slices.ContainsFunc(f.Turns, func(t floor.Turn) bool { return t.ID == id })
		}
	}
}

// settle puts the cursor on the present row of its person, and keeps that person on its line of the window.
func (p *Members) settle(line int) {
	who := p.Under()
	switch {
	case who != nil && who.Row >= 0:
		p.curRow = who.Row
		p.top = p.curRow - line
	case p.cur == "" && p.curRow == 0 && p.painted == "" && len(p.Rows) > 0:
		p.place(0) // no member was highlighted yet
	default:
		p.cur = ""
		p.curRow = min(p.curRow, max(0, len(p.Rows)-1))
	}
}

// place puts the cursor on a row.
func (p *Members) place(row int) {
	if len(p.Rows) == 0 {
		p.cur, p.curRow = "", 0
		return
	}
	p.curRow = max(0, min(row, len(p.Rows)-1))
	p.cur = p.Rows[p.curRow].Member.ID
}

// Pick puts the cursor on a member. It clears a filter that hides the member.
func (p *Members) Pick(id video.MemberID) {
	who := p.Roster.Find(id)
	if who == nil {
		return
	}
	p.cur = id
	if who.Row < 0 {
		p.arrange(who)
	}
	if who.Row >= 0 {
		p.curRow = who.Row
	}
}

// HiddenMarks returns how many marked members the filter hides.
func (p *Members) HiddenMarks() int {
	n := 0
	for _, id := range p.Marks.IDs {
		if who := p.Roster.Find(id); who == nil || who.Row < 0 {
			n++
		}
	}
	return n
}

// Target returns the member under the cursor in the last painted frame, if it is still in the room.
func (p *Members) Target() video.MemberID { return p.painted }

// pendingFields returns, by member, the fields that pending commands would change.
func pendingFields(jobs []video.Job) map[video.MemberID]video.Fields {
	if len(jobs) == 0 {
		return nil
	}
	fields := map[video.MemberID]video.Fields{}
	for _, job := range jobs {
		row, _ := job.Command.Action.Info()
		for _, id := range job.Command.Targets {
			fields[id] |= row.Sets.Field
		}
	}
	return fields
}

// heading is the title of the pane, rebuilt only if something in it changed.
type heading struct {
	of   headed
	text string
}

// headed holds everything that the title depends on.
type headed struct {
	sort             people.Sorting
	first, last, all int // rows, from 1; zero when all are in sight
	frozen           bool
	waiting          int
	unshown          int
	screens          int // screens and devices among the rows, which the header does not count
}

// Title returns the order of the people, and notes on rows that are hidden, frozen or out of sight.
func (p *Members) Title() string {
	of := headed{sort: p.sort, frozen: p.frozen, waiting: p.Waiting, unshown: p.d.Snapshot().Unshown}
	if n, room := len(p.Rows), p.rowLines(); n > room && room > 0 {
		of.last = min(p.top+room-p.heads.in(p.top, p.top+room), n)
		of.first, of.all = min(p.top+1, of.last), n
		of.screens = p.screens()
	}
	if p.heading.text == "" || p.heading.of != of {
		p.heading = heading{of, of.title()}
	}
	return p.heading.text
}

// screens returns how many members are screens or devices.
func (p *Members) screens() int { return p.Roster.Tally.Stage - p.Roster.Tally.People }

// withScreens adds to a number that it includes screens and devices.
func withScreens(n int) string {
	if n == 0 {
		return ""
	}
	return " with " + draw.Plural(n, "screen", "screens")
}

func (h headed) title() string {
	s := "People · " + h.sort.By.String()
	if h.sort.Reverse {
		s += ", reversed"
	}
	if h.all > 0 {
		s += " · " + strconv.Itoa(h.first) + "–" + strconv.Itoa(h.last) + " of " + strconv.Itoa(h.all) +
			withScreens(h.screens)
	}
	if h.frozen {
		s += " · frozen"
		if h.waiting > 0 {
			s += ", " + draw.Plural(h.waiting, "change waiting", "changes waiting")
		}
	}
	if h.unshown > 0 {
		s += " · +" + strconv.Itoa(h.unshown) + " not shown"
	}
	return s
}

// Arranging visits all members, which takes 50 ms in a room of 100,000. The functions below update the rows with only
// the members that joined or left.

// plain reports whether the rows show all people in the order of joining.
func (p *Members) plain() bool {
	return !p.filter.Active() && p.sort == (people.Sorting{}) && !p.Arranges
}

// renew updates the rows with the members that joined, and with rows that expired. moved reports that a member has
// changed its place.
func (p *Members) renew(change *people.Delta, expired []*people.Person, moved bool) {
	line := p.curRow - p.top
	switch {
	case moved, change.Structural() && !p.extend(change), len(expired) > 0 && !p.shrink(expired):
		p.arrange(p.Under())
	case change.Structural(), len(expired) > 0:
		p.settle(line)
	}
}

// extend appends members that joined below the last row, where they belong while the rows are plain. A member that left
// keeps its row until Tick removes it. extend reports false if the rows must be arranged.
func (p *Members) extend(change *people.Delta) bool {
	if !p.plain() || p.Roster.ScreensGone() {
		return false
	}
	p.vacate(change.Joined) // a member that rejoined gives up the row on which it left
	newest := uint64(0)
	for i := len(p.Rows) - 1; i >= 0 && newest == 0; i-- {
		if p.Rows[i].Depth == 0 {
			newest = p.Rows[i].Member.Order
		}
	}
	for _, who := range change.Joined {
		if !p.Roster.Alone(who) || who.Member.Order <= newest {
			return false
		}
		newest = who.Member.Order
	}
	for _, who := range change.Joined {
		who.Row, who.Hit = len(p.Rows), true
		who.Settle()
		p.Rows = append(p.Rows, who)
	}
	p.Hits = len(p.Rows)
	return true
}

// shrink removes the rows of members that left long enough ago. It reports false if the rows must be arranged.
func (p *Members) shrink(expired []*people.Person) bool {
	if !p.plain() || p.Roster.ScreensGone() {
		return false
	}
	for _, who := range expired {
		if !p.Roster.Alone(who) {
			return false
		}
	}
	p.vacate(expired)
	p.Hits = len(p.Rows)
	return true
}

// vacate removes people from their rows, if they have any, and closes the gaps.
func (p *Members) vacate(people []*people.Person) {
	from := len(p.Rows)
	for _, who := range people {
		if who.Row >= 0 {
			from = min(from, who.Row)
			who.Row = -1
		}
	}
	kept := p.Rows[:from]
	for _, who := range p.Rows[from:] {
		if who.Row >= 0 {
			who.Row = len(kept)
			kept = append(kept, who)
		}
	}
	clear(p.Rows[len(kept):])
	p.Rows = kept
}
