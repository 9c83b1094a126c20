package link

import (
	"errors"
	"slices"
	"time"

	"github.com/gorilla/websocket"

	"gavel/session/internal/wire"
)

const (
	// badPerMinute is how many malformed frames are tolerated before a new connection is tried.
	badPerMinute = 20
)

// Reasons why a connection ended that are not network errors.
var (
	errAsked  = errors.New("the relay asked for a new connection")
	errBroken = errors.New("the relay sends malformed frames")
)

// read is the only reader. It returns why the connection ended.
func (c *Keeper) read(cn *conn) ending {
	cn.ws.SetPongHandler(func(text string) error { c.pong(cn, text); return nil })
	cn.ws.SetPingHandler(func(text string) error {
		cn.hear()
		cn.say(control{kind: websocket.PongMessage, data: []byte(text)})
		return nil
	})
	cn.ws.SetCloseHandler(func(int, string) error { return nil }) // no reply: the peer has stopped reading
	// The WebSocket may have buffered messages that came with the answer to connect
	cn.arrived(0, false)
	cn.net.before, cn.net.after = cn.beforeRead, cn.arrived
	defer cn.handOver()
	f := wire.Frame{Gen: cn.gen}
	for {
		kind, r, err := cn.ws.NextReader()
		if err != nil {
			return c.endingOf(err)
		}
		if kind != websocket.TextMessage {
			cn.listen()
			c.binary.Add(1) // the protocol has only text frames; skip the others. Source: PROTOCOL.md section 1
			continue
		}
		if err := f.Fill(r); err != nil {
			return c.endingOf(err)
		}
		f.At = cn.noteMessage()
		if err := f.Parse(); err != nil {
			cn.handOver()
			c.missed(err)
			if cn.bad.add(time.Now()) > badPerMinute {
				return ending{err: errBroken, slow: true}
			}
			continue
		}
		cn.frames.received(f.Text)
		c.handle(cn, &f)
	}
}

// handle processes a frame, whose buffer is reused afterwards. Events that arrived before an answer are handed over
// before it.
func (c *Keeper) handle(cn *conn, f *wire.Frame) {
	if f.IsEvent {
		c.event(cn, f)
		return
	}
	cn.handOver()
	switch {
	case !f.IsRequest():
		c.answered(cn, f)
	case f.Is(wire.MethodPing):
		cn.mu.Lock()
		cn.pulse.armed = true
		cn.mu.Unlock()
		result := wire.PongResult(f.RequestParams(), f.At)
		cn.say(control{kind: websocket.TextMessage, data: wire.AppendReply(nil, f.ID(), result)})
	case f.Is(wire.MethodDisconnect):
		cn.leave(f)
	default:
		c.ignored.Add(1) // the SDK does not answer either. Source: PROTOCOL.md section 2
	}
}

// leave answers the server's request to disconnect. From now on nothing is sent; the supervisor closes the connection
// and dials again.
func (cn *conn) leave(f *wire.Frame) {
	cn.mu.Lock()
	first := !cn.leaving
	if first {
		cn.leaving = true
		cn.leftAt = cn.now()
	}
	cn.mu.Unlock()
	if first {
		cn.say(control{kind: websocket.TextMessage, data: wire.AppendReply(nil, f.ID(), "{}"), leave: true})
		cn.wake()
	}
}

// event acknowledges an event and passes it to the rooms and handlers that want it.
func (c *Keeper) event(cn *conn, f *wire.Frame) {
	if cn.acks != nil {
		cn.acks.add(f.ID())
	}
	if f.Named() && cn.seen.again(f.ID()) {
		c.repeated.Add(1)
		return
	}
	p := f.Params()
	if !p.Node().Found() {
		c.ignored.Add(1)
		return
	}
	used := c.hooks.Event(f, p)
	feeds := c.feedsOf(p.RoomSessionID())
	if len(feeds) == 0 && !used {
		c.ignored.Add(1)
	}
	for _, to := range feeds {
		cn.gather(f, to)
	}
}

// gather keeps an event for a room until the next handOver.
func (cn *conn) gather(f *wire.Frame, to *Feed) {
	if b := to.gathered; b != nil && !b.fits(f) {
		to.gathered = nil
		cn.acks.handOver() // the room may be slow
		to.offer(b, cn)
	}
	if to.gathered == nil {
		to.gathered = batches.Get().(*Batch)
		if !slices.Contains(cn.gathering, to) {
			cn.gathering = append(cn.gathering, to)
		}
	}
	to.gathered.add(f)
}

// handOver gives the gathered events to their rooms, and the acknowledgements to the writer. It is called before each
// read of the socket, so that no event waits for later ones.
func (cn *conn) handOver() {
	cn.acks.handOver()
	for i, to := range cn.gathering {
		b := to.gathered
		to.gathered, cn.gathering[i] = nil, nil
		to.offer(b, cn)
	}
	cn.gathering = cn.gathering[:0]
}

// missed reports a refused frame to all rooms, because its room is not known.
func (c *Keeper) missed(why error) {
	c.o.Logger.Debug("frame refused", "reason", why)
	c.broken.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, feeds := range c.feeds {
		for _, f := range feeds {
			f.put(Item{Bad: why})
		}
	}
}

// pong records the answer to our ping and measures the round trip.
func (c *Keeper) pong(cn *conn, text string) {
	cn.hear()
	cn.mu.Lock()
	mine := cn.pulse.pinging && text == cn.pulse.text
	if mine {
		cn.pulse.pinging = false
		cn.pulse.answers = true
	}
	took := cn.now() - cn.pulse.pingAt
	cn.mu.Unlock()
	if mine {
		c.measured(cn, took)
	}
}

// beforeRead hands over the gathered events, then lets more bytes gather if no answer is due.
func (cn *conn) beforeRead() {
	cn.handOver()
	if cn.pace.due() && !cn.awaits() {
		// The socket is not read during the wait. Without the low-water mark, each segment would still wake Go's poller.
		low := setLowWater(cn.net.Conn, paceBytes/4)
		cn.pace.wait(cn.dead)
		if low {
			setLowWater(cn.net.Conn, 1)
		}
	}
}

// awaits reports whether an answer or a pong is due.
func (cn *conn) awaits() bool {
	cn.mu.Lock()
	defer cn.mu.Unlock()
	return len(cn.calls) > len(cn.late) || cn.pulse.pinging
}
