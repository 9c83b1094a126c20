package ui

import (
	"maps"
	"slices"
	"time"

	"gavel/session/video"
	"gavel/ui/text"
)

// goneFor is how long somebody who left stays on the screen, greyed.
const goneFor = 3 * time.Second

// talkHold is how long the talk sign stays lit after the end, so that it does not flicker between words.
const talkHold = time.Second

// person is what the console keeps about one member from one snapshot to the next.
type person struct {
	m      *video.Member
	name   text.Name
	folded string         // what the filter searches
	key    string         // look-alikes have the same
	gone   time.Time      // when seen to leave; zero while here
	row    int            // index in the visible rows, or -1
	turn   int            // place among the raised hands, from 1
	depth  int            // 1 for a screen or device under its owner
	parent video.MemberID // the owner, here or not, when the rows were arranged
	order  uint64         // likewise, the place in the order of joining: another one when somebody left and came back
	hit    bool           // fits the filter by itself, not only through its owner or the cursor
	line   string         // the row as last drawn, for drawn
	drawn  rowKey
}

// here reports whether the member is in the room.
func (p *person) here() bool { return p.gone.IsZero() }

// lit reports whether the talk sign is on.
func (p *person) lit(now time.Time) bool {
	return p.here() && (p.m.Talking || !p.m.TalkEnd.IsZero() && now.Sub(p.m.TalkEnd) < talkHold)
}

// isPerson reports whether the member counts as one of the people: screens and devices do not.
func isPerson(m *video.Member) bool {
	return m.Type != video.TypeScreen && m.Type != video.TypeDevice
}

// tally holds what the header counts.
type tally struct{ people, talking, hands, open, stage int }

// roster follows the members from snapshot to snapshot. What a snapshot costs depends on how much changed, not on how many
// there are: see take.
type roster struct {
	last    *video.Snapshot // whose members are in list
	list    []*person       // in the same order
	ghosts  []*person       // who left within goneFor, or while the order is frozen
	byID    map[video.MemberID]*person
	alike   map[string]int // people by look-alike key
	raised  map[*person]struct{}
	queue   []*person // raised hands in their order; nil when it must be made again
	tally   tally
	talk    talk
	kin     map[video.MemberID]int    // members by their parent
	version uint64                    // grows when anybody comes, goes or is renamed
	met     map[string]video.MemberID // whom the log knows by each look-alike key; severalMet for more than one
	ascii   bool                      // names are spelled without other letters

	delta    delta     // of the last call of take; its arrays are used again
	affected []*person // likewise, of follow and expire
	walks    int       // times that all members were looked at
}

func newRoster(ascii bool) *roster {
	return &roster{
		ascii: ascii, last: &video.Snapshot{}, byID: map[video.MemberID]*person{}, alike: map[string]int{},
		raised: map[*person]struct{}{}, kin: map[video.MemberID]int{}, met: map[string]video.MemberID{},
	}
}

func (r *roster) add(m *video.Member) *person {
	p := r.byID[m.ID]
	if p == nil {
		p = &person{row: -1}
		r.byID[m.ID] = p
	} else {
		r.unghost(p)
	}
	p.m, p.gone = m, time.Time{}
	r.rename(p, m)
	r.count(p, 1)
	return p
}

func (r *roster) change(p *person, m *video.Member) {
	r.count(p, -1)
	if p.m.Name != m.Name {
		r.forget(p.key)
		p.m = m
		r.rename(p, m)
	}
	p.m = m
	r.count(p, 1)
}

func (r *roster) drop(p *person, now time.Time) {
	r.version++
	r.count(p, -1)
	r.forget(p.key)
	p.gone = now
	r.ghosts = append(r.ghosts, p)
}

func (r *roster) unghost(p *person) {
	for i, g := range r.ghosts {
		if g == p {
			r.ghosts = append(r.ghosts[:i:i], r.ghosts[i+1:]...)
			return
		}
	}
}

// expire forgets who left long enough ago and returns them. The result is valid until the next call.
func (r *roster) expire(now time.Time) []*person {
	r.affected = r.affected[:0]
	r.ghosts = slices.DeleteFunc(r.ghosts, func(p *person) bool {
		over := now.Sub(p.gone) >= goneFor
		if over {
			delete(r.byID, p.m.ID)
			r.affected = append(r.affected, p)
		}
		return over
	})
	return r.affected
}

// ghostsUntil is when the next of those who left must be off the screen, or the zero time.
func (r *roster) ghostsUntil() time.Time {
	var at time.Time
	for _, p := range r.ghosts {
		if until := p.gone.Add(goneFor); at.IsZero() || until.Before(at) {
			at = until
		}
	}
	return at
}

func (r *roster) rename(p *person, m *video.Member) {
	r.version++
	p.key = text.Skeleton(m.Name)
	p.name = r.nameOf(m.Name, p.key, m.ID)
	p.folded = fold(p.name.Text)
	r.alike[p.key]++
}

// nameOf makes a name with that look-alike key fit to be shown on this terminal.
func (r *roster) nameOf(raw, key string, id video.MemberID) text.Name {
	n := text.NameOf(raw, string(id))
	n.Warn = n.Warn || pretends(raw, key)
	if r.ascii {
		n.Text = text.ASCII(n.Text)
	}
	return n
}

func (r *roster) forget(key string) {
	if r.alike[key]--; r.alike[key] <= 0 {
		delete(r.alike, key)
	}
}

// count adds the member to the tally, or takes it away with by = -1.
func (r *roster) count(p *person, by int) {
	m := p.m
	r.talk.count(m, by)
	if m.ParentID != "" {
		if r.kin[m.ParentID] += by; r.kin[m.ParentID] == 0 {
			delete(r.kin, m.ParentID)
		}
	}
	if m.Talking {
		r.tally.talking += by
	}
	if !m.AudioMuted && m.Type != video.TypeScreen {
		r.tally.open += by
	}
	if m.Type != video.TypeAudience {
		r.tally.stage += by
		if isPerson(m) {
			r.tally.people += by
		}
	}
	if m.HandRaised {
		r.tally.hands += by
		r.queue = nil
		if by > 0 {
			r.raised[p] = struct{}{}
		} else {
			delete(r.raised, p)
		}
	}
}

// hands returns those with a raised hand in the order in which they went up, and numbers them.
func (r *roster) hands() []*person {
	if r.queue == nil && len(r.raised) > 0 {
		r.queue = slices.SortedFunc(maps.Keys(r.raised), sorting{by: byHand}.less(time.Time{}))
		for i, p := range r.queue {
			p.turn = i + 1
		}
	}
	return r.queue
}

// member returns a member who is in the room, or nil.
func (r *roster) member(id video.MemberID) *video.Member {
	if p := r.byID[id]; p != nil && p.here() {
		return p.m
	}
	return nil
}

// handsUp returns who has a hand up: first those whose hands were up before we came, then in the order of rising.
func (r *roster) handsUp() []*video.Member {
	var hands []*video.Member
	for _, p := range r.hands() {
		hands = append(hands, p.m)
	}
	return hands
}
