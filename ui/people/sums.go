package people

import "time"

// sums adds up the talk time of all members, without interpreters. It keeps sums, because half of a large room may be
// talking: visiting each talking member was a third of the work on a snapshot of 1,000 members (measured).
type sums struct {
	ended   time.Duration // finished runs
	running int64         // members that talk now
	starts  int64         // sum of the starts of their runs, in nanoseconds since origin
	origin  time.Time
	newest  time.Time // start of the latest run
}

// count adds a member, or removes one with by = -1.
func (t *sums) count(p *Person, by int) {
	if p.Interprets {
		return
	}
	m := p.Member
	t.ended += time.Duration(by) * m.TalkTotal
	if !m.Talking {
		return
	}
	if t.running == 0 && by > 0 {
		t.origin, t.newest = m.TalkStart, m.TalkStart
	}
	t.running += int64(by)
	t.starts += int64(by) * int64(m.TalkStart.Sub(t.origin))
	if m.TalkStart.After(t.newest) {
		t.newest = m.TalkStart
	}
}
