package session

import (
	"errors"
	"slices"
	"time"

	"gavel/session/video"
)

// shows are the properties of a member in which the effect of a command shows, of those that readings name; 0 when it shows in
// who is there.
func (j *job) shows() video.Fields { return j.row.Sets.Field & fieldsTold }

// doubt notes that nobody knows what became of a request: it may have been carried out.
func (d *dispatcher) doubt(j *job, target int, a answerOf) {
	t := &j.targets[target]
	t.doubtAt, t.told = a.at, 0
	j.entry.Doubt = true
	if j.entry.Lost.IsZero() && !gaveUp(a.err) {
		j.entry.Lost = a.at
	}
	var sent *unknownError
	if errors.As(a.err, &sent) {
		t.waits = sent.id
		d.await(sent.id, j, target)
	}
	var open *openMicError
	if errors.As(a.err, &open) {
		t.half = open.half
		d.warnOpenMic(t)
	}
	d.orders.Reread = true
}

// toldByList notes what the last whole list named of members for whom a command is in doubt.
func (d *dispatcher) toldByList() {
	asked := d.room.ReadAt(video.PartMembers)
	for _, j := range d.jobs {
		if j.counts[video.OutcomeUnknown] == 0 {
			continue
		}
		for i := range j.targets {
			t := &j.targets[i]
			if t.Outcome == video.OutcomeUnknown && t.Member != "" && !asked.Before(t.doubtAt) {
				t.told |= d.room.Told(t.Member)
			}
		}
	}
}

// reconcileMember looks whether an event about the member shows the effect of a command.
func (d *dispatcher) reconcileMember(id video.MemberID, now time.Time) {
	for _, j := range slices.Clone(d.jobs) {
		if i, ok := j.target(id); ok && id != "" && d.judge(j, &j.targets[i], now) {
			d.advance(j, now)
		}
	}
}

// reconcileRoom does so for commands on the room.
func (d *dispatcher) reconcileRoom(now time.Time) {
	d.reconcile(now, func(j *job) bool { return j.targets[0].Member == "" && j.cmd.Object == "" })
}

// reconcileLayout does so for positions, which only the layout tells.
func (d *dispatcher) reconcileLayout(now time.Time) {
	d.reconcile(now, func(j *job) bool { return j.row.Sets.Field == video.FieldRequested })
}

// reconcileObject does so for recordings, playbacks and streams.
func (d *dispatcher) reconcileObject(id string, now time.Time) {
	d.reconcile(now, func(j *job) bool {
		return j.created == id || j.cmd.Object == id || (j.starts && j.created == "")
	})
}

// reconcileAll judges everything after a reading.
func (d *dispatcher) reconcileAll(now time.Time) {
	d.reconcile(now, func(*job) bool { return true })
}

// reconcile looks at the jobs that concern picks.
func (d *dispatcher) reconcile(now time.Time, concerns func(*job) bool) {
	for _, j := range slices.Clone(d.jobs) {
		touched := false
		for i := range j.targets {
			if concerns(j) && d.judge(j, &j.targets[i], now) {
				touched = true
			}
		}
		if touched {
			d.advance(j, now)
		}
	}
}

// judge moves one target on and reports whether anything changed.
func (d *dispatcher) judge(j *job, t *jobTarget, now time.Time) bool {
	switch {
	case t.Outcome == video.OutcomeAccepted && (d.effectOn(j, t) == video.Holds || d.shown(j)):
		j.set(t, video.OutcomeConfirmed)
		return true
	case t.Outcome == video.OutcomeUnknown && d.mayJudge(j, t):
		return d.judgeDoubt(j, t, now)
	}
	return false
}

// mayJudge reports whether the room was read, since the outcome became unknown, where the effect would show. Who is gone
// shows by being absent.
func (d *dispatcher) mayJudge(j *job, t *jobTarget) bool {
	read := d.room.ReadAt(j.row.ShownIn())
	if d.room.Session().Ended || read.IsZero() || read.Before(t.doubtAt) {
		return false
	}
	bit := j.shows()
	return bit == 0 || t.told&bit != 0 || d.room.Member(t.Member) == nil
}

func (d *dispatcher) judgeDoubt(j *job, t *jobTarget, now time.Time) bool {
	verdict := d.effectOn(j, t)
	if j.starts {
		verdict = d.started(j)
	}
	switch {
	case verdict == video.Holds:
		j.set(t, video.OutcomeConfirmed)
		t.Err = nil
		d.ownNow(j.row.Sets, t.Member)
	case verdict == video.Missing && d.mayResend(j, t, now):
		d.resend(j, t)
	case verdict == video.Missing:
		j.set(t, video.OutcomeNotDone)
	case d.openMic(j, t):
		d.muteOrWarn(j, t, now)
	default:
		return false
	}
	return true
}

// effectOn looks whether what the command wanted of the target is so.
func (d *dispatcher) effectOn(j *job, t *jobTarget) video.Verdict {
	v := j.cmd.Effect(d.room, t.Member)
	m := d.room.Member(t.Member)
	if !j.keepsMuted(t) || m == nil {
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

// keepsMuted reports whether the command is to leave the target's microphone off.
func (j *job) keepsMuted(t *jobTarget) bool {
	return j.row.Unmutes() && (t.muteAfter || j.cmd.KeepMuted && t.before != nil && t.before.DeafMuted)
}

// openMic reports whether somebody who was to stay muted hears again with an open microphone.
func (d *dispatcher) openMic(j *job, t *jobTarget) bool {
	m := d.room.Member(t.Member)
	return j.keepsMuted(t) && m != nil && !m.Deaf && !m.AudioMuted
}

// expireJobs ends the waiting for effects that did not show. An unknown outcome waits as long as the picture is old, and then as
// long again from the first reading: later ones show nothing that this one did not.
func (d *dispatcher) expireJobs(now time.Time) {
	for _, j := range slices.Clone(d.jobs) {
		switch {
		case d.room.Stale() || j.counts[video.OutcomeUnknown] == 0:
			j.readable = time.Time{}
		case j.readable.IsZero():
			j.readable = later(j.answered, d.room.FreshAt())
		}
		switch {
		case j.answered.IsZero() || j.counts[video.OutcomePending] > 0:
		case j.counts[video.OutcomeUnknown] == 0 && now.Sub(j.answered) > confirmFor:
			d.drop(j)
			d.dirty = true
		case j.counts[video.OutcomeUnknown] > 0 && !d.room.Stale() && now.Sub(j.readable) > reconcileFor:
			d.giveUp(j, "the room does not show it")
		}
	}
}

// giveUp ends the judging of a job: nobody will know.
func (d *dispatcher) giveUp(j *job, why string) {
	j.entry.Unsettled = why
	d.toLog = appendOnce(d.toLog, j)
	d.drop(j)
	d.dirty = true
}

// changedSinceSent notes, for commands without a verdict, that what they set was seen to change: they are not sent again.
func (d *dispatcher) changedSinceSent(id video.MemberID, changed video.Fields) {
	for _, j := range d.jobs {
		if i, ok := j.target(id); ok && j.row.Resendable && j.shows()&changed != 0 {
			j.targets[i].changed = true
		}
	}
}

// roomChangedSinceSent does so for commands on the room.
func (d *dispatcher) roomChangedSinceSent(before, now *video.Room) {
	changed := roomFlagsChanged(before, now)
	for _, j := range d.jobs {
		if j.row.Resendable && j.row.Sets.Field&changed != 0 {
			j.targets[0].changed = true
		}
	}
}
