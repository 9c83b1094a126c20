package people

import (
	"slices"
	"strings"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
	"gavel/ui/text"
)

// GoneFor is how long a member that left stays on the screen, greyed.
const GoneFor = 3 * time.Second

// IsPerson reports whether the member counts as a person. Screens and devices do not.
func IsPerson(m *video.Member) bool {
	return m.Type != video.TypeScreen && m.Type != video.TypeDevice
}

// OnStage reports whether the member is a person who is not in the audience.
func OnStage(m *video.Member) bool { return IsPerson(m) && m.Type != video.TypeAudience }

// Tally holds the counts of the header.
type Tally struct{ People, Hands, Open, Stage int }

// Roster follows the members from snapshot to snapshot. The cost of a snapshot depends on how much changed, not on the
// number of members: see Take.
type Roster struct {
	last    *video.Snapshot // its members are in List
	List    []*Person       // in the same order
	ghosts  []*Person       // members that left within GoneFor, or while the order is frozen
	byID    map[video.MemberID]*Person
	alike   map[string]int // people by look-alike key
	raised  map[*Person]struct{}
	queue   []*Person // raised hands in their order; nil: to be computed again
	Tally   Tally
	Air     Air // people talking now; see Hear
	sums    sums
	kin     map[video.MemberID]int    // members by their parent
	Version uint64                    // grows when a member joins, leaves, is renamed, or protected
	Lists   Lists                     // of the room
	Back    map[video.MemberID]bool   // people with the name of someone who was removed
	Holds   func(video.MemberID) bool // reports whether a member has the floor; nil: none has
	met     map[string]video.MemberID // member that the log knows by each look-alike key; severalMet for more than one
	metTo   uint64                    // the newest log entry passed to meet
	left    map[string]bool           // look-alike keys of members that have left
	ASCII   bool                      // names are spelled in ASCII

	delta    Delta     // of the last call of Take; its arrays are reused
	affected []*Person // reused by follow and Expire
	Walks    int       // how often all members were visited
}

// Lists report whether a member is on a moderator's list; nil means an empty list.
type Lists struct {
	Protected, Panel func(*video.Member) bool
	// Interpreters talk for others, so their talking counts in no total.
	Interpreters func(*video.Member) bool
	// Former returns the name of a member that was sent away, or "" for others; nil means that there are none.
	Former func(video.MemberID) string
}

// New returns an empty roster. With ascii, names are spelled in ASCII.
func New(ascii bool) *Roster {
	return &Roster{
		ASCII: ascii, last: &video.Snapshot{}, byID: map[video.MemberID]*Person{}, alike: map[string]int{},
		raised: map[*Person]struct{}{}, kin: map[video.MemberID]int{}, met: map[string]video.MemberID{},
		left: map[string]bool{},
	}
}

func (r *Roster) add(m *video.Member) *Person {
	p := r.byID[m.ID]
	if p == nil {
		p = &Person{Row: -1}
		r.byID[m.ID] = p
	} else {
		r.unghost(p)
	}
	was := p.Member
	p.Member, p.gone = m, time.Time{}
	r.rename(p, m)
	r.enlist(p)
	r.count(p, 1)
	r.Air.listen(p, was)
	return p
}

func (r *Roster) change(p *Person, m *video.Member) {
	r.count(p, -1)
	was := p.Member
	if was.Name != m.Name {
		r.forget(p.key)
		p.Member = m
		r.rename(p, m)
	}
	p.Member = m
	r.enlist(p)
	r.count(p, 1)
	r.Air.listen(p, was)
}

func (r *Roster) drop(p *Person, now time.Time) {
	r.Version++
	r.count(p, -1)
	r.forget(p.key)
	if len(r.left) > metAtMost {
		clear(r.left)
	}
	r.left[fold.Skeleton(p.Member.Name)] = true
	p.gone = now
	r.Air.Lost = r.Air.Lost || p.talks
	r.ghosts = append(r.ghosts, p)
}

func (r *Roster) unghost(p *Person) {
	if i := slices.Index(r.ghosts, p); i >= 0 {
		r.ghosts = slices.Delete(r.ghosts, i, i+1)
	}
}

// Expire forgets the members that left more than GoneFor ago and returns them. The result is valid until the next call.
func (r *Roster) Expire(now time.Time) []*Person {
	r.affected = r.affected[:0]
	r.ghosts = slices.DeleteFunc(r.ghosts, func(p *Person) bool {
		over := now.Sub(p.gone) >= GoneFor
		if over {
			delete(r.byID, p.Member.ID)
			r.affected = append(r.affected, p)
		}
		return over
	})
	return r.affected
}

// GhostsUntil returns when the next departed member must be off the screen, or the zero time.
func (r *Roster) GhostsUntil() time.Time {
	var at time.Time
	for _, p := range r.ghosts {
		if until := p.gone.Add(GoneFor); at.IsZero() || until.Before(at) {
			at = until
		}
	}
	return at
}

func (r *Roster) rename(p *Person, m *video.Member) {
	r.Version++
	p.key = fold.Skeleton(m.Name)
	p.Name = r.nameOf(m.Name, m.ID)
	p.folded = fold.Key(p.Name.Text)
	r.alike[p.key]++
}

// nameOf prepares a name for this terminal.
func (r *Roster) nameOf(raw string, id video.MemberID) text.Name {
	n := text.NameOf(raw, string(id))
	n.Warn = n.Warn || strings.ContainsAny(raw, ownSigns)
	if r.ASCII {
		n = asciiName(n, id)
	}
	return n
}

// NameOf prepares a name for a terminal, which may have ASCII characters only.
func NameOf(raw string, id video.MemberID, ascii bool) string {
	n := text.NameOf(raw, string(id))
	if ascii {
		n = asciiName(n, id)
	}
	return n.Text
}

// asciiName spells a name in ASCII. If it has lost letters, the id follows, because the name alone may be ambiguous. If
// no letter or digit is left, the name is "name" and the id.
func asciiName(n text.Name, id video.MemberID) text.Name {
	ascii := text.ASCII(n.Text)
	if !text.HasASCII(ascii) {
		return text.Name{Text: "name#" + text.ShortID(string(id)), Blank: true}
	}
	lost := strings.Count(ascii, "?") > strings.Count(n.Text, "?")
	return text.Name{Text: ascii, Warn: n.Warn || lost, Blank: n.Blank}
}

func (r *Roster) forget(key string) {
	if r.alike[key]--; r.alike[key] <= 0 {
		delete(r.alike, key)
	}
}

// count adds the member to the tally, or removes it with by = -1.
func (r *Roster) count(p *Person, by int) {
	m := p.Member
	r.sums.count(p, by)
	if m.ParentID != "" {
		if r.kin[m.ParentID] += by; r.kin[m.ParentID] == 0 {
			delete(r.kin, m.ParentID)
		}
	}
	if !m.AudioMuted && m.Type != video.TypeScreen {
		r.Tally.Open += by
	}
	if m.Type != video.TypeAudience {
		r.Tally.Stage += by
		if IsPerson(m) {
			r.Tally.People += by
		}
	}
	if m.HandRaised {
		r.Tally.Hands += by
		r.queue = nil
		if by > 0 {
			r.raised[p] = struct{}{}
		} else {
			delete(r.raised, p)
		}
	}
}

// Member returns a member that is in the room, or nil.
func (r *Roster) Member(id video.MemberID) *video.Member {
	if p := r.byID[id]; p != nil && p.Here() {
		return p.Member
	}
	return nil
}

// Talks reports whether the member talked when Hear was last called.
func (r *Roster) Talks(id video.MemberID) bool {
	p := r.byID[id]
	return p != nil && p.Talks()
}

// Find returns the person with the id, who is in the room or left a moment ago, or nil.
func (r *Roster) Find(id video.MemberID) *Person { return r.byID[id] }

// Size returns the number of members in the room.
func (r *Roster) Size() int { return len(r.List) }

// Ticking reports whether anything shown about members changes every second.
func (r *Roster) Ticking() bool { return len(r.ghosts) > 0 || len(r.raised) > 0 || r.sums.running > 0 }

// Delta holds the changes of a snapshot.
type Delta struct {
	Changed []*Person // same member, new content
	Joined  []*Person
	Left    []*Person
}

// Structural reports whether members joined or left.
func (d *Delta) Structural() bool { return len(d.Joined)+len(d.Left) > 0 }

// Sum returns the talk time of all members until now, without interpreters.
func (r *Roster) Sum(now time.Time) time.Duration {
	t := &r.sums
	if t.running > 0 && t.newest.After(now) { // a run that has not started does not count
		total := time.Duration(0)
		for _, p := range r.List {
			if !p.Interprets {
				total += p.Member.Talked(now)
			}
		}
		return total
	}
	return t.ended + time.Duration(t.running*int64(now.Sub(t.origin))-t.starts)
}

// enlist looks up a person in the lists.
func (r *Roster) enlist(p *Person) {
	on := func(list func(*video.Member) bool) bool { return list != nil && list(p.Member) }
	p.Protected, p.Panel, p.Interprets = on(r.Lists.Protected), on(r.Lists.Panel), on(r.Lists.Interpreters)
}

// Reread looks up every person in the lists again, after a list has changed.
func (r *Roster) Reread() {
	for _, p := range r.List {
		r.sums.count(p, -1)
		r.enlist(p)
		r.sums.count(p, 1)
	}
	r.Version++
}

// Safe reports whether the member with the id is protected now.
func (r *Roster) Safe(id video.MemberID) bool {
	m := r.Member(id)
	return m != nil && r.Lists.Protected != nil && r.Lists.Protected(m)
}
