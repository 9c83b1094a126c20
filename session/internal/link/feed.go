package link

import (
	"errors"
	"slices"
	"sync"
	"time"

	"gavel/session/video"
)

// feedCapacity is how many items wait for a room before the reader does. An item holds up to 32 KiB of events, and
// more events per item arrive after the reader has waited. More than 4 items make no room faster (measured at 200,000
// events a second), and each takes 100 KB.
const feedCapacity = 4

// Item is one entry of a feed. Exactly one field is set.
type Item struct {
	Link   *video.Link
	Events *Batch
	Answer *Answer
	Bad    error // a frame was refused: its content is lost, and the room must be read again
}

// Answer is the outcome of a fetch.
type Answer struct {
	Tag int
	Reply
}

// Feed passes items in order from the connection to one joined room. Events wait for room in the channel, and the
// reader waits with them. Links and answers never wait, because some of their senders must not block: they go to a
// list that a goroutine empties. Later events wait until that list is empty.
type Feed struct {
	c    *Keeper
	room string // room session id
	ch   chan Item
	gone chan struct{} // closed by Detach

	gathered *Batch // reader only: events to hand over before the next read of the socket

	mu       sync.Mutex    // guards the fields below
	spill    []Item        // links and answers that did not fit into the channel
	spilled  chan struct{} // non-nil while spill is being emptied; closed when it is empty
	flooded  bool          // the room was stuck for too long: events are dropped until spill is empty
	detached bool
}

// Attach opens a feed of the room session. A session may have several feeds. The first item is the current link. No
// item follows a link in state LinkClosed, or in state LinkRefused without [Options.AwaitRetry].
func (c *Keeper) Attach(roomSessionID string) *Feed {
	f := &Feed{c: c, room: roomSessionID, ch: make(chan Item, feedCapacity), gone: make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.link
	f.put(Item{Link: &l})
	old := c.feeds[roomSessionID]
	c.feeds[roomSessionID] = append(slices.Clip(old), f) // a copy: the reader uses the old slice without the lock
	return f
}

// Items returns the channel of the feed. It is never closed.
func (f *Feed) Items() <-chan Item { return f.ch }

// Detach ends the feed and releases its queued items. It does not block and may be called more than once.
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

// drop removes the oldest item from the channel and releases it. It reports whether there was one.
func (f *Feed) drop() bool {
	select {
	case it := <-f.ch:
		it.Events.Release()
		return true
	default:
		return false
	}
}

// Fetch sends a request whose answer arrives through Items, in order with the events. It does not block.
func (f *Feed) Fetch(method string, params any, tag int) {
	k, err := newCall(method, params, func(r Reply) { f.put(Item{Answer: &Answer{tag, r}}) })
	if err != nil {
		f.put(Item{Answer: &Answer{tag, Reply{Err: err}}})
		return
	}
	f.c.launch(k)
}

// put adds an item other than events. It does not block.
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
	// A stuck room needs only the newest of several links in a row.
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

// empty moves the spilled items into the channel as the room reads it.
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
			return // finish sends the last item
		}
	}
}

// offer hands over events. It waits for space until the connection ends.
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

// wait is offer's slow path. It reports whether the events were handed over or dropped.
func (f *Feed) wait(b *Batch, spilled <-chan struct{}, cn *conn) bool {
	cn.stuck.Add(1)
	defer cn.unstick()
	patience := time.NewTimer(stuckWait)
	defer patience.Stop()
	to := f.ch
	if spilled != nil {
		to = nil // older links and answers come first
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
	case <-cn.dead: // the room will be read again, so these events are superseded
	}
	b.Release()
	return true
}

// finish makes l the last item because the client has ended. If the channel is full, it replaces older items.
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

// unstick records that the reader no longer waits for one of the rooms. Bytes that waited in the socket count as heard
// now.
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

// feedsOf returns the feeds of a room session. The slice is never modified.
func (c *Keeper) feedsOf(roomSessionID []byte) []*Feed {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.feeds[string(roomSessionID)]
}

// stuckWait is how long the reader waits for a room that reads nothing. Everything else on the connection waits with
// it: answers, the server's pings, the other rooms.
const stuckWait = 2 * time.Second

// errFlood is the notice to a room whose events were dropped. The room then reads its state again.
var errFlood = errors.New("events were dropped because the room did not read them")

// flood stops waiting for the room. From now on events are dropped until the room has received the notice, which
// follows everything already queued. The notice causes a read, and every event dropped after the notice is older than
// the answer to that read, so no change is missed.
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
