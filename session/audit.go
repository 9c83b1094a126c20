package session

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// auditCapacity is how many entries may wait for a slow disk before the audit counts as failed.
const auditCapacity = 4096

// audit writes entries as JSON lines, one write each, from a goroutine of its own: a full disk must not stop a room.
type audit struct {
	lines  chan Entry
	done   chan struct{}
	failed func(error)
	once   sync.Once
}

// newAudit starts the goroutine. failed is called once, when an entry could not be written; nothing is written after that.
func newAudit(w io.Writer, failed func(error)) *audit {
	a := &audit{lines: make(chan Entry, auditCapacity), done: make(chan struct{}), failed: failed}
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
		if err := writeLine(w, e); err != nil {
			broken = true
			a.fail(err)
		}
	}
}

func writeLine(w io.Writer, e Entry) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encode entry %d: %w", e.N, err)
	}
	_, err = w.Write(append(line, '\n'))
	return err
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

// close writes what waits. Nothing may be written after it. A nil audit is fine.
func (a *audit) close() {
	if a == nil {
		return
	}
	close(a.lines)
	<-a.done
}
