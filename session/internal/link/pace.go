package link

import "time"

const (
	// paceEvery is how long bytes gather before the next read while they arrive continuously. Each read wakes two
	// goroutines. At 1,000 events a second, read one by one, that was most of a console's cost (measured).
	paceEvery = 5 * time.Millisecond
	// paceCalm replaces paceEvery if the last wait gathered at most paceLittle, as at 1,000 events a second. A console
	// that draws 30 frames a second shows these events no later.
	paceCalm, paceLittle = 24 * time.Millisecond, 16 << 10
	// paceAfter is how many reads in a row count as continuous, if each follows within twice paceCalm of the previous one.
	paceAfter = 8
	// paceBytes is the number of bytes in one wait after which waits are suspended. It corresponds to 17,000 events a
	// second. With waits at that rate, the socket's buffer would fill, and then the server's.
	paceBytes = 56 << 10
	// paceRest is how long waits stay suspended.
	paceRest = 100 * time.Millisecond
)

// pace makes the reader wait a moment before the next read. Events of a quiet room are read at once. So is an answer,
// because the reader does not wait while an answer is due.
type pace struct {
	last     time.Time // of the last read
	row      int       // reads in a row, each soon after the one before
	more     bool      // the last read filled its buffer, so more bytes are ready
	got      int       // bytes since the socket was last empty
	gathered int       // bytes that the last wait gathered
	rest     time.Time // no waits until then
	timer    *time.Timer
	hurry    chan struct{} // capacity 1: an answer is due
}

// read records a read of n bytes.
func (p *pace) read(at time.Time, n int, full bool) {
	if at.Sub(p.last) > 2*paceCalm {
		p.row = 0
	}
	p.row++
	p.last, p.more = at, full
	if p.got += n; full {
		return
	}
	if p.got >= paceBytes {
		p.rest = at.Add(paceRest)
	}
	p.gathered, p.got = p.got, 0
}

// every returns the length of the next wait.
func (p *pace) every() time.Duration {
	if p.gathered <= paceLittle {
		return paceCalm
	}
	return paceEvery
}

// due reports whether the next read should wait.
func (p *pace) due() bool { return p.row > paceAfter && !p.more && !p.last.Before(p.rest) }

// wait lets bytes gather until an answer is due or the connection ends.
func (p *pace) wait(dead <-chan struct{}) {
	if p.timer == nil {
		p.timer = time.NewTimer(p.every())
	} else {
		p.timer.Reset(p.every())
	}
	select {
	case <-p.timer.C:
	case <-p.hurry:
	case <-dead:
	}
}

// hasten ends the wait. Safe for concurrent use.
func (p *pace) hasten() {
	select {
	case p.hurry <- struct{}{}:
	default:
	}
}

// badFrames counts malformed frames in the current minute.
type badFrames struct {
	since time.Time
	n     int
}

func (b *badFrames) add(at time.Time) int {
	if at.Sub(b.since) > time.Minute {
		*b = badFrames{since: at}
	}
	b.n++
	return b.n
}
