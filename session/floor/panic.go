package floor

import (
	"slices"
	"time"

	"gavel/session/video"
)

// Panic starts quiet mode with hold, around a command that mutes the members. A verb in progress gives the floor to
// nobody. Panic is its own confirmation of hold. The owner sends the command itself, and reports its result to
// [Engine.Ended] with the returned number. Undo restores the mode; the owner undoes the command. The error is
// ErrOffline.
func (e *Engine) Panic(now time.Time, closes []video.MemberID) (number uint64, err error) {
	e.clock(now)
	if !e.live {
		return 0, ErrOffline
	}
	e.fail(WhyMode)
	s := e.before(VerbPanic, "")
	s.floor = true
	for _, t := range slices.Clone(e.turns) {
		e.end(t, WhyMode)
	}
	clear(e.pardoned)
	e.forgive()
	e.chair, e.pause, e.sends = nil, "", nil
	e.mode, e.sure, e.rights = Quiet.Mode(), true, false
	for _, id := range closes {
		e.shutting[id] = now
	}
	if e.lease.on && !e.lease.other() {
		e.lease.claim = true
	}
	e.number++
	s.order = e.number
	e.note(Note{Kind: NotePanic})
	e.done(s)
	e.advance()
	return s.order, nil
}

// Calm ends the enforcement that a panic has started: the mode stays quiet, but only marks. Calm does nothing in other
// modes.
func (e *Engine) Calm(now time.Time) {
	e.clock(now)
	if e.mode.Preset != Quiet || e.mode.Enforce != Hold {
		return
	}
	e.mode.Enforce, e.sure = Mark, false
	e.note(Note{Kind: NoteCalm})
	e.publish()
}
