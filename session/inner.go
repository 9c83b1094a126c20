package session

// inner is what an event says of its room, with the values by which every event is sorted.
type inner struct{ f *frame }

// params returns what an event says of its room.
func (f *frame) params() inner { return inner{f} }

func (p inner) at(s spot) node { return p.f.env[s].node(p.f.buf) }

// node returns the inner params; nil when the event has none.
func (p inner) node() node {
	if n := p.at(spotInner); p.f.isEvent && n.isObject() {
		return n
	}
	return nil
}

// Get returns the value under a path of keys, or nil.
func (p inner) Get(path ...string) node { return p.node().Get(path...) }

func (p inner) session() node  { return p.at(spotSession) }
func (p inner) room() node     { return p.at(spotRoom) } // the older form of it
func (p inner) member() node   { return p.at(spotMember) }
func (p inner) memberID() node { return p.at(spotMemberID) } // the member's "id"
func (p inner) talking() node  { return p.at(spotTalking) }  // the member's "talking"

// roomSessionID says which room session the event is about.
// Source: PROTOCOL.md section 8.1; the old room object names it room_session_id.
func (p inner) roomSessionID() []byte {
	if id := p.at(spotSessionID).GetStringBytes(); len(id) > 0 {
		return id
	}
	if id := p.session().GetStringBytes("id"); len(id) > 0 {
		return id
	}
	return p.room().GetStringBytes("room_session_id")
}

// of reports whether the event speaks of no other session than the one with the id: the same room may have had one before,
// or have another one now.
func (p inner) of(id string) bool {
	return p.at(spotSessionID).allows(id) && p.session().Get("id").allows(id) && p.room().Get("room_session_id").allows(id)
}

// allows reports whether the node is the string id, or tells no id.
func (n node) allows(id string) bool {
	if len(n) == len(id)+2 && string(n[1:len(n)-1]) == id && n[0] == '"' {
		return true
	}
	b, err := n.StringBytes()
	return err != nil || len(b) == 0 || string(b) == id
}
