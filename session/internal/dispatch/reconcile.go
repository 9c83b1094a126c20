package dispatch

import (
	"errors"
	"slices"
	"time"

	"gavel/session/internal/link"
	"gavel/session/video"
)

// shows returns the properties of a member that show the effect of a step, among those in lists of members; 0 if its
// presence shows it.
func (s *step) shows() video.Fields { return s.row.Sets.Field.Listed() }

// markUnknown records that the outcome of a request is unknown, because it may have been carried out.
func (d *Dispatcher) markUnknown(s *step, target int, a Answer) {
	t := &s.targets[target]
	t.unknownSince, t.listed = a.At, 0
	s.job.entry.Doubt = true
	if s.job.entry.Lost.IsZero() && !gaveUp(a.Err) {
		s.job.entry.Lost = a.At
	}
	if sent, ok := errors.AsType[*link.UnknownError](a.Err); ok {
		t.waits = sent.ID
		d.await(sent.ID, s, target)
	}
	if open, ok := errors.AsType[*openMicError](a.Err); ok {
		t.half = open.half
		d.warnOpenMic(t)
	}
	d.orders.Reread = true
}

// recordListed records which properties the last complete list contained for the members with an unknown outcome.
func (d *Dispatcher) recordListed() {
	asked := d.room.ReadAt(video.PartMembers)
	for s := range d.steps() {
		if s.counts[video.OutcomeUnknown] == 0 {
			continue
		}
		for i := range s.targets {
			t := &s.targets[i]
			if t.Outcome == video.OutcomeUnknown && t.Member != "" && !asked.Before(t.unknownSince) {
				t.listed |= d.room.Listed(t.Member)
			}
		}
	}
}

// reconcileMember checks whether an event about the member shows the effect of a command.
func (d *Dispatcher) reconcileMember(id video.MemberID, now time.Time) {
	d.reconcile(now, func(s *step) bool {
		t := s.of(id)
		return t != nil && d.reconcileTarget(s, t, now)
	})
}

// reconcileRoom does the same for commands on the room.
func (d *Dispatcher) reconcileRoom(now time.Time) {
	d.reconcileAny(now, func(s *step) bool { return s.targets[0].Member == "" && s.cmd.Object == "" })
}

// reconcileLayout does the same for positions, which only the layout shows.
func (d *Dispatcher) reconcileLayout(now time.Time) {
	d.reconcileAny(now, func(s *step) bool { return s.row.Sets.Field == video.FieldRequested })
}

// reconcileObject does the same for recordings, playbacks and streams.
func (d *Dispatcher) reconcileObject(id string, now time.Time) {
	d.reconcileAny(now, func(s *step) bool {
		return s.created == id || s.cmd.Object == id || (s.starts && s.created == "")
	})
}

// reconcileAll reconciles all commands after a read.
func (d *Dispatcher) reconcileAll(now time.Time) {
	d.reconcileAny(now, func(*step) bool { return true })
}

// reconcileAny reconciles all targets of the steps that concerns selects.
func (d *Dispatcher) reconcileAny(now time.Time, concerns func(*step) bool) {
	d.reconcile(now, func(s *step) bool {
		if !concerns(s) {
			return false
		}
		changed := false
		for i := range s.targets {
			if d.reconcileTarget(s, &s.targets[i], now) {
				changed = true
			}
		}
		return changed
	})
}

// reconcile calls update for each step, and advances the jobs of the steps for which it returns true.
func (d *Dispatcher) reconcile(now time.Time, update func(*step) bool) {
	for _, j := range slices.Clone(d.jobs) {
		changed := false
		for _, s := range j.steps {
			if update(s) {
				changed = true
			}
		}
		if changed {
			d.advance(j, now)
		}
	}
}

// reconcileTarget updates the outcome of one target and reports whether it changed.
func (d *Dispatcher) reconcileTarget(s *step, t *target, now time.Time) bool {
	switch {
	case t.Outcome == video.OutcomeAccepted && (d.effectOn(s, t) == video.Holds || d.shown(s)):
		s.set(t, video.OutcomeConfirmed)
		return true
	case t.Outcome == video.OutcomeUnknown && d.mayReconcile(s, t):
		return d.judgeDoubt(s, t, now)
	}
	return false
}

// mayReconcile reports whether the part of the room that shows the effect was read since the outcome became unknown.
// The absence of a member shows that it has left.
func (d *Dispatcher) mayReconcile(s *step, t *target) bool {
	read := d.room.ReadAt(s.row.ShownIn())
	if d.room.Session().Ended || read.IsZero() || read.Before(t.unknownSince) {
		return false
	}
	bit := s.shows()
	return bit == 0 || t.listed&bit != 0 || d.room.Member(t.Member) == nil
}

func (d *Dispatcher) judgeDoubt(s *step, t *target, now time.Time) bool {
	verdict := d.effectOn(s, t)
	if s.starts {
		verdict = d.started(s)
	}
	switch {
	case verdict == video.Holds:
		s.set(t, video.OutcomeConfirmed)
		t.Err = nil
		s.unclear++
		d.ownNow(s.row.Sets, t.Member)
	case verdict == video.Missing && d.mayResend(s, t, now):
		d.resend(s, t)
	case verdict == video.Missing:
		s.set(t, video.OutcomeNotDone)
	case d.openMic(s, t):
		d.muteOrWarn(s, t, now)
	default:
		return false
	}
	return true
}

// effectOn reports whether the target is in the state that the command asked for.
func (d *Dispatcher) effectOn(s *step, t *target) video.Verdict {
	v := s.cmd.Effect(d.room, t.Member)
	m := d.room.Member(t.Member)
	if !s.keepsMuted(t) || m == nil {
		return v
	}
	switch {
	case m.Deaf && t.half, !m.Deaf && !m.AudioMuted:
		return video.CannotTell
	case m.Deaf:
		return video.Missing
	}
	return video.Holds
}

// openMic reports whether a member that should stay muted was undeafened and has an open microphone.
func (d *Dispatcher) openMic(s *step, t *target) bool {
	m := d.room.Member(t.Member)
	return s.keepsMuted(t) && m != nil && !m.Deaf && !m.AudioMuted
}

// expireJobs ends the waits for effects that did not show. An unknown outcome waits while the state is stale, and then
// for reconcileFor after the first read. Later reads would show nothing new.
func (d *Dispatcher) expireJobs(now time.Time) {
	for _, j := range slices.Clone(d.jobs) {
		switch {
		case d.room.Stale() || j.counts[video.OutcomeUnknown] == 0:
			j.readable = time.Time{}
		case j.readable.IsZero():
			j.readable = latest(j.answered, d.room.FreshAt())
		}
		switch {
		case j.answered.IsZero() || j.counts[video.OutcomePending] > 0:
		case j.counts[video.OutcomeUnknown] == 0 && now.Sub(j.answered) > ConfirmFor:
			d.toLog = appendOnce(d.toLog, j)
			d.drop(j)
			d.dirty = true
		case j.counts[video.OutcomeUnknown] > 0 && !d.room.Stale() && now.Sub(j.readable) > reconcileFor:
			d.giveUp(j, video.UnsettledNotShown)
		}
	}
}

// giveUp ends the reconciliation of a job whose outcome will stay unknown.
func (d *Dispatcher) giveUp(j *Job, why video.Unsettled) {
	j.entry.Unsettled = why
	d.endUndoing(j.undoes)
	d.toLog = appendOnce(d.toLog, j)
	d.drop(j)
	d.dirty = true
}

// changedSinceSent records, for commands without an answer, that the property that they set has changed. Such commands
// are not resent.
func (d *Dispatcher) changedSinceSent(id video.MemberID, changed video.Fields) {
	for s := range d.steps() {
		if t := s.of(id); t != nil && s.row.Resendable && s.shows()&changed != 0 {
			t.changed = true
		}
	}
}

// roomChangedSinceSent does the same for commands on the room.
func (d *Dispatcher) roomChangedSinceSent(before, now *video.Room) {
	changed := roomFlagsChanged(before, now)
	for s := range d.steps() {
		if s.row.Resendable && s.row.Sets.Field&changed != 0 {
			s.targets[0].changed = true
		}
	}
}
