package session

import (
	"sync"
	"time"

	"gavel/session/video"
)

// feedCapacity is how many items wait for a room before the reader does. An item is up to 32 KiB of events: the longer the
// reader has waited, the more come with the next, so that few are enough (half a megabyte) and a publishing is bridged.
const feedCapacity = 16

// feedItem is what one joined room gets, in order, through one channel. Exactly one field is set.
type feedItem struct {
	link   *video.Link
	events *batch
	answer *answer
	bad    error // a frame was refused: whatever it said was missed, and the room must be read again
}

// answer is what became of a fetch.
type answer struct {
	tag int
	callEnd
}

// feed is the ordered way from the connection to one joined room. Events wait for room in the channel, and with them
// the reader; links and answers never do, because they also come from goroutines that may not wait: they go to a list
// that a goroutine empties, and events wait until it has done so.
type feed struct {
	c    *keeper
	room string // room session id
	ch   chan feedItem
	gone chan struct{} // closed by detach

	gathered *batch // reader only: events that are handed over before the socket is read again

	mu       sync.Mutex    // guards what follows
	spill    []feedItem    // links and answers that found the channel full
	spilled  chan struct{} // while spill is being emptied: closed when that is done; else nil
	flooded  bool          // the room was stuck for too long: events are dropped until it has taken what is spilled
	detached bool
}

// attach opens a feed of the room session; several may exist for the same. Its first item is the current link. After a
// link in state LinkClosed, and after one in state LinkRefused without Config.AwaitRetry, nothing more comes.
func (c *keeper) attach(roomSessionID string) *feed {
	f := &feed{c: c, room: roomSessionID, ch: make(chan feedItem, feedCapacity), gone: make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.link
	f.put(feedItem{link: &l})
	old := c.feeds[roomSessionID]
	c.feeds[roomSessionID] = append(old[:len(old):len(old)], f) // a copy: the reader uses the old one without the lock
	return f
}

// items returns the channel of the feed. It is never closed.
func (f *feed) items() <-chan feedItem { return f.ch }

// detach ends the feed and releases what is queued. It does not block and may be called twice.
func (f *feed) detach() {
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
func (f *feed) drop() bool {
	select {
	case it := <-f.ch:
		it.events.release()
		return true
	default:
		return false
	}
}

// fetch sends a request whose answer comes through items, in order with the events. It does not block.
func (f *feed) fetch(method string, params any, tag int) {
	k, err := newCall(method, params, func(r callEnd) { f.put(feedItem{answer: &answer{tag, r}}) })
	if err != nil {
		f.put(feedItem{answer: &answer{tag, callEnd{err: err}}})
		return
	}
	f.c.launch(k)
}

// put adds anything but an event. It does not block.
func (f *feed) put(it feedItem) {
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
	if n := len(f.spill); n > 0 && it.link != nil && f.spill[n-1].link != nil {
		f.spill[n-1] = it
		return
	}
	f.spill = append(f.spill, it)
	if f.spilled == nil {
		f.spilled = make(chan struct{})
		f.c.spawn("feed", f.empty)
	}
}

// empty moves the spilled items into the channel as the room makes place.
func (f *feed) empty() {
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
func (f *feed) offer(b *batch, cn *conn) {
	for {
		f.mu.Lock()
		if f.detached {
			f.mu.Unlock()
			b.release()
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
			case f.ch <- feedItem{events: b}:
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
func (f *feed) wait(b *batch, spilled <-chan struct{}, cn *conn) bool {
	cn.stuck.Add(1)
	defer cn.unstick()
	patience := time.NewTimer(stuckWait)
	defer patience.Stop()
	to := f.ch
	if spilled != nil {
		to = nil // older links and answers go first
	}
	select {
	case to <- feedItem{events: b}:
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
	b.release()
	return true
}

// finish makes l the last item, if need be in the place of older ones: the client has ended.
func (f *feed) finish(l *video.Link) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.detached {
		return
	}
	f.spill = nil
	for {
		select {
		case f.ch <- feedItem{link: l}:
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
