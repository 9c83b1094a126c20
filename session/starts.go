package session

import (
	"encoding/json"
	"slices"
	"time"

	"gavel/session/video"
)

// starts is the kind of object that the command starts; OnRoom for none.
func starts(c video.Command) video.Target {
	row, _ := c.Action.Info()
	return row.Starts
}

// existing returns the ids of what there is of a kind: never nil, unless the list has not been read on this connection; then
// what is new cannot be told from what is old.
func (s *state) existing(row *video.ActionInfo) []string {
	if s.readAt[row.ShownIn()].IsZero() {
		return nil
	}
	ids := []string{}
	switch row.Starts {
	case video.OnRecording:
		for _, r := range s.recordings {
			ids = append(ids, r.ID)
		}
	case video.OnPlayback:
		for _, p := range s.playbacks {
			ids = append(ids, p.ID)
		}
	case video.OnStream:
		for _, t := range s.streams {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// exists reports whether a recording, playback or stream with the id was told by an event or a reading.
func (s *state) exists(id string) bool {
	return id != "" && (s.Recording(id) != nil || s.Playback(id) != nil || s.Stream(id) != nil)
}

// shown reports whether what the job started was told. Its id is in the answer, or else it is the only new one.
func (s *state) shown(j *job) bool {
	if j.starts && j.created == "" {
		return s.started(j) == video.Holds
	}
	return s.exists(j.created)
}

// started judges a starting method that has no answer with an id: exactly one new object for each such command is the effect,
// and no new one is none. What other commands have started does not count.
func (s *state) started(j *job) video.Verdict {
	if j.known == nil {
		return video.CannotTell
	}
	ids := s.existing(j.row)
	rivals := 1
	for _, other := range s.jobs {
		if other != j && other.cmd.Action == j.cmd.Action && other.created == "" {
			rivals++
		}
	}
	fresh := slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(j.known, id) || s.ours(id) })
	switch {
	case len(fresh) == 0:
		return video.Missing
	case len(fresh) == rivals:
		j.created = fresh[0]
		s.claim(fresh[0])
		return video.Holds
	}
	return video.CannotTell
}

// ours reports whether the object was started by a command of this session.
func (s *state) ours(id string) bool {
	if r := s.Recording(id); r != nil {
		return r.Mine
	}
	if p := s.Playback(id); p != nil {
		return p.Mine
	}
	t := s.Stream(id)
	return t != nil && t.Mine
}

// creation takes over what a starting method returned, and remembers it as ours.
func (s *state) creation(j *job, value json.RawMessage, now time.Time) {
	if !j.starts {
		return
	}
	v, id := parseEntity(value)
	if id == "" { // the room may tell it by the event alone
		j.told = s.started(j) == video.Holds
		return
	}
	j.created, j.told = id, s.exists(id)
	switch {
	case j.told:
	case j.row.Starts == video.OnRecording:
		s.recording(v, id, video.StateRecording, now)
	case j.row.Starts == video.OnPlayback:
		s.playback(v, id, video.StatePlaying, now)
	case j.row.Starts == video.OnStream:
		s.stream(v, id, video.StateStreaming, now)
	}
	s.claim(id)
}

// claim marks what this session started.
func (s *state) claim(id string) {
	if r := s.Recording(id); r != nil {
		mine := *r
		mine.Mine = true
		s.recordings = put(s.recordings, &mine, func(o *video.Recording) bool { return o.ID == id })
	}
	if p := s.Playback(id); p != nil {
		mine := *p
		mine.Mine = true
		s.playbacks = put(s.playbacks, &mine, func(o *video.Playback) bool { return o.ID == id })
	}
	if t := s.Stream(id); t != nil {
		mine := *t
		mine.Mine = true
		s.streams = put(s.streams, &mine, func(o *video.Stream) bool { return o.ID == id })
	}
}
