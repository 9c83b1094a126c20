package floor

import (
	"time"

	"gavel/session/fold"
	"gavel/session/video"
)

// PauseClock pauses the clock of a turn or resumes it. The error is ErrNobody if the person has no turn. It works
// offline, too.
func (e *Engine) PauseClock(now time.Time, id video.MemberID, on bool) error {
	e.clock(now)
	t := e.turn(id)
	if t == nil {
		return ErrNobody
	}
	verb, changed := VerbRun, t.Paused != on
	if on {
		verb = VerbPause
	}
	s := e.before(verb, id)
	if t.Paused = on; changed {
		e.done(s)
	}
	text := "runs"
	if on {
		text = "paused"
	}
	e.note(Note{Kind: NoteClock, Who: &Who{t.ID, t.Name}, Text: text})
	e.advance()
	e.publish()
	return nil
}

// Extend adds 30 s to a turn. It returns ErrNobody if the person has no turn, and ErrNothing if the turn has no limit.
// Extend works offline, too.
func (e *Engine) Extend(now time.Time, id video.MemberID) error {
	e.clock(now)
	t := e.turn(id)
	switch {
	case t == nil:
		return ErrNobody
	case t.Clock.Limit == 0:
		return ErrNothing
	}
	s := e.before(VerbExtend, id)
	t.Clock.Limit += extension
	e.note(Note{Kind: NoteClock, Who: &Who{t.ID, t.Name}, Text: "+30 s"})
	e.done(s)
	e.advance()
	return nil
}

// Continue ends a pause after a gap or a restart, or the chair's interruption. It opens no microphone. It returns
// ErrNothing if nothing is paused, or ErrOffline.
func (e *Engine) Continue(now time.Time) error {
	e.clock(now)
	switch {
	case !e.live:
		return ErrOffline
	case e.pause == "" && e.chair == nil:
		return ErrNothing
	}
	e.pause, e.chair = "", nil
	for _, o := range e.offences {
		o.since = time.Time{} // the 2 s of grace start again
	}
	e.note(Note{Kind: NoteContinued})
	e.seal(VerbContinue, "")
	e.advance()
	return nil
}

// halting pauses the floor.
func (e *Engine) halting(why Why) {
	e.pause = why
	e.note(Note{Kind: NotePaused, Why: why})
}

// Interrupt is the interruption by the chair. It mutes everyone who has the floor and stops their clocks. It returns
// ErrNobody, ErrAlready, ErrOffline or ErrBusy.
func (e *Engine) Interrupt(now time.Time) error {
	e.clock(now)
	switch {
	case !e.live:
		return ErrOffline
	case e.chair != nil:
		return ErrAlready
	case len(e.turns) == 0:
		return ErrNobody
	case e.intent != nil:
		return ErrBusy
	}
	s := e.before(VerbInterrupt, "")
	var c change
	for _, t := range e.turns {
		e.close(&c, t.ID)
		s.who = t.ID
	}
	e.chair = &interruption{closed: map[video.MemberID]*closing{}, gen: e.snap.Link.Gen}
	for _, id := range c.closes {
		if at := e.shutting[id]; at.IsZero() || past(at, shutWithin, now) { // otherwise an earlier command closes it
			e.chair.closed[id] = &closing{}
		}
	}
	e.carry(s, &c, "interrupt", "interrupted", "")
	e.chair.order = s.order
	e.note(Note{Kind: NoteInterrupted, Others: e.whos(c.closes)})
	e.done(s)
	e.advance()
	return nil
}

// Restore ends the chair's interruption. It reopens the microphones that the interruption closed and that nobody has
// changed since. If someone closes a microphone while the command to close it is in progress, the two cannot be told
// apart. Restore returns ErrNothing, ErrOffline, or ErrBusy while that command has no answer.
func (e *Engine) Restore(now time.Time) error {
	e.clock(now)
	switch {
	case e.chair == nil:
		return ErrNothing
	case !e.live:
		return ErrOffline
	case e.chair.order != 0:
		return ErrBusy
	}
	s := e.before(VerbRestore, "")
	var c change
	for _, t := range e.turns {
		m := e.members[t.ID]
		if was := e.chair.closed[t.ID]; m != nil && e.untouched(m, was) {
			c.opens = append(c.opens, m.ID)
			t.Opened, t.Asked, t.Confirmed = true, now, time.Time{}
			s.who = t.ID
		}
	}
	e.chair = nil
	e.carry(s, &c, "restore the floor of", "restored the floor of", s.who)
	e.note(Note{Kind: NoteRestored, Others: e.whos(c.opens)})
	e.done(s)
	e.advance()
	return nil
}

// untouched reports whether a microphone is as the interruption left it.
func (e *Engine) untouched(m *video.Member, was *closing) bool {
	return was != nil && m.AudioMuted && !was.touched && !was.mutedSince.IsZero() && m.MutedSince.Equal(was.mutedSince) &&
		e.chair.gen == e.snap.Link.Gen && e.cfg.Consent != ConsentNever && !e.isProtected(m)
}

// watch records changes of a microphone that the interruption has closed.
func (e *Engine) watch(m *video.Member) {
	if e.chair == nil {
		return
	}
	was := e.chair.closed[m.ID]
	switch {
	case was == nil:
	case m.AudioMuted && was.mutedSince.IsZero():
		was.mutedSince = m.MutedSince
	case !was.mutedSince.IsZero() && (!m.AudioMuted || !m.MutedSince.Equal(was.mutedSince)):
		was.touched = true
	}
}

// Break starts a break or a closed session, or ends it with "". Clocks and enforcement pause until it ends.
func (e *Engine) Break(now time.Time, what string) error {
	e.clock(now)
	switch what {
	case "", "break", "closed session":
	default:
		return &ArgumentError{Name: "break", Value: fold.Clip(what), Allowed: `"break", "closed session" or ""`}
	}
	if what == e.halt {
		return ErrAlready
	}
	s := e.before(VerbBreak, "")
	e.halts(what)
	e.note(Note{Kind: NoteBreak, Text: what})
	e.done(s)
	e.advance()
	return nil
}

// halts starts or ends a break. The 2 s of grace of offences start again.
func (e *Engine) halts(what string) {
	e.halt = what
	for _, o := range e.offences {
		o.since = time.Time{}
	}
}
