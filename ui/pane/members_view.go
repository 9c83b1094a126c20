package pane

import (
	"strconv"
	"time"

	"gavel/session/floor"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/talk"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// rowLines returns the number of rows that fit. The column heads take a line, and so does a filter.
func (p *Members) rowLines() int {
	n := p.h - 1
	if p.Editing || p.filter.Active() {
		n--
	}
	return max(n, 0)
}

// Lines draws the pane. It visits only rows in sight, and draws only those again that changed.
func (p *Members) Lines(focused bool) []string {
	p.painted = ""
	p.countTurns()
	out := append(p.out[:0], p.headRow)
	room := p.rowLines()
	p.scroll(room)
	snap, now := p.d.Snapshot(), p.d.Now()
	p.share = p.Roster.Sum(now)
	if p.Roster.Tally.Hands > 0 {
		p.Roster.Hands()
	}
	p.lines = p.lines[:0]
	for i := p.top; i < len(p.Rows) && len(out) <= room; i++ {
		if n := p.heads.size(i, len(p.Rows)); n > 0 {
			head := headingLine(p.d.Theme(), p.Rows[i].Group, n, p.w)
			out, p.lines = append(out, head), append(p.lines, noRow)
			if len(out) > room {
				break
			}
		}
		p.lines = append(p.lines, i)
		ground := lookPlain
		if i == p.curRow && p.Rows[i].Member.ID == p.cur {
			ground = lookBlurred
			if focused {
				ground = lookCursor
			}
			if p.Rows[i].Here() {
				p.painted = p.cur
			}
		}
		out = append(out, p.line(p.Rows[i], ground, snap.Stale, now))
	}
	if len(p.Rows) == 0 && room > 0 {
		out = append(out, p.d.Theme().Dim.Apply(draw.Fit("     "+p.emptyText(), p.w)))
	}
	for len(out) < 1+room {
		out = append(out, draw.Pad(p.w))
	}
	if room < p.h-1 {
		out = append(out, p.filterLine())
	}
	p.out = out
	if len(out) > p.h {
		return out[:p.h]
	}
	return out
}

// turnsBelow is the width of the pane from which the talk line is more useful than the turns of the floor.
const turnsBelow = 100

// countTurns decides whether the turns of the floor take the place of a narrow talk line.
func (p *Members) countTurns() {
	p.totals = nil
	on := false
	if f := p.d.Floor(); f != nil && f.Mode.Preset != floor.Open && p.w < turnsBelow {
		on, p.totals = true, f.Totals
	}
	if on != p.columns.turns {
		p.columns.turns = on
		p.Restyle()
	}
}

// Click puts the cursor on the row in a line.
func (p *Members) Click(_, y int) {
	if y < 1 || y > len(p.lines) {
		return
	}
	if row := p.lines[y-1]; row != noRow && row < len(p.Rows) {
		p.place(row)
	}
}

// noRow is the line of a heading.
const noRow = -1

// scroll moves the window so that the cursor is in it, with a few rows of context if there is room.
func (p *Members) scroll(room int) {
	const context = 2
	margin := 0
	if room > 4*context {
		margin = context
	}
	if p.curRow-margin < p.top {
		p.top = p.curRow - margin
	}
	if p.curRow+margin >= p.top+room {
		p.top = p.curRow + margin - room + 1
	}
	p.top = max(0, min(p.top, len(p.Rows)-room))
	for p.top < p.curRow && p.curRow-p.top+1+p.heads.in(p.top, p.curRow) > room { // headings take lines
		p.top++
	}
}

func (p *Members) emptyText() string {
	switch {
	case p.filter.Active():
		return "Nobody matches the filter. · Esc clears it"
	case p.d.Snapshot().Room.ID == "":
		return say.NoRoom
	}
	return "Nobody is here yet."
}

// line returns the row of one person. It is drawn again only if something that it shows has changed.
func (p *Members) line(who *people.Person, ground look, stale bool, now time.Time) string {
	m := who.Member
	k := rowKey{
		m: m, gen: p.gen, look: ground, tagged: p.Roster.Doubtful(who), lit: who.Talks(), marked: p.Marks.Has(m.ID),
		shown: who.Hit || !p.filter.Active(), gone: !who.Here(), stale: stale, depth: int8(who.Depth),
		age: int32(now.Sub(m.JoinedAt) / time.Minute), percent: p.percent(who, now), safe: who.Protected,
		back: p.Roster.Back[m.ID], turns: p.columns.turns, total: p.totals[m.ID],
	}
	k.total.Used = k.total.Used.Truncate(time.Second)
	if p.pending != nil {
		k.pending = p.pending[m.ID]
	}
	if m.HandRaised && who.Here() {
		k.turn = int16(min(who.Turn, 999))
		since := m.HandAt
		if since.IsZero() {
			since = m.JoinedAt
		}
		k.waited = int32(now.Sub(since) / time.Second)
	}
	switch h, running := who.Heard(); {
	case !running.IsZero():
		k.heard, k.at = h.Rev(), now.Unix()
	case !h.Empty(now):
		k.heard, k.at = h.Rev(), now.UnixNano()/int64(talk.Bucket)
	}
	have, ok := p.drawn[who]
	if !ok || have.of != k {
		if len(p.drawn) > 4*p.h+spareRows {
			clear(p.drawn)
		}
		p.pen.ink = p.ink[ground]
		have = drawnRow{of: k, line: p.pen.row(who, k, now)}
		p.drawn[who] = have
	}
	return have.line
}

// percent returns a member's share of the talk time of all. Interpreters have none.
func (p *Members) percent(who *people.Person, now time.Time) int8 {
	if p.share <= 0 || who.Interprets {
		return 0
	}
	return int8(min(100, (who.Member.Talked(now)*100+p.share/2)/p.share))
}

// filterLine draws the filter, while it is typed or active, and how many people match.
func (p *Members) filterLine() string {
	th := p.d.Theme()
	left := " " + th.Accent.Apply(th.Glyphs.Prompt) + " "
	fault := p.filter.Fault()
	switch {
	case p.Editing:
		left += p.Input.Line(widget.InputStyle{
			Theme: th, Width: max(10, p.w/2), Focused: true, Ghost: "name, #id, =state, !not",
		})
	case fault != "":
		if query := text.Clean(p.filter.Query); text.Width(query)+text.Width(fault)+6 <= p.w {
			left += th.Strong.Apply(query) + "  "
		}
		return draw.Fit(left+th.Bad.Apply(fault), p.w)
	case p.filter.Query != "":
		left += th.Strong.Apply(text.Cut(text.Clean(p.filter.Query), max(10, p.w/2)))
	}
	if p.filter.Quick != people.QuickAll {
		left += "  " + th.Accent.Apply(p.filter.Quick.String())
	}
	right := strconv.Itoa(p.Hits) + " of " + strconv.Itoa(p.Roster.Size()) + withScreens(p.screens())
	if p.Editing {
		right += " " // the footer names the keys
	} else {
		right += "  Esc clears "
	}
	return draw.Fit(draw.Spread(left, th.Dim.Apply(right), p.w), p.w)
}

// NeedsClock returns when the pane must be drawn again because of time alone, or the zero time.
func (p *Members) NeedsClock(now time.Time) time.Time {
	soon := now.Truncate(time.Second).Add(time.Second)
	if at := p.Roster.GhostsUntil(); !p.frozen && !at.IsZero() && at.Before(soon) {
		return at // exactly GoneFor
	}
	if at := p.Roster.Air.Next; !at.IsZero() && at.Before(soon) {
		return at
	}
	if p.Roster.Ticking() || p.sortDue || p.Roster.Air.Count+len(p.Roster.Air.Stopped) > 0 {
		return soon
	}
	if len(p.Rows) > 0 && now.Sub(p.Roster.Air.Heard) < talk.Window {
		return nextBucket(now) // talk lines move on
	}
	return time.Time{}
}

// nextBucket returns the time at which the next cell of a talk line starts.
func nextBucket(now time.Time) time.Time { return now.Truncate(talk.Bucket).Add(talk.Bucket) }
