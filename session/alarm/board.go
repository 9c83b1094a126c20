package alarm

import (
	"cmp"
	"slices"
	"time"

	"gavel/session/video"
)

// Board holds the alarms of all rooms of a connection. Its methods must not be called concurrently. For times, see
// [Engine].
type Board struct {
	config func(*video.Room) Config
	off    map[Kind]bool
	rooms  map[string]*Engine // by the id of the room session
	known  map[string]uint64  // newest alarm that Fresh has returned, likewise
}

// NewBoard returns a board without rooms. config returns the configuration of a room when it is first seen; nil means a
// zero Config for every room.
func NewBoard(config func(*video.Room) Config) *Board {
	if config == nil {
		config = func(*video.Room) Config { return Config{} }
	}
	return &Board{config: config, off: map[Kind]bool{}, rooms: map[string]*Engine{}}
}

// See processes the present state of a room.
func (b *Board) See(now time.Time, s *video.Snapshot) {
	if s.Room.ID == "" {
		return
	}
	e := b.rooms[s.Room.ID]
	if e == nil {
		e = New(b.config(&s.Room))
		for k := range b.off {
			e.Turn(k, !b.off[k])
		}
		b.rooms[s.Room.ID] = e
	}
	e.See(now, s)
}

// Forget removes a room session that is no longer watched. An unknown id is ignored.
func (b *Board) Forget(room string) { delete(b.rooms, room) }

// Room returns the alarms of the room session, or nil.
func (b *Board) Room(id string) *Engine { return b.rooms[id] }

// Tick advances the time in all rooms.
func (b *Board) Tick(now time.Time) {
	for _, e := range b.rooms {
		e.Tick(now)
	}
}

// Due returns when the board needs the next [Board.Tick] or [Board.Ring]; zero if it needs none.
func (b *Board) Due() time.Time {
	var next time.Time
	for _, e := range b.rooms {
		next = earlier(next, earlier(e.Due(), e.ringDue()))
	}
	return next
}

// Ring reports whether the bell rings now, once for all rooms, and records that it has rung.
func (b *Board) Ring(now time.Time) bool {
	rings := false
	for _, e := range b.rooms {
		if e.ring(now) {
			rings = true
		}
	}
	return rings
}

// Alarms returns the alarms of all rooms. Alarms that nobody has acknowledged come first, then the loudest, then the
// newest. Alarms of the same moment keep their order from one call to the next.
func (b *Board) Alarms() []Alarm {
	var all []Alarm
	for _, e := range b.rooms {
		all = append(all, e.alarms...)
	}
	heard := func(a Alarm) int {
		if a.Heard {
			return 1
		}
		return 0
	}
	slices.SortFunc(all, func(x, y Alarm) int {
		return cmp.Or(heard(x)-heard(y), cmp.Compare(y.Loudness, x.Loudness), y.At.Compare(x.At),
			cmp.Compare(x.Room.ID, y.Room.ID), cmp.Compare(x.N, y.N))
	})
	return all
}

// Needing returns the most urgent unacknowledged alarm louder than Quiet in a room other than except, or nil, and the
// number of such rooms.
func (b *Board) Needing(except string) (first *Alarm, rooms int) {
	seen := map[string]bool{except: true}
	for _, a := range b.Alarms() {
		if a.Heard || a.Loudness == Quiet || seen[a.Room.ID] {
			continue
		}
		if seen[a.Room.ID] = true; first == nil {
			first = &a
		}
	}
	return first, len(seen) - 1
}

// Off reports whether the kind is turned off in all rooms.
func (b *Board) Off(k Kind) bool { return b.off[k] }

// Turn turns a kind on or off in all rooms, including rooms that are seen later.
func (b *Board) Turn(k Kind, on bool) {
	b.off[k] = !on
	for _, e := range b.rooms {
		e.Turn(k, on)
	}
}

// Fresh returns the alarms that were raised since the last call, in the order of their times.
func (b *Board) Fresh() []Alarm {
	var fresh []Alarm
	for id, e := range b.rooms {
		if e.last == b.known[id] {
			continue
		}
		for _, a := range e.Alarms() {
			if a.N > b.known[id] {
				fresh = append(fresh, a)
			}
		}
		if b.known == nil {
			b.known = map[string]uint64{}
		}
		b.known[id] = e.last
	}
	slices.SortStableFunc(fresh, func(x, y Alarm) int { return x.At.Compare(y.At) })
	return fresh
}
