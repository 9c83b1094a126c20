package people

import (
	"cmp"
	"slices"
	"time"

	"gavel/session/video"
	"gavel/ui/talk"
)

// A pause shorter than talkHold does not end a turn, so that signs do not flicker between words. A person who has
// stopped talking is named for StoppedFor.
const (
	talkHold   = time.Second
	StoppedFor = 3 * time.Second
)

// onAirMost is the largest number of talkers that Air names. It counts all of them.
const onAirMost = 32

// Air holds the people who are talking. All panes read it, so that a frame is consistent.
type Air struct {
	Talking []*Person // now, the longest turn first, interpreters last; at most 32
	Count   int       // of all who talk now
	Rev     uint32    // grows when any of this changes
	Stopped []*Person // a moment ago, the latest first
	// Next is when the passing of time alone changes who talks, or the zero time.
	Next time.Time
	// Lost reports that a talking member has left since Hear was last called.
	Lost bool
	// Heard is when any member seen so far last stopped talking.
	Heard time.Time

	voices  []*Person // people talking now, or until a moment ago
	changed []*Person // of the last call of Hear
	sum     int64     // of the times of turns, to notice that they changed
}

// stranger is a member before it joined.
var stranger video.Member

// listen follows a member's talking from was, which is nil if it was not known before.
func (a *Air) listen(p *Person, was *video.Member) {
	m := p.Member
	if was == nil || was.Order != m.Order { // joined, perhaps again
		was, p.turn = &stranger, time.Time{}
	}
	if m.TalkEnd.After(a.Heard) {
		a.Heard = m.TalkEnd
	}
	if m.TalkTotal > was.TalkTotal && !m.TalkEnd.IsZero() {
		if p.heard == nil {
			p.heard = &talk.History{}
		}
		p.heard.Add(m.TalkEnd.Add(was.TalkTotal-m.TalkTotal), m.TalkEnd)
	}
	switch {
	case m.Talking && (m.TalkEnd.IsZero() || m.TalkStart.Sub(m.TalkEnd) >= talkHold || p.turn.IsZero()):
		p.turn = m.TalkStart
	case m.Talking:
	case m.TalkEnd.Equal(was.TalkEnd):
		return
	case !was.Talking: // a run that no snapshot showed
		if begun := m.TalkEnd.Add(was.TalkTotal - m.TalkTotal); begun.Sub(was.TalkEnd) >= talkHold || p.turn.IsZero() {
			p.turn = begun
		}
	}
	if !p.voice {
		p.voice = true
		a.voices = append(a.voices, p)
	}
}

// Hear updates the people talking now, and returns the people who have started or stopped. The result is valid until
// the next call.
func (a *Air) Hear(now time.Time) []*Person {
	a.changed = a.changed[:0]
	a.Talking, a.Stopped, a.Count, a.Next = a.Talking[:0], a.Stopped[:0], 0, time.Time{}
	a.Lost = false
	before := a.sum
	a.sum = 0
	a.voices = slices.DeleteFunc(a.voices, func(p *Person) bool {
		until := p.Member.TalkEnd.Add(talkHold)
		talks := p.Here() && (p.Member.Talking || now.Before(until))
		if talks != p.talks {
			p.talks = talks
			a.changed = append(a.changed, p)
		}
		switch {
		case talks && !p.Member.Talking:
			a.wakeAt(until)
			fallthrough
		case talks:
			a.Count++
			a.sum += p.turn.UnixNano()
			a.Talking = keepFirst(a.Talking, p, byTurn)
			return false
		}
		until = p.Member.TalkEnd.Add(StoppedFor)
		if p.voice = p.Here() && now.Before(until); p.voice {
			a.wakeAt(until)
			a.sum -= p.Member.TalkEnd.UnixNano()
			a.Stopped = keepFirst(a.Stopped, p, byEnd)
		}
		return !p.voice
	})
	if len(a.changed) > 0 || a.sum != before {
		a.Rev++
	}
	return a.changed
}

// Rehear replaces the talk history of all members by runs, oldest first, after a jump of a replay.
func (r *Roster) Rehear(runs []video.TalkSpan) {
	for _, p := range r.List {
		p.heard = nil
	}
	for _, run := range runs {
		if p := r.byID[run.Member]; p != nil {
			if p.heard == nil {
				p.heard = &talk.History{}
			}
			p.heard.Add(run.From, run.To)
		}
	}
	r.Air.Rev++
}

// wakeAt records that a change is due at a time.
func (a *Air) wakeAt(t time.Time) {
	if a.Next.IsZero() || t.Before(a.Next) {
		a.Next = t
	}
}

// byTurn puts the longest turn first, and byEnd the person who stopped last. Both put interpreters last. Ties are in
// the order of joining.
func byTurn(a, b *Person) int {
	return cmp.Or(interpretersLast(a, b), a.turn.Compare(b.turn), cmp.Compare(a.Member.Order, b.Member.Order))
}

func byEnd(a, b *Person) int {
	return cmp.Or(
		interpretersLast(a, b), b.Member.TalkEnd.Compare(a.Member.TalkEnd), cmp.Compare(a.Member.Order, b.Member.Order),
	)
}

// keepFirst inserts a person into a sorted list of at most onAirMost. Half of a large room may be talking: sorting them
// all would cost more than the frame.
func keepFirst(list []*Person, p *Person, order func(a, b *Person) int) []*Person {
	if n := len(list); n == onAirMost {
		if order(p, list[n-1]) > 0 {
			return list
		}
		list = list[:n-1]
	}
	at, _ := slices.BinarySearchFunc(list, p, order)
	return slices.Insert(list, at, p)
}
