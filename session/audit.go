package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"gavel/session/video"
)

const (
	// auditCapacity is how many entries wait for a disk that takes nothing; what is more is lost, and counted.
	auditCapacity = 4096
	// auditClose bounds how long the end of a session waits for a disk that takes nothing.
	auditClose = time.Second
	// auditSlow is how long a disk may take for one entry before the audit counts as off.
	auditSlow = 5 * time.Second
	// auditRetry is how often a disk that failed is tried again: somebody may have made room.
	auditRetry = 2 * time.Second
)

// ErrAuditMoved is what the writer of [WithAudit] returns, having written nothing, when what it writes from now on goes
// to another file, because somebody has moved the former one away. The line is written again behind a new beginning.
var ErrAuditMoved = errors.New("session: the audit continues in another file")

// errAuditSlow is why an audit is off whose disk does not answer.
var errAuditSlow = fmt.Errorf("the disk has accepted nothing for %v", auditSlow)

// audit writes entries as JSON lines, one write each, from a goroutine of its own: a full disk must not stop a room.
// When the disk fails, entries wait, and it is tried again.
type audit struct {
	w       io.Writer
	chain   *chain        // run only
	waiting []video.Entry // run only
	begun   bool          // run only: a beginning stands, and everything since
	lines   chan video.Entry
	flushes chan chan struct{}
	done    chan struct{}
	told    func()        // err has changed
	lost    atomic.Uint64 // entries that the file does not know of yet
	missing atomic.Uint64 // all that were lost

	mu   sync.Mutex // guards what follows
	why  error      // of the last failure; nil while everything is written
	puts int        // counts writes
	busy bool       // a write is under way …
	slow bool       // … and takes too long
}

// newAudit starts the goroutine. told is called, from any goroutine, when err has changed.
func newAudit(about auditor, w io.Writer, told func()) *audit {
	a := &audit{
		w: w, chain: newChain(about), told: told, lines: make(chan video.Entry, auditCapacity),
		flushes: make(chan chan struct{}), done: make(chan struct{}),
	}
	go a.run()
	return a
}

// run writes what is handed over until close.
func (a *audit) run() {
	defer close(a.done)
	defer func() {
		if p := recover(); p != nil {
			a.set(fmt.Errorf("the audit: %w", video.ErrInternal))
		}
	}()
	a.try()
	again := time.NewTicker(auditRetry)
	defer again.Stop()
	for {
		select {
		case e, more := <-a.lines:
			if !more {
				a.finish()
				return
			}
			a.take(e)
		case <-again.C:
			if a.err() != nil {
				a.try()
			}
		case flushed := <-a.flushes:
			for range len(a.lines) {
				a.take(<-a.lines)
			}
			a.try()
			close(flushed)
		}
	}
}

// take writes an entry, unless the disk has failed: then it waits for the next try.
func (a *audit) take(e video.Entry) {
	if len(a.waiting) >= auditCapacity {
		a.waiting = a.waiting[1:]
		a.lose()
	}
	a.waiting = append(a.waiting, e)
	if a.err() == nil {
		a.try()
	}
}

// try writes what waits.
func (a *audit) try() {
	for !a.begun || a.lost.Load() > 0 || len(a.waiting) > 0 {
		if err := a.next(); err != nil {
			a.begun = false // what the disk holds now is told by a new beginning
			a.set(err)
			return
		}
	}
	a.set(nil)
}

// next writes the next line: a beginning where none stands or something is missing, else the oldest entry.
func (a *audit) next() error {
	if !a.begun || a.lost.Load() > 0 {
		missing := a.lost.Load()
		if err := a.put(func() ([]byte, error) { return a.chain.begin(a.w, missing) }, false); err != nil {
			return err
		}
		a.lost.Add(-missing)
		a.begun = true
		return nil
	}
	e := a.waiting[0]
	err := a.put(func() ([]byte, error) { return a.chain.entry(a.w, e) }, e.Irreversible())
	if errors.Is(err, ErrAuditMoved) {
		a.begun = false
		return nil
	}
	if err == nil {
		a.waiting = a.waiting[1:]
	}
	return err
}

// put makes one line and writes it. What cannot be undone is on the disk before the next one is written.
func (a *audit) put(line func() ([]byte, error), sync bool) (err error) {
	defer a.watched()()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	b, err := line()
	if err != nil {
		return err
	}
	n, err := a.w.Write(b)
	a.chain.wrote(b, n, err)
	if f, ok := a.w.(interface{ Sync() error }); ok && sync && err == nil {
		return f.Sync()
	}
	return err
}

// finish writes what waits, and the end of the run.
func (a *audit) finish() {
	a.try()
	if a.err() == nil {
		_ = a.put(func() ([]byte, error) { return a.chain.end(a.w) }, false)
	}
}

// err says why the audit is off; nil while everything is written.
func (a *audit) err() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.why == nil && a.slow {
		return errAuditSlow
	}
	return a.why
}

func (a *audit) set(err error) {
	a.mu.Lock()
	changed := (a.why == nil) != (err == nil)
	a.why = err
	a.mu.Unlock()
	if changed {
		a.told()
	}
}

// watched says that the audit is off when a write takes too long, until that has come to an end.
func (a *audit) watched() (ended func()) {
	a.mu.Lock()
	a.puts++
	put := a.puts
	a.busy = true
	a.mu.Unlock()
	late := time.AfterFunc(auditSlow, func() {
		a.mu.Lock()
		is := a.busy && a.puts == put
		a.slow = a.slow || is
		a.mu.Unlock()
		if is {
			a.told()
		}
	})
	return func() {
		late.Stop()
		a.mu.Lock()
		was := a.slow
		a.busy, a.slow = false, false
		a.mu.Unlock()
		if was {
			a.told()
		}
	}
}

// lose counts an entry that will never be written.
func (a *audit) lose() {
	a.lost.Add(1)
	a.missing.Add(1)
}

// write hands over an entry. It never blocks.
func (a *audit) write(e video.Entry) {
	select {
	case a.lines <- e:
	default: // the disk stands still, and err says so since auditSlow
		a.lose()
	}
}

// flush waits until what was handed over is written, or cannot be, and says why. After close it says how it ended.
func (a *audit) flush(ctx context.Context) error {
	flushed := make(chan struct{})
	flushes := a.flushes
	for {
		select {
		case flushes <- flushed:
			flushes = nil
		case <-flushed:
			return a.err()
		case <-a.done:
			return a.err()
		case <-ctx.Done():
			if err := a.err(); err != nil {
				return err
			}
			return errors.New("the disk does not answer")
		}
	}
}

// close writes what waits, for as long as a disk may take. Nothing may be handed over after it. A nil audit is fine.
func (a *audit) close() {
	if a == nil {
		return
	}
	close(a.lines)
	t := time.NewTimer(auditClose)
	defer t.Stop()
	select {
	case <-a.done:
	case <-t.C:
	}
}
