package localrelay

import (
	"slices"
	"time"
)

// mediaEvent sends an event about a recording, playback or stream: the full entity under the name of its kind.
func (r *room) mediaEvent(kind, what string, entity any) {
	r.emit("video."+kind+"."+what, map[string]any{
		"room_id": r.entity.RoomID, "room_session_id": r.entity.ID, kind: entity,
	})
}

// endMedia ends all recordings, playbacks and streams.
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

// stepPlaybacks ends finished files and reports positions. It returns the wait until the next such moment.
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

// endPlayback ends a playback in a state and frees its place. A layout that it set stays: the service does not restore
// the old one (PROTOCOL.md section 9.2).
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
