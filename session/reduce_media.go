package session

import (
	"slices"
	"time"

	"gavel/session/video"
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
	if v == nil {
		return nil, "", errMalformed
	}
	id := idOf(v, "id")
	if id == "" {
		return nil, "", errMalformed
	}
	return v, id, nil
}

// recording takes over what v says of the recording and returns how it was before, or nil. state is what the event implies:
// ended means completed, whatever the entity says.
func (s *state) recording(v node, id, state string, at time.Time) (now, before *video.Recording) {
	before = s.Recording(id)
	fresh := video.Recording{ID: id, SeenAt: at}
	if before != nil {
		fresh = *before
	}
	mergeRecording(&fresh, v)
	if state == video.StateCompleted || fresh.State == "" {
		fresh.State = state
	}
	if before != nil && before.State != fresh.State && !s.wantedOnObject(id) {
		s.ruin(id, video.PropPaused)
	}
	s.recordings = put(s.recordings, &fresh, func(r *video.Recording) bool { return r.ID == id })
	s.flagRecording()
	return &fresh, before
}

// flagRecording keeps Room.Recording equal to the list, once the list is known.
func (s *state) flagRecording() {
	active := slices.ContainsFunc(s.recordings, func(r *video.Recording) bool { return r.State != video.StateCompleted })
	if active || s.recsKnown {
		s.room.Recording = video.FlagOf(active)
	}
}

func (s *state) recordingEvent(p inner, kind video.Kind[video.RecordingEvent], assumed string, at time.Time) error {
	v, id, err := entity(p, "recording")
	if err != nil {
		return err
	}
	if r := s.Recording(id); r != nil && r.State == video.StateCompleted {
		assumed = video.StateCompleted // a late event does not start it again
	}
	now, before := s.recording(v, id, assumed, at)
	s.noteRecording(now, before, at)
	s.settleObject(id, at)
	s.tell(video.Event{Type: kind.Name(), At: at, Recording: now})
	return nil
}

func (s *state) onRecordingStarted(p inner, at time.Time) error {
	return s.recordingEvent(p, video.RecordingStarted, video.StateRecording, at)
}

func (s *state) onRecordingUpdated(p inner, at time.Time) error {
	return s.recordingEvent(p, video.RecordingUpdated, video.StateRecording, at)
}

func (s *state) onRecordingEnded(p inner, at time.Time) error {
	return s.recordingEvent(p, video.RecordingEnded, video.StateCompleted, at)
}

func (s *state) playback(v node, id, state string, at time.Time) (now, before *video.Playback) {
	before = s.Playback(id)
	fresh := video.Playback{ID: id}
	if before != nil {
		fresh = *before
	}
	fresh.SeenAt = at
	mergePlayback(&fresh, v)
	if state == video.StateCompleted || fresh.State == "" {
		fresh.State = state
	}
	if before != nil && before.State != fresh.State && !s.wantedOnObject(id) {
		s.ruin(id, video.PropPaused)
	}
	s.playbacks = put(s.playbacks, &fresh, func(p *video.Playback) bool { return p.ID == id })
	return &fresh, before
}

func (s *state) playbackEvent(p inner, kind video.Kind[video.PlaybackEvent], assumed string, at time.Time) error {
	v, id, err := entity(p, "playback")
	if err != nil {
		return err
	}
	if b := s.Playback(id); b != nil && b.State == video.StateCompleted {
		assumed = video.StateCompleted
	}
	now, before := s.playback(v, id, assumed, at)
	s.notePlayback(now, before, at)
	s.settleObject(id, at)
	s.tell(video.Event{Type: kind.Name(), At: at, Playback: now})
	return nil
}

func (s *state) onPlaybackStarted(p inner, at time.Time) error {
	return s.playbackEvent(p, video.PlaybackStarted, video.StatePlaying, at)
}

func (s *state) onPlaybackUpdated(p inner, at time.Time) error {
	return s.playbackEvent(p, video.PlaybackUpdated, video.StatePlaying, at)
}

func (s *state) onPlaybackEnded(p inner, at time.Time) error {
	return s.playbackEvent(p, video.PlaybackEnded, video.StateCompleted, at)
}

func (s *state) stream(v node, id, state string, at time.Time) (now, before *video.Stream) {
	before = s.Stream(id)
	fresh := video.Stream{ID: id, SeenAt: at}
	if before != nil {
		fresh = *before
	}
	mergeStream(&fresh, v)
	if state == video.StateCompleted || fresh.State == "" {
		fresh.State = state
	}
	s.streams = put(s.streams, &fresh, func(t *video.Stream) bool { return t.ID == id })
	return &fresh, before
}

func (s *state) streamEvent(p inner, kind video.Kind[video.StreamEvent], assumed string, at time.Time) error {
	v, id, err := entity(p, "stream")
	if err != nil {
		return err
	}
	if t := s.Stream(id); t != nil && t.State == video.StateCompleted {
		assumed = video.StateCompleted
	}
	now, before := s.stream(v, id, assumed, at)
	s.room.Streaming = video.FlagOf(slices.ContainsFunc(s.streams, func(t *video.Stream) bool { return t.State != video.StateCompleted }))
	s.noteStream(now, before, at)
	s.settleObject(id, at)
	s.tell(video.Event{Type: kind.Name(), At: at, Stream: now})
	return nil
}

func (s *state) onStreamStarted(p inner, at time.Time) error {
	return s.streamEvent(p, video.StreamStarted, video.StateStreaming, at)
}

func (s *state) onStreamEnded(p inner, at time.Time) error {
	return s.streamEvent(p, video.StreamEnded, video.StateCompleted, at)
}
