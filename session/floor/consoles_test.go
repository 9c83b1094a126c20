package floor_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// TestTwoConsolesNeverCloseEachOthersGrants simulates two consoles that share the floor of one room, with delays of up
// to 300 ms each way, cuts, and people who open their microphones again and again. Enforcement by one console must
// never close a grant of the other.
func TestTwoConsolesNeverCloseEachOthersGrants(t *testing.T) {
	t.Parallel()
	did := map[string]int{}
	for seed := range uint64(*sequences / 20) {

		p := newPair(t, seed)
		p.run(60)
		for what, n := range p.did {
			did[what] += n
		}
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, strings.Join(p.log, "\n"))
		}
	}
	for _, what := range []string{"closing", "grant of the other", "taken over", "lost"} {
		if did[what] == 0 {
			t.Errorf("no sequence has %q", what)
		}
	}
	t.Log(did)
}

// pair is a room with two consoles.
type pair struct {
	*world
	t       *testing.T
	r       *rand.Rand
	desks   [2]*desk
	pending []delayed
	log     []string
	did     map[string]int
	granted [2]map[video.MemberID]bool // current grants by verbs of each console
}

func newPair(t *testing.T, seed uint64) *pair {
	p := &pair{world: newWorld(), t: t, r: rand.New(rand.NewPCG(seed, 11)), did: map[string]int{}}
	for _, name := range names[:5] {
		p.join(name, name, func(m *video.Member) { m.AudioMuted = p.r.IntN(2) == 0 })
	}
	for i, name := range []string{"a", "b"} {
		p.granted[i] = map[video.MemberID]bool{}
		blind := i == 0 && p.r.IntN(2) == 0
		p.desks[i] = newDesk(t, p.world, floor.Config{Console: name, Operator: name, Sharing: true, Consent: floor.ConsentAlways})
		p.desks[i].blind = blind
	}
	return p
}

func (p *pair) say(format string, args ...any) {
	p.log = append(p.log, fmt.Sprintf("%8.3f  ", p.now.Sub(epoch).Seconds())+fmt.Sprintf(format, args...))
}

func (p *pair) later(what func()) {
	p.pending = append(p.pending, delayed{p.now.Add(time.Duration(5+p.r.IntN(295)) * time.Millisecond), what})
}

func (p *pair) run(steps int) {
	p.advance(time.Second)
	m := floor.Queue.Mode()
	m.Enforce = floor.Hold
	_ = p.desks[0].e.Begin(p.now, m, true)
	p.advance(3 * time.Second)
	for range steps {
		switch p.r.IntN(5) {
		case 0, 1:
			p.happen()
		case 2:
			p.press(p.r.IntN(2))
		}
		p.advance(time.Duration(p.r.IntN(1500)) * time.Millisecond)
		if p.t.Failed() {
			return
		}
	}
}

func (p *pair) happen() {
	id := names[p.r.IntN(5)]
	switch p.r.IntN(6) {
	case 0, 1, 2:
		p.say("%s opens", id)
		p.mic(video.MemberID(id), true, "self")
	case 3, 4:
		p.hand(video.MemberID(id), p.r.IntN(3) > 0)
	default:
		d := p.desks[p.r.IntN(2)]
		if d.live = !d.live; d.live {
			d.gen++
		}
		p.say("link of %s: %v", d.name, d.live)
	}
}

func (p *pair) press(i int) {
	d, id := p.desks[i], video.MemberID(names[p.r.IntN(5)])
	var err error
	what := ""
	switch p.r.IntN(8) {
	case 0, 1, 2:
		what, err = "next", d.e.Next(p.now, d.e.View(p.now).Next, true)
	case 3, 4:
		what, err = "give "+string(id), d.e.Give(p.now, id, true)
	case 5:
		what, err = "answer "+string(id), d.e.Answer(p.now, id)
	case 6:
		what, err = "take over", d.e.TakeOver(p.now)
	default:
		what, err = "continue", d.e.Continue(p.now)
	}
	p.say("%s: %s: %v", d.name, what, err)
}

// advance lets time pass. Events reach the consoles at once; answers and commands are delayed.
func (p *pair) advance(span time.Duration) {
	end := p.now.Add(span)
	for !p.t.Failed() {
		next, i := end, -1
		for _, d := range p.desks {
			if due := d.e.Due(); !due.IsZero() && due.Before(next) {
				next = due
			}
		}
		for j, d := range p.pending {
			if !d.at.After(next) {
				next, i = d.at, j
			}
		}
		if next.After(p.now) {
			p.now = next
		}
		if i >= 0 {
			d := p.pending[i]
			p.pending = slices.Delete(p.pending, i, i+1)
			d.do()
		}
		for i := range p.desks {
			p.take(i)
		}
		if !p.now.Before(end) && i < 0 {
			return
		}
		p.now = p.now.Add(time.Millisecond)
	}
}

func (p *pair) take(i int) {
	d := p.desks[i]
	d.e.Tick(p.now)
	d.e.See(p.now, d.snapshot())
	o := d.e.Take(p.now)
	for _, n := range o.Notes {
		p.noted(i, n)
	}
	gen := d.gen
	alive := func() bool { return gen == d.gen && d.live }
	for _, s := range o.Sends {
		p.say("%s sends %q %v", d.name, s.Verb, s.Command.List())
		p.later(func() {
			if !alive() {
				return
			}
			if s.Verb == "" {
				p.oracle(i, s.Command.Targets[0])
			}
			res := p.execute(s.Command, d.name)
			p.later(func() {
				if alive() {
					d.e.Ended(p.now, s.Number, s.Verb, res)
				}
			})
		})
	}
	if o.Write != nil {
		p.later(func() {
			if !alive() {
				return
			}
			p.say("%s has written %s", d.name, o.Write)
			p.meta[floor.MetaKey] = o.Write
			p.later(func() {
				if alive() {
					d.e.Wrote(p.now, nil)
				}
			})
		})
	}
	if o.Read != 0 {
		p.later(func() { // events have shown the room by then, so the read is never older
			if alive() {
				d.e.Read(p.now, d.read(), o.Read)
			}
		})
	}
}

func (p *pair) noted(i int, n floor.Note) {
	if n.Who != nil {
		p.say("%s notes %s %s %s", p.desks[i].name, n.Kind, n.Who.ID, n.Why)
	} else {
		p.say("%s notes %s %s", p.desks[i].name, n.Kind, n.Text)
	}
	switch n.Kind {
	case floor.NoteGranted:
		if p.desks[i].e.View(p.now).Mode.Preset == floor.Open {
			break // this console's mode has no enforcement; the other console's mode ends such turns
		}
		p.granted[i][n.Who.ID] = true
		if i == 1 {
			p.did["grant of the other"]++
		}
	case floor.NoteEnded:
		delete(p.granted[i], n.Who.ID)
		if n.Why != floor.WhyElsewhere { // by a verb: a console that only misses a turn has not ended it
			delete(p.granted[1-i], n.Who.ID)
		}
	case floor.NoteClosed:
		p.did["closing"]++
	case floor.NoteLease:
		p.did["taken over"]++
	case floor.NoteLeaseLost:
		p.did["lost"]++
	}
}

// oracle checks a closing, at the time when the room executes it, against the current grants of the other console.
func (p *pair) oracle(i int, id video.MemberID) {
	if other := 1 - i; p.granted[other][id] && slices.ContainsFunc(p.desks[other].e.View(p.now).Turns, func(t floor.Turn) bool { return t.ID == id }) {
		p.t.Errorf("%s closes %s, who has the floor from %s", p.desks[i].name, id, p.desks[other].name)
	}
}
