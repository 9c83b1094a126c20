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
	// DefaultMaxBytes is the size at which a file is left.
	DefaultMaxBytes = 64 << 20
	// DefaultKeep is how many older files are kept.
	DefaultKeep = 8

	// maxWaiting and maxWaitingBytes bound what waits for a disk that takes nothing; what is more is lost, and counted.
	maxWaiting      = 16 << 10
	maxWaitingBytes = 32 << 20
	// batchRecords and batchBytes bound what is written at once.
	batchRecords = 1024
	batchBytes   = 1 << 20
	// maxSpare bounds the array of the queue that is used again.
	maxSpare = 4 << 10

	// slowAfter is how long a disk may take for one write before the journal counts as off.
	slowAfter = 5 * time.Second
	// retryAfter is how often a disk that failed is tried again: somebody may have made room.
	retryAfter = 2 * time.Second
	// closeWait bounds how long the end waits for a disk that takes nothing.
	closeWait = time.Second
)

// Options say where a journal is, and what it holds.
type Options struct {
	Path     string
	MaxBytes int64 // at which a file is left; 0 means DefaultMaxBytes
	Keep     int   // how many older files are kept; 0 means DefaultKeep
	// User and Project say in each file who writes. Both may be empty.
	User, Project string
	// Redact takes secrets out of a text before it is written. nil means none but those in addresses, which are always
	// masked.
	Redact func(text string) string
	// OpenFile opens a file for reading and appending, and creates it where it is missing, for its owner only. nil means
	// any file that the system lets this process open.
	OpenFile func(path string) (*os.File, error)
}

// Writer writes a journal, from a goroutine of its own. When the disk fails, records wait, and it is tried again; those
// that find no place are counted in a line of kind [Gap]. All methods are safe for concurrent use.
type Writer struct {
	redact func(string) string
	began  time.Time
	store  *store    // run only
	taken  []waiting // run only: no longer waiting; up to next they are encoded
	next   int       // run only
	held   []item    // run only: encoded, and not written yet
	done   chan struct{}
	wake   chan struct{} // capacity 1: something waits, or is to be tried at once

	mu      sync.Mutex // guards what follows
	waiting []waiting
	count   int  // of waiting and taken
	bytes   int  // likewise
	lost    Lost // of which the file does not know yet
	missing uint64
	wanted  uint64
	err     error // of the last write; nil while everything is written
	busy    bool  // a write is under way
	slow    bool  // … and takes too long
	asked   bool  // somebody waits for the next attempt
	closed  bool
	tell    map[int]func() // those who learn that the state has changed
	told    int            // counts them
	ends    []*promise     // of those whose records are held
}

// waiting is a record, a gap, or somebody who waits for those before.
type waiting struct {
	record  video.Record
	gap     Lost
	promise *promise
	silent  bool // a promise alone: there is no line to write
}

func (b *waiting) isRecord() bool { return !b.silent && b.gap.Missing == 0 }

// promise is somebody who waits until records are written.
type promise struct {
	sync  bool // until they survive a crash of the machine
	once  sync.Once
	timer *time.Timer // or nil
	call  func(error)
}

func (p *promise) settle(err error) {
	p.once.Do(func() {
		if p.timer != nil {
			p.timer.Stop()
		}
		p.call(err)
	})
}

// errSlow is why a journal is off whose disk does not answer.
var errSlow = errors.New("the disk does not answer")

// errFull is why the record of an intent is lost.
var errFull = errors.New("too many records wait for the disk")

// Open opens the journal, and begins a run. The error says what is wrong with the file: it cannot be opened, or it is
// not a journal. Close ends the run.
func Open(o Options) (*Writer, error) {
	open := o.OpenFile
	if open == nil {
		open = openDefault
	}
	return openOn(osDisk{open}, o)
}

func openOn(d disk, o Options) (*Writer, error) {
	const size = 8 // enough that no two runs have the same name
	var id [size]byte
	_, _ = rand.Read(id[:]) // never fails
	w := &Writer{
		redact: o.Redact, began: time.Now(), done: make(chan struct{}), wake: make(chan struct{}, 1), tell: map[int]func(){},
	}
	w.store = &store{
		disk: d, path: o.Path, most: o.MaxBytes, keep: o.Keep, run: hex.EncodeToString(id[:]), end: -1,
		who: Beginning{Schema: schema, PID: os.Getpid(), User: o.User, Project: o.Project},
		up:  func() time.Duration { return time.Since(w.began) },
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
	go w.run()
	return w, nil
}

// add hands over a record. It never blocks, and reports false when the record is lost.
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

// run writes what is handed over until close.
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

// pause waits until there is something to do. A disk that has failed is tried again after a while, or when somebody
// waits.
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
	if len(w.held) == 0 && !sync && !w.store.behind {
		w.settle(nil)
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

// hasGap reports whether something is missing between the lines.
func hasGap(items []item) bool {
	for i := range items {
		if items[i].Kind == Gap {
			return true
		}
	}
	return false
}

// take takes the next batch.
func (w *Writer) take() []waiting {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next == len(w.taken) {
		clear(w.taken)
		if cap(w.taken) > maxSpare {
			w.taken = nil
		}
		w.waiting, w.taken, w.next = w.taken[:0], w.waiting, 0
		if len(w.taken) == 0 && w.lost.Missing > 0 { // nothing has come since
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

// encode makes items of a batch.
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
			w.held = append(w.held, item{h, encode(what, w.redact)})
		}
	}
}

// promised reports whether one of the promises of the batch is that it survives a crash of the machine.
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

// watched has the journal count as off while f takes too long.
func (w *Writer) watched(f func() (bool, error)) (bool, error) {
	w.change(func() { w.busy, w.asked = true, false })
	late := time.AfterFunc(slowAfter, w.isSlow)
	defer func() {
		late.Stop()
		w.change(func() { w.busy, w.slow = false, false })
	}()
	return f()
}

// isSlow notes that a write takes too long, if one is under way.
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

// failed notes that nothing can be written now. Nobody waits for the next attempt.
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
	w.settle(err)
}

// succeeded notes that everything so far is written. With snapshots, what comes next needs the rooms as a whole.
func (w *Writer) succeeded(snapshots bool) {
	w.settle(nil)
	w.change(func() {
		w.err = nil
		if snapshots {
			w.wanted++
		}
	})
}

// settle keeps the promises of the batch.
func (w *Writer) settle(err error) {
	w.mu.Lock()
	ends := w.ends
	w.ends = nil
	w.mu.Unlock()
	for _, p := range ends {
		p.settle(err)
	}
}

// change changes the state, and tells the rooms when they must know.
func (w *Writer) change(f func()) {
	w.mu.Lock()
	before, wanted := w.reason(), w.wanted
	f()
	var tell []func()
	if (before == nil) != (w.reason() == nil) || wanted != w.wanted {
		tell = slices.Collect(maps.Values(w.tell))
	}
	w.mu.Unlock()
	for _, changed := range tell {
		changed()
	}
}

// onChange has changed called whenever the state has changed, until stop.
func (w *Writer) onChange(changed func()) (stop func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told++
	n := w.told
	w.tell[n] = changed
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.tell, n)
	}
}

// reason is why nothing is recorded now.
func (w *Writer) reason() error {
	if w.err == nil && w.slow {
		return errSlow
	}
	return w.err
}

// Err returns why nothing is recorded now; nil while everything is.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reason()
}

// Flush waits until everything so far is written, or cannot be, and returns why not.
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

// Close ends the run: what waits is written, for as long as a disk may take. It returns why something was not.
func (w *Writer) Close() error {
	w.mu.Lock()
	w.closed = true
	w.poke()
	w.mu.Unlock()
	timer := time.NewTimer(closeWait)
	defer timer.Stop()
	select {
	case <-w.done:
		return w.Err()
	case <-timer.C:
		return errSlow
	}
}
