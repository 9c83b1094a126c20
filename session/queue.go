package session

import (
	"context"
	"time"

	"gavel/session/video"
)

// This file is about the time between the giving of a command and the leaving of its requests. What happens meanwhile is not
// the command's doing.

// queue finds the place of a command that was begun. One that need not wait has its turn now: that spares it a second look.
func (l *loop) queue(j *job, requests int) *sending {
	s := &sending{r: l.r, j: j, ticket: l.ticketOf(j.cmd), pace: l.r.client.paceOf(j, requests), cut: make(chan struct{})}
	if requests > 1 {
		return s
	}
	if !s.ticket.waits() {
		p := s.pace.book(time.Now())
		s.place, s.ready = &p, p.wait <= 0 && j.undoes == nil // somebody may have been faster than the undo
	}
	j.targets[0].turn = s.ready
	return s
}

// turn waits until the next request may leave.
func (s *sending) turn(ctx context.Context) error {
	if s.place != nil {
		return s.pace.keep(ctx, s.cut, s.r.stop, *s.place)
	}
	return s.pace.turn(ctx, s.cut, s.r.stop)
}

// takeTurn tells the state that a target's turn has come; the error says why its request must not leave after all.
func (s *sending) takeTurn(ctx context.Context, i int) error {
	var why error
	if err := s.r.on(ctx, func(l *loop) { why = l.s.takeTurn(s.j, i) }); err != nil {
		return err
	}
	return why
}

// takeTurn looks at a target once more: how it is now is how it was before the command.
func (s *state) takeTurn(j *job, i int) error {
	t := &j.targets[i]
	switch {
	case t.overtaken:
		return video.ErrSuperseded
	case t.contested, j.undoes != nil && s.changedSince(j.undoes, t.Member):
		return video.ErrConflict
	}
	t.turn, t.touched = true, false
	if e := s.seats[t.Member]; e != nil {
		t.before = s.share(e)
	}
	if t.Member == "" {
		s.look(j)
	}
	return nil
}

// look notes how the room is before a command.
func (s *state) look(j *job) {
	j.room, j.layers, j.told = s.room, s.layout.Layers, false
	if p := s.Playback(j.cmd.Object); p != nil {
		j.playback = *p
	}
	if j.starts = j.row.Starts != video.OnRoom; j.starts {
		j.known = s.existing(j.row)
	}
}
