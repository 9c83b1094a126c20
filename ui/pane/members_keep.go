package pane

import (
	"gavel/session/video"
	"gavel/ui/people"
)

// Kept holds a user's choices in the list of one room: cursor, marks, filter and order. It is kept while another room
// is on the screen.
type Kept struct {
	cur    video.MemberID
	line   int // of the cursor in the window
	marks  []video.MemberID
	filter people.Filter
	sort   people.Sorting
	set    bool
}

// Keep returns the user's choices.
func (p *Members) Keep() Kept {
	return Kept{
		cur: p.cur, line: p.curRow - p.top, marks: append([]video.MemberID(nil), p.Marks.IDs...), filter: p.filter,
		sort: p.sort, set: true,
	}
}

// Restore restores earlier choices in the room that the pane shows now. People who have left since are not marked. The
// zero Kept shows everyone in the present order.
func (p *Members) Restore(k Kept) {
	p.Editing = false
	p.Input.Set(k.filter.Query)
	p.filter = k.filter
	if k.set {
		p.sort = k.sort
	}
	p.Marks.Clear()
	for _, id := range k.marks {
		if p.Roster.Member(id) != nil {
			p.Marks.Add(id)
		}
	}
	p.arrange(nil)
	if who := p.Roster.Find(k.cur); who != nil && who.Row >= 0 {
		p.cur, p.curRow = k.cur, who.Row
		p.top = p.curRow - k.line
		return
	}
	p.place(0)
}
