package floor

import (
	"slices"
	"strconv"
	"time"

	"gavel/session/video"
)

// seated returns the entries with their places.
func (l *line) seated() (out []seated) {
	for _, en := range l.entries {
		out = append(out, seated{*en, en.tie, en.rank})
	}
	return out
}

// line is the queue. Its entries are unordered; Order arranges them.
type line struct {
	entries []*Entry
	Closed  bool
	Order   Order
	texts   int // number of the last line of text
	ranks   int // highest rank so far
	ties    uint64
}

// find returns the entry of the id, or nil.
func (l *line) find(id video.MemberID) *Entry {
	for _, en := range l.entries {
		if en.ID == id {
			return en
		}
	}
	return nil
}

// add adds an entry at the place of its time. An existing entry only moves to a higher lane.
func (l *line) add(en Entry) *Entry {
	if old := l.find(en.ID); old != nil {
		old.Lane = max(old.Lane, en.Lane)
		return old
	}
	if len(l.entries) >= maxQueue {
		return nil
	}
	if en.rank == 0 {
		l.ranks++
		en.rank = l.ranks
	}
	if en.tie == 0 {
		l.ties++
		en.tie = 1<<32 + l.ties // after hands that were already up, whose ties are places in the order of joining
	}
	l.entries = append(l.entries, &en)
	return &en
}

// text adds a line of text.
func (l *line) text(now time.Time, text string, lane Lane) *Entry {
	l.texts++
	return l.add(Entry{ID: video.MemberID(textPrefix + strconv.Itoa(l.texts)), Name: text, Lane: lane, Since: now})
}

// remove removes an entry and returns it; nil if there is none.
func (l *line) remove(id video.MemberID) *Entry {
	i := slices.IndexFunc(l.entries, func(en *Entry) bool { return en.ID == id })
	if i < 0 {
		return nil
	}
	en := l.entries[i]
	l.entries = slices.Delete(l.entries, i, i+1)
	return en
}

// move moves an entry delta places back, or forward if delta is negative. From then on the order is by hand.
func (l *line) move(id video.MemberID, delta int, arranged []*Entry) bool {
	from := slices.IndexFunc(arranged, func(en *Entry) bool { return en.ID == id })
	if from < 0 {
		return false
	}
	most := len(arranged) // of places; a number from outside may be any
	to := min(max(from+max(-most, min(delta, most)), 0), most-1)
	if to == from || arranged[to].Lane != arranged[from].Lane {
		return false
	}
	list := slices.Clone(arranged)
	en := list[from]
	list = slices.Insert(slices.Delete(list, from, from+1), to, en)
	for i, en := range list {
		en.rank = i + 1
	}
	l.Order, l.ranks = Order{By: ByHand}, len(list)
	return true
}

// expired removes and returns the entries whose hand stays down or whose person stays away.
func (l *line) expired(now time.Time) (out []*Entry) {
	l.entries = slices.DeleteFunc(l.entries, func(en *Entry) bool {
		over := past(en.DownAt, handDownFor, now) && en.Away.IsZero() || past(en.Away, AwayFor, now)
		if over {
			out = append(out, en)
		}
		return over
	})
	return out
}

// due returns when the next entry expires; zero if none does.
func (l *line) due() (next time.Time) {
	for _, en := range l.entries {
		if en.Away.IsZero() {
			next = earlier(next, after(en.DownAt, handDownFor))
		}
		next = earlier(next, after(en.Away, AwayFor))
	}
	return next
}

// handDownFor is how long a hand may be down before its place is lost.
const handDownFor = 10 * time.Second

// maxQueue is the largest number of entries. Rooms on sale have at most 300 people.
const maxQueue = 5000
