package wire

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"gavel/session/video"
)

const (
	// firstBuffer holds most events without growing: a talking event has 520 bytes.
	firstBuffer = 8 << 10
	// maxEventType bounds the copy of an unknown event name.
	maxEventType = 128
)

// Frame is one inbound message, checked once. Its values belong to its text, so a caller must copy what it keeps.
type Frame struct {
	Document

	Gen       int // number of its connection
	At        time.Time
	IsEvent   bool
	Kind      *video.EventKind // nil if the frame is not an event, or an unknown one
	EventType string           // wire name such as "video.member.talking"; "" if the frame is not an event

	parts parts
}

// parts are the places of the values that every frame is routed by; 0 means absent, because place 0 is the frame
// itself. They are found in one pass: a lookup for each use costs twice as much (measured).
type parts struct {
	id, method, params           uint32
	eventType, inner             uint32 // in params; inner holds the content of the event
	roomSessionID, session, room uint32 // in inner
	member, memberID, talking    uint32 // … and in its member
}

// Parse checks the text and finds the parts of an event. Any bytes give a frame or an error.
func (f *Frame) Parse() error {
	f.IsEvent, f.Kind, f.EventType, f.parts = false, nil, "", parts{}
	if err := f.Document.parse(); err != nil {
		return err
	}
	if !f.Root().IsObject() {
		return ErrNotObject
	}
	f.sort()
	if f.IsEvent = f.Is(methodEvent); f.IsEvent {
		name, _ := f.part(f.parts.eventType).stringBytes()
		f.Kind, f.EventType = kindOf(name)
	}
	return nil
}

// sort finds the parts.
func (f *Frame) sort() {
	p := &f.parts
	Visit(f.Root(), func(key []byte, v Node) {
		switch string(key) {
		case "id":
			p.id = v.at
		case "method":
			p.method = v.at
		case "params":
			p.params = v.at
		}
	})
	Visit(f.part(p.params), func(key []byte, v Node) {
		switch string(key) {
		case "event_type":
			p.eventType = v.at
		case "params":
			p.inner = v.at
		}
	})
	Visit(f.part(p.inner), func(key []byte, v Node) {
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
	Visit(f.part(p.member), func(key []byte, v Node) {
		switch string(key) {
		case "id":
			p.memberID = v.at
		case "talking":
			p.talking = v.at
		}
	})
}

// RequestParams returns the params of a request; the zero node if there are none.
func (f *Frame) RequestParams() Node { return f.part(f.parts.params) }

func (f *Frame) part(at uint32) Node {
	if at == 0 {
		return Node{}
	}
	return Node{&f.Document, at}
}

// Raw returns a copy of the inner params as received; nil if the event has none.
func (f *Frame) Raw() json.RawMessage { return slices.Clone(f.part(f.parts.inner).Text()) }

// Is reports whether the frame is a request with the method.
func (f *Frame) Is(method string) bool { return f.part(f.parts.method).is(method) }

// IsRequest reports whether the frame has a method. A frame without a method is an answer.
// Source: PROTOCOL.md section 2.
func (f *Frame) IsRequest() bool { return f.parts.method != 0 }

// ID returns the id in its JSON form, including its quotes; nil if there is none.
func (f *Frame) ID() []byte { return f.part(f.parts.id).Text() }

// Named reports whether the frame has an id that identifies duplicates.
func (f *Frame) Named() bool {
	id := f.ID()
	return len(id) > len(`""`) && string(id) != "null"
}

// Fill reads a whole message into the buffer.
func (f *Frame) Fill(r io.Reader) (err error) {
	if cap(f.Text) > MaxKeptBuffer {
		f.Document = Document{}
	}
	if f.Text == nil {
		f.Text = make([]byte, 0, firstBuffer)
	}
	f.Text = f.Text[:0]
	for err == nil {
		if len(f.Text) == cap(f.Text) {
			f.Text = append(make([]byte, 0, grown(cap(f.Text))), f.Text...)
		}
		var n int
		n, err = r.Read(f.Text[len(f.Text):cap(f.Text)])
		f.Text = f.Text[:len(f.Text)+n]
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// grown returns the next size of a full buffer. The list of a large room fits into the second or third one. Unused
// capacity is never touched and costs no memory. Each buffer that is outgrown does.
func grown(size int) int {
	if size < 4<<20 {
		return 8 * size
	}
	return 2 * size
}

// Keep returns a value of the frame that stays valid when the frame is filled again.
func (f *Frame) Keep(n Node) Node {
	if !n.Found() || cap(f.Text) <= MaxKeptBuffer {
		return n.clone()
	}
	d := f.Document // Fill does not reuse such a large buffer
	return Node{&d, n.at}
}

// EventParams are the inner params of an event.
type EventParams struct{ f *Frame }

// Params returns the inner params of an event.
func (f *Frame) Params() EventParams { return EventParams{f} }

// Node returns the inner params as a node; the zero node if the event has none.
func (p EventParams) Node() Node {
	if n := p.f.part(p.f.parts.inner); p.f.IsEvent && n.IsObject() {
		return n
	}
	return Node{}
}

// Get returns the value under a path of keys; the zero node if there is none.
func (p EventParams) Get(path ...string) Node { return p.Node().Get(path...) }

// Session returns the room_session object.
func (p EventParams) Session() Node { return p.f.part(p.f.parts.session) }

// Room returns the room object, the older form of room_session.
func (p EventParams) Room() Node { return p.f.part(p.f.parts.room) }

// Member returns the member object.
func (p EventParams) Member() Node { return p.f.part(p.f.parts.member) }

// MemberID returns the id in the member object.
func (p EventParams) MemberID() Node { return p.f.part(p.f.parts.memberID) }

// Talking returns the value of talking in the member object.
func (p EventParams) Talking() Node { return p.f.part(p.f.parts.talking) }

// RoomSessionID returns the id of the room session that the event is about.
// Source: PROTOCOL.md section 8.1; the older room object names it room_session_id.
func (p EventParams) RoomSessionID() []byte {
	if id := p.f.part(p.f.parts.roomSessionID).GetStringBytes(); len(id) > 0 {
		return id
	}
	if id := p.Session().GetStringBytes("id"); len(id) > 0 {
		return id
	}
	return p.Room().GetStringBytes("room_session_id")
}

// Of reports whether the event is about no session other than the one with the id. The same room may have had an
// earlier session, or have another one now.
func (p EventParams) Of(id string) bool {
	return p.f.part(p.f.parts.roomSessionID).allows(id) && p.Session().Get("id").allows(id) &&
		p.Room().Get("room_session_id").allows(id)
}

// allows reports whether the node is the string id, or contains no id.
func (n Node) allows(id string) bool {
	b, err := n.stringBytes()
	return err != nil || len(b) == 0 || string(b) == id
}

// kindOf returns the kind with a wire name, nil for an unknown one, and the name. It copies only unknown names.
func kindOf(b []byte) (*video.EventKind, string) {
	if kind, name := video.KindOnWire(b); kind != nil {
		return kind, name
	}
	return nil, string(b[:min(len(b), maxEventType)])
}

// ParseInner returns the inner params of an event from their text alone, as a journal has them.
func ParseInner(text []byte) (EventParams, error) {
	frame := `{"method":"` + methodEvent + `","params":{"params":` + string(text) + `}}`
	f := &Frame{Document: Document{Text: []byte(frame)}}
	if err := f.Parse(); err != nil {
		return EventParams{}, err
	}
	return f.Params(), nil
}
