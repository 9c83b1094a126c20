package link

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"gavel/session/internal/wire"
)

const (
	// writeWait bounds one write. A peer that accepts no byte for so long is considered dead.
	writeWait = 5 * time.Second
	// closeWait bounds the close frame, so that Close returns soon.
	closeWait = 200 * time.Millisecond
	// outCapacity is the length of the request queue: every request that may be in flight fits.
	outCapacity = MaxInFlight + reserved
	// ctlCapacity is the length of the queue of pings and replies to the server. They are worthless while the writer is
	// stuck.
	ctlCapacity = 64
)

// conn is one authenticated WebSocket: its reader goroutine, its writer goroutine, and the requests that wait for an
// answer. It is never reused after its end; the next connection is a new conn with the next number.
type conn struct {
	gen     int
	ws      *websocket.Conn
	net     *corkConn
	started time.Time
	resumed bool
	expires time.Time     // end of the authorization; zero if unknown
	warned  bool          // supervisor only: the link has reported that the authorization ends soon
	out     chan *call    // requests, for the writer
	ctl     chan control  // everything else, for the writer
	acks    *ackBatch     // nil without acknowledgements
	dead    chan struct{} // closed when the connection ends
	poke    chan struct{} // capacity 1: the watcher should look again
	heard   atomic.Int64  // time.Duration since started of the last bytes
	spoke   atomic.Int64  // … of the last bytes of a message
	stuck   atomic.Int32  // rooms the reader is waiting for
	wg      sync.WaitGroup
	frames  *tracer // nil without a debug log

	seen      dedupe // reader only, like the next fields
	bad       badFrames
	gathering []*Feed   // with gathered events
	arrival   time.Time // of the last bytes
	pace      pace      // reader only, except hasten

	mu      sync.Mutex // guards the fields below
	end     ending     // the first reason counts
	ended   bool       // no new calls are accepted
	leaving bool       // the server asked for a disconnect …
	leftAt  time.Duration
	replied bool // … and the reply was written
	calls   map[string]*call
	late    []string // ids of calls whose caller no longer waits, oldest first
	pulse   pulse    // the watcher fills in heard, spoke and waiting
	rtt     time.Duration
}

// control is an outgoing frame other than a request.
type control struct {
	kind  int // websocket.TextMessage, PingMessage or PongMessage
	data  []byte
	leave bool // the answer to signalwire.disconnect
}

func newConn(gen int, ws *websocket.Conn, raw *corkConn, acks bool) *conn {
	cn := &conn{
		gen: gen, ws: ws, net: raw, started: time.Now(),
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

// now returns the age of the connection.
func (cn *conn) now() time.Duration { return time.Since(cn.started) }

// hear records a sign of life.
func (cn *conn) hear() { cn.heard.Store(int64(cn.now())) }

// listen records a message as a sign of life.
func (cn *conn) listen() {
	now := int64(cn.now())
	cn.heard.Store(now)
	cn.spoke.Store(now)
}

// arrived records a read of n bytes; full means that the read filled its buffer. The clock is read once for all
// messages that arrive together.
func (cn *conn) arrived(n int, full bool) {
	cn.arrival = time.Now()
	cn.heard.Store(int64(cn.arrival.Sub(cn.started)))
	cn.pace.read(cn.arrival, n, full)
}

// noteMessage records that a message has arrived, and returns its time.
func (cn *conn) noteMessage() time.Time {
	cn.spoke.Store(cn.heard.Load())
	return cn.arrival
}

// wake makes the watcher check again.
func (cn *conn) wake() {
	select {
	case cn.poke <- struct{}{}:
	default:
	}
}

// fail ends the connection; only the first reason counts. The supervisor then closes the socket.
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

// shut closes the socket and waits for both goroutines. If polite, it first sends a close frame without a status, as
// the SDK does. It sends no TLS close alert, which could block for 5 s on a dead link.
func (cn *conn) shut(polite bool) {
	if polite {
		_ = cn.ws.WriteControl(websocket.CloseMessage, nil, time.Now().Add(closeWait))
	}
	_ = cn.net.Close()
	cn.wg.Wait()
}

// say queues a frame that is not a request. It drops the frame while the writer is stuck.
func (cn *conn) say(m control) {
	select {
	case cn.ctl <- m:
	default:
	}
}

// write is the only writer. It returns the error that stopped it, or nil after the end of the connection.
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
			if cn.mayWrite(k) {
				err = cn.writeText(k.frame)
				cn.wake() // the watcher must check sooner while a request is unanswered
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
	cn.frames.sent(b)
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
		cn.pulse.pingAt = cn.now() // the round trip starts now, not when the ping was queued
		cn.mu.Unlock()
		cn.pace.hasten()
	}
	return cn.ws.WriteControl(m.kind, m.data, time.Now().Add(writeWait))
}

// writeAcks writes all gathered acknowledgements with one system call.
func (cn *conn) writeAcks() error {
	cn.net.hold()
	err := cn.acks.drain(cn.writeText)
	if flushed := cn.net.flush(); err == nil {
		err = flushed
	}
	return err
}

// ackBatch gathers acknowledgements between the reader and the writer. A separate write for each would double the cost
// of an event (measured: 0.84 against 0.36 CPU seconds for 100,000).
type ackBatch struct {
	ready chan struct{} // capacity 1: the batch is not empty
	added bool          // reader only: since the last handOver

	mu   sync.Mutex // guards buf and ends
	buf  []byte     // the frames, concatenated
	ends []int

	spareBuf  []byte // writer only: the buffers of the last batch
	spareEnds []int
}

func newAckBatch() *ackBatch { return &ackBatch{ready: make(chan struct{}, 1)} }

// add queues the acknowledgement of the event with the id, which is in its JSON form.
func (a *ackBatch) add(id []byte) {
	a.mu.Lock()
	a.buf = wire.AppendReply(a.buf, id, "{}")
	a.ends = append(a.ends, len(a.buf))
	a.mu.Unlock()
	a.added = true
}

// handOver wakes the writer if acknowledgements were added. A writer woken by each event would write each one
// separately.
func (a *ackBatch) handOver() {
	if a == nil || !a.added {
		return
	}
	a.added = false
	select {
	case a.ready <- struct{}{}:
	default:
	}
}

// drain empties the batch and calls write for each frame, in order.
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

// mayWrite reports whether the writer may write the call. From then on the outcome of the call is unknown until it is
// answered.
func (cn *conn) mayWrite(k *call) bool {
	cn.mu.Lock()
	defer cn.mu.Unlock()
	if k.gone || cn.ended || cn.leaving {
		return false
	}
	k.stage = writing
	k.wrote = cn.now()
	return true
}
