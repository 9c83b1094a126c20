package pane

import (
	"slices"
	"strconv"
	"strings"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/text"
)

// This file puts headings between the groups of a grouped list. A heading is no row: the cursor passes over it.

// groups finds where each group begins.
func (p *Members) groups() {
	p.heads = p.heads[:0]
	if p.sort.By != people.ByGroup {
		return
	}
	for i, who := range p.Rows {
		if who.Depth == 0 && (len(p.heads) == 0 || who.Group != p.Rows[p.heads[len(p.heads)-1]].Group) {
			p.heads = append(p.heads, i)
		}
	}
}

// holders tells the roster who has the floor.
func (p *Members) holders() {
	f := p.d.Floor()
	if p.sort.By != people.ByGroup || f == nil || len(f.Turns) == 0 {
		p.Roster.Holds = nil
		return
	}
	p.Roster.Holds = func(id video.MemberID) bool {
		for _, turn := range f.Turns {
			if turn.ID == id {
				return true
			}
		}
		return false
	}
}

// headsIn returns how many headings stand before the rows from one to another, both included.
func (p *Members) headsIn(from, to int) (n int) {
	for _, at := range p.heads {
		if at >= from && at <= to {
			n++
		}
	}
	return n
}

// headAt returns the heading before a row, or false.
func (p *Members) headAt(row int) (line string, ok bool) {
	i, ok := slices.BinarySearch(p.heads, row)
	if !ok {
		return "", false
	}
	end := len(p.Rows)
	if i+1 < len(p.heads) {
		end = p.heads[i+1]
	}
	th := p.d.Theme()
	said := " " + draw.Capital(p.Rows[row].Group.String()) + " " + strconv.Itoa(end-row) + " "
	rule := max(0, p.w-text.Width(said)-1)
	return th.Title.Apply(said) + th.Dim.Apply(draw.Fit(strings.Repeat(th.Glyphs.Square.Horizontal, rule), rule+1)), true
}

// fit moves the window so that the cursor's row is in it although headings take lines.
func (p *Members) fit(room int) {
	for p.top < p.curRow && p.curRow-p.top+1+p.headsIn(p.top, p.curRow) > room {
		p.top++
	}
}
