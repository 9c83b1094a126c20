package link

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"gavel/session/internal/wire"
)

const (
	// writeWait bounds one write. A peer that takes nothing for so long is gone.
	writeWait = 5 * time.Second
	// closeWait bounds the farewell; nobody waits longer for Close.
	closeWait = 200 * time.Millisecond
	// outCapacity is how many requests wait for the writer: all that may be in flight.
	outCapacity = MaxInFlight + reserved
	// ctlCapacity is how many answers to the server and pings wait. They are worth nothing while the writer is stuck.
	ctlCapacity = 64
)

// conn is one authenticated WebSocket: its reader goroutine, its writer goroutine, and the requests that wait for an
// answer on it. It never comes back after its end; the next connection is another conn with the next number.
type conn struct {
	gen     int
	ws      *websocket.Conn
	net     *corkConn
	began   time.Time
	resumed bool
	expires time.Time     // when the authorization ends; zero: not told
	warned  bool          // supervisor only: that it ends was said
	out     chan *call    // requests, for the writer
	ctl     chan control  // everything else, for the writer
	acks    *ackBatch     // nil when acknowledgements were not agreed
	dead    chan struct{} // closed at the end
	poke    chan struct{} // capacity 1: the watcher should look again
	heard   atomic.Int64  // time.Duration since began of the last bytes
	spoke   atomic.Int64  // … of the last bytes of a message
	stuck   atomic.Int32  // rooms that the reader waits for
	wg      sync.WaitGroup

	seen      dedupe // reader only, like what follows
	bad       badFrames
	gathering []*Feed   // that have gathered events
	arrival   time.Time // of the last bytes
	pace      pace      // … but for hasten

	mu      sync.Mutex // guards what follows
	end     ending     // why it ended; the first reason counts
	ended   bool       // no calls are taken any more
	leaving bool       // the server asked us to leave …
	leftAt  time.Duration
	replied bool // … and has our answer
	calls   map[string]*call
	late    []string // ids of calls whose caller has gone, oldest first
	pulse   pulse    // heard, spoke and waiting are filled in by the watcher
	rtt     time.Duration
}

// control is a frame that is not a request of ours.
type control struct {
	kind  int // websocket.TextMessage, PingMessage or PongMessage
	data  []byte
	leave bool // the answer to signalwire.disconnect
}

func newConn(gen int, ws *websocket.Conn, raw *corkConn, acks bool) *conn {
	cn := &conn{
		gen: gen, ws: ws, net: raw, began: time.Now(),
		out: make(chan *call, outCapacity), ctl: make(chan control, ctlCapacity),
		dead: make(chan struct{}), poke: make(chan struct{}, 1),
		calls: make(map[string]*call),
		seen:  newDedupe(),
		pace:  pace{hurry: make(chan struct{}, 1)},
	}
	if acks {
		cn.acks = newAckBatch()
	}
	return cn
}

// now is the age of the connection.
func (cn *conn) now() time.Duration { return time.Since(cn.began) }

// hear notes life.
func (cn *conn) hear() { cn.heard.Store(int64(cn.now())) }

// listen notes life in the form of a message.
func (cn *conn) listen() {
	now := int64(cn.now())
	cn.heard.Store(now)
	cn.spoke.Store(now)
}

// arrived notes that n bytes have come, and whether as many as there was place for. The clock is read once for all messages
// that come together.
func (cn *conn) arrived(n int, full bool) {
	cn.arrival = time.Now()
	cn.heard.Store(int64(cn.arrival.Sub(cn.began)))
	cn.pace.read(cn.arrival, n, full)
}

// said notes that a message has come, and returns when.
func (cn *conn) said() time.Time {
	cn.spoke.Store(cn.heard.Load())
	return cn.arrival
}

// wake makes the watcher look again.
func (cn *conn) wake() {
	select {
	case cn.poke <- struct{}{}:
	default:
	}
}

// fail ends the connection; only the first reason counts. Closing the socket frees the reader and the writer.
func (cn *conn) fail(e ending) {
	cn.mu.Lock()
	first := cn.end.err == nil
	if first {
		cn.end = e
		cn.ended = true
	}
	cn.mu.Unlock()
	if first {
		close(cn.dead)
	}
}

// shut closes the socket and waits for both goroutines. With polite it says goodbye first, as the SDK does, without a
// status. The TLS layer is not asked to close: its farewell could wait 5 s on a dead link.
func (cn *conn) shut(polite bool) {
	if polite {
		_ = cn.ws.WriteControl(websocket.CloseMessage, nil, time.Now().Add(closeWait))
	}
	_ = cn.net.Close()
	cn.wg.Wait()
}

// say queues a frame that is not a request, and drops it when the writer is stuck.
func (cn *conn) say(m control) {
	select {
	case cn.ctl <- m:
	default:
	}
}

// write is the only writer. It returns why it cannot go on; nil after the end.
func (cn *conn) write() error {
	var ready <-chan struct{}
	if cn.acks != nil {
		ready = cn.acks.ready
	}
	for {
		var err error
		select {
		case <-cn.dead:
			return nil
		case m := <-cn.ctl:
			err = cn.writeControl(m)
		case k := <-cn.out:
			if cn.begin(k) {
				err = cn.writeText(k.frame)
				cn.wake() // an unanswered request tightens the watch
				cn.pace.hasten()
			}
		case <-ready:
			err = cn.writeAcks()
		}
		if err != nil {
			return err
		}
	}
}

func (cn *conn) writeText(b []byte) error {
	if err := cn.ws.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	return cn.ws.WriteMessage(websocket.TextMessage, b)
}

func (cn *conn) writeControl(m control) error {
	switch {
	case m.leave:
		defer cn.wake()
		defer func() {
			cn.mu.Lock()
			cn.replied = true
			cn.mu.Unlock()
		}()
		return cn.writeText(m.data)
	case m.kind == websocket.TextMessage:
		return cn.writeText(m.data)
	case m.kind == websocket.PingMessage:
		cn.mu.Lock()
		cn.pulse.pingAt = cn.now() // the round trip begins now, not when the ping was queued
		cn.mu.Unlock()
		cn.pace.hasten()
	}
	return cn.ws.WriteControl(m.kind, m.data, time.Now().Add(writeWait))
}

// writeAcks writes all acknowledgements that have gathered with one call of the system.
func (cn *conn) writeAcks() error {
	cn.net.hold()
	err := cn.acks.drain(cn.writeText)
	if flushed := cn.net.flush(); err == nil {
		err = flushed
	}
	return err
}

// ackBatch gathers acknowledgements between the reader and the writer. An own write for each would double the cost of
// an event (measured: 0.84 against 0.36 CPU seconds for 100,000).
type ackBatch struct {
	ready chan struct{} // capacity 1: something is there

	mu   sync.Mutex // guards buf and ends
	buf  []byte     // frames one behind the other
	ends []int

	spareBuf  []byte // writer only: the buffers of the last batch
	spareEnds []int
}

func newAckBatch() *ackBatch { return &ackBatch{ready: make(chan struct{}, 1)} }

// add queues the acknowledgement of the event with the id, as it stood on the wire.
func (a *ackBatch) add(id []byte) {
	a.mu.Lock()
	a.buf = wire.AppendReply(a.buf, id, "{}")
	a.ends = append(a.ends, len(a.buf))
	a.mu.Unlock()
	select {
	case a.ready <- struct{}{}:
	default:
	}
}

// drain calls write for each frame in order.
func (a *ackBatch) drain(write func([]byte) error) error {
	a.mu.Lock()
	a.buf, a.spareBuf = a.spareBuf[:0], a.buf
	a.ends, a.spareEnds = a.spareEnds[:0], a.ends
	a.mu.Unlock()
	from := 0
	for _, to := range a.spareEnds {
		if err := write(a.spareBuf[from:to]); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// begin is the writer's question whether the call may be written; from here on its outcome is unknown until answered.
func (cn *conn) begin(k *call) bool {
	cn.mu.Lock()
	defer cn.mu.Unlock()
	if k.gone || cn.ended || cn.leaving {
		return false
	}
	k.stage = writing
	k.wrote = cn.now()
	return true
}
