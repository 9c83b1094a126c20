package dispatch

import (
	"errors"
	"slices"
	"time"

	"gavel/session/internal/link"
	"gavel/session/video"
)

// shows are the properties of a member in which the effect of a step shows, of those that readings name; 0 when it
// shows in who is there.
func (s *step) shows() video.Fields { return s.row.Sets.Field & video.FieldsListed }

// doubt notes that nobody knows what became of a request: it may have been carried out.
func (d *Dispatcher) doubt(s *step, target int, a Answer) {
	t := &s.targets[target]
	t.doubtAt, t.told = a.At, 0
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

// toldByList notes which properties the last whole list had of the members with an unknown outcome.
func (d *Dispatcher) toldByList() {
	asked := d.room.ReadAt(video.PartMembers)
	for s := range d.steps() {
		if s.counts[video.OutcomeUnknown] == 0 {
			continue
		}
		for i := range s.targets {
			t := &s.targets[i]
			if t.Outcome == video.OutcomeUnknown && t.Member != "" && !asked.Before(t.doubtAt) {
				t.told |= d.room.Told(t.Member)
			}
		}
	}
}

// reconcileMember looks whether an event about the member shows the effect of a command.
func (d *Dispatcher) reconcileMember(id video.MemberID, now time.Time) {
	d.reconcile(now, func(s *step) bool {
		t := s.of(id)
		return t != nil && d.judge(s, t, now)
	})
}

// reconcileRoom does so for commands on the room.
func (d *Dispatcher) reconcileRoom(now time.Time) {
	d.reconcileAny(now, func(s *step) bool { return s.targets[0].Member == "" && s.cmd.Object == "" })
}

// reconcileLayout does so for positions, which only the layout shows.
func (d *Dispatcher) reconcileLayout(now time.Time) {
	d.reconcileAny(now, func(s *step) bool { return s.row.Sets.Field == video.FieldRequested })
}

// reconcileObject does so for recordings, playbacks and streams.
func (d *Dispatcher) reconcileObject(id string, now time.Time) {
	d.reconcileAny(now, func(s *step) bool {
		return s.created == id || s.cmd.Object == id || (s.starts && s.created == "")
	})
}

// reconcileAll judges everything after a reading.
func (d *Dispatcher) reconcileAll(now time.Time) {
	d.reconcileAny(now, func(*step) bool { return true })
}

// reconcileAny judges all targets of the steps that concerns picks.
func (d *Dispatcher) reconcileAny(now time.Time, concerns func(*step) bool) {
	d.reconcile(now, func(s *step) bool {
		if !concerns(s) {
			return false
		}
		judged := false
		for i := range s.targets {
			if d.judge(s, &s.targets[i], now) {
				judged = true
			}
		}
		return judged
	})
}

// reconcile calls judge for each step, and moves on the jobs of those of which it has judged anything.
func (d *Dispatcher) reconcile(now time.Time, judge func(*step) bool) {
	for _, j := range slices.Clone(d.jobs) {
		judged := false
		for _, s := range j.steps {
			if judge(s) {
				judged = true
			}
		}
		if judged {
			d.advance(j, now)
		}
	}
}

// judge moves one target on and reports whether anything changed.
func (d *Dispatcher) judge(s *step, t *target, now time.Time) bool {
	switch {
	case t.Outcome == video.OutcomeAccepted && (d.effectOn(s, t) == video.Holds || d.shown(s)):
		s.set(t, video.OutcomeConfirmed)
		return true
	case t.Outcome == video.OutcomeUnknown && d.mayJudge(s, t):
		return d.judgeDoubt(s, t, now)
	}
	return false
}

// mayJudge reports whether the room was read, since the outcome became unknown, where the effect would show. Who is
// gone shows by being absent.
func (d *Dispatcher) mayJudge(s *step, t *target) bool {
	read := d.room.ReadAt(s.row.ShownIn())
	if d.room.Session().Ended || read.IsZero() || read.Before(t.doubtAt) {
		return false
	}
	bit := s.shows()
	return bit == 0 || t.told&bit != 0 || d.room.Member(t.Member) == nil
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

// effectOn looks whether what the command wanted of the target is so.
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

// expireJobs ends the waiting for effects that did not show. An unknown outcome waits as long as the picture is old,
// and then as long again from the first reading: later ones show nothing that this one did not.
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

// giveUp ends the judging of a job: nobody will know.
func (d *Dispatcher) giveUp(j *Job, why video.Unsettled) {
	j.entry.Unsettled = why
	d.endUndoing(j.undoes)
	d.toLog = appendOnce(d.toLog, j)
	d.drop(j)
	d.dirty = true
}

// changedSinceSent notes, for commands without a verdict, that what they set was seen to change: they are not sent
// again.
func (d *Dispatcher) changedSinceSent(id video.MemberID, changed video.Fields) {
	for s := range d.steps() {
		if t := s.of(id); t != nil && s.row.Resendable && s.shows()&changed != 0 {
			t.changed = true
		}
	}
}

// roomChangedSinceSent does so for commands on the room.
func (d *Dispatcher) roomChangedSinceSent(before, now *video.Room) {
	changed := roomFlagsChanged(before, now)
	for s := range d.steps() {
		if s.row.Resendable && s.row.Sets.Field&changed != 0 {
			s.targets[0].changed = true
		}
	}
}
