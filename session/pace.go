package session

import "time"

const (
	// paceEvery is how long bytes gather before the next read while they come all the time. Each read wakes two goroutines:
	// at 1,000 events a second, read one by one, that was most of what a console cost (measured).
	paceEvery = 5 * time.Millisecond
	// paceAfter is how many reads in a row, each within twice paceEvery of the one before, count as "all the time".
	paceAfter = 8
)

// pace tells the reader to wait a moment before it reads again. A quiet room is heard at once; so is an answer, because the
// reader does not wait while one is awaited.
type pace struct {
	last  time.Time // of the last bytes
	row   int       // reads that came soon after the one before
	more  bool      // the last read took all that it had place for: there is more already
	timer *time.Timer
	hurry chan struct{} // capacity 1: an answer is awaited from now on
}

// read notes a read.
func (p *pace) read(at time.Time, full bool) {
	if at.Sub(p.last) > 2*paceEvery {
		p.row = 0
	}
	p.row++
	p.last, p.more = at, full
}

// due reports whether the next read should wait.
func (p *pace) due() bool { return p.row > paceAfter && !p.more }

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

// beforeRead hands over what was read, and lets more gather where that costs nobody anything.
func (cn *conn) beforeRead() {
	cn.handOver()
	if cn.pace.due() && !cn.awaits() {
		cn.pace.wait(cn.dead)
	}
}

// awaits reports whether an answer or a pong is on its way.
func (cn *conn) awaits() bool {
	cn.mu.Lock()
	defer cn.mu.Unlock()
	return len(cn.calls) > len(cn.late) || cn.pulse.pinging
}
