package floor

import "time"

// clock measures a turn. It runs only while somebody can be heard: the engine starts and stops it.
type clock struct {
	Used  time.Duration `json:"used"`
	Limit time.Duration `json:"limit,omitempty"` // 0: none
	Rung  bool          `json:"rung,omitempty"`  // the bell of this turn, of which there is one
	since time.Time     // running since; zero: stopped
}

// extension is what one press adds to a turn.
const extension = 30 * time.Second

// run starts the clock at a moment, or stops it.
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

// at returns the time used until now.
func (c *clock) at(now time.Time) time.Duration {
	if c.since.IsZero() {
		return c.Used
	}
	return c.Used + max(0, now.Sub(c.since))
}

// rings reports, once in a turn, that the time is over.
func (c *clock) rings(now time.Time) bool {
	if c.Rung || c.Limit == 0 || c.at(now) < c.Limit {
		return false
	}
	c.Rung = true
	return true
}

// bell returns when the bell is due; zero when it is not.
func (c *clock) bell() time.Time {
	if c.Rung || c.Limit == 0 || c.since.IsZero() {
		return time.Time{}
	}
	return c.since.Add(c.Limit - c.Used)
}

// past reports whether a span has passed since a moment; false when there is no moment.
func past(at time.Time, span time.Duration, now time.Time) bool {
	return !at.IsZero() && now.Sub(at) >= span
}

// after returns the moment after a span; zero when there is no moment.
func after(at time.Time, span time.Duration) time.Time {
	if at.IsZero() {
		return at
	}
	return at.Add(span)
}

// earlier returns the earlier of two moments, of which a zero one does not count.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
