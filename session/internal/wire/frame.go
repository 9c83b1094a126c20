package wire

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"gavel/session/video"
)

const (
	// firstBuffer holds most events (a talking event has 520 bytes) without growing.
	firstBuffer = 4 << 10
	// maxEventType bounds the name of an unknown event that is copied out of a frame.
	maxEventType = 128
)

// Frame is one inbound message, checked once. Its values belong to its text: copy what is kept.
type Frame struct {
	Document

	Gen       int // connection that it came from
	At        time.Time
	IsEvent   bool
	Kind      *video.EventKind // nil when the frame is no event, or one that is not known
	EventType string           // wire name, "video.member.talking"; "" when the frame is not an event

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

// Parse checks the text and finds the parts of an event in it. It is total: any bytes give a frame or an error.
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
		name, _ := f.part(f.parts.eventType).StringBytes()
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

// RequestParams returns the params of a request; the zero node when there are none.
func (f *Frame) RequestParams() Node { return f.part(f.parts.params) }

func (f *Frame) part(at uint32) Node {
	if at == 0 {
		return Node{}
	}
	return Node{&f.Document, at}
}

// Raw returns a copy of the inner params as they are on the wire; nil when the event has none.
func (f *Frame) Raw() json.RawMessage { return slices.Clone(f.part(f.parts.inner).Text()) }

// Is reports whether the frame is a request with the method.
func (f *Frame) Is(method string) bool { return f.part(f.parts.method).is(method) }

// IsRequest reports whether the frame has a method; one without is an answer.
// Source: PROTOCOL.md section 2.
func (f *Frame) IsRequest() bool { return f.parts.method != 0 }

// ID returns the id as it is on the wire, with its quotes; nil when there is none.
func (f *Frame) ID() []byte { return f.part(f.parts.id).Text() }

// Named reports whether the frame has an id by which it is known again.
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
			// Twice as much: append would add a quarter, and copy a long text ten times.
			f.Text = slices.Grow(f.Text, len(f.Text)+1)
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

// Keep returns a value of the frame that stays as it is when the frame is filled again.
func (f *Frame) Keep(n Node) Node {
	if !n.Found() || cap(f.Text) <= MaxKeptBuffer {
		return n.clone()
	}
	d := f.Document // fill leaves so large a buffer to whoever has it
	return Node{&d, n.at}
}

// EventParams is what an event says of its room.
type EventParams struct{ f *Frame }

// Params returns what an event says of its room.
func (f *Frame) Params() EventParams { return EventParams{f} }

// Node returns the inner params; the zero node when the event has none.
func (p EventParams) Node() Node {
	if n := p.f.part(p.f.parts.inner); p.f.IsEvent && n.IsObject() {
		return n
	}
	return Node{}
}

// Get returns the value under a path of keys; the zero node when there is none.
func (p EventParams) Get(path ...string) Node { return p.Node().Get(path...) }

// Session returns the room_session object; the zero node when the event has none.
func (p EventParams) Session() Node { return p.f.part(p.f.parts.session) }

// Room returns the older room object; the zero node when the event has none.
func (p EventParams) Room() Node { return p.f.part(p.f.parts.room) } // the older form of it

// Member returns the member object; the zero node when the event has none.
func (p EventParams) Member() Node { return p.f.part(p.f.parts.member) }

// MemberID returns the id of the member object.
func (p EventParams) MemberID() Node { return p.f.part(p.f.parts.memberID) } // the member's "id"

// Talking returns the talking property of the member object.
func (p EventParams) Talking() Node { return p.f.part(p.f.parts.talking) } // the member's "talking"

// RoomSessionID says which room session the event is about.
// Source: PROTOCOL.md section 8.1; the old room object names it room_session_id.
func (p EventParams) RoomSessionID() []byte {
	if id := p.f.part(p.f.parts.roomSessionID).GetStringBytes(); len(id) > 0 {
		return id
	}
	if id := p.Session().GetStringBytes("id"); len(id) > 0 {
		return id
	}
	return p.Room().GetStringBytes("room_session_id")
}

// Of reports whether the event is about no other session than the one with the id: the same room may have had one
// before, or have another one now.
func (p EventParams) Of(id string) bool {
	return p.f.part(p.f.parts.roomSessionID).allows(id) && p.Session().Get("id").allows(id) &&
		p.Room().Get("room_session_id").allows(id)
}

// allows reports whether the node is the string id, or names no id.
func (n Node) allows(id string) bool {
	b, err := n.StringBytes()
	return err != nil || len(b) == 0 || string(b) == id
}

// kindOf returns the kind with a name on the wire, nil for an unknown one, and the name; only an unknown one is copied.
func kindOf(b []byte) (*video.EventKind, string) {
	if kind, name := video.KindOnWire(b); kind != nil {
		return kind, name
	}
	return nil, string(b[:min(len(b), maxEventType)])
}

// ParseInner returns what an event says of its room from its text alone, as a record of it holds it.
func ParseInner(text []byte) (EventParams, error) {
	f := &Frame{
		Document: Document{Text: []byte(`{"method":"` + methodEvent + `","params":{"params":` + string(text) + `}}`)},
	}
	if err := f.Parse(); err != nil {
		return EventParams{}, err
	}
	return f.Params(), nil
}
