package localrelay

import (
	"fmt"
	"slices"
	"time"
)

// SetMediaState sets the state of a recording, playback or stream by its kind and id. With ended, it ends in that
// state, such as failed; otherwise it continues, in any state. No event reports another state of a running stream,
// only the lists do. It returns ErrNoRoom, and an error if nothing of that kind and id is running.
func (s *Server) SetMediaState(roomSessionID, kind, id, state string, ended bool) error {
	return s.inRoom(roomSessionID, func(r *room) error {
		switch kind {
		case "recording":
			for _, m := range r.recordings {
				if m.entity.ID == id {
					r.setRecordingState(m, state, ended)
					return nil
				}
			}
		case "playback":
			for _, b := range r.playbacks {
				if b.entity.ID == id {
					r.setPlaybackState(b, state, ended)
					return nil
				}
			}
		case "stream":
			if i := slices.IndexFunc(r.streams, func(m *stream) bool { return m.entity.ID == id }); i >= 0 {
				r.setStreamState(i, state, ended)
				return nil
			}
		}
		return fmt.Errorf("relay: no %s %s is running", kind, id)
	})
}

func (r *room) setRecordingState(m *recording, state string, ended bool) {
	if ended {
		r.endRecording(m, state)
		return
	}
	m.entity.State = state
	r.mediaEvent("recording", "updated", m.entity)
	r.changeRoom("recording")
}

func (r *room) setPlaybackState(b *playback, state string, ended bool) {
	if ended {
		r.endPlayback(b, r.now(), state)
		return
	}
	b.seek(r.now(), b.offset(r.now()))
	b.entity.State = state
	r.mediaEvent("playback", "updated", b.seen(r.now()))
	poke(r.wake)
}

func (r *room) setStreamState(i int, state string, ended bool) {
	if ended {
		r.endStream(i, state)
		return
	}
	r.streams[i].entity.State = state
	r.changeRoom("streaming")
}

// SetPlaybackLength sets the length of the file of a playback. It returns ErrNoRoom, and an error if the playback is
// not running.
func (s *Server) SetPlaybackLength(roomSessionID, id string, length time.Duration) error {
	return s.inRoom(roomSessionID, func(r *room) error {
		for _, b := range r.playbacks {
			if b.entity.ID == id {
				b.length = length
				poke(r.wake)
				return nil
			}
		}
		return fmt.Errorf("relay: no playback %s is running", id)
	})
}
