package localrelay

import (
	"sync"
	"time"
)

// maxBatch is how many bytes of small frames one write carries; enough that 10,000 events a second cost few writes.
const maxBatch = 64 << 10

// outbox is the send queue of one connection. Events count against its limit, and a queue above the limit cuts the
// client off, because later events cannot make up for lost ones. Answers do not count, however large. Instead the
// reader accepts no request while many bytes of answers wait (full), which bounds them, too. The largest answer so far
// is added to the limit: a client that reads 4 MB about 10,000 people is not slow, but busy with the answer to its
// request.
type outbox struct {
	mu     sync.Mutex // guards all fields below except wake
	frames []queued
	held   []queued // events kept back until the answer of the running request is queued
	hold   bool
	events int // bytes of events waiting, held ones included
	rest   int // bytes of other frames waiting
	limit  int // of events, besides largest
	most   int // size of the largest other frame so far
	closed bool
	lost   bool          // events were dropped while the connection was stalled
	lag    time.Duration // transit time of every frame
	wake   chan struct{} // capacity 1: the queue is not empty; the next poke replaces a lost one
	space  chan struct{} // capacity 1: a batch was taken
}

type queued struct {
	data  []byte
	event bool
	due   time.Time // when it arrives, zero for at once
}

func newOutbox(limit int) *outbox {
	return &outbox{limit: limit, wake: make(chan struct{}, 1), space: make(chan struct{}, 1)}
}

// pushEvent queues a frame that the client did not request. It returns false if the client is too slow.
func (o *outbox) pushEvent(data []byte) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return true
	}
	if o.events+len(data) > o.limit+o.most && o.events > 0 {
		return false
	}
	o.events += len(data)
	if o.hold {
		o.held = append(o.held, queued{data: data, event: true})
		return true
	}
	o.add(queued{data: data, event: true})
	return true
}

// push queues a frame that the client requested, or that keeps the connection alive.
func (o *outbox) push(data []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.count(data)
	o.add(queued{data: data})
}

// count records the size of a frame that is not an event.
func (o *outbox) count(data []byte) {
	o.rest += len(data)
	o.most = max(o.most, len(data))
}

// pushState queues a large answer that is sent as an event. It stays after the answer if events are held.
func (o *outbox) pushState(data []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.count(data)
	if o.hold {
		o.held = append(o.held, queued{data: data})
		return
	}
	o.add(queued{data: data})
}

func (o *outbox) add(q queued) {
	if o.lag > 0 {
		q.due = time.Now().Add(o.lag)
	}
	o.frames = append(o.frames, q)
	poke(o.wake)
}

// setLag delays every further frame. Their order stays. Without a lag, all frames in transit arrive.
func (o *outbox) setLag(lag time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lag = lag
	poke(o.wake)
}

// holdEvents keeps events back until release.
func (o *outbox) holdEvents() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hold = true
}

// release queues the held events.
func (o *outbox) release() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hold = false
	if len(o.held) > 0 {
		for _, q := range o.held {
			o.add(q)
		}
		o.held = nil
	}
}

// take removes the next frames that have arrived, about maxBatch bytes of them, and joins them in buf. It also returns
// the remaining transit time of the next one.
func (o *outbox) take(buf []byte) ([]byte, time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	var wait time.Duration
	for _, q := range o.frames {
		if o.lag > 0 && !q.due.IsZero() {
			if wait = time.Until(q.due); wait > 0 {
				break
			}
		}
		if len(buf) > 0 && len(buf)+len(q.data) > maxBatch {
			break
		}
		buf = append(buf, q.data...)
		if q.event {
			o.events -= len(q.data)
		} else {
			o.rest -= len(q.data)
		}
		n++
	}
	clear(o.frames[:n]) // let the frames go
	o.frames = o.frames[n:]
	if len(o.frames) == 0 {
		o.frames = nil
	}
	poke(o.space)
	return buf, max(wait, 0)
}

// full reports whether the reader should wait for space before it takes another request.
func (o *outbox) full() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.rest > o.limit
}

// overflow empties the queue of a stalled connection, which is cut off when the stall ends.
func (o *outbox) overflow() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lost = true
	o.closed, o.frames, o.held, o.events, o.rest = true, nil, nil, 0, 0
}

// overflowed reports whether the queue has lost events.
func (o *outbox) overflowed() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.lost
}

// discard drops all frames, including later ones.
func (o *outbox) discard() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed, o.frames, o.held, o.events, o.rest = true, nil, nil, 0, 0
}

// poke signals a channel of capacity 1 without waiting.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
