package dispatch

import (
	"errors"
	"slices"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// verdict stores the answer for one target.
func (d *Dispatcher) verdict(s *step, i int, a Answer, now time.Time) {
	t := &s.targets[i]
	first := t.Outcome == video.OutcomePending && !t.again
	s.cmd.RedactError(a.Err)
	if t.again && s.row.Unmutes() && a.Err != nil {
		a.Err = &openMicError{half: true, why: a.Err} // the mute failed; the undeafening is done
	}
	t.Err, t.Took, t.giveUp = a.Err, a.Took, nil
	outcome := outcomeOf(a.Err)
	if t.again && outcome == video.OutcomeNotSent {
		// A read showed that the first attempt did nothing, and the second attempt never left.
		outcome, t.Err = video.OutcomeNotDone, nil
	}
	s.set(t, outcome)
	switch outcome {
	case video.OutcomeAccepted:
		d.accepted(s, t)
	case video.OutcomeUnknown:
		d.markUnknown(s, i, a)
	case video.OutcomeRefused:
		d.unguess(s)
		d.refused(s, a.Err)
	}
	d.dirty = true
	d.advance(s.job, now)
	if first {
		s.resolve(t, a.Value, now)
	}
}

// accepted records that the room accepted the request.
func (d *Dispatcher) accepted(s *step, t *target) {
	d.ownNow(s.row.Sets, t.Member)
	d.mutedWhileDeaf(s.row.Sets, t.Member)
	if d.watches(s.job) { // otherwise nobody has watched for changes by others
		t.fresh = true
		s.fresh++
	} else {
		s.unclear++
	}
	if s.reported || d.effectOn(s, t) == video.Holds {
		s.set(t, video.OutcomeConfirmed)
	}
	if s.row.Sets.Field == video.FieldOnStage {
		d.orders.Reread = true // no event reports it reliably to others
		if s.row.Sets.Value == video.No && t.before != nil {
			d.keepDemoted(t.before)
		}
	}
}

func (d *Dispatcher) refused(s *step, err error) {
	if errors.Is(err, video.ErrNotFound) {
		d.orders.Reread = true // the room does not know a member that the snapshot shows
	}
	var refusal *video.RPCError
	if errors.As(err, &refusal) && refusal.Forbidden() {
		d.deny(s.cmd.Action, wire.Cut(refusal.Message, maxReasonBytes))
	}
}

// outcomeOf returns the outcome for the error of a request.
func outcomeOf(err error) video.Outcome {
	switch {
	case err == nil:
		return video.OutcomeAccepted
	case errors.Is(err, video.ErrUnknown):
		return video.OutcomeUnknown
	case errors.Is(err, video.ErrRefused):
		return video.OutcomeRefused
	}
	return video.OutcomeNotSent
}

// advance updates the job's outcome for the log, and drops the job when its outcomes are final.
func (d *Dispatcher) advance(j *Job, now time.Time) {
	if j.entry.N == 0 {
		return
	}
	d.toLog = appendOnce(d.toLog, j)
	if j.overall() == video.OutcomePending {
		return
	}
	if j.answered.IsZero() {
		j.answered = now
		j.entry.Took = now.Sub(j.since)
	}
	d.remember(j)
	d.undoDecided(j)
	d.dirty = true
	if j.counts[video.OutcomeAccepted]+j.counts[video.OutcomeUnknown] == 0 || j.blind() {
		d.drop(j)
	}
}

// blind reports whether no event and no read can ever show the effect of the command.
func (j *Job) blind() bool {
	return !slices.ContainsFunc(j.steps, func(s *step) bool { return s.row.Blind == "" })
}
