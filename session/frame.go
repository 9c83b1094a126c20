package session

import (
	"encoding/json"
	"io"
	"slices"
	"time"
)

const (
	// firstBuffer holds most events (a talking event has 520 bytes) without growing.
	firstBuffer = 4 << 10
	// maxKeptBuffer bounds the buffer that the reader keeps from one frame to the next, so that one huge answer does
	// not stay in memory for ever.
	maxKeptBuffer = 64 << 10
	// maxEventType bounds the name of an unknown event that is copied out of a frame.
	maxEventType = 128
)

// frame is one inbound message, checked once. Its values belong to its text: copy what is kept.
type frame struct {
	document

	gen       int // connection that it came from
	at        time.Time
	isEvent   bool
	eventType string // wire name, "video.member.talking"; "" when the frame is not an event

	parts parts
}

// parts are the places of the values by which every frame is sorted; 0 when there is none, because the frame itself is
// there. They are found once: looking for each of them where it is needed costs twice as much (measured).
type parts struct {
	id, method, params           uint32
	eventType, inner             uint32 // in params; inner is what an event says of its room
	roomSessionID, session, room uint32 // in inner
	member, memberID, talking    uint32 // … and in its member
}

// parse checks the text and finds the parts of an event in it. It is total: any bytes give a frame or an error.
func (f *frame) parse() error {
	f.isEvent, f.eventType, f.parts = false, "", parts{}
	if err := f.document.parse(); err != nil {
		return err
	}
	if !f.root().isObject() {
		return errNotObject
	}
	f.sort()
	if f.isEvent = f.is(methodEvent); f.isEvent {
		name, _ := f.part(f.parts.eventType).StringBytes()
		f.eventType = internEventType(name)
	}
	return nil
}

// sort finds the parts.
func (f *frame) sort() {
	p := &f.parts
	visit(f.root(), func(key []byte, v node) {
		switch string(key) {
		case "id":
			p.id = v.at
		case "method":
			p.method = v.at
		case "params":
			p.params = v.at
		}
	})
	visit(f.part(p.params), func(key []byte, v node) {
		switch string(key) {
		case "event_type":
			p.eventType = v.at
		case "params":
			p.inner = v.at
		}
	})
	visit(f.part(p.inner), func(key []byte, v node) {
		switch string(key) {
		case "room_session_id":
			p.roomSessionID = v.at
		case "room_session":
			p.session = v.at
		case "room":
			p.room = v.at
		case "member":
			p.member = v.at
		}
	})
	visit(f.part(p.member), func(key []byte, v node) {
		switch string(key) {
		case "id":
			p.memberID = v.at
		case "talking":
			p.talking = v.at
		}
	})
}

func (f *frame) part(at uint32) node {
	if at == 0 {
		return node{}
	}
	return node{&f.document, at}
}

// raw returns a copy of the inner params as they are on the wire; nil when the event has none.
func (f *frame) raw() json.RawMessage { return slices.Clone(f.part(f.parts.inner).text()) }

// is reports whether the frame is a request with the method.
func (f *frame) is(method string) bool { return f.part(f.parts.method).is(method) }

// isRequest reports whether the frame has a method; one without is an answer.
// Source: PROTOCOL.md section 2.
func (f *frame) isRequest() bool { return f.parts.method != 0 }

// id returns the id as it is on the wire, with its quotes; nil when there is none.
func (f *frame) id() []byte { return f.part(f.parts.id).text() }

// named reports whether the frame has an id by which it is known again.
func (f *frame) named() bool {
	id := f.id()
	return len(id) > len(`""`) && string(id) != "null"
}

// fill reads a whole message into the buffer.
func (f *frame) fill(r io.Reader) (err error) {
	if cap(f.text) > maxKeptBuffer {
		f.document = document{}
	}
	if f.text == nil {
		f.text = make([]byte, 0, firstBuffer)
	}
	f.text = f.text[:0]
	for err == nil {
		if len(f.text) == cap(f.text) {
			// Twice as much: append would add a quarter, and copy a long text ten times.
			f.text = slices.Grow(f.text, len(f.text)+1)
		}
		var n int
		n, err = r.Read(f.text[len(f.text):cap(f.text)])
		f.text = f.text[:len(f.text)+n]
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// keep returns a value of the frame that stays as it is when the frame is filled again.
func (f *frame) keep(n node) node {
	if !n.found() || cap(f.text) <= maxKeptBuffer {
		return n.clone()
	}
	d := f.document // fill leaves so large a buffer to whoever has it
	return node{&d, n.at}
}

// inner is what an event says of its room.
type inner struct{ f *frame }

// params returns what an event says of its room.
func (f *frame) params() inner { return inner{f} }

// node returns the inner params; the zero node when the event has none.
func (p inner) node() node {
	if n := p.f.part(p.f.parts.inner); p.f.isEvent && n.isObject() {
		return n
	}
	return node{}
}

// Get returns the value under a path of keys; the zero node when there is none.
func (p inner) Get(path ...string) node { return p.node().Get(path...) }

func (p inner) session() node  { return p.f.part(p.f.parts.session) }
func (p inner) room() node     { return p.f.part(p.f.parts.room) } // the older form of it
func (p inner) member() node   { return p.f.part(p.f.parts.member) }
func (p inner) memberID() node { return p.f.part(p.f.parts.memberID) } // the member's "id"
func (p inner) talking() node  { return p.f.part(p.f.parts.talking) }  // the member's "talking"

// roomSessionID says which room session the event is about.
// Source: PROTOCOL.md section 8.1; the old room object names it room_session_id.
func (p inner) roomSessionID() []byte {
	if id := p.f.part(p.f.parts.roomSessionID).GetStringBytes(); len(id) > 0 {
		return id
	}
	if id := p.session().GetStringBytes("id"); len(id) > 0 {
		return id
	}
	return p.room().GetStringBytes("room_session_id")
}

// of reports whether the event is about no other session than the one with the id: the same room may have had one
// before, or have another one now.
func (p inner) of(id string) bool {
	return p.f.part(p.f.parts.roomSessionID).allows(id) && p.session().Get("id").allows(id) &&
		p.room().Get("room_session_id").allows(id)
}

// allows reports whether the node is the string id, or names no id.
func (n node) allows(id string) bool {
	b, err := n.StringBytes()
	return err != nil || len(b) == 0 || string(b) == id
}

// eventTypes are the known types by themselves, so that the type of an event needs no copy.
var eventTypes = func() map[string]string {
	known := make(map[string]string)
	for _, t := range []string{
		"room.started", "room.updated", "room.ended", "room.subscribed", "room.audience_count", "room.audienceCount",
		"layout.changed", "member.joined", "member.left", "member.updated", "member.talking", "member.promoted",
		"member.demoted", "recording.started", "recording.updated", "recording.ended", "playback.started",
		"playback.updated", "playback.ended", "stream.started", "stream.ended",
	} {
		known["video."+t] = "video." + t
	}
	return known
}()

func internEventType(b []byte) string {
	if t, ok := eventTypes[string(b)]; ok {
		return t
	}
	return string(b[:min(len(b), maxEventType)])
}
