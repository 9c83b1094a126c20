package session

import (
	"errors"
	"io"
	"slices"

	"github.com/gorilla/websocket"
)

// This file is how frames are taken that are too long to be held: a room of 100,000 members is told in 36 MB. Their lists of
// members are handed to the room in parts while they are read, so that of such a frame only the rest is in memory.

const (
	// maxText is how much of one frame is held.
	maxText = 4 << 20
	// partBytes is how much of a list is handed over at once: half of what a batch holds.
	partBytes = batchBytes / 2
)

// pieces are how a scanner gets a long text, and where it puts the lists in it.
type pieces struct {
	more  func(b []byte) ([]byte, error)   // appends what comes next; nil when the text is all there is
	split func(s *scanner, lv level) taker // asked at each list of members; nil: the list stays in the text
}

// taker takes some elements of a list, as they stand on the wire with the commas between them, and says how many they are.
// They must be copied.
type taker func(elements []byte, n int)

// list takes a list of members and hands it over in parts; of an empty one, an empty part.
func (s *scanner) list(depth int, lv level) error {
	hand := s.split(s, lv)
	if hand == nil {
		return s.array(depth, false)
	}
	if depth > maxDepth {
		return errTooDeep
	}
	s.i++
	from, n := s.i, 0
	if s.next() == ']' {
		s.i++
		hand(nil, 0)
		return nil
	}
	for {
		s.next()
		if err := s.value(depth+1, false); err != nil {
			return err
		}
		n++
		switch c := s.next(); {
		case c == ']':
			hand(s.b[from:s.i], n)
			s.drop(from)
			s.i++
			return nil
		case c != ',':
			return errNotJSON
		case s.i-from >= partBytes:
			hand(s.b[from:s.i], n)
			s.i++
			s.drop(from)
			n = 0
		default:
			s.i++
		}
	}
}

// drop takes what was read since from out of the text.
func (s *scanner) drop(from int) {
	s.b = append(s.b[:from], s.b[s.i:]...)
	s.i = from
}

// subscribedType is the event with the full state.
const subscribedType = "video.room.subscribed"

// listing says which list of members a frame had, or is a part of.
type listing struct {
	no      uint64 // of the list, from 1, over all connections; 0: none
	members int    // how many are in it, or were in the whole list
	tag     int    // of the question that it answers; 0 for an event
	given   bool   // parts of it were handed to a room
}

// piecesOf returns how the rest of a frame is taken. What the frame says of a list is known when it was scanned.
func (c *keeper) piecesOf(cn *conn, f *frame, rest io.Reader) pieces {
	return pieces{
		more: func(b []byte) ([]byte, error) {
			if len(b) >= maxText && !c.wantsWhole(cn) {
				return b, websocket.ErrReadLimit
			}
			return readSome(rest, b)
		},
		split: func(s *scanner, lv level) taker { return c.takerOf(cn, f, s, lv) },
	}
}

// takerOf decides about one list of members, and returns what takes its parts; nil when somebody wants the frame whole.
func (c *keeper) takerOf(cn *conn, f *frame, s *scanner, lv level) taker {
	to, tag, whole := c.takersOf(cn, s, lv)
	switch {
	case whole:
		return nil
	case lv == levelOldRoom && s.env[spotSession].found(): // as onSubscribed reads one that comes at once
		return func([]byte, int) {}
	}
	f.list = listing{no: c.lists.Add(1), tag: tag, given: len(to) > 0}
	piece := frame{gen: f.gen, at: f.at, isPart: true}
	return func(elements []byte, n int) {
		f.list.members += n
		if len(to) == 0 {
			return
		}
		piece.list = listing{no: f.list.no, members: n, tag: tag}
		piece.buf = append(append(append(piece.buf[:0], '['), elements...), ']')
		for _, t := range to {
			cn.gather(&piece, t)
		}
		if cap(piece.buf) > maxKeptBuffer {
			piece.buf = nil // a batch keeps it instead of a copy
		}
	}
}

// takersOf returns the rooms that take a list in parts, and the tag of the question that they asked. A list that nobody reads
// has none, and is skipped. What tells whose the frame is must have stood before the list; else it is kept whole.
func (c *keeper) takersOf(cn *conn, s *scanner, lv level) (to []*feed, tag int, whole bool) {
	if lv == levelResult {
		return cn.askerOf(s.env[spotID].in(s.b))
	}
	kind, owner := s.env[spotEventType].in(s.b), idText(s.env.owner().in(s.b))
	if owner == "" {
		return nil, 0, true
	}
	if m := s.env[spotMethod].in(s.b); len(m) > 0 && idText(m) != methodEvent {
		return nil, 0, false
	}
	// Recorded events have their type behind the params. One that then is of another type has the room read again.
	if len(kind) > 0 && idText(kind) != subscribedType { // its list says nothing about who is here, but the client's listeners may want it
		return nil, 0, c.hooks.listening()
	}
	if cn.seen.has(s.env[spotID].in(s.b)) {
		return nil, 0, false
	}
	to = c.feedsOf([]byte(owner))
	return to, 0, slices.ContainsFunc(to, (*feed).whole)
}

// askerOf returns who takes the list in the answer to a request; nobody once the request was given up.
func (cn *conn) askerOf(id []byte) (to []*feed, tag int, whole bool) {
	if idText(id) == "" {
		return nil, 0, true
	}
	cn.mu.Lock()
	defer cn.mu.Unlock()
	k := cn.calls[idText(id)]
	switch {
	case k == nil || k.stage != writing:
		return nil, 0, false
	case k.asker == nil:
		return nil, 0, true
	}
	return []*feed{k.asker}, k.tag, false
}

// wantsWhole reports whether somebody needs frames as they are on the wire: a caller who waits for an answer, or a listener.
func (c *keeper) wantsWhole(cn *conn) bool {
	c.mu.Lock()
	for _, feeds := range c.feeds {
		for _, f := range feeds {
			if f.whole() {
				c.mu.Unlock()
				return true
			}
		}
	}
	c.mu.Unlock()
	cn.mu.Lock()
	defer cn.mu.Unlock()
	for _, k := range cn.calls {
		if k.asker == nil && k.stage == writing {
			return true
		}
	}
	return false
}

// tooLarge tells the server why we go, as the library does at its own limit.
func (cn *conn) tooLarge(err error) {
	if errors.Is(err, websocket.ErrReadLimit) {
		goodbye := websocket.FormatCloseMessage(websocket.CloseMessageTooBig, "")
		_ = cn.ws.WriteControl(websocket.CloseMessage, goodbye, cn.began.Add(cn.now()+closeWait))
	}
}
