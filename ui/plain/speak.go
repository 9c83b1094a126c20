package plain

import (
	"slices"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/say"
)

// look says what has changed: alarms first, then the floor, then the rest.
func (c *console) look() {
	c.room = c.o.Room.State()
	s := c.room.Room
	c.people.Take(s, time.Now())
	c.people.MeetAll(s.Log)
	c.board.See(time.Now(), s)
	c.alarmed()
	c.floorNotes()
	c.sayNext()
	c.turns()
	c.entries(s)
	if s.Room.Ended && !c.done {
		c.endBurst()
		c.say(say.RoomEnded)
		c.done = true
	}
}

// floorNotes says what the floor did.
func (c *console) floorNotes() {
	notes := c.room.Notes
	news := min(c.room.Noted-c.seen.noted, len(notes))
	c.seen.noted = c.room.Noted
	for _, n := range notes[len(notes)-max(0, news):] {
		said := say.FloorNote(n, c.people.LabelAs)
		if n.Kind == floor.NoteBanner {
			said += say.BannerWays
		}
		c.say(said)
	}
}

// sayNext names who is next for the floor, before any verb can act on it.
func (c *console) sayNext() {
	next := c.room.Floor.Next
	if next == c.seen.next {
		return
	}
	c.seen.next = next
	for _, en := range c.room.Floor.Queue {
		if next != "" && en.ID == next {
			c.say(say.FloorNext(c.people.LabelAs(video.Person{ID: en.ID, Name: en.Name})))
		}
	}
}

// lastPart is how long before its end a turn is announced to end.
const lastPart = 30 * time.Second

// turns says which turns have half a minute left.
func (c *console) turns() {
	for _, t := range c.room.Floor.Turns {
		if at, ok := c.warnAt(t); ok && !time.Now().Before(at) {
			c.warn(t)
			c.say(say.HalfMinute(c.people.LabelAs(video.Person{ID: t.ID, Name: t.Name})))
		}
	}
}

// turnDue returns when a turn has half a minute left, or the zero time.
func (c *console) turnDue() (due time.Time) {
	for _, t := range c.room.Floor.Turns {
		if at, ok := c.warnAt(t); ok && (due.IsZero() || at.Before(due)) {
			due = at
		}
	}
	return due
}

// warnAt returns when a turn has half a minute left, and false if that is not known, was said, or is the whole turn.
func (c *console) warnAt(t floor.Turn) (time.Time, bool) {
	at := c.room.At.Add(t.Limit - lastPart - t.Used)
	if !t.Running || t.Limit <= lastPart || t.Used >= t.Limit {
		return at, false
	}
	turn, ok := c.seen.warned[t.ID]
	return at, !ok || turn != t.Turns
}

func (c *console) warn(t floor.Turn) {
	if c.seen.warned == nil {
		c.seen.warned = map[video.MemberID]int{}
	}
	c.seen.warned[t.ID] = t.Turns
}

// entries says what is new in the log. Commands of this console were answered already.
func (c *console) entries(s *video.Snapshot) {
	for _, e := range s.Log {
		if e.N <= c.seen.log {
			continue
		}
		c.seen.log = e.N
		switch {
		case e.Kind == video.EntryCommand, e.Decision != nil && strings.HasPrefix(e.Decision.Kind, "floor."):
		case slices.Contains(bursts, e.Kind) && len(e.Who) > 0:
			c.burst.add(e)
		default:
			c.say(say.Line(e, c.people.LabelAs))
		}
	}
}

// bursts are the kinds of entries that come in bursts, in the order in which they are said.
var bursts = []video.EntryKind{video.EntryHandUp, video.EntryJoined, video.EntryLeft, video.EntryHandDown}

// endBurst says the collected entries, each kind in one line.
func (c *console) endBurst() {
	for _, kind := range bursts {
		var who []string
		for _, e := range c.burst.entries {
			if e.Kind == kind {
				who = append(who, c.people.LabelAs(e.Who[0]))
			}
		}
		if len(who) > 0 {
			c.say(say.Together(kind, who))
		}
	}
	c.burst = burst{}
}

// floorLine returns who has the floor.
func (c *console) floorLine() string {
	return say.FloorSpoken(&c.room.Floor, time.Since(c.room.At), c.people.LabelAs)
}

// roomLine returns the name of the room and how full it is.
func (c *console) roomLine(s *video.Snapshot) string {
	n := s.Counts
	parts := []string{draw.Plural(n.People, "person", "people")}
	for _, part := range []struct {
		n         int
		one, many string
	}{{n.Screens, "screen", "screens"}, {n.Talking, "talking", "talking"}, {n.Hands, "hand up", "hands up"}} {
		if part.n > 0 {
			parts = append(parts, draw.Plural(part.n, part.one, part.many))
		}
	}
	return "Room " + say.Quote(s.Room.Title()) + ": " + strings.Join(parts, ", ") + "."
}
