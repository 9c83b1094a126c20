package session

// inner is what an event says of its room: the inner params, and those parts of them by which every event is sorted. They
// are noted when the frame is checked: to look for them again cost a tenth of what an event costs (measured).
type inner struct {
	node
	sessionID node // "room_session_id"
	session   node // "room_session"
	room      node // the older form of it
	member    node
	memberID  node // its "id"
	talking   node // its "talking"
}

// spans are the places of the parts of inner.
type spans struct{ sessionID, session, room, member, memberID, talking span }

// in returns the parts in the text b; params is the inner params.
func (p *spans) in(b []byte, params node) inner {
	return inner{
		node: params, sessionID: p.sessionID.node(b), session: p.session.node(b), room: p.room.node(b),
		member: p.member.node(b), memberID: p.memberID.node(b), talking: p.talking.node(b),
	}
}

// note keeps the place of a part.
func (p *spans) note(name []byte, v span) {
	switch string(name) {
	case "room_session_id":
		p.sessionID = v
	case "member":
		p.member = v
	case "room_session":
		p.session = v
	case "room":
		p.room = v
	}
}

// noteMember keeps the place of a part of the member.
func (p *spans) noteMember(name []byte, v span) {
	switch string(name) {
	case "id":
		p.memberID = v
	case "talking":
		p.talking = v
	}
}

// roomSessionID says which room session the event is about.
// Source: protocol.md section 8.1; the old room object names it room_session_id.
func (p inner) roomSessionID() []byte {
	if id := p.sessionID.GetStringBytes(); len(id) > 0 {
		return id
	}
	if id := p.session.GetStringBytes("id"); len(id) > 0 {
		return id
	}
	return p.room.GetStringBytes("room_session_id")
}

// of reports whether the event speaks of no other session than the one with the id: the same room may have had one before,
// or have another one now.
func (p *inner) of(id string) bool {
	for _, told := range [...][]byte{
		p.sessionID.GetStringBytes(), p.session.GetStringBytes("id"), p.room.GetStringBytes("room_session_id"),
	} {
		if len(told) > 0 && string(told) != id {
			return false
		}
	}
	return true
}
