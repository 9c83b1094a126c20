package dispatch

import (
	"time"

	"gavel/session/internal/room"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// testRoom is a picture with the dispatcher that observes it, as in a room's goroutine.
type testRoom struct {
	*room.Picture
	d    *Dispatcher
	emit func(video.Event)
}

func newTestRoom(r video.Room) *testRoom {
	p := room.New(r, t0)
	return &testRoom{Picture: p, d: New(p)}
}

func (s *testRoom) observe(changes []video.Change) {
	s.d.Observe(changes)
	for _, m := range s.d.orders.DeafMuted {
		s.SetDeafMuted(m.Member, m.Muted)
	}
	for _, id := range s.d.orders.Mine {
		s.Claim(id, true)
	}
	s.d.orders.DeafMuted, s.d.orders.Mine = nil, nil
}

func (s *testRoom) apply(event string, in wire.EventParams, at time.Time) error {
	changes, err := s.Picture.Apply(kindOf(event), in, at)
	s.observe(changes)
	if s.emit != nil {
		s.Report(at, s.emit)
	}
	return err
}

func (s *testRoom) readMembers(list []wire.Node, at, asked time.Time) {
	s.observe(s.Picture.ReadMembers(list, at, asked))
}

func (s *testRoom) readRecordings(list []wire.Node, at, asked time.Time) {
	s.observe(s.ReadObjects(video.PartRecordings, list, at, asked))
}

// verdict stores the answer for one target.
func (s *testRoom) verdict(j *step, target int, a Answer, now time.Time) {
	s.d.verdict(j, target, a, now)
	s.observe(nil)
}

func (s *testRoom) snapshot(now time.Time) *video.Snapshot {
	snap := &video.Snapshot{At: now}
	s.Fill(snap)
	s.d.Fill(snap)
	return snap
}

func (s *testRoom) tick(now time.Time) {
	s.Picture.Tick(now)
	s.d.Tick(now)
}

// start begins a command whose requests have all left.
func (s *testRoom) start(c video.Command, now time.Time) (*step, error) {
	sub := Submission{Cmd: c}
	for _, one := range c.List() {
		requests, err := one.Requests("rs")
		if err != nil {
			return nil, err
		}
		sub.Requests = append(sub.Requests, requests)
	}
	j, err := s.d.Begin(sub, now)
	if err != nil {
		return nil, err
	}
	s.d.pace = [laneCount]spacing{}
	for {
		next, _, _ := s.d.next(now)
		if next == nil {
			return j.steps[0], nil
		}
		next.inFlight = 0
	}
}

// textNode returns the node of a valid text.
func textNode[T ~string | ~[]byte](text T) wire.Node {
	n, err := wire.ParseNode([]byte(text))
	if err != nil {
		panic(err)
	}
	return n
}

// eventOf returns the params of an event from their text.
func eventOf[T ~string | ~[]byte](text T) wire.EventParams {
	in, err := wire.ParseInner([]byte(text))
	if err != nil {
		panic(err)
	}
	return in
}

// kindOf returns the kind of event with the name on the wire.
func kindOf(event string) *video.EventKind {
	kind, _ := video.KindOnWire(event)
	return kind
}
