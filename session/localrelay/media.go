package localrelay

import (
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

// recordingEntity is a recording on the wire. Times are Unix seconds; the duration is in seconds without pauses.
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

// playbackEntity is a playback on the wire. The position is in milliseconds, the volume from -50 to 50.
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
	position string    // requested as "self"; "" if not requested
	reported time.Time // last playback.updated about the position
}

func (b *playback) active() bool {
	return b.entity.State == statePlaying || b.entity.State == statePaused
}

// offset returns the position in the file, at most its length.
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

// seen returns the entity with the current position.
func (b *playback) seen(now time.Time) playbackEntity {
	e := b.entity
	e.Position = b.offset(now).Milliseconds()
	return e
}

// streamEntity is a stream on the wire. Times are Unix seconds.
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
