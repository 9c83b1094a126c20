package dispatch

import (
	"slices"

	"gavel/session/video"
)

// starts returns the kind of object that the command starts; OnRoom for none.
func starts(c video.Command) video.Target {
	row, _ := c.Action.Info()
	return row.Starts
}

// existing returns the ids of the objects of the kind that an action starts. It returns nil only if the list has not
// been read on this connection; new objects then look like old ones.
func (d *Dispatcher) existing(row *video.ActionInfo) []string {
	if d.room.ReadAt(row.ShownIn()).IsZero() {
		return nil
	}
	ids := []string{}
	switch row.Starts {
	case video.OnRecording:
		for _, r := range d.room.Recordings() {
			ids = append(ids, r.ID)
		}
	case video.OnPlayback:
		for _, p := range d.room.Playbacks() {
			ids = append(ids, p.ID)
		}
	case video.OnStream:
		for _, t := range d.room.Streams() {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// exists reports whether an event or a read contained a recording, playback or stream with the id.
func (d *Dispatcher) exists(id string) bool {
	return id != "" && (d.room.Recording(id) != nil || d.room.Playback(id) != nil || d.room.Stream(id) != nil)
}

// shown reports whether the room has sent the object that the job started. Its id is in the answer, or else it is the
// only new object.
func (d *Dispatcher) shown(s *step) bool {
	if s.starts && s.created == "" {
		return d.started(s) == video.Holds
	}
	return d.exists(s.created)
}

// started decides the outcome of a starting method whose answer has no id. Exactly one new object for each such command
// is the effect, and no new object is none. Objects that other commands have started do not count.
func (d *Dispatcher) started(s *step) video.Verdict {
	if s.known == nil {
		return video.CannotTell
	}
	ids := d.existing(s.row)
	rivals := 1
	for other := range d.steps() {
		if other != s && other.cmd.Action == s.cmd.Action && other.created == "" {
			rivals++
		}
	}
	fresh := slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(s.known, id) || d.ours(id) })
	switch {
	case len(fresh) == 0:
		return video.Missing
	case len(fresh) == rivals:
		s.created = fresh[0]
		d.claim(fresh[0])
		return video.Holds
	}
	return video.CannotTell
}

// ours reports whether a command of this session started the object.
func (d *Dispatcher) ours(id string) bool {
	_, mine := d.mine[id]
	return mine
}

// creation sets the id that a starting method returned; "" if the answer has none, because the room may send it in the
// event alone. It reports whether the room has not reported the object yet.
func (d *Dispatcher) creation(s *step, id string) (unknown bool) {
	if !s.starts {
		return false
	}
	if id == "" {
		s.reported = d.started(s) == video.Holds
		return false
	}
	s.created, s.reported = id, d.exists(id)
	d.unguess(s)
	d.claim(id)
	return !s.reported
}

// guess assigns a new object to the oldest starting command without an answer. The event usually comes before the
// answer, and must not attribute the object to someone else.
func (d *Dispatcher) guess(c *video.Change) {
	for s := range d.steps() {
		if s.row.Starts == targetOf[c.Kind] && s.created == "" && s.guess == "" && s.targets[0].underWay() {
			s.guess = c.Object
			d.orders.Guesses = append(d.orders.Guesses, Guess{c.Object, true})
			return
		}
	}
}

// unguess withdraws a wrong guess, unless another command may have started the object.
func (d *Dispatcher) unguess(s *step) {
	wrong := s.guess
	s.guess = ""
	if wrong == "" || wrong == s.created || d.ours(wrong) {
		return
	}
	for other := range d.steps() {
		if other.row.Starts == s.row.Starts && other.created == "" && other != s && other.targets[0].underWay() &&
			(other.guess == "" || other.guess == s.created) {
			other.guess = wrong
			return
		}
	}
	d.orders.Guesses = append(d.orders.Guesses, Guess{wrong, false})
}

// claim remembers an object that this session started.
func (d *Dispatcher) claim(id string) {
	if d.mine == nil {
		d.mine = map[string]struct{}{}
	}
	d.mine[id] = struct{}{}
	d.orders.Mine = append(d.orders.Mine, id)
}
