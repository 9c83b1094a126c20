package session

import (
	"context"
	"sync"
	"time"

	"gavel/session/video"
)

const (
	// defaultCommandRate is how many commands a second leave on average.
	defaultCommandRate = 10
	// commandBurst is how many of them may leave at once. Hands that press keys for a few seconds never wait; what sends
	// commands for longer than that is a program.
	commandBurst = maxInFlight
	// defaultBulkRate is how many targets a second of a command on several.
	defaultBulkRate = 5
)

// throttle spaces requests: a burst may leave at once, the others evenly at its rate. A nil throttle lets everything through.
type throttle struct {
	every time.Duration
	slack time.Duration // how far ahead of the even pace requests may be

	mu   sync.Mutex // guards next
	next time.Time  // when the next request would leave at the even pace
}

// slowest is the lowest rate: one request in a quarter of an hour.
const slowest = 0.001

// newThrottle returns nil for a negative rate.
func newThrottle(perSecond float64, burst int) *throttle {
	if perSecond < 0 {
		return nil
	}
	every := time.Duration(float64(time.Second) / max(perSecond, slowest))
	return &throttle{every: every, slack: time.Duration(burst-1) * every}
}

// place is a turn to send, and how long it was away when it was booked.
type place struct {
	at   time.Time
	wait time.Duration
	due  time.Time
}

// book reserves the next place. A nil throttle has places for all.
func (t *throttle) book(now time.Time) place {
	if t == nil {
		return place{due: now}
	}
	at, wait := t.take(now)
	return place{at, wait, now.Add(wait)}
}

// turn waits until a request may leave, or until one of the channels is closed; it returns an error only for ctx. What will not
// leave takes no place, and gives back the last one: who comes next does not wait for it.
func (t *throttle) turn(ctx context.Context, cut, stop <-chan struct{}) error {
	select {
	case <-cut:
		return nil
	case <-stop:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	default:
	}
	return t.keep(ctx, cut, stop, t.book(time.Now()))
}

// keep waits, as turn does, for a place that is booked.
func (t *throttle) keep(ctx context.Context, cut, stop <-chan struct{}, p place) error {
	switch {
	case t == nil:
		return context.Cause(ctx)
	case ctx.Err() != nil:
	case p.wait <= 0:
		return nil
	default:
		timer := time.NewTimer(time.Until(p.due))
		defer timer.Stop()
		select {
		case <-timer.C:
			return nil
		case <-cut:
		case <-stop:
		case <-ctx.Done():
		}
	}
	t.giveBack(p.at)
	return context.Cause(ctx)
}

// giveBack returns a place that was not used, when nobody waits behind it: two must not get the same one, because commands
// leave in the order in which they were given.
func (t *throttle) giveBack(place time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if after := place.Add(t.every); t.next.Equal(after) {
		t.next = place
	}
}

// take reserves the next place and returns how long it is away.
func (t *throttle) take(now time.Time) (place time.Time, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	place = later(t.next, now)
	t.next = place.Add(t.every)
	return place, place.Add(-t.slack).Sub(now)
}

// paceOf is how the requests of a command are spaced. What only reads is not.
func (c *Client) paceOf(j *job, requests int) *throttle {
	row, _ := j.cmd.Action.Info()
	switch {
	case row.Risk == video.RiskRead:
		return nil
	case requests > 1:
		return c.bulk
	}
	return c.commands
}
