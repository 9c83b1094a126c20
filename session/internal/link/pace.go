package link

import "time"

const (
	// paceEvery is how long bytes gather before the next read while they come all the time. Each read wakes two goroutines:
	// at 1,000 events a second, read one by one, that was most of what a console cost (measured).
	paceEvery = 5 * time.Millisecond
	// paceAfter is how many reads in a row, each within twice paceEvery of the one before, count as "all the time".
	paceAfter = 8
	// paceBytes that have gathered in one wait are so many that the next ones need none: 17,000 events a second. The socket's
	// buffer would fill while the reader waits, and the server with it.
	paceBytes = 56 << 10
	// paceRest is how long there are no waits then.
	paceRest = 100 * time.Millisecond
)

// pace tells the reader to wait a moment before it reads again. A quiet room is heard at once; so is an answer, because the
// reader does not wait while one is awaited.
type pace struct {
	last  time.Time // of the last bytes
	row   int       // reads that came soon after the one before
	more  bool      // the last read took all that it had place for: there is more already
	got   int       // bytes since the socket was last read empty
	rest  time.Time // no waits until then
	timer *time.Timer
	hurry chan struct{} // capacity 1: an answer is awaited from now on
}

// read notes a read of n bytes.
func (p *pace) read(at time.Time, n int, full bool) {
	if at.Sub(p.last) > 2*paceEvery {
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
	p.got = 0
}

// due reports whether the next read should wait.
func (p *pace) due() bool { return p.row > paceAfter && !p.more && !p.last.Before(p.rest) }

// wait lets bytes gather until an answer is awaited or the connection ends.
func (p *pace) wait(dead <-chan struct{}) {
	if p.timer == nil {
		p.timer = time.NewTimer(paceEvery)
	} else {
		p.timer.Reset(paceEvery)
	}
	select {
	case <-p.timer.C:
	case <-p.hurry:
	case <-dead:
	}
}

// hasten ends the waiting; any goroutine may call it.
func (p *pace) hasten() {
	select {
	case p.hurry <- struct{}{}:
	default:
	}
}

// badFrames counts broken frames in the current minute.
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
