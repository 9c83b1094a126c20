package floor_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// epoch is the start of every test.
var epoch = time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)

// world is a room without a wire. Actions of members and commands take effect at once. Consoles watch it.
type world struct {
	now       time.Time
	members   []*video.Member
	meta      map[string]json.RawMessage
	recording *video.Recording
	layers    []video.Layer
	first     video.Flag // raised hands come first
	order     uint64
	touches   []touch
}

// touch is a change of a microphone.
type touch struct {
	at   time.Time
	id   video.MemberID
	open bool
	by   string // "self", "other", or the name of a console
}

func newWorld() *world { return &world{now: epoch, meta: map[string]json.RawMessage{}} }

// join adds a member with the microphone off.
func (w *world) join(id, name string, with ...func(*video.Member)) video.MemberID {
	w.order++
	m := &video.Member{
		ID: video.MemberID(id), Name: name, Type: video.TypeMember, AudioMuted: true, Order: w.order, JoinedAt: w.now,
		MutedSince: w.now, RequestedPosition: video.PositionAuto,
	}
	for _, f := range with {
		f(m)
	}
	w.members = append(w.members, m)
	return m.ID
}

func meta(text string) func(*video.Member) {
	return func(m *video.Member) { m.Meta = json.RawMessage(text) }
}

func speaking(m *video.Member) { m.AudioMuted = false }

func raised(m *video.Member) { m.HandRaised = true } // before anyone saw it

func (w *world) leave(id video.MemberID) {
	w.members = slices.DeleteFunc(w.members, func(m *video.Member) bool { return m.ID == id })
}

func (w *world) member(id video.MemberID) *video.Member {
	for _, m := range w.members {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// set changes a member. Published members are never modified.
func (w *world) set(id video.MemberID, change func(*video.Member)) {
	for i, m := range w.members {
		if m.ID == id {
			c := *m
			change(&c)
			w.members[i] = &c
		}
	}
}

// mic opens or closes a microphone.
func (w *world) mic(id video.MemberID, open bool, by string) {
	m := w.member(id)
	if m == nil || m.AudioMuted != open {
		return
	}
	w.touches = append(w.touches, touch{w.now, id, open, by})
	w.set(id, func(m *video.Member) {
		if m.AudioMuted = !open; !open {
			m.MutedSince, m.Talking = w.now, false
		}
	})
}

func (w *world) hand(id video.MemberID, up bool) {
	if m := w.member(id); m == nil || m.HandRaised == up {
		return
	}
	w.set(id, func(m *video.Member) {
		m.HandRaised, m.HandAt = up, time.Time{}
		if up {
			m.HandAt = w.now
		}
	})
}

// talk makes a member start or stop talking.
func (w *world) talk(id video.MemberID, on bool) {
	w.set(id, func(m *video.Member) { m.Talking = on && !m.AudioMuted })
}

// execute executes a command.
func (w *world) execute(c video.Command, by string) (res video.Result) {
	for _, step := range c.List() {
		if value, ok := step.Args["value"].(bool); ok {
			w.first = video.FlagOf(value)
		}
		for _, id := range step.Targets {
			target := video.TargetResult{Member: id, Outcome: video.OutcomeConfirmed}
			if w.member(id) == nil {
				target.Outcome, target.Err = video.OutcomeNotSent, video.ErrNotFound
			}
			w.one(step, id, by)
			res.Targets = append(res.Targets, target)
		}
	}
	return res
}

// one executes a command for one member.
func (w *world) one(c video.Command, id video.MemberID, by string) {
	switch c.Action {
	case video.ActAudioMute:
		w.mic(id, false, by)
	case video.ActAudioUnmute:
		w.mic(id, true, by)
	case video.ActSetRaisedHand:
		w.hand(id, c.Args["raised"] == true)
	case video.ActSetMemberPosition:
		w.set(id, func(m *video.Member) { m.RequestedPosition, _ = c.Args["position"].(video.Position) })
	case video.ActRemoveMember, video.ActDemote:
		w.leave(id)
	}
}

// desk is a console: an engine, its link, and its output.
type desk struct {
	t     testing.TB
	w     *world
	e     *floor.Engine
	name  string
	gen   int
	live  bool
	deaf  bool // commands and questions are not answered
	last  *video.Snapshot
	sent  []floor.Send
	at    []time.Time // when they were sent
	notes []floor.Note
	check func(floor.Out) // checks the output before it is executed
	deny  func(video.Command) error
	blind bool // events of the room's metadata are lost; only reads show it
	works bool // accepted commands have an effect
}

func newDesk(t testing.TB, w *world, cfg floor.Config) *desk {
	if cfg.Console == "" {
		cfg.Console = "desk1"
	}
	d := &desk{t: t, w: w, e: floor.New(cfg), name: cfg.Console, live: true, gen: 1, works: true}
	d.see()
	return d
}

// snapshot returns the room as the console sees it.
func (d *desk) snapshot() *video.Snapshot {
	if !d.live && d.last != nil {
		s := *d.last
		s.At, s.Link.State, s.Stale = d.w.now, video.LinkWaiting, true
		d.last = &s
		return &s
	}
	s := &video.Snapshot{At: d.w.now, Members: slices.Clone(d.w.members)}
	s.Link = video.Link{State: video.LinkLive, Gen: d.gen, Heard: d.w.now}
	if d.w.recording != nil {
		s.Recordings = []*video.Recording{d.w.recording}
	}
	s.Layout.Layers, s.Room.PrioritizeHandraise = d.w.layers, d.w.first
	switch {
	case d.blind && d.last != nil:
		s.Room.Meta = d.last.Room.Meta
	case len(d.w.meta) > 0:
		s.Room.Meta, _ = json.Marshal(d.w.meta)
	}
	d.last = s
	return s
}

// read returns the room as a read shows it.
func (d *desk) read() *video.Snapshot {
	blind := d.blind
	d.blind = false
	defer func() { d.blind = blind }()
	return d.snapshot()
}

// see shows the console the room, and executes its output until there is none.
func (d *desk) see() {
	d.t.Helper()
	d.e.See(d.w.now, d.snapshot())
	d.flush()
}

func (d *desk) flush() {
	d.t.Helper()
	for i := 0; ; i++ {
		if i > 200 {
			d.t.Fatal("the engine does not come to rest")
		}
		o := d.e.Take(d.w.now)
		d.notes = append(d.notes, o.Notes...)
		if d.check != nil {
			d.check(o)
		}
		if len(o.Sends) == 0 && o.Write == nil && o.Read == 0 {
			return
		}
		d.carryOut(o)
	}
}

// carryOut executes the output of the engine without delay.
func (d *desk) carryOut(o floor.Out) {
	if o.Write != nil && !d.deaf {
		var err error
		if d.deny != nil {
			err = d.deny(video.Command{Action: video.ActUpdateMeta})
		}
		if err == nil {
			d.w.meta[floor.MetaKey] = o.Write
		}
		d.e.Wrote(d.w.now, err)
	}
	for _, s := range o.Sends {
		d.sent, d.at = append(d.sent, s), append(d.at, d.w.now)
		if d.deaf {
			continue
		}
		if err := d.refusal(s.Command); err != nil {
			d.e.Ended(d.w.now, s.Number, s.Verb, refusedAll(s.Command, err))
			continue
		}
		if d.works {
			d.e.Ended(d.w.now, s.Number, s.Verb, d.w.execute(s.Command, d.name))
		}
	}
	if o.Read != 0 && !d.deaf {
		d.e.Read(d.w.now, d.read(), o.Read)
	} else {
		d.e.See(d.w.now, d.snapshot())
	}
}

func (d *desk) refusal(c video.Command) error {
	if d.deny == nil {
		return nil
	}
	for _, step := range c.List() {
		if err := d.deny(step); err != nil {
			return err
		}
	}
	return nil
}

func refusedAll(c video.Command, err error) (res video.Result) {
	for _, step := range c.List() {
		for _, id := range step.Targets {
			res.Targets = append(res.Targets, video.TargetResult{Member: id, Outcome: video.OutcomeRefused, Err: err})
		}
	}
	return res
}

var errForbidden = &video.RPCError{Method: "video.member.audio_mute", Code: "403", Message: "no"}

// wait lets time pass for the consoles, with every tick that they ask for.
func (w *world) wait(span time.Duration, desks ...*desk) {
	end := w.now.Add(span)
	for _, d := range desks {
		d.see()
	}
	for {
		next := end
		for _, d := range desks {
			if due := d.e.Due(); !due.IsZero() && due.Before(next) {
				next = due
			}
		}
		if next.After(w.now) {
			w.now = next
		}
		for _, d := range desks {
			d.e.Tick(w.now)
			d.see()
		}
		if !w.now.Before(end) {
			return
		}
		w.now = w.now.Add(time.Millisecond)
	}
}

// stage is a room with one console.
type stage struct {
	*world
	*desk
}

// newStage returns a room of members named ann, ben, cy, dee, eve, … with their microphones off.
func newStage(t testing.TB, people int, cfg floor.Config) *stage {
	t.Helper()
	w := newWorld()
	for i := range people {
		name := names[i%len(names)]
		w.join(name, name)
	}
	s := &stage{w, newDesk(t, w, cfg)}
	s.pass(5 * time.Second)
	return s
}

var names = []string{"ann", "ben", "cy", "dee", "eve", "fay", "gus", "hal"}

func (s *stage) pass(span time.Duration) { s.t.Helper(); s.wait(span, s.desk) }

// do runs a verb and everything that follows from it.
func (s *stage) do(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	s.flush()
	s.see()
}

// begin starts a mode without confirmation.
func (s *stage) begin(p floor.Preset, with ...func(*floor.Mode)) {
	s.t.Helper()
	m := p.Mode()
	for _, f := range with {
		f(&m)
	}
	s.do(s.e.Begin(s.world.now, m, true))
}

func turnOf(limit time.Duration) func(*floor.Mode) { return func(m *floor.Mode) { m.Turn = limit } }

// raise raises hands, one second apart.
func (s *stage) raise(ids ...video.MemberID) {
	s.t.Helper()
	for _, id := range ids {
		s.hand(id, true)
		s.pass(time.Second)
	}
}

// next presses n for the person that the screen shows as next.
func (s *stage) next() {
	s.t.Helper()
	s.pass(1100 * time.Millisecond)
	s.do(s.e.Next(s.world.now, s.view().Next, false))
}

func (s *stage) view() floor.View { return s.e.View(s.world.now) }

// clock returns the world's time.
func (s *stage) clock() time.Time { return s.world.now }

// open returns the members with an open microphone.
func (w *world) open() (ids []video.MemberID) {
	for _, m := range w.members {
		if !m.AudioMuted {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// queued returns the ids of the queue in the order in which it is called.
func (s *stage) queued() (ids []video.MemberID) {
	for _, en := range s.view().Queue {
		ids = append(ids, en.ID)
	}
	return ids
}

// holders returns the people who have the floor.
func (s *stage) holders() (ids []video.MemberID) {
	for _, t := range s.view().Turns {
		ids = append(ids, t.ID)
	}
	return ids
}

// wrote returns the notes of a kind.
func (d *desk) wrote(kind floor.NoteKind) (out []floor.Note) {
	for _, n := range d.notes {
		if n.Kind == kind {
			out = append(out, n)
		}
	}
	return out
}

// targets returns the sent commands in order: "audioMute ann".
func (d *desk) targets() (out []string) {
	for _, s := range d.sent {
		for _, step := range s.Command.List() {
			for _, id := range step.Targets {
				out = append(out, fmt.Sprintf("%s %s", step.Action, id))
			}
		}
	}
	return out
}

func asks(err error) floor.Reason {
	if ask, ok := errors.AsType[*floor.Ask](err); ok {
		return ask.Reason
	}
	return ""
}

func equal[T comparable](t testing.TB, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
