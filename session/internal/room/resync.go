package room

import (
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// This file makes the members equal to a whole list. The times of the differences are unknown, so they are not reported
// as single events.
//
// Events that came after the list was requested may be newer than the list. If they contradict it, the member is in
// doubt: the event counts, and the list is read again, at most maxDoubts times in a row. A list never undoes a newer
// event: in a lively room with slow answers, each list is older than some event.

// maxDoubts is how many lists in a row may cause another read because events contradict them.
const maxDoubts = 3

// fewestUnlikely is the smallest number of missing members that makes a list unlikely.
const fewestUnlikely = 2

// contradicts reports whether an event at that time is newer than the list, and records the doubt.
func (c *resync) contradicts(event time.Time) bool {
	if !event.After(c.asked) {
		return false
	}
	c.inDoubt = true
	return true
}

// ReadMembers applies the list of members in an answer.
func (p *Picture) ReadMembers(list []wire.Node, at, asked time.Time) []video.Change {
	p.begin(video.ByRead)
	p.mergeMembers(list, at, asked)
	return p.changes
}

// mergeMembers makes the members equal to a list.
func (p *Picture) mergeMembers(list []wire.Node, at, asked time.Time) {
	p.resync = resync{
		no: p.resync.no + 1, asked: asked, unlikely: !p.unlikely && p.isUnlikely(list),
	}
	p.unlikely = p.resync.unlikely
	p.mergeList(list, at)
	p.endResync(at)
}

// isUnlikely reports whether a list lacks more than half of the members, and at least two. Lists look like that while
// the service restarts a room.
func (p *Picture) isUnlikely(list []wire.Node) bool {
	if !p.full || len(list) > len(p.seats) {
		return false
	}
	missing := len(p.seats)
	for _, v := range list {
		if p.seats[video.MemberID(wire.IDOf(v, "id"))] != nil {
			missing--
		}
	}
	return missing >= fewestUnlikely && missing > len(p.seats)/2
}

func (p *Picture) mergeList(list []wire.Node, at time.Time) {
	if len(p.order) == 0 {
		p.allocate(min(len(list), maxMembers))
	}
	for _, v := range list {
		p.resync.length++
		id := video.MemberID(wire.IDOf(v, "id"))
		if id == "" {
			p.stats.Bad++
			continue
		}
		if e := p.seats[id]; e != nil {
			p.mergeListed(e, v, at)
		} else {
			p.joinListed(id, v, at)
		}
	}
	p.dirty = true
}

// notCompared are the properties that do not count as a difference: lists lack talking, and the others are not shown.
const notCompared = video.FieldTalking | video.FieldOdd | video.FieldOther

// news returns the properties in v that differ from those of the member.
func (p *Picture) news(m *video.Member, v wire.Node) video.Fields {
	p.scratch = *m
	return wire.MergeMember(&p.scratch, v)
}

// mergeListed merges a known member of a list. Lists lack talking: after a gap no member talks until an event reports
// it.
func (p *Picture) mergeListed(e *seat, v wire.Node, at time.Time) {
	c := &p.resync
	e.roll, e.listed = c.no, 0
	news := p.news(e.m, v)
	if e.at.After(c.asked) && news&^notCompared != 0 {
		c.inDoubt = true
		return
	}
	e.listed = presentIn(v)
	if news != 0 { // most have no changes: do not copy them
		p.updateSeat(e, v, at)
	}
	if news&^notCompared != 0 {
		c.updated++
	}
	if p.stale && e.m.Talking && !v.Get("talking").Found() {
		p.setTalking(e, false, at)
	}
}

// joinListed adds a listed member that was not here.
func (p *Picture) joinListed(id video.MemberID, v wire.Node, at time.Time) {
	c := &p.resync
	if left, ok := p.tombs[id]; ok && c.contradicts(left) {
		return
	}
	if len(p.seats) >= maxMembers {
		c.beyond++
		return
	}
	e := p.join(id, v, at)
	e.roll, e.listed = c.no, presentIn(v)
	c.joined++
}

// endResync removes the members that were not in the list.
func (p *Picture) endResync(at time.Time) {
	c := &p.resync
	for _, m := range p.order {
		if m == nil {
			continue
		}
		e := p.seats[m.ID]
		if e.roll == c.no || m.JoinSeen && c.contradicts(m.JoinedAt) {
			continue
		}
		if c.unlikely {
			e.listed = 0
			continue
		}
		p.change(video.Change{Kind: video.ChangeLeft, At: at, Member: p.evict(e, at)})
		c.left++
	}
	p.stale, p.reread = false, false
	p.contradicted(c.inDoubt)
	// Only the list lacks them: there was no leave event. One more read confirms it, or restores them within two seconds.
	p.reread = p.reread || c.unlikely || c.left > 0
	p.unshown = c.beyond
	p.room.MemberCount = c.length
	p.stats.Resyncs++
	p.readAt[video.PartMembers] = c.asked
	p.freshAt = at
	p.drifted = c.joined + c.left + c.updated
	p.change(video.Change{Kind: video.ChangeResync, At: at, Joined: c.joined, Left: c.left, Updated: c.updated})
	p.full = true
}

// contradicted requests another read when a list contradicted newer events, unless several in a row have.
func (p *Picture) contradicted(inDoubt bool) {
	if !inDoubt {
		p.doubts = 0
		return
	}
	p.doubts++
	p.reread = p.doubts < maxDoubts
}

// Audit notes that the room is read without a reason. The reads may be repeated again.
func (p *Picture) Audit() { p.doubts = 0 }

// presentIn returns the properties of v that show the effect of a command.
func presentIn(v wire.Node) video.Fields {
	var f video.Fields
	wire.Visit(v, func(key []byte, _ wire.Node) { f |= video.ListedOnWire(key) })
	return f
}
