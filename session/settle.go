package session

import (
	"errors"
	"slices"
	"time"

	"gavel/session/video"
)

// roomParts are the properties of the room by which commands are judged.
var roomParts = [...]struct {
	name string
	part video.Part
}{
	{"locked", video.PartLocked}, {"hide_video_muted", video.PartHidden}, {"prioritize_handraise", video.PartPriority},
	{"layout_name", video.PartLayout}, {"meta", video.PartMeta},
}

// shows are the properties of a member in which the effect of a command shows, of those that readings tell; 0 when it shows in
// who is there.
func (j *job) shows() field {
	return field(j.row.Sets.Property) & fieldsTold
}

// doubt notes that nobody knows what became of a request: it may have been carried out.
func (s *state) doubt(j *job, target int, a answerOf) {
	t := &j.targets[target]
	t.doubtAt, t.told = a.at, 0
	j.entry.Doubt = true
	if j.entry.Lost.IsZero() && !gaveUp(a.err) {
		j.entry.Lost = a.at
	}
	var sent *unknownError
	if errors.As(a.err, &sent) {
		t.waits = sent.id
		s.await(sent.id, j, target)
	}
	var open *openMicError
	if errors.As(a.err, &open) {
		t.half = open.half
		s.warnOpenMic(t)
	}
	s.reread = true
}

// doubted returns the targets whose outcome is unknown, by member; nil when there are none.
func (s *state) doubted() map[video.MemberID][]*jobTarget {
	var out map[video.MemberID][]*jobTarget
	for _, j := range s.jobs {
		if j.counts[video.OutcomeUnknown] == 0 {
			continue
		}
		for i := range j.targets {
			t := &j.targets[i]
			if t.Outcome != video.OutcomeUnknown || t.Member == "" {
				continue
			}
			if out == nil {
				out = map[video.MemberID][]*jobTarget{}
			}
			out[t.Member] = append(out[t.Member], t)
		}
	}
	return out
}

// settleMember looks whether an event about the member shows the effect of a command.
func (s *state) settleMember(id video.MemberID, now time.Time) {
	for _, j := range slices.Clone(s.jobs) {
		if i, ok := j.target(id); ok && id != "" && s.judge(j, &j.targets[i], now) {
			s.advance(j, now)
		}
	}
}

// settleRoom does so for commands on the room.
func (s *state) settleRoom(now time.Time) {
	s.settle(now, func(j *job) bool { return j.targets[0].Member == "" && j.cmd.Object == "" })
}

// settleLayout does so for positions, which only the layout tells.
func (s *state) settleLayout(now time.Time) {
	s.settle(now, func(j *job) bool { return j.row.Sets.Property == video.PropRequestedPosition })
}

// settleObject does so for recordings, playbacks and streams.
func (s *state) settleObject(id string, now time.Time) {
	s.settle(now, func(j *job) bool {
		return j.created == id || j.cmd.Object == id || (j.starts && j.created == "")
	})
}

// settleAll judges everything after a reading.
func (s *state) settleAll(now time.Time) {
	s.settle(now, func(*job) bool { return true })
}

// settle looks at the jobs that concern picks.
func (s *state) settle(now time.Time, concerns func(*job) bool) {
	for _, j := range slices.Clone(s.jobs) {
		touched := false
		for i := range j.targets {
			if concerns(j) && s.judge(j, &j.targets[i], now) {
				touched = true
			}
		}
		if touched {
			s.advance(j, now)
		}
	}
}

// judge moves one target on and reports whether anything changed.
func (s *state) judge(j *job, t *jobTarget, now time.Time) bool {
	switch {
	case t.Outcome == video.OutcomeAccepted && (s.effectOn(j, t) == video.Holds || s.shown(j)):
		j.set(t, video.OutcomeConfirmed)
		return true
	case t.Outcome == video.OutcomeUnknown && s.mayJudge(j, t):
		return s.judgeDoubt(j, t, now)
	}
	return false
}

// mayJudge reports whether the room was read, since the outcome became unknown, where the effect would show. Who is gone
// shows by being absent.
func (s *state) mayJudge(j *job, t *jobTarget) bool {
	read := s.readAt[j.row.ShownIn()]
	if s.room.Ended || read.IsZero() || read.Before(t.doubtAt) {
		return false
	}
	bit := j.shows()
	return bit == 0 || t.told&bit != 0 || s.Member(t.Member) == nil
}

func (s *state) judgeDoubt(j *job, t *jobTarget, now time.Time) bool {
	verdict := s.effectOn(j, t)
	if j.starts {
		verdict = s.started(j)
	}
	switch {
	case verdict == video.Holds:
		j.set(t, video.OutcomeConfirmed)
		t.Err = nil
		s.hold(j.row, t.Member)
	case verdict == video.Missing && s.mayRepeat(j, t, now):
		s.repeat(j, t)
	case verdict == video.Missing:
		j.set(t, video.OutcomeNotDone)
	case s.openMic(j, t):
		s.muteOrWarn(j, t, now)
	default:
		return false
	}
	return true
}

// effectOn looks whether what the command wanted of the target is so.
func (s *state) effectOn(j *job, t *jobTarget) video.Verdict {
	v := j.cmd.Effect(s, t.Member)
	m := s.Member(t.Member)
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
func (s *state) openMic(j *job, t *jobTarget) bool {
	m := s.Member(t.Member)
	return j.keepsMuted(t) && m != nil && !m.Deaf && !m.AudioMuted
}

// expireJobs ends the waiting for effects that did not show. An unknown outcome waits as long as the picture is old, and then as
// long again from the first reading: later ones show nothing that this one did not.
func (s *state) expireJobs(now time.Time) {
	for _, j := range slices.Clone(s.jobs) {
		switch {
		case s.stale || j.counts[video.OutcomeUnknown] == 0:
			j.readable = time.Time{}
		case j.readable.IsZero():
			j.readable = later(j.answered, s.freshAt)
		}
		switch {
		case j.answered.IsZero() || j.counts[video.OutcomePending] > 0:
		case j.counts[video.OutcomeUnknown] == 0 && now.Sub(j.answered) > confirmFor:
			s.drop(j)
			s.dirty = true
		case j.counts[video.OutcomeUnknown] > 0 && !s.stale && now.Sub(j.readable) > settleFor:
			s.giveUp(j, "the room does not show it")
		}
	}
}

// giveUp ends the judging of a job: nobody will know.
func (s *state) giveUp(j *job, why string) {
	j.entry.Unsettled = why
	s.toLog = appendOnce(s.toLog, j)
	s.drop(j)
	s.dirty = true
}

// touch notes, for commands without a verdict, that what they set was seen to change: they are not sent again.
func (s *state) touch(id video.MemberID, changed field) {
	for _, j := range s.jobs {
		if i, ok := j.target(id); ok && j.row.Resendable && j.shows()&changed != 0 {
			j.targets[i].touched = true
		}
	}
}

// touchRoom does so for commands on the room.
func (s *state) touchRoom(before *video.Room) {
	changed := roomFlagsChanged(before, &s.room)
	for _, j := range s.jobs {
		if j.row.Resendable && j.row.Sets.Property&changed != 0 {
			j.targets[0].touched = true
		}
	}
}

// fieldsTold are the properties that presentIn looks for.
const fieldsTold = fieldAudioMuted | fieldVideoMuted | fieldDeaf | fieldHand | fieldInputVolume | fieldOutputVolume |
	fieldInputSensitivity | fieldMeta

// presentIn returns the properties that v tells, those by which commands are judged.
func presentIn(v node) field {
	var f field
	for _, p := range [...]struct {
		name string
		bit  field
	}{
		{"audio_muted", fieldAudioMuted}, {"video_muted", fieldVideoMuted}, {"deaf", fieldDeaf}, {"handraised", fieldHand},
		{"input_volume", fieldInputVolume}, {"output_volume", fieldOutputVolume},
		{"input_sensitivity", fieldInputSensitivity}, {"meta", fieldMeta},
	} {
		if v.Get(p.name) != nil {
			f |= p.bit
		}
	}
	return f
}
