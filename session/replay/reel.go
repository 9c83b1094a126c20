package replay

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// checkEvery is the distance in steps between the pictures to which a reel can jump back. A picture of 300 people takes
// 3 KB; 4,096 steps take 20 ms.
const checkEvery = 4096

// step is one step of a reel: a line, or the start of talking.
type step struct {
	at   int64  // Unix nanoseconds; never less than before
	line int32  // in the book; for talking, -1 minus the number of the span
	seq  uint32 // of the line; for talking, of the record before it
	act  bool
	gap  bool // another run begins
}

// Reel is one room session of a [Night] as a list of steps. It begins before the first step.
type Reel struct {
	Session

	night *Night
	steps []step
	spans []span
	next  int // step that [Reel.Step] applies next
	s     *scene
	shot  *video.Snapshot
	kept  map[int]checkpoint // by the step that comes next
	err   error
}

// Reel returns the session with the id, and false if the journal has none.
func (n *Night) Reel(id string) (*Reel, bool) {
	s := n.sessions[id]
	if s == nil {
		return nil, false
	}
	r := &Reel{Session: s.Session, night: n, kept: map[int]checkpoint{}}
	for i, g := range s.track() {
		r.add(g, i > 0)
	}
	for i := 1; i < len(r.steps); i++ {
		r.steps[i].at = max(r.steps[i].at, r.steps[i-1].at)
	}
	r.rewind()
	return r, true
}

// add appends the steps of a segment. Talking starts after the record that came last before it.
func (r *Reel) add(g *segment, gap bool) {
	slices.SortStableFunc(g.talks, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.since, b.since), cmp.Compare(a.at, b.at))
	})
	talks := g.talks
	r.steps = slices.Grow(r.steps, len(g.lines)+len(talks))
	r.spans = slices.Grow(r.spans, len(talks))
	for len(talks) > 0 && talks[0].since < g.lines[0].seq { // in lines that this reel skips
		talks = talks[1:]
	}
	for _, m := range g.lines {
		for len(talks) > 0 && talks[0].since < m.seq {
			r.steps = append(r.steps, step{at: talks[0].at, line: -1 - int32(len(r.spans)), seq: talks[0].since})
			r.spans, talks = append(r.spans, talks[0]), talks[1:]
		}
		r.steps = append(r.steps, step{at: m.at, line: m.no, seq: m.seq, act: m.act, gap: gap})
		gap = false
	}
}

// rewind goes to the start.
func (r *Reel) rewind() {
	r.next, r.s = 0, newScene(r.ID)
	r.shot = r.s.snapshot(time.Unix(0, r.start()))
}

func (r *Reel) start() int64 {
	if len(r.steps) == 0 {
		return r.From.UnixNano()
	}
	return r.steps[0].at
}

// Len returns the number of steps.
func (r *Reel) Len() int { return len(r.steps) }

// Pos returns how many steps were applied.
func (r *Reel) Pos() int { return r.next }

// Err returns why a line could not be read again, or nil.
func (r *Reel) Err() error { return r.err }

// Snapshot returns the room after the steps so far. It is never nil.
func (r *Reel) Snapshot() *video.Snapshot { return r.shot }

// Floor returns the floor as it was recorded last, and when; nil if it was not in use. Clocks that run continue from
// there.
func (r *Reel) Floor() (*floor.View, time.Time) { return r.s.floor, r.s.floorAt }

// Heard returns the runs of talking that began within a time before the newest step, and have ended since, oldest
// first.
func (r *Reel) Heard(within time.Duration) []video.TalkSpan {
	var runs []video.TalkSpan
	now := r.at(r.next - 1)
	for i := r.next - 1; i >= 0 && now-r.steps[i].at <= int64(within); i-- {
		if r.steps[i].line >= 0 {
			continue
		}
		sp := r.spans[-1-r.steps[i].line]
		if sp.at+sp.to-sp.from <= now {
			runs = append(runs, video.TalkSpan{Member: sp.member, From: time.Unix(0, sp.from), To: time.Unix(0, sp.to)})
		}
	}
	slices.Reverse(runs)
	return runs
}

// Now returns the time of the newest step.
func (r *Reel) Now() time.Time { return time.Unix(0, r.at(r.next-1)) }

// Due returns the time of the next step, and false at the end.
func (r *Reel) Due() (time.Time, bool) {
	if r.next >= len(r.steps) {
		return time.Time{}, false
	}
	return time.Unix(0, r.steps[r.next].at), true
}

// Next returns the number of the record that the next step shows, 0 at the end. For a start of talking, it is that of
// the record before it.
func (r *Reel) Next() (record uint64, talking bool) {
	if r.next >= len(r.steps) {
		return 0, false
	}
	return uint64(r.steps[r.next].seq), r.steps[r.next].line < 0
}

func (r *Reel) at(i int) int64 {
	if i < 0 {
		return r.start()
	}
	return r.steps[min(i, len(r.steps)-1)].at
}

// Step applies the next step. It returns false at the end, or when the line cannot be read: see [Reel.Err].
func (r *Reel) Step() bool {
	ok := r.apply()
	if ok {
		r.show()
	}
	return ok
}

func (r *Reel) show() { r.shot = r.s.snapshot(r.Now()) }

// apply applies the next step, without a snapshot.
func (r *Reel) apply() bool {
	if r.next >= len(r.steps) || r.err != nil {
		return false
	}
	if r.next%checkEvery == 0 && r.next > 0 {
		if _, have := r.kept[r.next]; !have {
			r.kept[r.next] = r.s.keep(r.Now())
		}
	}
	st := r.steps[r.next]
	if st.gap {
		r.s.gap()
	}
	if st.line < 0 {
		sp := r.spans[-1-st.line]
		r.s.pic.Talk(sp.member, true, time.Unix(0, sp.from))
		r.next++
		return true
	}
	line, err := r.night.book.Line(int(st.line))
	if err != nil {
		r.err = fmt.Errorf("read line %d of the journal again: %w", st.line+1, err)
		return false
	}
	r.s.record(&line.Record)
	r.next++
	return true
}

// Seek goes to the state after n steps.
func (r *Reel) Seek(n int) {
	n = max(0, min(n, len(r.steps)))
	from := n - n%checkEvery
	for from > 0 && r.kept[from].shot == nil {
		from -= checkEvery
	}
	if n < r.next || from > r.next {
		if r.rewind(); from > 0 {
			r.s.restore(r.kept[from])
			r.next = from
		}
	}
	for r.next < n && r.apply() {
	}
	r.show()
}

// SeekTime goes to the state at a time.
func (r *Reel) SeekTime(t time.Time) { r.Seek(r.StepAt(t)) }

// StepAt returns how many steps were applied at a time.
func (r *Reel) StepAt(t time.Time) int {
	n, _ := slices.BinarySearchFunc(r.steps, t.UnixNano()+1, func(s step, at int64) int { return cmp.Compare(s.at, at) })
	return n
}

// Action returns how many steps must be applied for the state right after the next command of a moderator, by 1
// forward or -1 backward; false if there is none.
func (r *Reel) Action(by int) (int, bool) {
	from := r.next
	if by < 0 {
		from = r.next - 2
	}
	for i := from; i >= 0 && i < len(r.steps); i += by {
		if r.steps[i].act {
			return i + 1, true
		}
	}
	return r.next, false
}
