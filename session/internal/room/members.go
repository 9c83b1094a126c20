package room

import (
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// member returns the id in an event about a member, and the seat of a member that is here. It allocates nothing,
// because thousands of events are about talking.
func (p *Picture) member(in wire.EventParams) (v wire.Node, id []byte, e *seat, err error) {
	v = in.Member()
	if !v.Found() {
		return v, nil, nil, wire.ErrMalformed
	}
	if id = in.MemberID().GetStringBytes(); id == nil {
		id = v.GetStringBytes("member_id")
	}
	if e = p.seats[video.MemberID(id)]; e == nil && !video.ValidID(id) {
		return v, nil, nil, wire.ErrMalformed
	}
	return v, id, e, nil
}

// lateAfterLeave is how late an event about a member that has left may be.
const lateAfterLeave = 2 * time.Second

// stranger handles an event about a member that is not here. A part of a member is not enough to add it. A late event
// does not restore a member that has just left. For any other member, and for one that left some time ago, the list is
// read again.
func (p *Picture) stranger(id []byte, at time.Time) {
	p.stats.Ignored++
	if left, known := p.tombs[video.MemberID(id)]; !known || at.Sub(left) >= lateAfterLeave {
		p.reread = true
	}
}

func (p *Picture) onJoined(in wire.EventParams, at time.Time) error {
	v, id, e, err := p.member(in)
	if err != nil {
		return err
	}
	if e != nil {
		e.back = at
		p.updateSeat(e, v, at)
	} else {
		if len(p.seats) >= maxMembers {
			p.stats.Ignored++
			p.unshown++
			return nil
		}
		if _, left := p.tombs[video.MemberID(id)]; left {
			p.reread = true // it is back, or the events came in the wrong order
		}
		e = p.join(video.MemberID(id), v, at)
		e.m.JoinSeen = true
	}
	p.about = about{event: video.MemberJoined.Name(), seat: e}
	return nil
}

// join adds a member from a complete description.
func (p *Picture) join(id video.MemberID, v wire.Node, at time.Time) *seat {
	m := &video.Member{ID: id, Type: video.TypeMember, RoomID: p.room.RoomID, RoomSessionID: p.room.ID, JoinedAt: at}
	wire.MergeMember(m, v)
	if m.Talking {
		m.TalkStart = at
	}
	m.DeafMuted = m.Deaf // the earlier microphone state is unknown: treat it as off
	e := p.add(m)
	p.change(video.Change{Kind: video.ChangeJoined, At: at, Member: m})
	return e
}

func (p *Picture) onLeft(in wire.EventParams, at time.Time) error {
	v, id, e, err := p.member(in)
	if err != nil {
		return err
	}
	if e == nil {
		p.stats.Ignored++
		p.unshown = max(0, p.unshown-1)
		p.tombstone(video.MemberID(id), at) // its join may come late
		return nil
	}
	if !e.back.IsZero() && at.Sub(e.back) < tombFor {
		p.reread = true // the leave may be that of its earlier connection
	}
	p.count(e.m, -1)
	wire.MergeMember(p.own(e), v)
	p.count(e.m, 1)
	left := p.evict(e, at)
	p.change(video.Change{Kind: video.ChangeLeft, At: at, Member: left})
	p.about = about{event: video.MemberLeft.Name(), left: left}
	return nil
}

func (p *Picture) onMemberUpdated(in wire.EventParams, at time.Time) error {
	v, id, e, err := p.member(in)
	if err != nil {
		return err
	}
	if e == nil {
		p.stranger(id, at)
		return nil
	}
	changed := p.updateSeat(e, v, at)
	e.at = at
	p.about = about{event: video.MemberUpdated.Name(), seat: e, node: v, fields: changed}
	return nil
}

// updateSeat merges a delta and updates the data that depends on it.
func (p *Picture) updateSeat(e *seat, v wire.Node, at time.Time) video.Fields {
	before := e.m
	wasMuted, wasDeaf, wasTalking := before.AudioMuted, before.Deaf, before.Talking
	p.count(before, -1)
	m := p.own(e)
	changed := wire.MergeMember(m, v)
	if changed&video.FieldTalking != 0 {
		m.Talking = wasTalking
		talk(m, !wasTalking, at)
	}
	p.count(m, 1)
	if changed&video.FieldAudioMuted != 0 && m.AudioMuted {
		m.MutedSince = at
	}
	switch {
	case changed&video.FieldDeaf != 0:
		// A microphone that went off just before the deafening may have done so because of it. It counts as off, unless a
		// command of this session read the state before. Opening it wrongly would be the worse mistake.
		m.DeafMuted = m.Deaf && !wasDeaf && wasMuted
	case changed&video.FieldAudioMuted != 0 && m.Deaf:
		m.DeafMuted = m.AudioMuted // changed on purpose since the deafening
	}
	if changed&video.FieldOdd != 0 {
		p.stats.Odd++
	}
	if changed&video.FieldHand != 0 {
		m.HandAt = time.Time{}
		if first := p.source == video.ByRead && !p.full; m.HandRaised && !first { // it was up already
			m.HandAt = at
		}
	}
	p.change(video.Change{Kind: video.ChangeMember, At: at, Member: m, Fields: changed})
	return changed
}

// talk starts or ends a talk span.
func talk(m *video.Member, talking bool, at time.Time) {
	if !talking {
		endTalk(m, at)
		return
	}
	m.Talking = true
	m.TalkStart = at
}

// onTalking is the hottest path: four of five events of a busy room.
func (p *Picture) onTalking(in wire.EventParams, at time.Time) error {
	_, id, e, err := p.member(in)
	if err != nil {
		return err
	}
	if e == nil {
		p.stranger(id, at)
		return nil
	}
	talking, err := in.Talking().Bool()
	if err != nil {
		return wire.ErrMalformed
	}
	if talking != e.m.Talking {
		p.setTalking(e, talking, at)
	}
	p.about = about{event: video.MemberTalking.Name(), seat: e, talking: talking}
	return nil
}

func (p *Picture) setTalking(e *seat, talking bool, at time.Time) {
	p.count(e.m, -1)
	talk(p.own(e), talking, at)
	p.count(e.m, 1)
	p.change(video.Change{Kind: video.ChangeMember, At: at, Member: e.m, Fields: video.FieldTalking})
}
