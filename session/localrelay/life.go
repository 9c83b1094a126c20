package localrelay

import (
	"container/heap"
	"math/rand/v2"
	"time"
)

// Times of the conversation. No turn is shorter than the silence that ends it (PROTOCOL.md section 19). They are those
// of a real meeting if Options.Rate leaves time for them. At high rates more people talk at the same time, and turns
// are cut short when too many do.
const (
	turnMin, turnMax   = time.Second, 12 * time.Second
	backMin, backMax   = 800 * time.Millisecond, 1500 * time.Millisecond
	pauseMin, pauseMax = -1200 * time.Millisecond, 1200 * time.Millisecond // negative: turns overlap
	batch              = 10 * time.Millisecond                             // at high rates, one wake-up for many events
	// maxStep events at most are made in one turn with the lock, and only for half a batch of time.
	maxStep = 1024
	catchUp = time.Second // a longer delay is skipped
	tries   = 8           // random members that find looks at
)

// life is the simulation of one room. Its clock is the number of events, so that the same seed gives the same
// sequence whatever the machine does. The goroutine of the room drives it under Server.mu.
type life struct {
	r        *room
	rng      *rand.Rand
	ids      *ids
	names    *names
	rate     float64
	members  int // target size
	audience int
	started  time.Time // zero before the first step
	events   int64     // since started
	now      time.Duration
	floor    time.Duration // start of the next turn
	talks    talks
}

func newLife(r *room, members int, source *rand.PCG) *life {
	rng := rand.New(source)
	return &life{
		r: r, rng: rng, ids: &ids{source: source}, names: newNames(rng), rate: r.server.options.Rate,
		members: members, audience: len(r.audience),
	}
}

// endTurn ends the turn that is due first; with early, also one that is not due yet. It reports whether there was one.
func (l *life) endTurn(early bool) bool {
	for len(l.talks) > 0 && (early || l.talks[0].until <= l.now) {
		t := heap.Pop(&l.talks).(talk)
		if t.m.talking && t.m.turn == t.turn { // otherwise it was muted or has left
			l.r.setTalking(t.m, false)
			return true
		}
	}
	return false
}

// talk starts a turn.
func (l *life) talk(m *member, length time.Duration) {
	l.r.turns++
	m.turn = l.r.turns
	l.r.setTalking(m, true)
	heap.Push(&l.talks, talk{until: l.now + length, turn: m.turn, m: m})
}

// speaker returns a silent member with an open microphone, or nil.
func (l *life) speaker() *member {
	return l.find(func(m *member) bool { return !m.talking && !m.entity.AudioMuted && m.entity.Type == typeMember })
}

// find looks at a few random members, so that its cost does not depend on the size of the room.
func (l *life) find(fits func(*member) bool) *member {
	for range tries {
		if len(l.r.order) == 0 {
			return nil
		}
		if m := l.r.order[l.rng.IntN(len(l.r.order))]; fits(m) {
			return m
		}
	}
	return nil
}

func (l *life) between(low, high time.Duration) time.Duration {
	return low + time.Duration(l.rng.Int64N(int64(high-low)))
}

func (l *life) chance(percent int) bool { return l.rng.IntN(100) < percent }

// talk is a turn in progress.
type talk struct {
	until time.Duration // on the clock of life
	turn  uint64
	m     *member
}

// talks is a heap of turns by their end.
type talks []talk

func (t talks) Len() int { return len(t) }

func (t talks) Less(i, j int) bool { return t[i].until < t[j].until }

func (t talks) Swap(i, j int) { t[i], t[j] = t[j], t[i] }

// Push and Pop are for container/heap only.
func (t *talks) Push(x any) { *t = append(*t, x.(talk)) }

// Pop removes the last one; see Push.
func (t *talks) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}
