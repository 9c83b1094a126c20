package ui

import (
	"maps"
	"slices"
	"time"

	"gavel/session"
	"gavel/ui/text"
)

// goneFor is how long somebody who left stays on the screen, greyed.
const goneFor = 3 * time.Second

// talkHold is how long the talk sign stays lit after the end, so that it does not flicker between words.
const talkHold = time.Second

// person is what the console keeps about one member from one snapshot to the next.
type person struct {
	m      *session.Member
	name   text.Name
	folded string    // what the filter searches
	key    string    // look-alikes have the same
	gone   time.Time // when seen to leave; zero while here
	row    int       // index in the visible rows, or -1
	turn   int       // place among the raised hands, from 1
	depth  int       // 1 for a screen or device under its owner
	hit    bool      // fits the filter by itself, not only through its owner or the cursor
	line   string    // the row as last drawn, for drawn
	drawn  rowKey
}

// here reports whether the member is in the room.
func (p *person) here() bool { return p.gone.IsZero() }

// lit reports whether the talk sign is on.
func (p *person) lit(now time.Time) bool {
	return p.here() && (p.m.Talking || !p.m.TalkEnd.IsZero() && now.Sub(p.m.TalkEnd) < talkHold)
}

// isPerson reports whether the member counts as one of the people: screens and devices do not.
func isPerson(m *session.Member) bool {
	return m.Type != session.TypeScreen && m.Type != session.TypeDevice
}

// tally holds what the header counts.
type tally struct{ people, talking, hands, open, stage int }

// roster follows the members from snapshot to snapshot. What a snapshot costs depends on how much changed: unchanged
// members are only compared by pointer.
type roster struct {
	members []*session.Member // of the last snapshot
	list    []*person         // of the same members, in the same order
	ghosts  []*person         // who left within goneFor, or while the order is frozen
	byID    map[session.MemberID]*person
	alike   map[string]int // people by look-alike key
	talkers map[*person]struct{}
	raised  map[*person]struct{}
	queue   []*person // raised hands in their order; nil when it must be made again
	tally   tally
	talked  time.Duration               // finished runs of all together
	nested  int                         // members with a parent
	version uint64                      // grows when anybody comes, goes or is renamed
	met     map[string]session.MemberID // whom the log knows by each look-alike key; severalMet for more than one
	ascii   bool                        // names are spelled without other letters
}

func newRoster(ascii bool) *roster {
	return &roster{ascii: ascii, byID: map[session.MemberID]*person{}, alike: map[string]int{}, met: map[string]session.MemberID{}, talkers: map[*person]struct{}{},
		raised: map[*person]struct{}{}}
}

// delta is what a snapshot changed.
type delta struct {
	changed []*person // same member, new content
	joined  []*person
	left    []*person
}

// structural reports whether rows come or go.
func (d delta) structural() bool { return len(d.joined)+len(d.left) > 0 }

// take brings the roster up to date.
func (r *roster) take(members []*session.Member, now time.Time) delta {
	var d delta
	if len(members) != len(r.members) {
		return r.reshape(members, now)
	}
	for i := 0; i < len(members); i++ {
		if i = nextDifferent(r.members, members, i); i == len(members) {
			break
		}
		if r.members[i].ID != members[i].ID {
			rest := r.reshape(members, now)
			rest.changed = append(d.changed, rest.changed...)
			return rest
		}
		r.change(r.list[i], members[i])
		d.changed = append(d.changed, r.list[i])
	}
	r.members = members
	return d
}

// nextDifferent returns the index of the first pointer from i on that is not the same in both, or their length. Comparing
// whole blocks is what keeps a snapshot of a large room as cheap as one of a small room.
func nextDifferent(a, b []*session.Member, i int) int {
	const block = 128
	for ; i+block <= len(a); i += block {
		if *(*[block]*session.Member)(a[i:]) != *(*[block]*session.Member)(b[i:]) {
			break
		}
	}
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i
}

func (r *roster) reshape(members []*session.Member, now time.Time) delta {
	var d delta
	list := make([]*person, 0, len(members))
	still := make(map[*person]struct{}, len(members))
	for _, m := range members {
		p := r.byID[m.ID]
		switch {
		case p == nil || !p.here():
			p = r.add(m)
			d.joined = append(d.joined, p)
		case p.m != m:
			r.change(p, m)
			d.changed = append(d.changed, p)
		}
		still[p] = struct{}{}
		list = append(list, p)
	}
	for _, p := range r.list {
		if _, ok := still[p]; !ok {
			r.drop(p, now)
			d.left = append(d.left, p)
		}
	}
	r.members, r.list = members, list
	return d
}

func (r *roster) add(m *session.Member) *person {
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

func (r *roster) change(p *person, m *session.Member) {
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

// expire forgets who left long enough ago and reports whether there was anybody.
func (r *roster) expire(now time.Time) bool {
	kept := r.ghosts[:0:0]
	for _, p := range r.ghosts {
		if now.Sub(p.gone) < goneFor {
			kept = append(kept, p)
			continue
		}
		delete(r.byID, p.m.ID)
	}
	changed := len(kept) != len(r.ghosts)
	r.ghosts = kept
	return changed
}

func (r *roster) rename(p *person, m *session.Member) {
	r.version++
	p.name = r.nameOf(m.Name, m.ID)
	p.folded = fold(p.name.Text)
	p.key = text.Skeleton(m.Name)
	r.alike[p.key]++
}

// nameOf makes a name fit to be shown on this terminal.
func (r *roster) nameOf(raw string, id session.MemberID) text.Name {
	n := text.NameOf(raw, string(id))
	n.Warn = n.Warn || pretends(raw)
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
	r.talked += time.Duration(by) * m.TalkTotal
	if m.ParentID != "" {
		r.nested += by
	}
	if by > 0 && m.Talking {
		r.talkers[p] = struct{}{}
	} else {
		delete(r.talkers, p)
	}
	if m.Talking {
		r.tally.talking += by
	}
	if !m.AudioMuted && m.Type != session.TypeScreen {
		r.tally.open += by
	}
	if m.Type != session.TypeAudience {
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

// sum is how long all members together have talked until now.
func (r *roster) sum(now time.Time) time.Duration {
	total := r.talked
	for p := range r.talkers {
		total += p.m.Talked(now) - p.m.TalkTotal
	}
	return total
}
