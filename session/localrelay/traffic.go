package localrelay

import (
	"time"
)

// setLife switches the simulated life on or off.
func (r *room) setLife(on bool) {
	switch {
	case on && r.life == nil:
		people := len(r.order) - len(r.extras)
		r.life = newLife(r, people, newPCG(r.server.options.Seed, "life of "+r.entity.ID))
		poke(r.wake)
	case !on && r.life != nil:
		for r.life.endTurn(true) {
		}
		r.life = nil
	}
}

// step makes the simulation catch up with the clock and returns the wait until the next event.
func (l *life) step(now time.Time) time.Duration {
	if l.started.IsZero() {
		l.started = now
	}
	due := int64(now.Sub(l.started).Seconds() * l.rate)
	if late := due - l.events; float64(late) > max(l.rate*catchUp.Seconds(), 1) {
		l.started = now.Add(-time.Duration(float64(l.events) / l.rate * float64(time.Second))) // after a suspend
		due = l.events
	}
	since := time.Now() // on the machine's clock, which measures how long the lock is held
	for range maxStep {
		if l.events >= due || l.r.ended || time.Since(since) > batch/2 {
			break
		}
		l.events++
		l.now = time.Duration(float64(l.events) / l.rate * float64(time.Second))
		l.act()
		l.r.flush()
	}
	next := l.started.Add(time.Duration(float64(l.events+1) / l.rate * float64(time.Second)))
	return max(next.Sub(now), batch)
}

// act is one event: a member stops talking, starts talking, or does something else.
func (l *life) act() {
	crowded := len(l.talks) > max(3, len(l.r.order)/3)
	if l.endTurn(crowded) {
		return
	}
	if l.now >= l.floor {
		if m := l.speaker(); m != nil {
			length := l.between(turnMin, turnMax)
			l.floor = l.now + length + l.between(pauseMin, pauseMax)
			l.talk(m, length)
			return
		}
	}
	l.other()
}
