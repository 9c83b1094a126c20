package session

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// onSubscribed takes the full state that follows a subscription. Source: protocol.md section 10.1.
func (s *state) onSubscribed(p node, at time.Time) error {
	v := p.Get("room_session")
	if v == nil {
		v = p.Get("room")
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
	if !members.isArray() {
		return nil // not the full state: it is asked for
	}
	s.readMembers(array(members), at, s.asked)
	s.subscribed = true
	if s.emit != nil {
		s.tell(Event{Type: RoomSubscribed.name, At: at, Room: s.roomCopy(), Members: s.shareAll()})
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
func (s *state) shareAll() []*Member {
	s.compact()
	for _, e := range s.seats {
		e.seq = 0
	}
	return slices.Clone(s.order)
}

// away counts what a reading of the whole room found different from what was known.
type away struct {
	joined, left, changed int

	told    map[MemberID][]*jobTarget // commands whose outcome the reading may show
	since   time.Time                 // when the reading was asked for
	trust   bool                      // believe the list whatever events said
	inDoubt bool
}

// maxDoubts is how many lists in a row may contradict events; the next one is believed.
const maxDoubts = 3

// contradicts reports whether an event at that time is newer than the list, and notes the doubt.
func (d *away) contradicts(event time.Time) bool {
	if d.trust || !event.After(d.since) {
		return false
	}
	d.inDoubt = true
	return true
}

// readMembers makes the members equal to a whole list: who is missing has left, who is new has joined. What happened to
// whom while nobody listened cannot be known, so that the log gets one line and not one for each.
//
// Events that came while the list was on its way are as new as the list. Where they contradict it the member is in doubt:
// the event stands, and the list is read again, until that has been of no use a few times.
func (s *state) readMembers(list []node, at, asked time.Time) {
	diff := away{told: s.doubted(), since: asked, trust: s.doubts >= maxDoubts}
	logged := s.full
	s.full = false // mute note for the single changes
	seen := make(map[MemberID]struct{}, len(list))
	for _, v := range list {
		id := MemberID(idOf(v, "id"))
		if id == "" {
			s.stats.Bad++
			continue
		}
		if len(seen) >= maxMembers {
			continue
		}
		seen[id] = struct{}{}
		s.readMember(id, v, at, &diff)
	}
	s.unshown = max(0, len(list)-maxMembers)
	for _, m := range slices.Clone(s.order) {
		if m == nil {
			continue
		}
		if _, here := seen[m.ID]; here {
			continue
		}
		if m.JoinSeen && diff.contradicts(m.JoinedAt) {
			continue
		}
		s.noteLeft(s.stand(s.seats[m.ID], at), at)
		diff.left++
	}
	s.full = true
	s.stale, s.reread = false, false
	s.contradicted(diff.inDoubt)
	s.stats.Resyncs++
	s.readAt[partMembers] = asked
	s.freshAt = at
	if text := diff.text(); logged && text != "" {
		s.note(Entry{At: at, Kind: EntryLink, Text: text})
	}
	s.drifted = diff.joined + diff.left + diff.changed
	s.settleAll(at)
	s.dirty = true
}

// contradicted has the members read again when a list contradicted newer events.
func (s *state) contradicted(inDoubt bool) {
	if !inDoubt {
		s.doubts = 0
		return
	}
	s.doubts++
	s.reread = true
}

// readMember takes over one member of a whole list. Lists do not tell who talks: after a gap nobody does until heard.
func (s *state) readMember(id MemberID, v node, at time.Time, diff *away) {
	e := s.seats[id]
	if e == nil {
		if left, ok := s.tombs[id]; ok && diff.contradicts(left) {
			return
		}
		s.join(id, v, at)
		diff.joined++
		return
	}
	if e.at.After(diff.since) && !diff.trust && tellsOtherwise(e.m, v) {
		diff.inDoubt = true
		return
	}
	for _, t := range diff.told[id] {
		if !diff.since.Before(t.doubtAt) {
			t.told |= presentIn(v)
		}
	}
	if s.updateSeat(e, v, at)&^(fieldTalking|fieldOdd|fieldOther) != 0 {
		diff.changed++
	}
	if s.stale && e.m.Talking && v.Get("talking") == nil {
		s.count(e.m, -1)
		endTalk(s.own(e), at)
		s.count(e.m, 1)
	}
}

// text is "2 joined, 1 left, 3 changed while away", or "".
func (d away) text() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{d.joined, "joined"}, {d.left, "left"}, {d.changed, "changed"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	if parts == nil {
		return ""
	}
	return "read the room again: " + strings.Join(parts, ", ") + " meanwhile"
}

// readRecordings makes the recordings equal to the list of active ones: who is missing has ended.
// One that began after the list was asked for need not be in it.
func (s *state) readRecordings(list []node, at, asked time.Time) {
	seen := map[string]bool{}
	for _, v := range list {
		if id := idOf(v, "id"); id != "" {
			seen[id] = true
			s.recording(v, id, StateRecording, at)
		}
	}
	for _, r := range s.recordings {
		if !seen[r.ID] && r.State != StateCompleted && !r.SeenAt.After(asked) {
			over := *r
			over.State = StateCompleted
			s.recordings = put(s.recordings, &over, func(o *Recording) bool { return o.ID == over.ID })
			s.note(Entry{At: at, Kind: EntryRecording, Text: "a recording ended while nobody listened"})
		}
	}
	s.recsKnown = true
	s.readAt[partRecordings] = asked
	s.flagRecording()
	s.dirty = true
}

func (s *state) readPlaybacks(list []node, at, asked time.Time) {
	s.readAt[partPlaybacks] = asked
	seen := map[string]bool{}
	for _, v := range list {
		if id := idOf(v, "id"); id != "" {
			seen[id] = true
			s.playback(v, id, StatePlaying, at)
		}
	}
	for _, p := range s.playbacks {
		if !seen[p.ID] && p.State != StateCompleted && !p.SeenAt.After(asked) {
			over := *p
			over.State = StateCompleted
			s.playbacks = put(s.playbacks, &over, func(o *Playback) bool { return o.ID == over.ID })
		}
	}
	s.dirty = true
}

func (s *state) readStreams(list []node, at, asked time.Time) {
	s.readAt[partStreams] = asked
	seen := map[string]bool{}
	for _, v := range list {
		if id := idOf(v, "id"); id != "" {
			seen[id] = true
			s.stream(v, id, StateStreaming, at)
		}
	}
	for _, t := range s.streams {
		if !seen[t.ID] && t.State != StateCompleted && !t.SeenAt.After(asked) {
			over := *t
			over.State = StateCompleted
			s.streams = put(s.streams, &over, func(o *Stream) bool { return o.ID == over.ID })
		}
	}
	s.room.Streaming = FlagOf(slices.ContainsFunc(s.streams, func(t *Stream) bool { return t.State != StateCompleted }))
	s.dirty = true
}

// lost marks everything as of the past: the connection is gone.
func (s *state) lost() {
	s.readAt = [partCount]time.Time{}
	s.stale = s.full
	s.subscribed = false
	s.recsKnown = false
	s.layout.Stale = true
	s.room.Recording = Unknown
	s.dirty = true
}
