package session

import (
	"slices"
	"time"

	"gavel/session/video"
)

// onSubscribed takes the full state that follows a subscription. Source: PROTOCOL.md section 10.1.
func (s *state) onSubscribed(p inner, at time.Time) error {
	v := p.session()
	if v == nil {
		v = p.room()
	}
	if !v.isObject() {
		return errMalformed
	}
	before := s.room
	s.mergeRooms(p)
	s.noteRoom(before, at)
	s.readMedia(v, at)
	s.roomRead(v, s.asked)
	members := v.Get("members")
	if !members.isArray() && s.list.no == 0 {
		return nil // not the full state: it is asked for
	}
	if err := s.readList(members, s.list, at, s.asked); err != nil {
		return err
	}
	s.subscribed = true
	if s.emit != nil {
		s.tell(video.Event{Type: video.RoomSubscribed.Name(), At: at, Room: s.roomCopy(), Members: s.shareAll()})
	}
	return nil
}

// roomRead notes which properties of the room a reading told, by which unknown outcomes may be judged.
func (s *state) roomRead(v node, asked time.Time) {
	for _, p := range roomParts {
		if v.Get(p.name) != nil {
			s.readAt[p.part] = asked
		}
	}
}

// readMedia takes over the lists of active media where they are given.
func (s *state) readMedia(v node, at time.Time) {
	if list := v.Get("recordings"); list.isArray() {
		s.readRecordings(array(list), at, s.asked)
	}
	if list := v.Get("playbacks"); list.isArray() {
		s.readPlaybacks(array(list), at, s.asked)
	}
	if list := v.Get("streams"); list.isArray() {
		s.readStreams(array(list), at, s.asked)
	}
}

// shareAll returns all members as they are now, for good.
func (s *state) shareAll() []*video.Member {
	s.compact()
	for _, e := range s.seats {
		e.seq = 0
	}
	return slices.Clone(s.order)
}

// readRecordings makes the recordings equal to the list of active ones: who is missing has ended.
// One that began after the list was asked for need not be in it.
func (s *state) readRecordings(list []node, at, asked time.Time) {
	seen := map[string]bool{}
	for _, v := range list {
		if id := idOf(v, "id"); id != "" {
			seen[id] = true
			s.recording(v, id, video.StateRecording, at)
		}
	}
	for _, r := range s.recordings {
		if !seen[r.ID] && r.State != video.StateCompleted && !r.SeenAt.After(asked) {
			over := *r
			over.State = video.StateCompleted
			s.recordings = put(s.recordings, &over, func(o *video.Recording) bool { return o.ID == over.ID })
			s.note(video.Entry{At: at, Kind: video.EntryRecording, Text: "a recording ended while nobody listened"})
		}
	}
	s.recsKnown = true
	s.readAt[video.PartRecordings] = asked
	s.flagRecording()
	s.dirty = true
}

func (s *state) readPlaybacks(list []node, at, asked time.Time) {
	s.readAt[video.PartPlaybacks] = asked
	seen := map[string]bool{}
	for _, v := range list {
		if id := idOf(v, "id"); id != "" {
			seen[id] = true
			s.playback(v, id, video.StatePlaying, at)
		}
	}
	for _, p := range s.playbacks {
		if !seen[p.ID] && p.State != video.StateCompleted && !p.SeenAt.After(asked) {
			over := *p
			over.State = video.StateCompleted
			s.playbacks = put(s.playbacks, &over, func(o *video.Playback) bool { return o.ID == over.ID })
		}
	}
	s.dirty = true
}

func (s *state) readStreams(list []node, at, asked time.Time) {
	s.readAt[video.PartStreams] = asked
	seen := map[string]bool{}
	for _, v := range list {
		if id := idOf(v, "id"); id != "" {
			seen[id] = true
			s.stream(v, id, video.StateStreaming, at)
		}
	}
	for _, t := range s.streams {
		if !seen[t.ID] && t.State != video.StateCompleted && !t.SeenAt.After(asked) {
			over := *t
			over.State = video.StateCompleted
			s.streams = put(s.streams, &over, func(o *video.Stream) bool { return o.ID == over.ID })
		}
	}
	s.room.Streaming = video.FlagOf(slices.ContainsFunc(s.streams, func(t *video.Stream) bool { return t.State != video.StateCompleted }))
	s.dirty = true
}

// lost marks everything as of the past: the connection is gone.
func (s *state) lost() {
	s.readAt = [video.PartCount]time.Time{}
	s.stale = s.full
	s.subscribed = false
	s.recsKnown = false
	s.layout.Stale = true
	s.room.Recording = video.Unknown
	s.dirty = true
}
