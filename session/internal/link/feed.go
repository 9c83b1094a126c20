package link

import (
	"errors"
	"slices"
	"sync"
	"time"

	"gavel/session/video"
)

// feedCapacity is how many items wait for a room before the reader does. An item is up to 32 KiB of events: the longer the
// reader has waited, the more come with the next, so that few are enough (half a megabyte) and a publishing is bridged.
const feedCapacity = 16

// Item is what one joined room gets, in order, through one channel. Exactly one field is set.
type Item struct {
	Link   *video.Link
	Events *Batch
	Answer *Answer
	Bad    error // a frame was refused: whatever it said was missed, and the room must be read again
}

// Answer is what became of a fetch.
type Answer struct {
	Tag int
	Reply
}

// Feed is the ordered way from the connection to one joined room. Events wait for room in the channel, and with them
// the reader; links and answers never do, because they also come from goroutines that may not wait: they go to a list
// that a goroutine empties, and events wait until it has done so.
type Feed struct {
	c    *Keeper
	room string // room session id
	ch   chan Item
	gone chan struct{} // closed by detach

	gathered *Batch // reader only: events that are handed over before the socket is read again

	mu       sync.Mutex    // guards what follows
	spill    []Item        // links and answers that found the channel full
	spilled  chan struct{} // while spill is being emptied: closed when that is done; else nil
	flooded  bool          // the room was stuck for too long: events are dropped until it has taken what is spilled
	detached bool
}

// Attach opens a feed of the room session; several may exist for the same. Its first item is the current link. After a
// link in state LinkClosed, and after one in state LinkRefused without Config.AwaitRetry, nothing more comes.
func (c *Keeper) Attach(roomSessionID string) *Feed {
	f := &Feed{c: c, room: roomSessionID, ch: make(chan Item, feedCapacity), gone: make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.link
	f.put(Item{Link: &l})
	old := c.feeds[roomSessionID]
	c.feeds[roomSessionID] = append(old[:len(old):len(old)], f) // a copy: the reader uses the old one without the lock
	return f
}

// Items returns the channel of the feed. It is never closed.
func (f *Feed) Items() <-chan Item { return f.ch }

// Detach ends the feed and releases what is queued. It does not block and may be called twice.
func (f *Feed) Detach() {
	f.c.forget(f)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.detached {
		return
	}
	f.detached = true
	close(f.gone)
	f.spill = nil
	for f.drop() {
	}
}

// drop takes the oldest item out of the channel and releases it; false when there is none.
func (f *Feed) drop() bool {
	select {
	case it := <-f.ch:
		it.Events.Release()
		return true
	default:
		return false
	}
}

// Fetch sends a request whose answer comes through items, in order with the events. It does not block.
func (f *Feed) Fetch(method string, params any, tag int) {
	k, err := newCall(method, params, func(r Reply) { f.put(Item{Answer: &Answer{tag, r}}) })
	if err != nil {
		f.put(Item{Answer: &Answer{tag, Reply{Err: err}}})
		return
	}
	f.c.launch(k)
}

// put adds anything but an event. It does not block.
func (f *Feed) put(it Item) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.detached {
		return
	}
	if f.spilled == nil {
		select {
		case f.ch <- it:
			return
		default:
		}
	}
	// A room that is stuck needs only the newest of several links in a row.
	if n := len(f.spill); n > 0 && it.Link != nil && f.spill[n-1].Link != nil {
		f.spill[n-1] = it
		return
	}
	f.spill = append(f.spill, it)
	if f.spilled == nil {
		f.spilled = make(chan struct{})
		f.c.Spawn("feed", f.empty)
	}
}

// empty moves the spilled items into the channel as the room makes place.
func (f *Feed) empty() {
	for {
		f.mu.Lock()
		if len(f.spill) == 0 || f.detached {
			f.spill = nil
			close(f.spilled)
			f.spilled = nil
			f.mu.Unlock()
			return
		}
		it := f.spill[0]
		f.spill = f.spill[1:]
		f.mu.Unlock()
		select {
		case f.ch <- it:
		case <-f.gone:
		case <-f.c.ctx.Done():
			return // finish has the last word
		}
	}
}

// offer hands over events and waits for place until the connection ends.
func (f *Feed) offer(b *Batch, cn *conn) {
	for {
		f.mu.Lock()
		if f.detached {
			f.mu.Unlock()
			b.Release()
			return
		}
		spilled := f.spilled
		if f.flooded && spilled != nil {
			f.mu.Unlock()
			f.lose(b)
			return
		}
		if f.flooded = false; spilled == nil {
			select {
			case f.ch <- Item{Events: b}:
				f.mu.Unlock()
				return
			default:
			}
		}
		f.mu.Unlock()
		if f.wait(b, spilled, cn) {
			return
		}
	}
}

// wait is offer's slow path; it reports whether it is done with the events.
func (f *Feed) wait(b *Batch, spilled <-chan struct{}, cn *conn) bool {
	cn.stuck.Add(1)
	defer cn.unstick()
	patience := time.NewTimer(stuckWait)
	defer patience.Stop()
	to := f.ch
	if spilled != nil {
		to = nil // older links and answers go first
	}
	select {
	case to <- Item{Events: b}:
		return true
	case <-spilled:
		return false
	case <-patience.C:
		f.flood()
		f.lose(b)
		return true
	case <-f.gone:
	case <-cn.dead: // the room will be read anew: what is lost here is superseded
	}
	b.Release()
	return true
}

// finish makes l the last item, if need be in the place of older ones: the client has ended.
func (f *Feed) finish(l *video.Link) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.detached {
		return
	}
	f.spill = nil
	for {
		select {
		case f.ch <- Item{Link: l}:
			return
		default:
			f.drop()
		}
	}
}

// unstick notes that the reader waits for one room less. What waited in the socket meanwhile counts as heard now.
func (cn *conn) unstick() {
	cn.listen()
	cn.stuck.Add(-1)
}

// forget removes a feed.
func (c *Keeper) forget(f *Feed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	rest := slices.DeleteFunc(slices.Clone(c.feeds[f.room]), func(other *Feed) bool { return other == f })
	if len(rest) == 0 {
		delete(c.feeds, f.room)
		return
	}
	c.feeds[f.room] = rest
}

// feedsOf returns the feeds of a room session. The slice is never changed.
func (c *Keeper) feedsOf(roomSessionID []byte) []*Feed {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.feeds[string(roomSessionID)]
}

// stuckWait is how long the reader waits for a room that takes nothing. Everything else on the connection waits with it:
// answers, the server's pings, the other rooms.
const stuckWait = 2 * time.Second

// errFlood is told to a room whose events were dropped; it reads the room again.
var errFlood = errors.New("events were dropped: the room did not take them")

// flood gives up waiting for the room: what comes from now on is dropped until the room has taken the notice of it, which
// stands behind everything that still waits. What is dropped behind the notice came before the answer to the question
// that the notice causes, so that nothing is missed.
func (f *Feed) flood() {
	f.mu.Lock()
	f.flooded = true
	f.mu.Unlock()
	f.put(Item{Bad: errFlood})
}

// lose drops events and counts them.
func (f *Feed) lose(b *Batch) {
	f.c.dropped.Add(uint64(len(b.Frames)))
	b.Release()
}
