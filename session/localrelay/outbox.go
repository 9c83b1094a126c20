package localrelay

import (
	"sync"
	"time"
)

// maxBatch is how many bytes of small frames one write carries; enough that 10,000 events a second cost few writes.
const maxBatch = 64 << 10

// outbox is the send queue of one connection. Events count against its limit, and going over it cuts the client off:
// what it missed cannot be repaired by sending more. Answers do not count, however large; the reader instead takes no
// further request while many bytes of answers wait (full), so they are bounded as well. The largest answer so far is
// added to the limit: whoever is reading 4 MB about 10,000 people is not slow, but busy with what it asked for.
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
	lost   bool          // events were thrown away while the connection was stalled
	lag    time.Duration // how long every frame is on its way
	wake   chan struct{} // capacity 1: "there is something", lost pokes are repeated by the next
	space  chan struct{} // capacity 1: "a batch was taken"
}

type queued struct {
	data  []byte
	event bool
	due   time.Time // when it arrives, zero for at once
}

func newOutbox(limit int) *outbox {
	return &outbox{limit: limit, wake: make(chan struct{}, 1), space: make(chan struct{}, 1)}
}

// pushEvent queues a frame that was not asked for. It returns false when the client is too slow.
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

// push queues a frame that the client asked for, or that keeps the connection going.
func (o *outbox) push(data []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.count(data)
	o.add(queued{data: data})
}

// count notes the size of a frame that is not an event.
func (o *outbox) count(data []byte) {
	o.rest += len(data)
	o.most = max(o.most, len(data))
}

// pushState queues a large answer that travels as an event; it stays behind the answer when events are held.
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

// setLag makes every further frame travel for a while. Their order stays. Without a lag, all that is on its way
// arrives.
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

// release queues what was held.
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
// how long the next one is still on its way.
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

// full says whether the reader should wait for space before it takes another request.
func (o *outbox) full() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.rest > o.limit
}

// overflow empties the queue of a stalled connection, which is cut off when it is no longer stalled.
func (o *outbox) overflow() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lost = true
	o.closed, o.frames, o.held, o.events, o.rest = true, nil, nil, 0, 0
}

// overflowed says whether the queue has lost events.
func (o *outbox) overflowed() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.lost
}

// discard drops everything and refuses what comes later.
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
