package session

import (
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// testRoom is a picture with the commands that observe it, as a room's goroutine holds them.
type testRoom struct {
	*picture
	d    *dispatcher
	emit func(video.Event)
}

func newTestRoom(room video.Room) *testRoom {
	p := newPicture(room, t0)
	return &testRoom{picture: p, d: newDispatcher(p)}
}

func (s *testRoom) observe(changes []video.Change) {
	s.d.observe(changes)
	for _, m := range s.d.orders.DeafMuted {
		s.setDeafMuted(m.member, m.muted)
	}
	for _, id := range s.d.orders.Mine {
		s.claim(id)
	}
	s.d.orders.DeafMuted, s.d.orders.Mine = nil, nil
}

func (s *testRoom) apply(event string, in wire.EventParams, at time.Time) error {
	changes, err := s.picture.apply(event, in, at)
	s.observe(changes)
	if s.emit != nil {
		s.report(at, s.emit)
	}
	return err
}

func (s *testRoom) readMembers(list []wire.Node, at, asked time.Time) {
	s.observe(s.picture.ReadMembers(list, at, asked))
}

func (s *testRoom) readRecordings(list []wire.Node, at, asked time.Time) {
	s.observe(s.readObjects(video.PartRecordings, list, at, asked))
}

// verdict is the answer for one target.
func (s *testRoom) verdict(j *step, target int, a answerOf, now time.Time) {
	s.d.verdict(j, target, a, now)
	s.observe(nil)
}

func (s *testRoom) snapshot(now time.Time) *video.Snapshot {
	snap := &video.Snapshot{At: now}
	s.fill(snap)
	s.d.fill(snap)
	return snap
}

func (s *testRoom) tick(now time.Time) {
	s.picture.tick(now)
	s.d.tick(now)
}

// start begins a command as if all of its requests had left.
func (s *testRoom) start(c video.Command, now time.Time) (*step, error) {
	sub := submission{cmd: c}
	for _, one := range c.List() {
		requests, err := one.Requests("rs")
		if err != nil {
			return nil, err
		}
		sub.requests = append(sub.requests, requests)
	}
	j, err := s.d.begin(sub, now)
	if err != nil {
		return nil, err
	}
	s.d.pace = [bulkLane + 1]spacing{}
	for {
		next, _, _ := s.d.next(now)
		if next == nil {
			return j.steps[0], nil
		}
		next.inFlight = 0
	}
}
