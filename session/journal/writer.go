package journal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"gavel/session/video"
)

const (
	// maxWaiting and maxWaitingBytes bound the records that wait for a disk that does not answer. Further records are
	// lost, and counted.
	maxWaiting      = 16 << 10
	maxWaitingBytes = 32 << 20
	// batchRecords and batchBytes bound one write.
	batchRecords = 1024
	batchBytes   = 1 << 20
	// maxSpare bounds the queue's array that is reused.
	maxSpare = 4 << 10

	// slowAfter is how long one write may take before the journal counts as off.
	slowAfter = 5 * time.Second
	// retryAfter is how often a failed write is retried: someone may have made room.
	retryAfter = 2 * time.Second
	// closeWait bounds how long Close waits for a disk that does not answer.
	closeWait = time.Second
)

// Writer writes a journal from a goroutine of its own. When the disk fails, records wait and the write is retried.
// Records that do not fit are counted in a line of kind [Gap]. All methods are safe for concurrent use.
type Writer struct {
	redact func(string) string
	names  *pseudonyms // used by run only; nil: names are written
	began  time.Time
	store  *store    // used by run only
	taken  []waiting // used by run only: no longer in waiting; encoded up to next
	next   int       // used by run only
	held   []item    // used by run only: encoded, not written yet
	done   chan struct{}
	wake   chan struct{} // capacity 1: something waits, or a retry is wanted at once

	mu          sync.Mutex // guards the fields below
	waiting     []waiting
	count       int  // number of records in waiting and taken
	bytes       int  // their weight
	lost        Lost // losses that the file does not have yet
	missing     uint64
	wanted      uint64
	err         error // of the last write; nil while everything is written
	busy        bool  // a write is under way
	slow        bool  // the write takes too long
	asked       bool  // a caller waits for the next attempt
	closed      bool
	watchers    map[int]func() // called when the state has changed
	lastWatcher int            // key of the newest one
	ends        []*promise     // promises for the records in held
}

// waiting is a record, a gap, or a promise for the records before it.
type waiting struct {
	record  video.Record
	gap     Lost
	promise *promise
	silent  bool // only a promise, without a line to write
}

func (b *waiting) isRecord() bool { return !b.silent && b.gap.Missing == 0 }

// promise is called when records are written, or cannot be written.
type promise struct {
	sync  bool // wait until the records survive a crash of the machine
	once  sync.Once
	timer *time.Timer // or nil
	call  func(error)
}

func (p *promise) resolve(err error) {
	p.once.Do(func() {
		if p.timer != nil {
			p.timer.Stop()
		}
		p.call(err)
	})
}

// errSlow is the reason why a journal is off while its disk does not answer.
var errSlow = errors.New("the disk does not answer")

// errFull is the reason why a record is lost.
var errFull = errors.New("too many records are waiting for the disk")

// Open opens the journal and starts a run. It returns an error if the file cannot be opened or is not a journal. Close
// ends the run.
func Open(o Options) (*Writer, error) {
	open := o.OpenFile
	if open == nil {
		open = openDefault
	}
	return openOn(osDisk{open}, o)
}

func openOn(d disk, o Options) (*Writer, error) {
	const size = 8 // enough to keep the names of runs unique
	var id [size]byte
	_, _ = rand.Read(id[:]) // never fails
	w := &Writer{
		redact: o.Redact, began: time.Now(), done: make(chan struct{}), wake: make(chan struct{}, 1),
		watchers: map[int]func(){},
	}
	w.store = &store{
		disk: d, path: o.Path, most: o.MaxBytes, keep: o.Keep, run: hex.EncodeToString(id[:]), end: -1,
		who:     Beginning{Schema: schema, PID: os.Getpid(), User: o.User, Project: o.Project},
		keepFor: o.KeepFor,
		up:      func() time.Duration { return time.Since(w.began) },
	}
	if w.store.most <= 0 {
		w.store.most = DefaultMaxBytes
	}
	if w.store.keep <= 0 {
		w.store.keep = DefaultKeep
	}
	if err := w.store.check(); err != nil {
		return nil, err
	}
	if o.Pseudonyms {
		var err error
		if w.names, err = openNames(o.Path); err != nil {
			w.store.close()
			return nil, err
		}
	}
	go w.run()
	return w, nil
}

// add queues a record. It never blocks. It reports false when the record is lost.
func (w *Writer) add(r video.Record, p *promise) bool {
	size := weight(&r)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || w.count >= maxWaiting || w.bytes+size > maxWaitingBytes {
		w.lose(r.At)
		return false
	}
	if w.lost.Missing > 0 {
		w.waiting = append(w.waiting, waiting{gap: w.lost})
		w.lost = Lost{}
	}
	w.waiting = append(w.waiting, waiting{record: r, promise: p})
	w.bytes += size
	w.count++
	w.asked = w.asked || p != nil
	w.poke()
	return true
}

func (w *Writer) lose(at time.Time) {
	if w.lost.Missing == 0 {
		w.lost = Lost{Since: at, Why: errFull.Error()}
		if w.err != nil {
			w.lost.Why = w.err.Error()
		}
	}
	w.lost.Missing++
	w.missing++
}

func (w *Writer) poke() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// run writes the queued records until Close.
func (w *Writer) run() {
	defer close(w.done)
	defer w.store.close()
	defer func() {
		if p := recover(); p != nil {
			w.failed(fmt.Errorf("the journal: %w", video.ErrInternal))
		}
	}()
	retry := time.NewTimer(retryAfter)
	defer retry.Stop()
	for {
		busy := w.step()
		if busy {
			continue
		}
		if w.isClosed() {
			w.finish()
			return
		}
		w.pause(retry)
	}
}

// pause waits until there is something to do. A failed write is retried after a while, or when a caller waits.
func (w *Writer) pause(retry *time.Timer) {
	retry.Reset(retryAfter)
	for {
		select {
		case <-w.wake:
			if w.worthTrying() {
				return
			}
		case <-retry.C:
			return
		}
	}
}

func (w *Writer) worthTrying() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err == nil || w.closed || w.asked
}

func (w *Writer) isClosed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closed
}

// step writes a batch. It reports false when there is nothing to do now.
func (w *Writer) step() (more bool) {
	if len(w.held) == 0 {
		w.encode(w.take())
	}
	sync := w.promised()
	if len(w.held) == 0 && !sync && !w.store.unsynced {
		w.resolve(nil)
		return false
	}
	files := w.store.files
	written, err := w.watched(func() (bool, error) { return w.store.append(w.held, sync) })
	snapshots := w.store.files > max(files, 1) || written && hasGap(w.held)
	if written {
		w.held = nil
	}
	if err != nil {
		w.failed(err)
		return false
	}
	w.succeeded(snapshots)
	return true
}

// hasGap reports whether the lines include a gap.
func hasGap(items []item) bool {
	for i := range items {
		if items[i].Kind == Gap {
			return true
		}
	}
	return false
}

// take returns the next batch.
func (w *Writer) take() []waiting {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next == len(w.taken) {
		clear(w.taken)
		if cap(w.taken) > maxSpare {
			w.taken = nil
		}
		w.waiting, w.taken, w.next = w.taken[:0], w.waiting, 0
		if len(w.taken) == 0 && w.lost.Missing > 0 { // no record has followed the loss
			w.taken = append(w.taken, waiting{gap: w.lost})
			w.lost = Lost{}
		}
	}
	from, size := w.next, 0
	for w.next < len(w.taken) && w.next-from < batchRecords && size < batchBytes {
		b := &w.taken[w.next]
		w.next++
		if b.promise != nil {
			w.ends = append(w.ends, b.promise)
		}
		if b.isRecord() {
			size += weight(&b.record)
			w.count--
		}
	}
	w.bytes -= size
	return w.taken[from:w.next]
}

// encode adds the lines of a batch to held.
func (w *Writer) encode(batch []waiting) {
	for i := range batch {
		b := &batch[i]
		switch {
		case b.silent:
		case b.gap.Missing > 0:
			now := time.Now()
			w.held = append(w.held, item{head{At: now, Up: now.Sub(w.began), Kind: Gap}, encode(b.gap, w.redact)})
		default:
			r := &b.record
			kind, what := kindOf(r)
			h := head{At: r.At, Up: r.At.Sub(w.began), Kind: kind, Room: r.Room, Seq: r.Seq}
			w.held = append(w.held, item{h, w.hidden(encode(what, w.redact))})
		}
	}
}

// hidden returns a content with pseudonyms, if the journal has them.
func (w *Writer) hidden(body []byte) []byte {
	if w.names == nil {
		return body
	}
	return w.names.hide(body)
}

// promised reports whether a promise of the batch waits for a sync.
func (w *Writer) promised() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.ends {
		if p.sync {
			return true
		}
	}
	return false
}

// watched runs f. The journal counts as off while f takes too long.
func (w *Writer) watched(f func() (bool, error)) (bool, error) {
	w.change(func() { w.busy, w.asked = true, false })
	late := time.AfterFunc(slowAfter, w.isSlow)
	defer func() {
		late.Stop()
		w.change(func() { w.busy, w.slow = false, false })
	}()
	return f()
}

// isSlow marks the journal as slow if a write is in progress.
func (w *Writer) isSlow() { w.change(func() { w.slow = w.busy }) }

// finish writes the end of the run.
func (w *Writer) finish() {
	if len(w.held) > 0 {
		return
	}
	now := time.Now()
	_, _ = w.watched(func() (bool, error) {
		return w.store.append([]item{{head{At: now, Up: now.Sub(w.began), Kind: End}, nil}}, false)
	})
}

// failed records that nothing can be written now. Callers do not wait for the next attempt.
func (w *Writer) failed(err error) {
	w.change(func() {
		w.err = err
		for _, list := range [][]waiting{w.taken[w.next:], w.waiting} {
			for i := range list {
				if p := list[i].promise; p != nil {
					w.ends = append(w.ends, p)
					list[i].promise = nil
				}
			}
		}
	})
	w.resolve(err)
}

// succeeded records that everything so far is written. With snapshots, the rooms must record a whole snapshot next.
func (w *Writer) succeeded(snapshots bool) {
	w.resolve(nil)
	w.change(func() {
		w.err = nil
		if snapshots {
			w.wanted++
		}
	})
}

// resolve ends the promises of the batch.
func (w *Writer) resolve(err error) {
	w.mu.Lock()
	ends := w.ends
	w.ends = nil
	w.mu.Unlock()
	for _, p := range ends {
		p.resolve(err)
	}
}

// change changes the state, and informs the rooms when it matters to them.
func (w *Writer) change(f func()) {
	w.mu.Lock()
	before, wanted := w.reason(), w.wanted
	f()
	var watchers []func()
	if (before == nil) != (w.reason() == nil) || wanted != w.wanted {
		watchers = slices.Collect(maps.Values(w.watchers))
	}
	w.mu.Unlock()
	for _, changed := range watchers {
		changed()
	}
}

// onChange registers changed, which is called whenever the state has changed, until stop.
func (w *Writer) onChange(changed func()) (stop func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lastWatcher++
	n := w.lastWatcher
	w.watchers[n] = changed
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.watchers, n)
	}
}

// reason returns why nothing is recorded now.
func (w *Writer) reason() error {
	if w.err == nil && w.slow {
		return errSlow
	}
	return w.err
}

// Err returns why nothing is recorded now, or nil.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reason()
}

// Flush waits until everything so far is written or has failed. It returns the reason of a failure. If ctx is done
// first, it returns the reason why nothing is recorded, or reports that the disk does not answer.
func (w *Writer) Flush(ctx context.Context) error {
	written := make(chan error, 1)
	w.mu.Lock()
	if !w.closed {
		w.waiting = append(w.waiting, waiting{silent: true, promise: &promise{call: func(err error) { written <- err }}})
		w.asked = true
		w.poke()
	}
	w.mu.Unlock()
	select {
	case err := <-written:
		return err
	case <-w.done:
		return w.Err()
	case <-ctx.Done():
		if err := w.Err(); err != nil {
			return err
		}
		return errSlow
	}
}

// Close ends the run. It waits up to a second for the queued records, and returns the reason why one was not written.
func (w *Writer) Close() error {
	w.mu.Lock()
	w.closed = true
	w.poke()
	w.mu.Unlock()
	select {
	case <-w.done:
		return w.Err()
	case <-time.After(closeWait):
		return errSlow
	}
}
