package session

import (
	"time"

	"gavel/session/video"
)

// member returns the id in an event about a member and, for somebody who is here, the seat. It allocates nothing: events
// about talking come by the thousand.
func (s *state) member(p inner) (v node, id []byte, e *seat, err error) {
	v = p.member()
	if v == nil {
		return nil, nil, nil, errMalformed
	}
	if id = p.memberID().GetStringBytes(); id == nil {
		id = v.GetStringBytes("member_id")
	}
	if e = s.seats[video.MemberID(id)]; e == nil && !video.ValidID(id) {
		return nil, nil, nil, errMalformed
	}
	return v, id, e, nil
}

// stranger handles an event about somebody who is not here: a row is never made from a part of a member. Who left a moment
// ago is not raised from the dead; for anybody else the members are read again.
func (s *state) stranger(id []byte) {
	s.stats.Ignored++
	if _, left := s.tombs[video.MemberID(id)]; !left {
		s.reread = true
	}
}

func (s *state) onJoined(p inner, at time.Time) error {
	v, id, e, err := s.member(p)
	if err != nil {
		return err
	}
	if e != nil {
		s.updateSeat(e, v, at)
	} else {
		if len(s.seats) >= maxMembers {
			s.stats.Ignored++
			s.unshown++
			return nil
		}
		if _, left := s.tombs[video.MemberID(id)]; left {
			s.reread = true // back again, or the events came in the wrong order
		}
		e = s.join(video.MemberID(id), v, at)
		e.m.JoinSeen = true
		s.note(video.Entry{At: at, Kind: video.EntryJoined, Who: []video.Person{{ID: e.m.ID, Name: e.m.Name}}})
	}
	s.settleMember(e.m.ID, at)
	if s.emit != nil {
		s.tell(video.Event{Type: video.MemberJoined.Name(), At: at, Member: s.share(e)})
	}
	return nil
}

// join makes a seat from a whole member.
func (s *state) join(id video.MemberID, v node, at time.Time) *seat {
	m := &video.Member{ID: id, Type: video.TypeMember, RoomID: s.room.RoomID, RoomSessionID: s.room.ID, JoinedAt: at}
	mergeMember(m, v)
	if m.Talking {
		m.TalkStart = at
	}
	m.DeafMuted = m.Deaf // whether the microphone was off before is not known: treat it as if it was
	s.demoted = without(s.demoted, id)
	return s.sit(m)
}

func without(list []*video.Member, id video.MemberID) []*video.Member {
	for i, m := range list {
		if m.ID == id {
			out := append([]*video.Member{}, list[:i]...)
			return append(out, list[i+1:]...)
		}
	}
	return list
}

func (s *state) onLeft(p inner, at time.Time) error {
	v, id, e, err := s.member(p)
	if err != nil {
		return err
	}
	if e == nil {
		s.stats.Ignored++
		s.unshown = max(0, s.unshown-1)
		s.bury(video.MemberID(id), at) // the join may come late
		return nil
	}
	s.count(e.m, -1)
	mergeMember(s.own(e), v)
	s.count(e.m, 1)
	left := s.stand(e, at)
	s.noteLeft(left, at)
	s.settleMember(video.MemberID(id), at)
	s.tell(video.Event{Type: video.MemberLeft.Name(), At: at, Member: left})
	return nil
}

// noteLeft logs who left; who left by our own demote is kept, so that they can be promoted again.
func (s *state) noteLeft(left *video.Member, at time.Time) {
	if s.wanted(video.PropOnStage, video.No, left.ID) {
		s.keepDemoted(left)
	}
	s.note(video.Entry{At: at, Kind: video.EntryLeft, Who: []video.Person{{ID: left.ID, Name: left.Name}}})
}

func (s *state) keepDemoted(m *video.Member) {
	list := append([]*video.Member{}, without(s.demoted, m.ID)...)
	if len(list) >= maxDemoted {
		list = list[1:]
	}
	s.demoted = append(list, m)
}

func (s *state) onMemberUpdated(p inner, at time.Time) error {
	v, id, e, err := s.member(p)
	if err != nil {
		return err
	}
	if e == nil {
		s.stranger(id)
		return nil
	}
	changed := s.updateSeat(e, v, at)
	e.at = at
	s.settleMember(e.m.ID, at)
	if s.emit != nil {
		s.tellUpdated(e, v, changed, at)
	}
	return nil
}

// updateSeat merges a delta and keeps what follows from it.
func (s *state) updateSeat(e *seat, v node, at time.Time) field {
	before := e.m
	wasMuted, wasDeaf, wasTalking := before.AudioMuted, before.Deaf, before.Talking
	s.count(before, -1)
	m := s.own(e)
	changed := mergeMember(m, v)
	if changed&fieldTalking != 0 {
		m.Talking = wasTalking
		s.talk(m, !wasTalking, at)
	}
	s.count(m, 1)
	if changed&fieldAudioMuted != 0 && m.AudioMuted {
		m.MutedSince = at
	}
	switch {
	case changed&fieldDeaf != 0:
		m.DeafMuted = m.Deaf && !wasDeaf && s.mutedBeforeDeaf(m.ID, wasMuted)
	case changed&fieldAudioMuted != 0 && m.Deaf:
		m.DeafMuted = m.AudioMuted // opened or muted on purpose since the deafening
	}
	s.touch(m.ID, changed)
	if changed&fieldOdd != 0 {
		s.stats.Odd++
	}
	if changed&fieldHand != 0 {
		s.hand(m, at)
	}
	s.noteFlips(m, changed, at)
	return changed
}

func (s *state) hand(m *video.Member, at time.Time) {
	m.HandAt = time.Time{}
	kind := video.EntryHandDown
	if m.HandRaised {
		m.HandAt = at
		kind = video.EntryHandUp
	}
	s.note(video.Entry{At: at, Kind: kind, Who: []video.Person{{ID: m.ID, Name: m.Name}}})
}

// talk begins or ends a run of talking.
func (s *state) talk(m *video.Member, talking bool, at time.Time) {
	if !talking {
		endTalk(m, at)
		return
	}
	m.Talking = true
	m.TalkStart = at
}

// onTalking is the hottest path: four of five events of a lively room.
func (s *state) onTalking(p inner, at time.Time) error {
	_, id, e, err := s.member(p)
	if err != nil {
		return err
	}
	if e == nil {
		s.stranger(id)
		return nil
	}
	if !p.talking().isBool() {
		return errMalformed
	}
	talking := p.talking()[0] == 't'
	if talking != e.m.Talking {
		s.count(e.m, -1)
		s.talk(s.own(e), talking, at)
		s.count(e.m, 1)
	}
	if s.emit != nil {
		s.tellTalking(e, talking, at)
	}
	return nil
}

func (s *state) tellTalking(e *seat, talking bool, at time.Time) {
	m := s.share(e)
	updated := []string{"talking"}
	s.tell(video.Event{Type: video.MemberTalking.Name(), At: at, Member: m, Updated: updated})
	derived := video.MemberTalkingEnded.Name()
	if talking {
		derived = video.MemberTalkingStarted.Name()
	}
	s.tell(video.Event{Type: derived, At: at, Member: m, Updated: updated, Derived: true})
}

// tellUpdated emits member.updated and one event for each property that the page names.
func (s *state) tellUpdated(e *seat, v node, changed field, at time.Time) {
	m := s.share(e)
	updated := camelAll(stringsOf(v.Get("updated")))
	if updated == nil {
		updated = changed.names()
	}
	s.tell(video.Event{Type: video.MemberUpdated.Name(), At: at, Member: m, Updated: updated})
	for _, name := range updated {
		if derived, ok := derivedUpdates[name]; ok {
			s.tell(video.Event{Type: derived, At: at, Member: m, Updated: updated, Derived: true})
		}
	}
}
