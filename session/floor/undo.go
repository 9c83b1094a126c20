package floor

import (
	"slices"
	"time"

	"gavel/session/video"
)

// undoOpensFor is how long an undo opens microphones without confirmation.
const undoOpensFor = 30 * time.Second

// Step is the newest verb on the undo stack.
type Step struct {
	Verb  Verb           // that was called
	Who   video.MemberID // the person that it was about; or ""
	At    time.Time
	Order uint64 // number of its command; 0: nothing was sent
}

// FinalError is the error of an undo if the newest verb cannot be undone. No older verb is undone instead.
type FinalError struct{ Verb Verb }

// Error names the verb.
func (e *FinalError) Error() string { return "floor: cannot be undone: " + string(e.Verb) }

// LastStep returns the verb that [Engine.Undo] undoes, or that it cannot undo; false if there is none.
func (e *Engine) LastStep() (Step, bool) {
	if len(e.steps) == 0 {
		return Step{}, false
	}
	s := &e.steps[len(e.steps)-1]
	return Step{Verb: s.verb, Who: s.who, At: s.at, Order: s.order}, true
}

// Undo undoes the last verb: mode, turns, totals, and the person's place in the queue. If the step has a command, the
// caller must undo that, too. The undo of the command opens only microphones that it closed and nobody has changed
// since.
//
// Undo returns an [Ask] with [AskOpens] if that unmutes people who were muted more than 30 s ago, and a [FinalError] if
// the last verb cannot be undone. Other errors are ErrNothing, ErrOffline, ErrBusy, and ErrNoConsent if it would open a
// microphone and the room's consent setting is never.
func (e *Engine) Undo(now time.Time, sure bool) error {
	e.clock(now)
	if len(e.steps) == 0 {
		return ErrNothing
	}
	s := e.steps[len(e.steps)-1]
	opens := e.wouldOpen(&s)
	switch {
	case s.order != 0 && !e.live:
		return ErrOffline
	case e.intent != nil:
		return ErrBusy
	case s.final:
		return &FinalError{s.verb}
	case len(opens) > 0 && e.cfg.Consent == ConsentNever:
		return ErrNoConsent
	case len(opens) > 0 && now.Sub(s.at) > undoOpensFor && !sure:
		return &Ask{Reason: AskOpens, People: opens}
	}
	e.steps = e.steps[:len(e.steps)-1]
	if s.verb == VerbInterrupt {
		e.chair = nil
	}
	e.restore(&s)
	e.restoreValue(&s)
	e.note(Note{Kind: NoteUndone, Who: e.who(s.who), Text: string(s.verb)})
	e.advance()
	e.publish()
	return nil
}

// restoreValue restores the value that a verb without a command has set. The clock of a turn that is over, and the
// place of a hand that was raised again, do not change.
func (e *Engine) restoreValue(s *step) {
	switch s.verb {
	case VerbConfirm:
		if en := e.line.find(s.who); en != nil && !en.Since.After(s.at) {
			en.Unsure = true
		}
	case VerbBudget:
		e.setBudget(s.budget)
	case VerbClose, VerbReopen:
		if e.setClosed(s.closed); !s.closed {
			return
		}
		e.line.entries = slices.DeleteFunc(e.line.entries, func(en *Entry) bool { // hands since it was reopened
			_, known := s.ranks[en.ID]
			return en.ByHand && !known
		})
	case VerbExtend, VerbPause, VerbRun:
		for _, was := range s.turns {
			if t := e.turn(was.ID); t != nil && t.Granted.Equal(was.Granted) {
				t.Clock.Limit, t.Paused = was.Clock.Limit, was.Paused
			}
		}
	case VerbBreak:
		e.halts(s.halt)
	}
}

// wouldOpen returns the people that the undo of a step may unmute.
func (e *Engine) wouldOpen(s *step) (ids []video.MemberID) {
	for _, id := range s.closes {
		if m := e.members[id]; m != nil && m.AudioMuted {
			ids = append(ids, id)
		}
	}
	return ids
}

// Check returns ErrNoConsent for a command that would open a microphone, a camera or ears if the room's consent setting
// is never, and [ErrSpotlight] for one that would place another member where the floor places its guests. Code that
// sends manual commands must call Check first.
func (e *Engine) Check(c video.Command) error {
	if err := e.checkSpot(c); err != nil {
		return err
	}
	if e.cfg.Consent != ConsentNever {
		return nil
	}
	const opens = video.OpensMicrophone | video.OpensCamera | video.OpensEars
	for _, step := range c.List() {
		if row, ok := step.Action.Info(); ok && row.Opens&opens != 0 {
			return ErrNoConsent
		}
	}
	return nil
}
