package session

import (
	"errors"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// badPerMinute is how many broken frames are borne before a new connection is tried.
	badPerMinute = 20
)

// Why a connection ended, where no error of the network says it.
var (
	errAsked  = errors.New("the relay asked for a new connection")
	errBroken = errors.New("the relay sends broken frames")
)

// read is the only reader. It returns why it cannot go on.
func (c *keeper) read(cn *conn) ending {
	cn.ws.SetPongHandler(func(text string) error { c.pong(cn, text); return nil })
	cn.ws.SetPingHandler(func(text string) error {
		cn.hear()
		cn.say(control{kind: websocket.PongMessage, data: []byte(text)})
		return nil
	})
	cn.ws.SetCloseHandler(func(int, string) error { return nil }) // the answer would be sent to who does not listen
	cn.arrived(0, false)                                          // the buffer of the WebSocket may hold messages that came with the answer to connect
	cn.net.before, cn.net.after = cn.beforeRead, cn.arrived
	defer cn.handOver()
	f := frame{gen: cn.gen}
	for {
		kind, r, err := cn.ws.NextReader()
		if err != nil {
			return c.endingOf(err)
		}
		if kind != websocket.TextMessage {
			cn.listen()
			c.binary.Add(1) // the protocol has text frames only; the rest of it is skipped. Source: PROTOCOL.md section 1
			continue
		}
		if err := f.fill(r); err != nil {
			return c.endingOf(err)
		}
		f.at = cn.said()
		if err := f.parse(); err != nil {
			cn.handOver()
			c.missed(err)
			if cn.bad.add(time.Now()) > badPerMinute {
				return ending{err: errBroken, slow: true}
			}
			continue
		}
		c.handle(cn, &f)
	}
}

// handle uses the frame, whose buffer is used again afterwards. Events that came before an answer are handed over before it.
func (c *keeper) handle(cn *conn, f *frame) {
	if f.isEvent {
		c.event(cn, f)
		return
	}
	cn.handOver()
	switch {
	case !f.isRequest():
		c.answered(cn, f)
	case f.is(methodPing):
		cn.mu.Lock()
		cn.pulse.armed = true
		cn.mu.Unlock()
		result := pongResult(f.part(f.parts.params), f.at)
		cn.say(control{kind: websocket.TextMessage, data: appendReply(nil, f.id(), result)})
	case f.is(methodDisconnect):
		cn.leave(f)
	default:
		c.ignored.Add(1) // never answered by the SDK. Source: PROTOCOL.md section 2
	}
}

// leave answers the server's wish that we go. From now on nothing is sent; the watcher closes and dials anew.
func (cn *conn) leave(f *frame) {
	cn.mu.Lock()
	first := !cn.leaving
	if first {
		cn.leaving = true
		cn.leftAt = cn.now()
	}
	cn.mu.Unlock()
	if first {
		cn.say(control{kind: websocket.TextMessage, data: appendReply(nil, f.id(), "{}"), leave: true})
		cn.wake()
	}
}

// event acknowledges an event and hands it to the rooms and listeners that want it.
func (c *keeper) event(cn *conn, f *frame) {
	if cn.acks != nil {
		cn.acks.add(f.id())
	}
	if f.named() && cn.seen.again(f.id()) {
		c.repeated.Add(1)
		return
	}
	p := f.params()
	if !p.node().found() {
		c.ignored.Add(1)
		return
	}
	told := c.hooks.event(f, p)
	feeds := c.feedsOf(p.roomSessionID())
	if len(feeds) == 0 && !told {
		c.ignored.Add(1)
	}
	for _, to := range feeds {
		cn.gather(f, to)
	}
}

// gather keeps an event for a room until the next handOver.
func (cn *conn) gather(f *frame, to *feed) {
	if b := to.gathered; b != nil && !b.fits(f) {
		to.gathered = nil
		to.offer(b, cn)
	}
	if to.gathered == nil {
		to.gathered = batches.Get().(*batch)
		if !slices.Contains(cn.gathering, to) {
			cn.gathering = append(cn.gathering, to)
		}
	}
	to.gathered.add(f)
}

// handOver gives the rooms what was gathered for them. It is called before the socket is read, so that nothing ever waits for
// more to come.
func (cn *conn) handOver() {
	for i, to := range cn.gathering {
		b := to.gathered
		to.gathered, cn.gathering[i] = nil, nil
		to.offer(b, cn)
	}
	cn.gathering = cn.gathering[:0]
}

// missed tells all rooms that a frame was refused: nobody knows whose it was.
func (c *keeper) missed(why error) {
	c.o.logger.Debug("frame refused", "reason", why)
	c.broken.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, feeds := range c.feeds {
		for _, f := range feeds {
			f.put(feedItem{bad: why})
		}
	}
}

// pong notes the answer to our ping and measures the round trip.
func (c *keeper) pong(cn *conn, text string) {
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

// badFrames counts broken frames in the current minute.
type badFrames struct {
	since time.Time
	n     int
}

func (b *badFrames) add(at time.Time) int {
	if at.Sub(b.since) > time.Minute {
		*b = badFrames{since: at}
	}
	b.n++
	return b.n
}
