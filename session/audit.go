package session

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// auditCapacity is how many entries may wait for a slow disk before the audit counts as failed.
const auditCapacity = 4096

// auditClose bounds how long the end of a session waits for a disk that takes nothing.
const auditClose = time.Second

// auditLine is an entry as it is written: with the session it belongs to, and with the time since the writer began by a
// clock that nobody can set. The time of the entry is that of the wall.
type auditLine struct {
	Session string        `json:"room_session_id"`
	Elapsed time.Duration `json:"elapsed"`
	Entry
}

// audit writes entries as JSON lines, one write each, from a goroutine of its own: a full disk must not stop a room.
type audit struct {
	room   string
	began  time.Time
	lines  chan Entry
	done   chan struct{}
	failed func(error)
	once   sync.Once
}

// newAudit starts the goroutine. failed is called once, when an entry could not be written; nothing is written after that.
func newAudit(room string, w io.Writer, failed func(error)) *audit {
	a := &audit{
		room: room, began: time.Now(), lines: make(chan Entry, auditCapacity), done: make(chan struct{}), failed: failed,
	}
	go a.run(w)
	return a
}

func (a *audit) run(w io.Writer) {
	defer close(a.done)
	broken := false
	for e := range a.lines {
		if broken {
			continue
		}
		if err := a.writeLine(w, e); err != nil {
			broken = true
			a.fail(err)
		}
	}
}

// writeLine writes one entry. What cannot be undone is on the disk before the next one is written.
func (a *audit) writeLine(w io.Writer, e Entry) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	line, err := json.Marshal(auditLine{Session: a.room, Elapsed: e.At.Sub(a.began), Entry: e})
	if err != nil {
		return fmt.Errorf("encode entry %d: %w", e.N, err)
	}
	if _, err = w.Write(append(line, '\n')); err != nil {
		return err
	}
	if f, ok := w.(interface{ Sync() error }); ok && irreversible(e) {
		return f.Sync()
	}
	return nil
}

// irreversible reports whether the entry is about a command that cannot be undone.
func irreversible(e Entry) bool {
	if e.Command == nil {
		return false
	}
	row, _ := e.Command.Action.Info()
	return row.Risk >= RiskAsks
}

func (a *audit) fail(err error) { a.once.Do(func() { a.failed(err) }) }

// write hands over an entry. It never blocks.
func (a *audit) write(e Entry) {
	select {
	case a.lines <- e:
	default:
		a.fail(fmt.Errorf("more than %d entries wait to be written", auditCapacity))
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
