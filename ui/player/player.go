// Package player plays a recorded room in the console: it moves the playhead of a replay, and owns its keys. The room
// can be viewed in every way, but not changed.
package player

import (
	"context"
	"sync"
	"time"

	"gavel/session/floor"
	"gavel/session/replay"
	"gavel/session/video"
	"gavel/ui/talk"
)

// Speeds are the speeds of a replay; 1 is as recorded.
var Speeds = []float64{0.5, 1, 2, 4, 8, 16, 32, 64}

const (
	// normal is the index of the speed of the night.
	normal = 1
	// joining is how many records it may take until the room is known.
	joining = 1000
	// frame is the shortest time between two views. still is the longest, in recorded time, because clocks on the screen
	// run.
	frame, still = 33 * time.Millisecond, time.Second
)

// Player plays one room session. All methods are safe for concurrent use, except that one goroutine at a time runs Run.
type Player struct {
	// Verdict is a sentence about what is wrong with the journal; "" for nothing. It is set before the player is shown.
	Verdict string

	zone    *time.Location
	changed chan struct{}
	wake    chan struct{} // capacity 1: the user has changed something

	mu      sync.Mutex // guards the fields below
	reel    *replay.Reel
	head    time.Time // of the playhead, by the records
	speed   int       // in Speeds
	playing bool
	jumped  bool      // since Jumped was called
	last    time.Time // when the playhead was moved last, by the clock of this machine
}

// New returns a player that plays a session from the point where its first members are known. zone is the time zone of
// all times that it shows and reads.
func New(reel *replay.Reel, zone *time.Location) *Player {
	p := &Player{zone: zone, reel: reel, speed: normal, changed: make(chan struct{}, 1), wake: make(chan struct{}, 1)}
	for range joining { // the first people are there after some records
		if len(reel.Snapshot().Members) > 0 || !reel.Step() {
			break
		}
	}
	if len(reel.Snapshot().Members) == 0 { // no member ever joined
		reel.Seek(0)
	}
	p.head, p.playing = reel.Now(), true
	return p
}

// Snapshot returns the room at the playhead. It is never nil.
func (p *Player) Snapshot() *video.Snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reel.Snapshot()
}

// Changed receives after each change of the view.
func (p *Player) Changed() <-chan struct{} { return p.changed }

// Now returns the time at the playhead. Time comes only from the records.
func (p *Player) Now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.head
}

// Floor returns the floor as it was recorded, and when; nil if it was not in use.
func (p *Player) Floor() (*floor.View, time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reel.Floor()
}

// Jumped reports whether the playhead has jumped since the last call. If so, it returns who talked in the last 15
// minutes before the playhead, because a console has not seen that.
func (p *Player) Jumped() (heard []video.TalkSpan, jumped bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if jumped, p.jumped = p.jumped, false; !jumped {
		return nil, false
	}
	return p.reel.Heard(talk.Window), true
}

// Run plays until ctx ends.
func (p *Player) Run(ctx context.Context) {
	p.mu.Lock()
	p.last = time.Now()
	p.mu.Unlock()
	timer := time.NewTimer(frame)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-p.wake:
		case <-ctx.Done():
			return
		}
		timer.Reset(p.advance(time.Now()))
	}
}

// advance moves the playhead by the time that has passed, times the speed, and returns when to look again.
func (p *Player) advance(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	passed := now.Sub(p.last)
	p.last = now
	if !p.playing {
		return time.Hour
	}
	speed := Speeds[p.speed]
	p.head = p.head.Add(time.Duration(float64(passed) * speed))
	p.reel.SeekTime(p.head)
	p.signal()
	due, more := p.reel.Due()
	if !more {
		p.playing = false
		p.head = p.reel.Now()
		return time.Hour
	}
	next := min(due.Sub(p.head), still)
	return max(time.Duration(float64(next)/speed), frame)
}

// signal reports a change of the view.
func (p *Player) signal() {
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

// poke makes Run look again.
func (p *Player) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// move changes the position, pauses, and reports the change.
func (p *Player) move(f func(r *replay.Reel)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p.reel)
	p.head, p.playing, p.jumped = p.reel.Now(), false, true
	p.signal()
}

// toggle plays or pauses. At the end, it plays from the start.
func (p *Player) toggle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, more := p.reel.Due(); !more && !p.playing {
		p.reel.Seek(0)
		p.head, p.jumped = p.reel.Now(), true
	}
	p.playing, p.last = !p.playing, time.Now()
	p.signal()
	p.poke()
}

// Step moves the playhead by a number of records, back for a negative number, and pauses.
func (p *Player) Step(by int) { p.move(func(r *replay.Reel) { r.Seek(r.Pos() + by) }) }

// Action moves the playhead to the next action of a moderator, by 1 forward or -1 backward, and pauses. It returns
// false if there is none.
func (p *Player) Action(by int) (found bool) {
	p.mu.Lock()
	n, found := p.reel.Action(by)
	p.mu.Unlock()
	if found {
		p.move(func(r *replay.Reel) { r.Seek(n) })
	}
	return found
}

// GoTo moves the playhead to a time, and pauses.
func (p *Player) GoTo(t time.Time) {
	p.move(func(r *replay.Reel) { r.SeekTime(t) })
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := p.reel.To; t.Before(last) && t.After(p.head) {
		p.head = t // between two records
	}
}

// Faster doubles the speed by times, or halves it for a negative number.
func (p *Player) Faster(by int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.speed = max(0, min(p.speed+by, len(Speeds)-1))
	p.signal()
	p.poke()
}

// SetSpeed sets the speed, which must be one of Speeds.
func (p *Player) SetSpeed(speed float64) {
	for i, s := range Speeds {
		if s == speed {
			p.mu.Lock()
			p.speed = i
			p.mu.Unlock()
		}
	}
}
