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

// talkHold is how long the talk sign stays on after the talking ends, so that it does not flicker between words.
const talkHold = time.Second

// Person is the console's data about one member, kept from snapshot to snapshot.
type Person struct {
	Member *video.Member
	Name   text.Name
	folded string         // name as the filter searches it
	key    string         // equal for look-alike names
	gone   time.Time      // when it left; zero while here
	Row    int            // index in the visible rows, or -1
	Turn   int            // place among the raised hands, from 1
	Depth  int            // 1 for a screen or device under its owner
	parent video.MemberID // the owner, here or not, when the rows were arranged
	order  uint64         // the place in the join order at that time: it changes if the member leaves and rejoins
	Hit    bool           // matches the filter itself, not only through its owner or the cursor
}

// Here reports whether the member is in the room.
func (p *Person) Here() bool { return p.gone.IsZero() }

// Lit reports whether the talk sign is on at now.
func (p *Person) Lit(now time.Time) bool {
	return p.Here() && (p.Member.Talking || !p.Member.TalkEnd.IsZero() && now.Sub(p.Member.TalkEnd) < talkHold)
}

// IsPerson reports whether the member counts as a person. Screens and devices do not.
func IsPerson(m *video.Member) bool {
	return m.Type != video.TypeScreen && m.Type != video.TypeDevice
}

// Tally holds what the header counts.
type Tally struct{ People, Talking, Hands, Open, Stage int }

// Roster follows the members from snapshot to snapshot. The cost of a snapshot depends on how much changed, not on the
// number of members: see Take.
type Roster struct {
	last    *video.Snapshot // whose members are in list
	List    []*Person       // in the same order
	ghosts  []*Person       // members that left within GoneFor, or while the order is frozen
	byID    map[video.MemberID]*Person
	alike   map[string]int // people by look-alike key
	raised  map[*Person]struct{}
	queue   []*Person // raised hands in their order; nil: to be computed again
	Tally   Tally
	talk    talk
	kin     map[video.MemberID]int    // members by their parent
	Version uint64                    // grows when a member joins, leaves or is renamed
	met     map[string]video.MemberID // member that the log knows by each look-alike key; severalMet for more than one
	metTo   uint64                    // the newest log entry passed to meet
	ASCII   bool                      // names are spelled in ASCII

	delta    Delta     // of the last call of Take; its arrays are reused
	affected []*Person // reused by follow and Expire
	Walks    int       // how often all members were visited
}

// New returns an empty roster. With ascii, names are spelled in ASCII.
func New(ascii bool) *Roster {
	return &Roster{
		ASCII: ascii, last: &video.Snapshot{}, byID: map[video.MemberID]*Person{}, alike: map[string]int{},
		raised: map[*Person]struct{}{}, kin: map[video.MemberID]int{}, met: map[string]video.MemberID{},
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
	p.Member, p.gone = m, time.Time{}
	r.rename(p, m)
	r.count(p, 1)
	return p
}

func (r *Roster) change(p *Person, m *video.Member) {
	r.count(p, -1)
	if p.Member.Name != m.Name {
		r.forget(p.key)
		p.Member = m
		r.rename(p, m)
	}
	p.Member = m
	r.count(p, 1)
}

func (r *Roster) drop(p *Person, now time.Time) {
	r.Version++
	r.count(p, -1)
	r.forget(p.key)
	p.gone = now
	r.ghosts = append(r.ghosts, p)
}

func (r *Roster) unghost(p *Person) {
	for i, g := range r.ghosts {
		if g == p {
			r.ghosts = append(r.ghosts[:i:i], r.ghosts[i+1:]...)
			return
		}
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

// asciiName spells a name in ASCII. If it has lost letters, the id follows, because the name alone may be ambiguous. If
// no letter or digit is left, the name is "name" and the id.
func asciiName(n text.Name, id video.MemberID) text.Name {
	ascii := text.ASCII(n.Text)
	if !text.HasASCII(ascii) {
		return text.Name{Text: "name#" + text.ShortID(string(id))}
	}
	lost := strings.Count(ascii, "?") > strings.Count(n.Text, "?")
	return text.Name{Text: ascii, Warn: n.Warn || lost}
}

func (r *Roster) forget(key string) {
	if r.alike[key]--; r.alike[key] <= 0 {
		delete(r.alike, key)
	}
}

// count adds the member to the tally, or removes it with by = -1.
func (r *Roster) count(p *Person, by int) {
	m := p.Member
	r.talk.count(m, by)
	if m.ParentID != "" {
		if r.kin[m.ParentID] += by; r.kin[m.ParentID] == 0 {
			delete(r.kin, m.ParentID)
		}
	}
	if m.Talking {
		r.Tally.Talking += by
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

// Find returns the person with the id, who is in the room or left a moment ago, or nil.
func (r *Roster) Find(id video.MemberID) *Person { return r.byID[id] }

// Size returns how many members are in the room.
func (r *Roster) Size() int { return len(r.List) }

// Ticking reports whether anything shown about members changes every second.
func (r *Roster) Ticking() bool { return len(r.ghosts) > 0 || len(r.raised) > 0 || r.talk.running > 0 }

// Delta is what a snapshot changed.
type Delta struct {
	Changed []*Person // same member, new content
	Joined  []*Person
	Left    []*Person
}

// Structural reports whether members joined or left.
func (d *Delta) Structural() bool { return len(d.Joined)+len(d.Left) > 0 }

// Sum returns the talk time of all members until now.
func (r *Roster) Sum(now time.Time) time.Duration {
	t := &r.talk
	if t.running > 0 && t.newest.After(now) { // a run that has not started does not count
		total := time.Duration(0)
		for _, p := range r.List {
			total += p.Member.Talked(now)
		}
		return total
	}
	return t.ended + time.Duration(t.running*int64(now.Sub(t.origin))-t.starts)
}
