package floor

import "time"

// clock measures a turn. It runs only while someone can be heard. The engine starts and stops it.
type clock struct {
	Used  time.Duration `json:"used"`
	Limit time.Duration `json:"limit,omitempty"` // 0: none
	Rung  bool          `json:"rung,omitempty"`  // the bell of this turn has rung; it rings once
	since time.Time     // start of the current run; zero: stopped
}

// extension is the time that [Engine.Extend] adds to a turn.
const extension = 30 * time.Second

// run starts the clock at the given time, or stops it.
func (c *clock) run(at time.Time, on bool) {
	switch {
	case on && c.since.IsZero():
		c.since = at
	case !on && !c.since.IsZero():
		c.Used += max(0, at.Sub(c.since))
		c.since = time.Time{}
	}
}

// running reports whether the clock runs.
func (c *clock) running() bool { return !c.since.IsZero() }

// at returns the time used so far.
func (c *clock) at(now time.Time) time.Duration {
	if c.since.IsZero() {
		return c.Used
	}
	return c.Used + max(0, now.Sub(c.since))
}

// rings reports, once per turn, that the time is over.
func (c *clock) rings(now time.Time) bool {
	if c.Rung || c.Limit == 0 || c.at(now) < c.Limit {
		return false
	}
	c.Rung = true
	return true
}

// bell returns when the bell is due; zero if it is not.
func (c *clock) bell() time.Time {
	if c.Rung || c.Limit == 0 || c.since.IsZero() {
		return time.Time{}
	}
	return c.since.Add(c.Limit - c.Used)
}

// past reports whether at least span has passed since at; false if at is zero.
func past(at time.Time, span time.Duration, now time.Time) bool {
	return !at.IsZero() && now.Sub(at) >= span
}

// after returns the time span after at; zero if at is zero.
func after(at time.Time, span time.Duration) time.Time {
	if at.IsZero() {
		return at
	}
	return at.Add(span)
}

// earlier returns the earlier of two times, ignoring a zero one.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
