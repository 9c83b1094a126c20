package session

import (
	"encoding/json"
	"io"
	"strings"
	"sync"
	"time"
)

const (
	// firstBuffer holds most events (a talking event has 520 bytes) without growing.
	firstBuffer = 1 << 10
	// maxPooledBuffer bounds what a pooled frame may keep: above it the frame is left to the collector, so that one
	// huge answer does not stay in memory for ever.
	maxPooledBuffer = 64 << 10
	// maxEventType bounds the name of an unknown event that is copied out of a frame.
	maxEventType = 128
)

// frame is one inbound message, parsed once by the reader. The strings of its values alias its buffer: copy what is
// kept after release. It belongs to one goroutine at a time; reading values unescapes them in place.
type frame struct {
	gen       int // connection that it came from
	at        time.Time
	eventType string // wire name, "video.member.talking"; "" when the frame is no event
	params    node   // the inner params of an event; nil when it has none
	isEvent   bool

	buf  []byte
	scan scanner
}

// framePool keeps frames together with their buffer and their parser.
var framePool = sync.Pool{New: func() any { return &frame{buf: make([]byte, 0, firstBuffer)} }}

func newFrame(at time.Time, gen int) *frame {
	f := framePool.Get().(*frame)
	f.at, f.gen = at, gen
	return f
}

// release gives the frame back. Nothing of it may be used afterwards.
func (f *frame) release() {
	if f == nil || cap(f.buf) > maxPooledBuffer {
		return
	}
	f.eventType, f.params, f.isEvent = "", nil, false
	f.buf = f.buf[:0]
	framePool.Put(f)
}

// parseFrame checks and parses one message. It is total: any bytes give a frame or an error.
func parseFrame(b []byte, at time.Time, gen int) (*frame, error) {
	f := newFrame(at, gen)
	f.buf = append(f.buf[:0], b...)
	if err := f.parse(); err != nil {
		f.release()
		return nil, err
	}
	return f, nil
}

// parse checks the buffer and finds the parts of an event in it.
func (f *frame) parse() error {
	if err := f.scan.scan(f.buf); err != nil {
		return err
	}
	if !f.is(methodEvent) {
		return nil
	}
	f.isEvent = true
	name, _ := node(f.scan.env.eventType.in(f.buf)).StringBytes()
	f.eventType = internEventType(name)
	if inner := node(f.scan.env.inner.in(f.buf)); inner.isObject() {
		f.params = inner
	}
	return nil
}

// clone returns an independent frame of the same message, for a second room that wants it.
func (f *frame) clone() (*frame, error) { return parseFrame(f.buf, f.at, f.gen) }

// raw returns a copy of the inner params as they stood on the wire; nil when the event has none.
func (f *frame) raw() json.RawMessage {
	if !f.scan.env.inner.found() {
		return nil
	}
	return append([]byte(nil), f.scan.env.inner.in(f.buf)...)
}

// is reports whether the frame is a request with the method.
func (f *frame) is(method string) bool {
	m := f.scan.env.method.in(f.buf)
	return len(m) == len(method)+2 && m[0] == '"' && string(m[1:len(m)-1]) == method
}

// isRequest reports whether the frame has a method; one without is an answer.
// Source: protocol.md section 2.
func (f *frame) isRequest() bool { return f.scan.env.method.found() }

// id returns the id as it stands on the wire, with its quotes; nil when there is none.
func (f *frame) id() []byte { return f.scan.env.id.in(f.buf) }

// fill reads a message of any length into the buffer. heard is called after every piece, since a slow large message
// is life, too.
func (f *frame) fill(r io.Reader, heard func()) error {
	f.buf = f.buf[:0]
	for {
		if len(f.buf) == cap(f.buf) {
			f.buf = append(f.buf, 0)[:len(f.buf)]
		}
		n, err := r.Read(f.buf[len(f.buf):cap(f.buf)])
		f.buf = f.buf[:len(f.buf)+n]
		if n > 0 {
			heard()
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// roomSessionID says which room session an event is about. It aliases the frame.
// Source: protocol.md section 8.1; the old room object names it room_session_id.
func (f *frame) roomSessionID() []byte {
	if id := f.params.GetStringBytes("room_session_id"); len(id) > 0 {
		return id
	}
	if id := f.params.GetStringBytes("room_session", "id"); len(id) > 0 {
		return id
	}
	return f.params.GetStringBytes("room", "room_session_id")
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
