package session

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"
)

const (
	// firstBuffer holds most events (a talking event has 520 bytes) without growing.
	firstBuffer = 4 << 10
	// maxKeptBuffer bounds the buffer that the reader keeps from one frame to the next, so that one huge answer does not stay
	// in memory for ever.
	maxKeptBuffer = 64 << 10
	// maxEventType bounds the name of an unknown event that is copied out of a frame.
	maxEventType = 128
)

// frame is one inbound message, checked once by the reader. Its values are views of its text: copy what is kept.
type frame struct {
	gen       int // connection that it came from
	at        time.Time
	isEvent   bool
	eventType string // wire name, "video.member.talking"; "" when the frame is no event

	isPart bool    // buf is an array of some members of a list
	list   listing // that was taken out of buf, or that a part belongs to

	buf []byte
	env envelope
}

// parse checks the buffer and finds the parts of an event in it. It is total: any bytes give a frame or an error.
func (f *frame) parse(s *scanner) error { return f.parsePieces(s, pieces{}) }

// parsePieces is parse where the buffer holds only the beginning.
func (f *frame) parsePieces(s *scanner, p pieces) error {
	f.isEvent, f.eventType, f.list = false, "", listing{}
	err := s.scanPieces(f.buf, p)
	f.buf = s.b
	if err != nil {
		return err
	}
	f.env = s.env
	if f.isEvent = f.is(methodEvent); f.isEvent {
		name, _ := node(f.env[spotEventType].in(f.buf)).StringBytes()
		f.eventType = internEventType(name)
	}
	return nil
}

// raw returns a copy of the inner params as they stood on the wire; nil when the event has none.
func (f *frame) raw() json.RawMessage {
	if !f.env[spotInner].found() {
		return nil
	}
	return append([]byte(nil), f.env[spotInner].in(f.buf)...)
}

// whole is raw, but nil when a list was taken out of the frame.
func (f *frame) whole() json.RawMessage {
	if f.list.no != 0 {
		return nil
	}
	return f.raw()
}

// is reports whether the frame is a request with the method.
func (f *frame) is(method string) bool {
	m := f.env[spotMethod].in(f.buf)
	return len(m) == len(method)+2 && m[0] == '"' && string(m[1:len(m)-1]) == method
}

// isRequest reports whether the frame has a method; one without is an answer.
// Source: PROTOCOL.md section 2.
func (f *frame) isRequest() bool { return f.env[spotMethod].found() }

// id returns the id as it stands on the wire, with its quotes; nil when there is none.
func (f *frame) id() []byte { return f.env[spotID].in(f.buf) }

// named reports whether the frame has an id by which it is known again.
func (f *frame) named() bool {
	id := f.id()
	return len(id) > len(`""`) && string(id) != "null"
}

// fill reads a message into the buffer; of one that is longer than the buffer may be, the beginning.
func (f *frame) fill(r io.Reader) (all bool, err error) {
	if cap(f.buf) > maxKeptBuffer {
		f.buf = nil
	}
	if f.buf == nil {
		f.buf = make([]byte, 0, firstBuffer)
	}
	f.buf = f.buf[:0]
	for err == nil {
		if len(f.buf) >= maxKeptBuffer {
			return false, nil
		}
		f.buf, err = readSome(r, f.buf)
	}
	if err == io.EOF {
		return true, nil
	}
	return false, err
}

// readSome reads once into the room behind b, and makes some first where there is none.
func readSome(r io.Reader, b []byte) ([]byte, error) {
	if len(b) == cap(b) {
		b = slices.Grow(b, len(b)+1) // twice as much: append would add a quarter, and copy a long text ten times
	}
	n, err := r.Read(b[len(b):cap(b)])
	return b[:len(b)+n], err
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
	return strings.Clone(string(b[:min(len(b), maxEventType)]))
}
