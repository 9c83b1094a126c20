package pane

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/talk"
	"gavel/ui/text"
)

// Timeline shows when people talked in the last 15 minutes, in one line each, and the events of that time. It has no
// keys of its own.
type Timeline struct {
	d    Desk
	w, h int
	name int // cells for names, without the blank
	n    int // cells of a line
	per  int // buckets in a cell

	of   timelineKey
	room []mark // marks of events, by cell
	rows []timelineRow
	out  []string
}

// timelineKey is the state on which the lines depend.
type timelineKey struct {
	roster *people.Roster
	bucket int64
	entry  uint64
	at     video.MemberID
}

// timelineRow is the line of one talker.
type timelineRow struct {
	id     video.MemberID
	name   string
	levels []uint8
	marks  map[int]mark // by cell
	talked time.Duration
	lines  [2]string // as drawn: without and with the cursor; "": to be drawn
}

// mark is the sign of an event. If a cell has several, the most important one is shown.
type mark uint8

const (
	markNone mark = iota
	markLeave
	markJoin
	markHand
	markCommand
	markMedia
	markRecording
	markWarning
)

// NewTimeline returns the pane of the last 15 minutes.
func NewTimeline(d Desk) *Timeline { return &Timeline{d: d} }

// Context returns the context of its keys in the key map.
func (p *Timeline) Context() keymap.Context { return keymap.Global }

// Title returns the title of its frame.
func (p *Timeline) Title() string { return "Last 15 minutes" }

// Update takes the newest snapshot. The lines follow within a bucket of time.
func (p *Timeline) Update() {}

// Key uses no key.
func (p *Timeline) Key(tea.KeyMsg) (tea.Cmd, bool) { return nil, false }

// Restyle drops the cached lines.
func (p *Timeline) Restyle() { p.of, p.out = timelineKey{}, nil }

// Widths of the columns of a line besides the cells.
const (
	timelineIndent = 2
	timelineName   = 22
	timelineTalked = 7 // "1:02:03"
)

// timelinePer are the buckets in a cell, from the finest on.
var timelinePer = [...]int{1, 2, 3, 4, 5, 6, 9, 12, 18}

// Resize sets the size of the inside of its frame, in cells.
func (p *Timeline) Resize(w, h int) {
	if w == p.w && h == p.h && p.out != nil {
		return
	}
	p.w, p.h, p.out = max(w, 0), max(h, 0), nil
	p.name = min(timelineName, p.w/4)
	room := p.w - timelineIndent - p.name - 1 - timelineTalked
	for _, p.per = range timelinePer {
		if p.n = int(talk.Window/talk.Bucket) / p.per; p.n <= room {
			break
		}
	}
	p.n = max(0, min(p.n, room))
}

// Click puts the cursor of the people on the talker in a line.
func (p *Timeline) Click(_, y int) {
	if at := y - timelineHead; at >= 0 && at < len(p.rows) && y < p.h {
		p.d.Pick(p.rows[at].id)
	}
}

// timelineHead is how many lines are above the talkers: time axis and marks.
const timelineHead = 2

// Lines draws the pane. It looks at all talkers once in a bucket of time.
func (p *Timeline) Lines(bool) []string {
	s, now := p.d.Snapshot(), p.d.Now()
	key := timelineKey{
		roster: p.d.Roster(), bucket: now.UnixNano() / int64(talk.Bucket), at: p.d.Pointed(),
	}
	if n := len(s.Log); n > 0 {
		key.entry = s.Log[n-1].N
	}
	if p.out != nil && p.of == key {
		return p.out
	}
	if p.out == nil || key.bucket != p.of.bucket || key.roster != p.of.roster {
		p.rows = p.talkers(now)
	}
	if p.out == nil || key.bucket != p.of.bucket || key.entry != p.of.entry {
		p.mark(now)
	}
	p.of = key
	out := append(p.out[:0], draw.Fit(p.axis(), p.w), draw.Fit(p.roomLine(), p.w))
	for i := range p.rows {
		out = append(out, p.line(&p.rows[i], p.rows[i].id == key.at))
	}
	if len(p.rows) == 0 {
		said := "Everybody who talks gets a line here."
		out = append(out, p.d.Theme().Dim.Apply(text.Fit("  "+said, p.w)))
	}
	for len(out) < p.h {
		out = append(out, draw.Pad(p.w))
	}
	p.out = out[:p.h]
	return p.out
}

// NeedsClock returns when the pane must be drawn again because of time alone, or the zero time.
func (p *Timeline) NeedsClock(now time.Time) time.Time {
	if len(p.rows) == 0 && !slices.ContainsFunc(p.room, func(m mark) bool { return m != markNone }) {
		return time.Time{}
	}
	return nextBucket(now)
}

// talkers returns the lines of the people who talked most, as many as fit.
func (p *Timeline) talkers(now time.Time) []timelineRow {
	type talker struct {
		who    *people.Person
		talked time.Duration
	}
	var all []talker
	for _, who := range p.d.Roster().List {
		h, running := who.Heard()
		if h.Empty(now) && running.IsZero() {
			continue
		}
		if talked := h.Talked(now, running); talked > 0 {
			all = append(all, talker{who, talked})
		}
	}
	slices.SortStableFunc(all, func(a, b talker) int { return cmp.Compare(b.talked, a.talked) })
	all = all[:min(len(all), max(0, p.h-timelineHead))]
	rows := make([]timelineRow, len(all))
	for i, t := range all {
		h, running := t.who.Heard()
		rows[i] = timelineRow{
			id: t.who.Member.ID, name: p.d.Name(t.who.Member.ID), talked: t.talked, levels: make([]uint8, p.n),
			marks: map[int]mark{},
		}
		h.Cells(rows[i].levels, p.per, now, running)
	}
	return rows
}

// mark sets the marks of the events in the log, for the room and for its members.
func (p *Timeline) mark(now time.Time) {
	p.room = make([]mark, p.n)
	byID := map[video.MemberID]map[int]mark{}
	for i := range p.rows {
		clear(p.rows[i].marks)
		p.rows[i].lines = [2]string{}
		byID[p.rows[i].id] = p.rows[i].marks
	}
	width := time.Duration(p.per) * talk.Bucket
	for _, e := range slices.Backward(p.d.Snapshot().Log) {
		cell := p.n - 1 - int(now.UnixNano()/int64(width)-e.At.UnixNano()/int64(width))
		if cell < 0 {
			break
		}
		kind := markOf(e.Kind)
		if cell >= p.n || kind == markNone {
			continue
		}
		p.room[cell] = max(p.room[cell], kind)
		if marks := whose(byID, e); marks != nil && kind <= markCommand {
			marks[cell] = max(marks[cell], kind)
		}
	}
}

// whose returns the marks of the first member that an entry names, or nil.
func whose(byID map[video.MemberID]map[int]mark, e *video.Entry) map[int]mark {
	if who := e.About(); len(who) > 0 {
		return byID[who[0].ID]
	}
	return nil
}

// markOf returns the mark of an entry of the log.
func markOf(k video.EntryKind) mark {
	switch k {
	case video.EntryLeft:
		return markLeave
	case video.EntryJoined:
		return markJoin
	case video.EntryHandUp:
		return markHand
	case video.EntryCommand:
		return markCommand
	case video.EntryMedia:
		return markMedia
	case video.EntryRecording:
		return markRecording
	case video.EntryWarning, video.EntryLink:
		return markWarning
	}
	return markNone
}

// sign returns the sign of a mark and its paint.
func (m mark) sign(th *theme.Theme) (string, theme.Paint) {
	g := &th.Glyphs
	switch m {
	case markLeave:
		return "-", th.Dim
	case markJoin:
		return "+", th.Good
	case markHand:
		return g.Hand, th.Hand
	case markCommand:
		return g.Prompt, th.Accent
	case markMedia:
		return g.Play, th.Rec
	case markRecording:
		return g.Rec, th.Rec
	case markWarning:
		return g.Warn, th.Warn
	}
	return " ", theme.Paint{}
}

// nowLabel is at the right end of the axis.
const nowLabel = "now"

// axis returns the line with the times.
func (p *Timeline) axis() string {
	cells := []byte(draw.Pad(p.n))
	perMinute := float64(p.n) / talk.Window.Minutes()
	for _, minutes := range []int{15, 10, 5} {
		label := "-" + strconv.Itoa(minutes) + " min"
		if at := p.n - int(float64(minutes)*perMinute); at >= 0 && at+len(label) < p.n {
			copy(cells[at:], label)
		}
	}
	if p.n > len(nowLabel) {
		copy(cells[p.n-len(nowLabel):], nowLabel)
	}
	line := draw.Pad(timelineIndent+p.name+1) + string(cells) + draw.FitRight("talked", timelineTalked)
	return p.d.Theme().Dim.Apply(line)
}

// roomLine returns the line with the events of the room.
func (p *Timeline) roomLine() string {
	th := p.d.Theme()
	b := []byte(th.Dim.Apply(draw.Pad(timelineIndent)+draw.Fit("joins, hands, commands", p.name)) + " ")
	for _, m := range p.room {
		sign, paint := m.sign(th)
		b = paint.Append(b, sign)
	}
	return string(b)
}

// line returns the line of one talker.
func (p *Timeline) line(row *timelineRow, here bool) string {
	which := 0
	if here {
		which = 1
	}
	if row.lines[which] == "" {
		row.lines[which] = draw.Fit(p.drawLine(row, here), p.w)
	}
	return row.lines[which]
}

func (p *Timeline) drawLine(row *timelineRow, here bool) string {
	th := p.d.Theme()
	sign, name := " ", th.Text
	if here {
		sign, name = th.Glyphs.CursorBar, th.Strong
	}
	b := th.CursorBar.Append(nil, sign)
	b = append(b, ' ')
	b = name.Append(b, text.Fit(row.name, p.name))
	b = append(b, ' ')
	b = append(b, th.Bar.On()...)
	for cell, level := range row.levels {
		switch m := row.marks[cell]; {
		case m != markNone && m != markCommand:
			sign, paint := m.sign(th)
			b = append(b, th.Bar.Off()...)
			b = paint.Append(b, sign)
			b = append(b, th.Bar.On()...)
		case level == 0:
			b = append(b, ' ')
		default:
			b = append(b, th.Glyphs.Level[level-1]...)
		}
	}
	b = append(b, th.Bar.Off()...)
	return string(b) + th.Dim.Apply(draw.FitRight(draw.Clock(row.talked), timelineTalked))
}
