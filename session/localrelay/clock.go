package localrelay

import (
	"container/heap"
	"time"
)

// planned is a call at a later time, such as the end of a turn to talk.
type planned struct {
	at  time.Time
	seq int // order of calls with the same time: first planned, first made
	do  func()
}

// plan is a heap of planned calls by their time.
type plan []planned

func (p plan) Len() int { return len(p) }
func (p plan) Less(i, j int) bool {
	return p[i].at.Before(p[j].at) || p[i].at.Equal(p[j].at) && p[i].seq < p[j].seq
}
func (p plan) Swap(i, j int) { p[i], p[j] = p[j], p[i] }

// Push and Pop are for container/heap only.
func (p *plan) Push(x any) { *p = append(*p, x.(planned)) }

// Pop removes the last one; see Push.
func (p *plan) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

// clock is the clock of the rooms. It is that of the machine, or it stands still; see Options.StandStill. Server.mu
// guards it.
type clock struct {
	still bool      // constant
	at    time.Time // of a clock that stands still
	plan  plan
	count int           // numbers the planned calls
	wake  chan struct{} // capacity 1: a new call is planned
}

func newClock(still time.Time) clock {
	return clock{still: !still.IsZero(), at: still, wake: make(chan struct{}, 1)}
}

// now returns the time of the rooms.
func (c *clock) now() time.Time {
	if c.still {
		return c.at
	}
	return time.Now()
}

// after plans a call of do when d has passed.
func (c *clock) after(d time.Duration, do func()) {
	c.count++
	heap.Push(&c.plan, planned{c.now().Add(d), c.count, do})
	poke(c.wake)
}

// due removes and returns the first planned call until now, or nil. It also returns the time until the next call, 0 if
// none is planned.
func (c *clock) due(now time.Time) (do func(), wait time.Duration) {
	if len(c.plan) == 0 {
		return nil, 0
	}
	if wait = c.plan[0].at.Sub(now); wait > 0 {
		return nil, wait
	}
	return heap.Pop(&c.plan).(planned).do, 0
}

// earlier returns the shorter of two waits, where 0 means none.
func earlier(a, b time.Duration) time.Duration {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
