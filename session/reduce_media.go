package session

import (
	"slices"
	"time"
)

// maxMedia bounds how many recordings, playbacks and streams of one session are kept, each.
const maxMedia = 200

// put replaces the element with the same id, or appends; the list of older snapshots stays as it was.
func put[T any](list []*T, fresh *T, same func(*T) bool) []*T {
	out := slices.Clone(list)
	if i := slices.IndexFunc(out, same); i >= 0 {
		out[i] = fresh
		return out
	}
	if len(out) >= maxMedia {
		out = out[1:]
	}
	return append(out, fresh)
}

// entity returns the object under key and its id.
func entity(p inner, key string) (node, string, error) {
	v := p.Get(key)
	id := idOf(v, "id")
	if id == "" {
		return v, "", errMalformed
	}
	return v, id, nil
}

// recording takes over what v says of the recording and returns how it was before, or nil. state is what the event implies:
// ended means completed, whatever the entity says.
func (s *state) recording(v node, id, state string, at time.Time) (now, before *Recording) {
	before = s.recordingOf(id)
	fresh := Recording{ID: id, SeenAt: at}
	if before != nil {
		fresh = *before
	}
	mergeRecording(&fresh, v)
	if state == StateCompleted || fresh.State == "" {
		fresh.State = state
	}
	if before != nil && before.State != fresh.State && !s.wantedOnObject(id) {
		s.ruin(id, ActRecordingPause, ActRecordingResume)
	}
	s.recordings = put(s.recordings, &fresh, func(r *Recording) bool { return r.ID == id })
	s.flagRecording()
	return &fresh, before
}

// flagRecording keeps Room.Recording equal to the list, once the list is known.
func (s *state) flagRecording() {
	active := slices.ContainsFunc(s.recordings, func(r *Recording) bool { return r.State != StateCompleted })
	if active || s.recsKnown {
		s.room.Recording = FlagOf(active)
	}
}

func (s *state) recordingEvent(p inner, kind Kind[RecordingEvent], assumed string, at time.Time) error {
	v, id, err := entity(p, "recording")
	if err != nil {
		return err
	}
	if r := s.recordingOf(id); r != nil && r.State == StateCompleted {
		assumed = StateCompleted // a late event does not start it again
	}
	now, before := s.recording(v, id, assumed, at)
	s.noteRecording(now, before, at)
	s.settleObject(id, at)
	s.tell(Event{Type: kind.name, At: at, Recording: now})
	return nil
}

func (s *state) onRecordingStarted(p inner, at time.Time) error {
	return s.recordingEvent(p, RecordingStarted, StateRecording, at)
}

func (s *state) onRecordingUpdated(p inner, at time.Time) error {
	return s.recordingEvent(p, RecordingUpdated, StateRecording, at)
}

func (s *state) onRecordingEnded(p inner, at time.Time) error {
	return s.recordingEvent(p, RecordingEnded, StateCompleted, at)
}

func (s *state) playback(v node, id, state string, at time.Time) (now, before *Playback) {
	before = s.playbackOf(id)
	fresh := Playback{ID: id}
	if before != nil {
		fresh = *before
	}
	fresh.SeenAt = at
	mergePlayback(&fresh, v)
	if state == StateCompleted || fresh.State == "" {
		fresh.State = state
	}
	if before != nil && before.State != fresh.State && !s.wantedOnObject(id) {
		s.ruin(id, ActPlaybackPause, ActPlaybackResume)
	}
	s.playbacks = put(s.playbacks, &fresh, func(p *Playback) bool { return p.ID == id })
	return &fresh, before
}

func (s *state) playbackEvent(p inner, kind Kind[PlaybackEvent], assumed string, at time.Time) error {
	v, id, err := entity(p, "playback")
	if err != nil {
		return err
	}
	if b := s.playbackOf(id); b != nil && b.State == StateCompleted {
		assumed = StateCompleted
	}
	now, before := s.playback(v, id, assumed, at)
	s.notePlayback(now, before, at)
	s.settleObject(id, at)
	s.tell(Event{Type: kind.name, At: at, Playback: now})
	return nil
}

func (s *state) onPlaybackStarted(p inner, at time.Time) error {
	return s.playbackEvent(p, PlaybackStarted, StatePlaying, at)
}

func (s *state) onPlaybackUpdated(p inner, at time.Time) error {
	return s.playbackEvent(p, PlaybackUpdated, StatePlaying, at)
}

func (s *state) onPlaybackEnded(p inner, at time.Time) error {
	return s.playbackEvent(p, PlaybackEnded, StateCompleted, at)
}

func (s *state) stream(v node, id, state string, at time.Time) (now, before *Stream) {
	before = s.streamOf(id)
	fresh := Stream{ID: id, SeenAt: at}
	if before != nil {
		fresh = *before
	}
	mergeStream(&fresh, v)
	if state == StateCompleted || fresh.State == "" {
		fresh.State = state
	}
	s.streams = put(s.streams, &fresh, func(t *Stream) bool { return t.ID == id })
	return &fresh, before
}

func (s *state) streamEvent(p inner, kind Kind[StreamEvent], assumed string, at time.Time) error {
	v, id, err := entity(p, "stream")
	if err != nil {
		return err
	}
	if t := s.streamOf(id); t != nil && t.State == StateCompleted {
		assumed = StateCompleted
	}
	now, before := s.stream(v, id, assumed, at)
	s.room.Streaming = FlagOf(slices.ContainsFunc(s.streams, func(t *Stream) bool { return t.State != StateCompleted }))
	s.noteStream(now, before, at)
	s.settleObject(id, at)
	s.tell(Event{Type: kind.name, At: at, Stream: now})
	return nil
}

func (s *state) onStreamStarted(p inner, at time.Time) error {
	return s.streamEvent(p, StreamStarted, StateStreaming, at)
}

func (s *state) onStreamEnded(p inner, at time.Time) error {
	return s.streamEvent(p, StreamEnded, StateCompleted, at)
}
