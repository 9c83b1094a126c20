package floor_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

var sequences = flag.Int("sequences", 2000, "how many random sequences TestNever runs; 100000 for a campaign")

// TestNever plays random rooms, clocks, cuts and second moderators. After every step, each oracle compares what the
// engine did with the room, which the engine sees only through snapshots. TestOraclesCatchBrokenRules proves that each
// oracle can fail.
func TestNever(t *testing.T) {
	t.Parallel()
	did := map[string]int{}
	count := *sequences
	if testing.Short() {
		count /= 2
	}
	for seed := range uint64(count) {
		p := newPlay(t, seed)
		p.run(40)
		for what, n := range p.did {
			did[what] += n
		}
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, strings.Join(p.log, "\n"))
		}
	}
	for _, what := range []string{
		"next", "give", "answer", "take back", "mode", "interrupt", "restore", "undo", "closing", "banner", "opened",
		"paused", "adopted", "not live", "lane", "move",
	} {
		if did[what] == 0 {
			t.Errorf("no sequence has %q: the oracles saw nothing of it", what)
		}
	}
	t.Log(did)
}

// play is one random sequence.
type play struct {
	*stage
	t       *testing.T
	r       *rand.Rand
	cfg     floor.Config
	log     []string
	did     map[string]int
	pending []delayed
	ids     int
	// stubborn people reopen the microphone after each closing by enforcement.
	stubborn bool

	flights []flight

	painted video.MemberID // of the last n that was not refused
	pressed time.Time      // of the last verb that was not refused
	keys    int            // verbs that were not refused
	sends   int            // commands that belong to a key
	undone  int
	closed  map[video.MemberID][]time.Time // closings by enforcement
	all     []time.Time
}

// delayed is something in transit.
type delayed struct {
	at time.Time
	do func()
}

// flight is a command in transit.
type flight struct {
	seen, arrived time.Time // the state of the room when it was sent
	c             video.Command
}

// ambiguous reports whether a microphone was closed, unseen, while a command was closing it as well. On the wire, the
// two look the same.
func (p *play) ambiguous(t touch) bool {
	return slices.ContainsFunc(p.flights, func(f flight) bool {
		return !t.open && t.at.After(f.seen) && !t.at.After(f.arrived) && slices.ContainsFunc(f.c.List(), func(c video.Command) bool {
			return c.Action == video.ActAudioMute && slices.Contains(c.Targets, t.id)
		})
	})
}

func newPlay(t *testing.T, seed uint64) *play {
	p := &play{t: t, r: rand.New(rand.NewPCG(seed, 7)), did: map[string]int{}, closed: map[video.MemberID][]time.Time{}}
	p.stubborn = p.r.IntN(3) == 0
	w := newWorld()
	people := 3 + p.r.IntN(4)
	if p.r.IntN(10) == 0 {
		people = 12
	}
	for range people {
		p.join(w)
	}
	role := func(role string) func(*video.Member) bool {
		return func(m *video.Member) bool { return strings.Contains(string(m.Meta), role) }
	}
	p.cfg = floor.Config{
		Console: "one", Sharing: p.r.IntN(3) == 0, RejoinKey: "user", Spotlight: p.r.IntN(3) == 0,
		Protected: role("interpreter"), Panel: role("panel"),
		Consent: []floor.Consent{floor.ConsentHand, floor.ConsentHand, floor.ConsentAlways, floor.ConsentNever}[p.r.IntN(4)],
	}
	if p.r.IntN(3) == 0 {
		p.cfg.Budget = floor.Budget{Turns: 1 + p.r.IntN(2)}
	}
	w.layers = []video.Layer{{Position: video.Reserved(1)}}
	p.stage = &stage{w, newDesk(t, w, p.cfg)}
	return p
}

func (p *play) join(w *world) {
	p.ids++
	role := []string{"guest", "guest", "guest", "panel", "interpreter"}[p.r.IntN(5)]
	w.join(fmt.Sprintf("m%d", p.ids), names[p.r.IntN(4)], meta(fmt.Sprintf(`{"role":%q,"user":"u%d"}`, role, p.r.IntN(6))),
		func(m *video.Member) {
			m.AudioMuted, m.HandRaised = p.r.IntN(2) == 0, p.r.IntN(4) == 0
			if n := len(w.members); n > 0 && p.r.IntN(8) == 0 {
				m.Type, m.ParentID, m.HandRaised = video.TypeDevice, w.members[0].ID, false
			}
		})
}

func (p *play) say(format string, args ...any) {
	p.log = append(p.log, fmt.Sprintf("%8.3f  ", p.clock().Sub(epoch).Seconds())+fmt.Sprintf(format, args...))
}

// anybody returns a random member, present or gone.
func (p *play) anybody() video.MemberID {
	if len(p.members) == 0 || p.r.IntN(20) == 0 {
		return video.MemberID(fmt.Sprintf("m%d", 1+p.r.IntN(p.ids)))
	}
	return p.members[p.r.IntN(len(p.members))].ID
}

func (p *play) run(steps int) {
	p.advance(0)
	if p.r.IntN(4) > 0 {
		p.mode()
	}
	for range steps {
		switch p.r.IntN(3) {
		case 0:
			p.happen()
		case 1:
			p.press()
		default:
			p.advance(p.span())
			continue
		}
		if p.r.IntN(4) > 0 {
			p.look()
		}
		if p.t.Failed() {
			return
		}
	}
	p.advance(10 * time.Second)
}

func (p *play) span() time.Duration {
	top := []time.Duration{100 * time.Millisecond, time.Second, 3 * time.Second, 15 * time.Second, 100 * time.Second}
	return time.Duration(p.r.Int64N(int64(top[p.r.IntN(len(top))])))
}

// advance lets time pass, with the ticks that the engine asks for and the deliveries in transit.
func (p *play) advance(span time.Duration) {
	end := p.clock().Add(span)
	for !p.t.Failed() {
		next, i := end, -1
		if due := p.e.Due(); !due.IsZero() && due.Before(next) {
			next = due
		}
		for j, d := range p.pending {
			if !d.at.After(next) {
				next, i = d.at, j
			}
		}
		if next.After(p.clock()) {
			p.now(next)
		}
		if i >= 0 {
			d := p.pending[i]
			p.pending = slices.Delete(p.pending, i, i+1)
			d.do()
		}
		p.e.Tick(p.clock())
		p.take()
		if !p.clock().Before(end) && i < 0 {
			return
		}
		p.now(p.clock().Add(time.Millisecond))
	}
}

func (p *play) now(at time.Time) { p.world.now = at }

// look shows the engine the room.
func (p *play) look() {
	p.e.See(p.clock(), p.snapshot())
	p.take()
}

func (p *play) later(what func()) {
	p.pending = append(p.pending, delayed{p.clock().Add(time.Duration(10+p.r.IntN(300)) * time.Millisecond), what})
}

// take takes the engine's output, checks it with the oracles, and puts it in transit.
func (p *play) take() {
	o := p.e.Take(p.clock())
	for _, n := range o.Notes {
		p.noted(n)
	}
	for _, s := range o.Sends {
		p.say("sent %q %v", s.Verb, s.Command.List())
		p.check(s)
		gen, seen := p.gen, p.desk.last.At
		p.later(func() {
			if gen != p.gen && p.r.IntN(2) == 0 { // the link was cut before it arrived
				return
			}
			res := p.execute(s.Command, "one")
			p.flights = append(p.flights, flight{seen, p.clock(), s.Command})
			if s.Verb == "" && p.stubborn {
				for _, id := range s.Command.Targets {
					p.later(func() { p.mic(id, true, "self"); p.look() })
				}
			}
			if gen == p.gen && p.live {
				p.e.See(p.clock(), p.snapshot())
				p.e.Ended(p.clock(), s.Number, s.Verb, res)
			}
		})
	}
	if o.Write != nil {
		text, gen := o.Write, p.gen
		p.later(func() {
			if p.meta[floor.MetaKey] = text; gen == p.gen && p.live {
				p.e.Wrote(p.clock(), nil)
			}
		})
	}
	if o.Read != 0 {
		gen := p.gen
		p.later(func() {
			if gen == p.gen && p.live {
				p.e.Read(p.clock(), p.snapshot(), o.Read)
			}
		})
	}
	p.watchView()
}

func (p *play) noted(n floor.Note) {
	if n.Who != nil {
		p.say("note %s %s %s", n.Kind, n.Who.ID, n.Why)
	}
	switch n.Kind {
	case floor.NoteBanner:
		p.did["banner"]++
	case floor.NotePaused:
		p.did["paused"]++
	case floor.NoteBack:
		p.did["adopted"]++
	}
}

// happen makes members, the network or other moderators do something.
func (p *play) happen() {
	p.now(p.clock().Add(time.Millisecond)) // later than everything seen so far
	id := p.anybody()
	if v := p.view(); v.Interrupted && len(v.Turns) > 0 && p.r.IntN(2) == 0 {
		id = v.Turns[p.r.IntN(len(v.Turns))].ID
	}
	switch p.r.IntN(14) {
	case 0, 1:
		up := p.r.IntN(3) > 0
		p.say("%s hand %v", id, up)
		p.hand(id, up)
	case 2, 3, 4:
		p.say("%s opens", id)
		p.mic(id, true, "self")
	case 5:
		p.say("%s closes", id)
		p.mic(id, false, "self")
	case 6:
		p.talk(id, p.r.IntN(2) == 0)
	case 7:
		p.say("%s leaves", id)
		p.leave(id)
	case 8:
		p.join(p.world)
	case 9:
		p.say("%s closed by another moderator", id)
		p.mic(id, false, "other")
	case 10:
		p.say("%s opened by another moderator", id)
		p.mic(id, true, "other")
	case 11:
		p.say("%s hand lowered by another moderator", id)
		p.hand(id, false)
	default:
		p.say("link %v", !p.live)
		if p.live = !p.live; p.live {
			p.gen++
		} else {
			p.did["not live"]++
		}
		p.look()
	}
}

func (p *play) mode() {
	m := floor.Presets()[p.r.IntN(4)].Mode()
	if m.Preset != floor.Open {
		m.Enforce = []floor.Enforcement{floor.Mark, floor.Hold, floor.Hold}[p.r.IntN(3)]
		if m.Preset != floor.Quiet {
			m.Guests = 1 + p.r.IntN(2)
		}
		m.Override = m.Preset == floor.Queue && p.r.IntN(4) == 0
		m.Turn = []time.Duration{0, 20 * time.Second}[p.r.IntN(2)]
	}
	p.key("mode", p.e.Begin(p.clock(), m, p.r.IntN(4) > 0))
}

// key records a verb that was not refused.
func (p *play) key(what string, err error) {
	p.say("key %s: %v", what, err)
	if err == nil {
		p.did[what]++
		p.keys++
		p.pressed = p.clock()
	}
}

// press presses a random key of the moderator.
func (p *play) press() {
	now, id, sure := p.clock(), p.anybody(), p.r.IntN(2) == 0
	which := p.r.IntN(20)
	if p.view().Interrupted && p.r.IntN(3) == 0 {
		which = 16
	}
	switch which {
	case 0, 1, 2, 3:
		painted := p.view().Next
		if p.r.IntN(6) == 0 {
			painted = id
		}
		if err := p.e.Next(now, painted, sure); err == nil {
			p.painted = painted
			p.key("next", err)
		}
	case 4, 5:
		p.key("give", p.e.Give(now, id, sure))
	case 6, 7:
		p.key("answer", p.e.Answer(now, id))
	case 8:
		p.key("take back", p.e.TakeBack(now, sure))
	case 9:
		p.key("queue", p.e.Enqueue(now, id, floor.Lane(p.r.IntN(3))))
	case 10:
		p.key("unqueue", p.e.Unqueue(now, id))
	case 11:
		p.key("dismiss", p.e.Dismiss(now, id))
	case 12:
		p.mode()
	case 13:
		p.undo(sure)
	case 14:
		p.key("continue", p.e.Continue(now))
	case 15:
		p.key("interrupt", p.e.Interrupt(now))
	case 16:
		p.key("restore", p.e.Restore(now))
	case 17:
		p.key("settle", p.e.Settle(now, []floor.Way{floor.LetBe, floor.Audience, floor.Muffle}[p.r.IntN(3)]))
	case 18:
		p.byHand(id)
	default:
		p.rare(id)
	}
	p.take()
}

func (p *play) rare(id video.MemberID) {
	now := p.clock()
	switch p.r.IntN(10) {
	case 0:
		p.e.Protect(now, p.r.IntN(2) == 0, id)
	case 1:
		floor.Pardon(p.e, id)
	case 2:
		p.key("take over", p.e.TakeOver(now))
	case 3:
		p.key("item", p.e.Item(now, names[p.r.IntN(len(names))]))
	case 4:
		p.key("break", p.e.Break(now, []string{"", "break"}[p.r.IntN(2)]))
	case 5:
		orders := []floor.Order{{By: floor.FirstFirst}, {By: floor.Alternating, Key: "role"}, {By: floor.ByTime}}
		p.key("order", p.e.SetOrder(now, orders[p.r.IntN(3)]))
	case 6:
		_, err := p.e.EnqueueText(now, "a line", floor.Speakers)
		p.key("text", err)
	case 7:
		p.key("lane", p.e.SetLane(now, id, floor.Lane(p.r.IntN(3))))
	case 8:
		p.key("confirm", p.e.Confirm(now, id))
	default:
		p.key("move", p.e.Move(now, id, p.r.IntN(5)-2))
	}
}

// byHand sends a command of the moderator that is not a verb of the floor.
func (p *play) byHand(id video.MemberID) {
	c := []video.Command{video.AudioMute(id), video.AudioUnmute(id), video.Demote(id), video.SetRaisedHand(false, id)}[p.r.IntN(4)]
	if !p.live || p.member(id) == nil || p.e.Check(c) != nil {
		return
	}
	p.say("by hand %v", c)
	p.e.Did(p.clock(), c)
	p.take()
	p.execute(c, "hand")
}

// undo undoes the last verb, and its command as a session does: it opens only what the command has closed and nobody
// has changed since.
func (p *play) undo(sure bool) {
	step, _ := p.e.LastStep()
	err := p.e.Undo(p.clock(), sure)
	if err == nil {
		p.undone++
		p.did["undo"]++
	}
	p.say("undo %s: %v", step.Verb, err)
	if err != nil || step.Order == 0 {
		return
	}
	for id, open := range p.lastTouches() {
		if open.by == "one" && !open.open && !open.at.Before(step.At) {
			p.mic(id, true, "one")
		}
	}
}

// lastTouches returns the last change of each microphone.
func (w *world) lastTouches() map[video.MemberID]touch {
	last := map[video.MemberID]touch{}
	for _, t := range w.touches {
		last[t.id] = t
	}
	return last
}
