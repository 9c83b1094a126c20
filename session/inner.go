package session

// inner is what an event says of its room: the inner params, and those parts of them by which every event is sorted.
type inner struct {
	node
	sessionID node // "room_session_id"
	session   node // "room_session"
	room      node // the older form of it
	member    node
	memberID  node // its "id"
	talking   node // its "talking"
}

// params returns what an event says of its room; its node is nil when it says nothing.
func (f *frame) params() inner {
	params := f.env[spotInner].node(f.buf)
	if !f.isEvent || !params.isObject() {
		return inner{}
	}
	e := &f.env
	return inner{
		node: params, sessionID: e[spotSessionID].node(f.buf), session: e[spotSession].node(f.buf), room: e[spotRoom].node(f.buf),
		member: e[spotMember].node(f.buf), memberID: e[spotMemberID].node(f.buf), talking: e[spotTalking].node(f.buf),
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
	return p.sessionID.allows(id) && p.session.Get("id").allows(id) && p.room.Get("room_session_id").allows(id)
}

// allows reports whether the node is the string id, or tells no id.
func (n node) allows(id string) bool {
	if len(n) == len(id)+2 && string(n[1:len(n)-1]) == id && n[0] == '"' {
		return true
	}
	b, err := n.StringBytes()
	return err != nil || len(b) == 0 || string(b) == id
}
