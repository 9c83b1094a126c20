package floor_test

import (
	"errors"
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

// TestNever plays random rooms, clocks, cuts and second moderators. After every step, each oracle holds what the engine
// did against the room, which the engine only sees through snapshots. See TestOraclesCatchBrokenRules for the proof that
// each oracle can fail.
func TestNever(t *testing.T) {
	t.Parallel()
	did := map[string]int{}
	for seed := range uint64(*sequences) {
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
		"paused", "adopted", "not live",
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
	// stubborn people open the microphone again whenever enforcement closes it.
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

// delayed is something on its way.
type delayed struct {
	at time.Time
	do func()
}

// flight is a command on its way.
type flight struct {
	sent, arrived time.Time
	c             video.Command
}

// ambiguous reports whether a microphone was closed while a command was on its way that closes it as well: on the wire,
// that looks like the command.
func (p *play) ambiguous(t touch) bool {
	return slices.ContainsFunc(p.flights, func(f flight) bool {
		return !t.open && !t.at.Before(f.sent) && !t.at.After(f.arrived) && slices.ContainsFunc(f.c.List(), func(c video.Command) bool {
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

// anybody returns a member, or one who has left.
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

// advance lets time pass, with the ticks that the engine asks for and what is on its way.
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

// take takes what the engine wants, holds it against the oracles, and puts it on its way.
func (p *play) take() {
	o := p.e.Take(p.clock())
	for _, n := range o.Notes {
		p.noted(n)
	}
	for _, s := range o.Sends {
		p.say("sent %q %v", s.Verb, s.Command.List())
		p.judge(s)
		gen, asked := p.gen, p.clock()
		p.later(func() {
			if gen != p.gen && p.r.IntN(2) == 0 { // the link was cut before it arrived
				return
			}
			res := p.obey(s.Command, "one")
			p.flights = append(p.flights, flight{asked, p.clock(), s.Command})
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
	if o.Read {
		asked, gen := p.clock(), p.gen
		p.later(func() {
			if gen == p.gen && p.live {
				p.e.Read(p.clock(), p.snapshot(), asked)
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

// happen is something that members, the network or other moderators do.
func (p *play) happen() {
	p.now(p.clock().Add(time.Millisecond)) // so that it is after all that was seen
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

// key notes a verb that was not refused.
func (p *play) key(what string, err error) {
	p.say("key %s: %v", what, err)
	if err == nil {
		p.did[what]++
		p.keys++
		p.pressed = p.clock()
	}
}

// press is a key of the moderator.
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
	switch p.r.IntN(8) {
	case 0:
		p.e.Protect(now, id, p.r.IntN(2) == 0)
	case 1:
		p.key("pardon", p.e.Pardon(now, id))
	case 2:
		p.key("take over", p.e.TakeOver(now))
	case 3:
		_ = p.e.Item(now, names[p.r.IntN(len(names))])
	case 4:
		_ = p.e.Break(now, []string{"", "break"}[p.r.IntN(2)])
	case 5:
		_ = p.e.SetOrder(now, []floor.Order{{By: floor.FirstFirst}, {By: floor.Alternating, Key: "role"}, {By: floor.ByTime}}[p.r.IntN(3)])
	case 6:
		_, err := p.e.EnqueueText(now, "a line", floor.Speakers)
		p.key("text", err)
	default:
		p.key("move", p.e.Move(now, id, p.r.IntN(5)-2))
	}
}

// byHand is a command of the moderator that is not a verb of the floor.
func (p *play) byHand(id video.MemberID) {
	c := []video.Command{video.AudioMute(id), video.AudioUnmute(id), video.Demote(id), video.SetRaisedHand(false, id)}[p.r.IntN(4)]
	if !p.live || p.member(id) == nil || p.e.Check(c) != nil {
		return
	}
	p.say("by hand %v", c)
	p.e.Did(p.clock(), c)
	p.take()
	p.obey(c, "hand")
}

// undo takes the last verb back, and its command as a session does: it opens only what the command has closed and
// nobody has touched since.
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

// lastTouches returns who changed each microphone last.
func (w *world) lastTouches() map[video.MemberID]touch {
	last := map[video.MemberID]touch{}
	for _, t := range w.touches {
		last[t.id] = t
	}
	return last
}

// judge holds a command against the oracles of the commands.
func (p *play) judge(s floor.Send) {
	seen := p.desk.last
	p.oracleLive(s, seen)
	p.oracleKeys(s)
	for _, step := range s.Command.List() {
		row, _ := step.Action.Info()
		for _, id := range step.Targets {
			m := seen.Member(id)
			if m == nil {
				continue
			}
			p.oracleExempt(s, step, m)
			if row.Opens&video.OpensMicrophone != 0 {
				p.did["opened"]++
				p.oracleConsent(s, m)
				p.oracleOthers(s, m)
			}
			if s.Verb == "" && step.Action == video.ActAudioMute {
				p.did["closing"]++
				p.oracleLimits(m)
				p.oracleTurn(m)
			}
		}
	}
}

// protectedMember reads the list as the moderator knows it.
func (p *play) protectedMember(m *video.Member) bool {
	if strings.Contains(string(m.Meta), "interpreter") || floor.Tonight(p.e, m.ID) {
		return true
	}
	owner := p.desk.last.Member(m.ParentID)
	return owner != nil && p.protectedMember(owner)
}

func (p *play) panelMember(m *video.Member) bool {
	if strings.Contains(string(m.Meta), "panel") {
		return true
	}
	owner := p.desk.last.Member(m.ParentID)
	return owner != nil && p.panelMember(owner)
}

// oracleExempt: never a command against an exempt person.
func (p *play) oracleExempt(s floor.Send, step video.Command, m *video.Member) {
	if row, _ := step.Action.Info(); row.Sets.Field == video.FieldHand {
		return
	}
	if p.protectedMember(m) {
		p.t.Errorf("%s %s, who is protected", step.Action, m.ID)
	}
	closing := step.Action == video.ActAudioMute || step.Action == video.ActDemote
	if closing && p.view().Mode.Preset == floor.Panel && p.panelMember(m) && s.Verb != floor.VerbMode {
		p.t.Errorf("%s %s, who is on the panel", step.Action, m.ID)
	}
}

// oracleConsent: never an opening without consent.
func (p *play) oracleConsent(s floor.Send, m *video.Member) {
	switch {
	case p.cfg.Consent == floor.ConsentAlways:
	case p.cfg.Consent == floor.ConsentNever:
		p.t.Errorf("%s opens %s, and nobody may be opened", s.Verb, m.ID)
	case s.Verb == floor.VerbRestore: // oracleOthers
	case !m.HandRaised && !p.panelMember(m):
		p.t.Errorf("%s opens %s without a hand", s.Verb, m.ID)
	}
}

// oracleOthers: never an opening of what somebody else has closed meanwhile.
func (p *play) oracleOthers(s floor.Send, m *video.Member) {
	var last touch
	for _, t := range p.touches {
		if t.id == m.ID && !t.at.After(p.desk.last.At) {
			last = t
		}
	}
	if s.Verb == floor.VerbRestore && (last.by != "one" || last.open) && !p.ambiguous(last) {
		p.t.Errorf("restores %s, whose microphone %s has touched", m.ID, last.by)
	}
	if s.Verb != floor.VerbRestore && !last.open && last.at.After(p.pressed) && last.by == "other" {
		p.t.Errorf("%s opens %s, closed by somebody else since the press", s.Verb, m.ID)
	}
}

// oracleLimits: never more than three closings per person per minute, nor five a second.
func (p *play) oracleLimits(m *video.Member) {
	now := p.clock()
	p.closed[m.ID] = append(p.closed[m.ID], now)
	p.all = append(p.all, now)
	count := func(list []time.Time, span time.Duration) (n int) {
		for _, at := range list {
			if now.Sub(at) < span {
				n++
			}
		}
		return n
	}
	if n := count(p.closed[m.ID], time.Minute); n > 3 {
		p.t.Errorf("%d closings of %s in a minute", n, m.ID)
	}
	if n := count(p.all, time.Second); n > 5 {
		p.t.Errorf("%d closings in a second", n)
	}
}

// oracleTurn: enforcement never closes whoever has the floor.
func (p *play) oracleTurn(m *video.Member) {
	owner := m.ID
	if m.ParentID != "" {
		owner = m.ParentID
	}
	if slices.Contains(p.holders(), owner) {
		p.t.Errorf("enforcement closes %s, who has the floor", m.ID)
	}
}

// oracleLive: never a command while the link is not live.
func (p *play) oracleLive(s floor.Send, seen *video.Snapshot) {
	if seen.Link.State != video.LinkLive || seen.Stale {
		p.t.Errorf("%s is sent while the link is %s", s.Verb, seen.Link.State)
	}
	if s.Verb == "" && p.view().Paused != "" {
		p.t.Error("enforcement sends while the floor is paused")
	}
}

// oracleKeys: never two commands, or two undo steps, for one key; n acts on nobody but the person who was painted.
func (p *play) oracleKeys(s floor.Send) {
	if s.Verb != "" {
		p.sends++
	}
	if p.sends > p.keys+1 { // the key that is being pressed is not counted yet
		p.t.Errorf("%d commands for %d keys", p.sends, p.keys)
	}
	if s.Verb == floor.VerbNext && len(s.Command.Targets) == 1 && !strings.HasPrefix(string(p.painted), "~") &&
		s.Command.Targets[0] != p.painted {
		p.t.Errorf("n on %v, painted was %s", s.Command.Targets, p.painted)
	}
}

// watchView holds what is shown against the oracles of the view.
func (p *play) watchView() {
	v := p.view()
	if due := p.e.Due(); !due.IsZero() && !due.After(p.clock()) {
		p.t.Errorf("wants a tick %v ago: its owner would never rest: %s", p.clock().Sub(due), floor.DueParts(p.e))
	}
	if steps := floor.Steps(p.e); steps > p.keys-p.undone+1 {
		p.t.Errorf("%d undo steps for %d keys, %d of them undone", steps, p.keys, p.undone)
	}
	present := func(id video.MemberID) bool {
		return strings.HasPrefix(string(id), "~") || p.desk.last.Member(id) != nil
	}
	if v.Next != "" && !present(v.Next) {
		p.t.Errorf("%s is next, and not here", v.Next)
	}
	for i, en := range v.Queue {
		if i == 0 && !present(en.ID) && slices.ContainsFunc(v.Queue, func(en floor.Entry) bool { return present(en.ID) }) {
			p.t.Errorf("the ghost %s is first", en.ID)
		}
	}
	for _, turn := range v.Turns {
		if turn.Running && !strings.HasPrefix(string(turn.ID), "~") {
			if m := p.desk.last.Member(turn.ID); m == nil || m.AudioMuted {
				p.t.Errorf("the clock of %s runs, who cannot be heard", turn.ID)
			}
		}
	}
}

// TestBadInputIsRefused: bad input gets an error that names the parameter, the value and what is allowed.
func TestBadInputIsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*floor.Mode)
		want   string
	}{
		"max=0":             {func(m *floor.Mode) { m.Guests = 0 }, "quiet"},
		"max=21":            {func(m *floor.Mode) { m.Guests = 21 }, "1 to 20"},
		"no such mode":      {func(m *floor.Mode) { m.Preset = "free" }, "open, queue, panel or quiet"},
		"no enforcement":    {func(m *floor.Mode) { m.Enforce = "on" }, "off, mark or hold"},
		"a turn of 1 s":     {func(m *floor.Mode) { m.Turn = time.Second }, "5s to 12h"},
		"override in panel": {func(m *floor.Mode) { m.Preset, m.Override = floor.Panel, true }, "queue"},
		"open and hold":     {func(m *floor.Mode) { m.Preset, m.Enforce = floor.Open, floor.Hold }, "off"},
	} {
		m := floor.Queue.Mode()
		tc.change(&m)
		s := newStage(t, 2, floor.Config{})
		err := s.e.Begin(s.clock(), m, true)
		var bad *floor.ArgumentError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := newStage(t, 2, floor.Config{})
	s.begin(floor.Queue)
	if err := s.e.Begin(s.clock(), floor.Queue.Mode(), true); !errors.Is(err, floor.ErrAlready) {
		t.Errorf("a mode that is on: %v", err)
	}
}
