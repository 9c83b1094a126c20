package session

import (
	"errors"
	"slices"
	"time"

	"gavel/session/video"
)

// errMalformed: an event lacks what makes it usable.
var errMalformed = errors.New("malformed event")

// apply changes the state by one event of this room. Events are absolute, so that applying one twice, or late, does no harm:
// a join of somebody present is an update, a leave of somebody absent is nothing. Source: PROTOCOL.md section 10.
func (s *state) apply(eventType string, p inner, at time.Time) error {
	reduce, known := reducers[eventType]
	if !known {
		s.stats.Ignored++
		return nil
	}
	if s.room.Ended || !p.of(s.room.ID) {
		s.stats.Ignored++ // nothing may follow room.ended
		return nil
	}
	if err := reduce(s, p, at); err != nil {
		s.stats.Bad++
		s.reread = true
		return err
	}
	s.stats.Events++
	s.dirty = true
	return nil
}

// reducers has one function for each event type of the wire.
var reducers = map[string]func(*state, inner, time.Time) error{
	"video.room.started":        (*state).onRoomStarted,
	"video.room.updated":        (*state).onRoomUpdated,
	"video.room.ended":          (*state).onRoomEnded,
	"video.room.subscribed":     (*state).onSubscribed,
	"video.room.audience_count": (*state).onAudience,
	"video.room.audienceCount":  (*state).onAudience,
	"video.layout.changed":      (*state).onLayout,
	"video.member.joined":       (*state).onJoined,
	"video.member.left":         (*state).onLeft,
	"video.member.updated":      (*state).onMemberUpdated,
	"video.member.talking":      (*state).onTalking,
	"video.recording.started":   (*state).onRecordingStarted,
	"video.recording.updated":   (*state).onRecordingUpdated,
	"video.recording.ended":     (*state).onRecordingEnded,
	"video.playback.started":    (*state).onPlaybackStarted,
	"video.playback.updated":    (*state).onPlaybackUpdated,
	"video.playback.ended":      (*state).onPlaybackEnded,
	"video.stream.started":      (*state).onStreamStarted,
	"video.stream.ended":        (*state).onStreamEnded,
}

// tell hands an event to the listeners, with the params as they came.
func (s *state) tell(e video.Event) {
	if s.emit == nil {
		return
	}
	e.RoomSessionID = s.room.ID
	if !e.Derived && s.raw != nil {
		e.Raw = s.raw()
	}
	s.emit(e)
}

func (s *state) roomCopy() *video.Room {
	r := s.room
	return &r
}

func (s *state) onRoomStarted(p inner, at time.Time) error {
	s.mergeRooms(p)
	s.tell(video.Event{Type: video.RoomStarted.Name(), At: at, Room: s.roomCopy()})
	return nil
}

// mergeRooms takes over both forms in which events describe the room, the older one first.
func (s *state) mergeRooms(p inner) []string {
	id := s.room.ID
	defer func() { s.room.ID = id }() // the old form's id may be the room's and not the session's
	changed := mergeRoom(&s.room, p.room())
	for _, name := range mergeRoom(&s.room, p.session()) {
		if !slices.Contains(changed, name) {
			changed = append(changed, name)
		}
	}
	s.doubtRecording()
	return changed
}

// doubtRecording keeps Room.Recording unknown until the recordings were read on this connection: "not recording" is said
// only when it is so.
func (s *state) doubtRecording() {
	if !s.recsKnown && s.room.Recording == video.No {
		s.room.Recording = video.Unknown
	}
}

func (s *state) onRoomUpdated(p inner, at time.Time) error {
	if p.room() == nil && p.session() == nil {
		return errMalformed
	}
	before := s.room
	changed := s.mergeRooms(p)
	s.noteRoom(before, at)
	updated := stringsOf(p.session().Get("updated"))
	if updated == nil {
		updated = stringsOf(p.room().Get("updated"))
	}
	if updated == nil {
		updated = changed
	}
	s.settleRoom(at)
	s.tell(video.Event{Type: video.RoomUpdated.Name(), At: at, Room: s.roomCopy(), Updated: camelAll(updated)})
	return nil
}

func (s *state) onRoomEnded(p inner, at time.Time) error {
	s.mergeRooms(p)
	s.end(at)
	s.tell(video.Event{Type: video.RoomEnded.Name(), At: at, Room: s.roomCopy()})
	return nil
}

// end marks the session as over. The members stay, as the last that was known.
func (s *state) end(at time.Time) {
	if s.room.Ended {
		return
	}
	s.room.Ended = true
	s.dirty = true
	s.note(video.Entry{At: at, Kind: video.EntryWarning, Text: "the room has ended"})
	s.settleAll(at)
	for _, j := range slices.Clone(s.jobs) {
		if j.counts[video.OutcomePending] == 0 && j.counts[video.OutcomeUnknown] > 0 {
			s.giveUp(j, video.ReasonEnded)
			s.ending = append(s.ending, j)
		}
	}
}

// succeed notes that the room has a new session, and that what the old one left open will never be known.
func (s *state) succeed(next video.Room, at time.Time) {
	if !s.room.Ended || s.successor != nil || next.ID == s.room.ID || next.ID == "" || !s.room.SameRoom(next) {
		return
	}
	s.successor = &next
	s.note(video.Entry{At: at, Kind: video.EntryWarning, Text: "a new session of this room has begun"})
	for _, j := range s.ending {
		j.entry.Unsettled = "room has a new session"
		s.toLog = appendOnce(s.toLog, j)
	}
	s.ending = nil
}

func (s *state) onAudience(p inner, at time.Time) error {
	total := p.Get("total")
	if total == nil {
		return errMalformed
	}
	setAudience(&s.room, total)
	s.tell(video.Event{Type: video.RoomAudienceCount.Name(), At: at, Audience: s.room.Audience})
	return nil
}

func (s *state) onLayout(p inner, at time.Time) error {
	v := p.Get("layout")
	if !v.isObject() {
		return errMalformed
	}
	before := s.layout
	s.layout = decodeLayout(v, before.Layers)
	s.readAt[video.PartPositions] = at
	if s.layout.Name != "" && s.layout.Name != s.room.LayoutName {
		old := s.room
		s.room.LayoutName = s.layout.Name
		s.noteRoom(old, at)
	}
	s.place(before.Layers)
	s.settleRoom(at)
	s.settleLayout(at)
	if s.emit != nil {
		l := s.layout
		s.tell(video.Event{Type: video.LayoutChanged.Name(), At: at, Layout: &l})
	}
	return nil
}

// place keeps CurrentPosition of those whose slot changed. Who was on the canvas and is no more is off it; nobody else is
// touched, so that the cost follows the slots and not the members.
func (s *state) place(before []video.Layer) {
	s.layoutNo++
	for _, l := range s.layout.Layers {
		if e := s.seats[l.MemberID]; e != nil {
			e.put = s.layoutNo
			s.setCurrent(e, l.Position)
		}
	}
	for _, l := range before {
		if e := s.seats[l.MemberID]; e != nil && e.put != s.layoutNo {
			s.setCurrent(e, video.PositionOffCanvas)
		}
	}
}

// setCurrent stores where a member is.
func (s *state) setCurrent(e *seat, p video.Position) {
	if e.m.CurrentPosition != p {
		s.own(e).CurrentPosition = p
	}
}
