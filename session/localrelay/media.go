package localrelay

import (
	"slices"
	"time"
)

// States of recordings, playbacks and streams (PROTOCOL.md section 11.4).
const (
	stateRecording = "recording"
	statePlaying   = "playing"
	stateStreaming = "streaming"
	statePaused    = "paused"
	stateCompleted = "completed"
)

// maxMedia is how many of each kind may run in one room; the limit of the service is not known.
const maxMedia = 64

// recordingEntity is a recording as it travels; times are Unix seconds, the duration is in seconds without pauses.
type recordingEntity struct {
	ID        string   `json:"id"`
	State     string   `json:"state"`
	StartedAt float64  `json:"started_at"`
	EndedAt   *float64 `json:"ended_at"`
	Duration  *float64 `json:"duration"`
}

// recording is a recording in progress.
type recording struct {
	entity recordingEntity
	ran    time.Duration // before since
	since  time.Time     // zero while paused
}

func (m *recording) active() bool {
	return m.entity.State == stateRecording || m.entity.State == statePaused
}

// pause stops the clock; resume starts it again.
func (m *recording) pause(now time.Time) {
	if m.entity.State == stateRecording {
		m.ran += now.Sub(m.since)
		m.entity.State = statePaused
	}
}

func (m *recording) resume(now time.Time) {
	if m.entity.State == statePaused {
		m.since, m.entity.State = now, stateRecording
	}
}

func (m *recording) stop(now time.Time, state string) {
	m.pause(now)
	m.entity.State = state
	ended, duration := unixSeconds(now), m.ran.Seconds()
	m.entity.EndedAt, m.entity.Duration = &ended, &duration
}

// playbackEntity is a playback as it travels; position is in milliseconds, volume from -50 to 50.
type playbackEntity struct {
	ID        string   `json:"id"`
	State     string   `json:"state"`
	URL       string   `json:"url"`
	Volume    float64  `json:"volume"`
	Position  int64    `json:"position"`
	Seekable  bool     `json:"seekable"`
	StartedAt float64  `json:"started_at"`
	EndedAt   *float64 `json:"ended_at"`
}

// playback is a file that is being played. Nothing is fetched: it has the length of Options.PlaybackLength.
type playback struct {
	entity   playbackEntity
	length   time.Duration
	at       time.Duration // position at since
	since    time.Time
	position string    // asked for as "self"; "" when not
	reported time.Time // last playback.updated about the position
}

func (b *playback) active() bool {
	return b.entity.State == statePlaying || b.entity.State == statePaused
}

// offset is how far the file has been played, at most its length.
func (b *playback) offset(now time.Time) time.Duration {
	if b.entity.State != statePlaying {
		return b.at
	}
	return min(b.at+now.Sub(b.since), b.length)
}

// seek moves to an offset, clamped to the file.
func (b *playback) seek(now time.Time, to time.Duration) {
	b.at, b.since = min(max(to, 0), b.length), now
}

// seen returns the entity with the present position.
func (b *playback) seen(now time.Time) playbackEntity {
	e := b.entity
	e.Position = b.offset(now).Milliseconds()
	return e
}

// streamEntity is a stream as it travels; times are Unix seconds.
type streamEntity struct {
	ID        string   `json:"id"`
	State     string   `json:"state"`
	URL       string   `json:"url"`
	StartedAt float64  `json:"started_at"`
	EndedAt   *float64 `json:"ended_at"`
	Duration  *float64 `json:"duration"`
}

type stream struct {
	entity streamEntity
	since  time.Time
}

func (s *stream) active() bool { return s.entity.State == stateStreaming }

func (s *stream) stop(now time.Time, state string) {
	ended, duration := unixSeconds(now), now.Sub(s.since).Seconds()
	s.entity.State, s.entity.EndedAt, s.entity.Duration = state, &ended, &duration
}

func activeRecordings(list []*recording) []recordingEntity {
	entities := []recordingEntity{} // [] and not null on the wire
	for _, m := range list {
		entities = append(entities, m.entity)
	}
	return entities
}

func activePlaybacks(list []*playback, now time.Time) []playbackEntity {
	entities := []playbackEntity{} // [] and not null on the wire
	for _, b := range list {
		entities = append(entities, b.seen(now))
	}
	return entities
}

func activeStreams(list []*stream) []streamEntity {
	entities := []streamEntity{} // [] and not null on the wire
	for _, s := range list {
		entities = append(entities, s.entity)
	}
	return entities
}

// mediaEvent sends an event about a recording, playback or stream: the full entity under the name of its kind.
func (r *room) mediaEvent(kind, what string, entity any) {
	r.emit("video."+kind+"."+what, map[string]any{
		"room_id": r.entity.RoomID, "room_session_id": r.entity.ID, kind: entity,
	})
}

// endMedia ends everything that runs.
func (r *room) endMedia(now time.Time) {
	for _, m := range r.recordings {
		m.stop(now, stateCompleted)
		r.mediaEvent("recording", "ended", m.entity)
	}
	for _, b := range slices.Clone(r.playbacks) {
		r.endPlayback(b, now, stateCompleted)
	}
	for _, s := range r.streams {
		s.stop(now, stateCompleted)
		r.mediaEvent("stream", "ended", s.entity)
	}
	r.recordings, r.streams = nil, nil
}

// stepPlaybacks ends the files that are over and reports positions. It returns the wait until the next such moment.
func (r *room) stepPlaybacks(now time.Time) time.Duration {
	var next time.Duration
	for _, b := range slices.Clone(r.playbacks) {
		if b.entity.State != statePlaying {
			continue
		}
		left := b.length - b.offset(now)
		if left <= 0 {
			r.endPlayback(b, now, stateCompleted)
			continue
		}
		next = earlier(next, left)
		every := r.server.options.PlaybackUpdates
		if every <= 0 {
			continue
		}
		if now.Sub(b.reported) >= every {
			b.reported = now
			r.mediaEvent("playback", "updated", b.seen(now))
		}
		next = earlier(next, every-now.Sub(b.reported))
	}
	return next
}

// endPlayback ends a playback in a state; its place becomes free. A layout that it brought along stays: the service
// does not put the old one back (PROTOCOL.md section 9.2).
func (r *room) endPlayback(b *playback, now time.Time, state string) {
	b.at = b.offset(now)
	b.entity.State, b.entity.Position = state, b.at.Milliseconds()
	ended := unixSeconds(now)
	b.entity.EndedAt = &ended
	r.playbacks = slices.DeleteFunc(r.playbacks, func(other *playback) bool { return other == b })
	r.mediaEvent("playback", "ended", b.entity)
	r.dirtyLayout = true
}

// endRecording ends a recording in a state.
func (r *room) endRecording(m *recording, state string) {
	m.stop(r.now(), state)
	r.recordings = slices.DeleteFunc(r.recordings, func(other *recording) bool { return other == m })
	r.mediaEvent("recording", "ended", m.entity)
	if len(r.recordings) == 0 {
		r.changeRoom("recording")
	}
}

// endStream ends the i-th stream in a state.
func (r *room) endStream(i int, state string) {
	s := r.streams[i]
	s.stop(r.now(), state)
	r.streams = slices.Delete(r.streams, i, i+1)
	r.mediaEvent("stream", "ended", s.entity)
	if len(r.streams) == 0 {
		r.changeRoom("streaming")
	}
}
