package session

import (
	"errors"
	"slices"
	"time"
)

const (
	// confirmFor is how long an accepted command waits for its effect to be seen.
	confirmFor = 5 * time.Second
	// settleFor is how long an unknown outcome waits for the room to be read again.
	settleFor = 60 * time.Second
	// maxHeld bounds what is remembered of the values that this session has set.
	maxHeld = 20_000
)

// job is one command under way: from its check until its last target has a final outcome.
type job struct {
	entry    uint64 // number in the log; 0 for reads, which are not logged
	cmd      Command
	targets  []jobTarget
	since    time.Time
	answered time.Time // when the last verdict came; zero until then
	told     bool      // an event about what it started came before the answer
	known    []string  // ids of what existed before, for a starting method
	created  string    // id of what it started
	isUndo   bool
	room     Room // before
	layers   []Layer
	playback Playback
}

type jobTarget struct {
	TargetResult
	before Member // copy of the member before; zero for actions on the room and on people of the audience
}

// begin checks a normalized command and registers it. Nothing has been sent when it returns an error.
func (s *state) begin(c Command, isUndo bool, now time.Time) (*job, error) {
	if err := c.checkNow(circumstances{s.room.Ended, s.link.State, s.stale, s.denied}, s); err != nil {
		return nil, err
	}
	j := &job{cmd: c, since: now, isUndo: isUndo, room: s.room, layers: s.layout.Layers}
	if p := s.playbackOf(c.Object); p != nil {
		j.playback = *p
	}
	j.known = s.existing(c.Action)
	targets := c.Targets
	if len(targets) == 0 {
		targets = []MemberID{""}
	}
	for _, id := range targets {
		t := jobTarget{TargetResult: TargetResult{Member: id}}
		if m := s.memberOf(id); m != nil {
			t.before = *m
		}
		j.targets = append(j.targets, t)
	}
	if row, _ := c.Action.Info(); row.Risk == RiskRead {
		return j, nil
	}
	who := make([]Person, 0, len(c.Targets))
	for _, id := range c.Targets {
		who = append(who, s.person(id))
	}
	shown := c.redacted()
	j.entry = s.log.add(Entry{At: now, Kind: EntryCommand, Command: &shown, Undo: isUndo, Who: who})
	s.jobs = append(s.jobs, j)
	s.dirty = true
	return j, nil
}

// verdict stores the answer for one target.
func (s *state) verdict(j *job, target int, err error, took time.Duration, now time.Time) {
	t := &j.targets[target]
	t.Err, t.Took, t.Outcome = err, took, outcomeOf(err)
	switch t.Outcome {
	case OutcomeAccepted:
		s.hold(j.cmd.Action, t.Member)
		if j.told || j.cmd.effect(s, t.Member) == holds {
			t.Outcome = OutcomeConfirmed
		}
		if j.cmd.Action == ActPromote || j.cmd.Action == ActDemote {
			s.reread = true // no event tells a bystander reliably
			s.afterDemote(j, t)
		}
	case OutcomeUnknown:
		s.reread = true
	case OutcomeRefused:
		var refusal *RPCError
		if errors.As(err, &refusal) && refusal.Forbidden() {
			s.deny(j.cmd.Action, refusal.Message)
		}
	}
	s.dirty = true
	s.advance(j, now)
}

// afterDemote keeps the demoted when they have left before the answer came.
func (s *state) afterDemote(j *job, t *jobTarget) {
	if j.cmd.Action == ActDemote && t.before.ID != "" {
		before := t.before
		s.keepDemoted(&before)
	}
}

// outcomeOf sorts the error of a request.
func outcomeOf(err error) Outcome {
	switch {
	case err == nil:
		return OutcomeAccepted
	case errors.Is(err, ErrUnknown):
		return OutcomeUnknown
	case errors.Is(err, ErrRefused):
		return OutcomeRefused
	}
	return OutcomeNotSent
}

// overall is the outcome of the command as a whole: the one that a person must know about first.
func (j *job) overall() Outcome {
	for _, o := range []Outcome{OutcomePending, OutcomeUnknown, OutcomeRefused, OutcomeNotSent, OutcomeNotDone, OutcomeAccepted} {
		if slices.ContainsFunc(j.targets, func(t jobTarget) bool { return t.Outcome == o }) {
			return o
		}
	}
	return OutcomeConfirmed
}

// advance writes the job's outcome into the log and drops the job when nothing more is to be learnt.
func (s *state) advance(j *job, now time.Time) {
	overall := j.overall()
	if overall == OutcomePending {
		return
	}
	if j.answered.IsZero() {
		j.answered = now
		s.remember(j)
	}
	s.log.replace(j.entry, func(e *Entry) {
		e.Outcome, e.Took, e.Targets, e.Created = overall, now.Sub(j.since), j.results(), j.created
		e.Err = firstError(e.Targets)
	})
	s.dirty = true
	waiting := func(t jobTarget) bool { return t.Outcome == OutcomeAccepted || t.Outcome == OutcomeUnknown }
	if !slices.ContainsFunc(j.targets, waiting) || j.cmd.blind() {
		s.drop(j)
	}
}

// blind reports whether no event or read can ever show the effect.
func (c Command) blind() bool {
	switch c.Action {
	case ActPlaybackSeek, ActPlaybackForward, ActPlaybackRewind:
		return true
	}
	return false
}

func (j *job) results() []TargetResult {
	out := make([]TargetResult, len(j.targets))
	for i, t := range j.targets {
		out[i] = t.TargetResult
	}
	return out
}

func firstError(targets []TargetResult) string {
	for _, t := range targets {
		if t.Err != nil {
			return t.Err.Error()
		}
	}
	return ""
}

func (s *state) drop(j *job) {
	if i := slices.Index(s.jobs, j); i >= 0 {
		s.jobs = slices.Delete(s.jobs, i, i+1)
	}
}

// settleMember looks whether an event about the member shows the effect of a command.
func (s *state) settleMember(id MemberID, now time.Time) {
	if len(s.jobs) == 0 {
		return
	}
	s.settle(now, false, func(j *job, t *jobTarget) bool { return t.Member == id })
}

// settleRoom does so for commands on the room.
func (s *state) settleRoom(now time.Time) {
	if len(s.jobs) == 0 {
		return
	}
	s.settle(now, false, func(j *job, t *jobTarget) bool { return t.Member == "" && j.cmd.Object == "" })
}

// settleLayout does so for positions, which only the layout tells.
func (s *state) settleLayout(now time.Time) {
	if len(s.jobs) == 0 {
		return
	}
	s.settle(now, false, func(j *job, _ *jobTarget) bool { return j.cmd.Action == ActSetMemberPosition })
}

// settleObject does so for recordings, playbacks and streams.
func (s *state) settleObject(id string, now time.Time) {
	if len(s.jobs) == 0 {
		return
	}
	s.settle(now, false, func(j *job, t *jobTarget) bool {
		return j.created == id || j.cmd.Object == id || (j.known != nil && j.created == "")
	})
}

// settleAll judges everything, unknown outcomes included, after the room was read as a whole.
func (s *state) settleAll(now time.Time) {
	s.settle(now, true, func(*job, *jobTarget) bool { return true })
}

// settle looks at the targets that concern picks. Only a read of the whole room may judge unknown outcomes.
func (s *state) settle(now time.Time, whole bool, concerns func(*job, *jobTarget) bool) {
	for _, j := range slices.Clone(s.jobs) {
		touched := false
		for i := range j.targets {
			t := &j.targets[i]
			if concerns(j, t) && s.judge(j, t, whole) {
				touched = true
			}
		}
		if touched {
			s.advance(j, now)
		}
	}
}

// judge moves one target on and reports whether it looked.
func (s *state) judge(j *job, t *jobTarget, whole bool) bool {
	switch t.Outcome {
	case OutcomeConfirmed:
		return true
	case OutcomeAccepted:
		if j.cmd.effect(s, t.Member) == holds || s.shown(j) {
			t.Outcome = OutcomeConfirmed
		}
		return true
	case OutcomeUnknown:
		if !whole {
			return false
		}
		verdict := j.cmd.effect(s, t.Member)
		if j.known != nil {
			verdict = s.started(j)
		}
		switch verdict {
		case holds:
			t.Outcome, t.Err = OutcomeConfirmed, nil
		case missing:
			t.Outcome = OutcomeNotDone
		}
		return true
	}
	return false
}

// expireJobs ends the waiting for effects that did not show.
func (s *state) expireJobs(now time.Time) {
	for _, j := range slices.Clone(s.jobs) {
		if j.answered.IsZero() {
			continue
		}
		limit := confirmFor
		if j.overall() == OutcomeUnknown {
			limit = settleFor
		}
		if now.Sub(j.answered) > limit {
			s.drop(j)
			s.dirty = true
		}
	}
}

// wanted reports whether a command of this session on the member is under way.
func (s *state) wanted(a Action, id MemberID) bool {
	for _, j := range s.jobs {
		if j.cmd.Action != a {
			continue
		}
		for i := range j.targets {
			if j.targets[i].Member == id {
				return true
			}
		}
	}
	return false
}

func (s *state) wantedOnRoom(a Action) bool {
	return slices.ContainsFunc(s.jobs, func(j *job) bool { return j.cmd.Action == a })
}

func (s *state) wantedOnObject(id string) bool {
	return slices.ContainsFunc(s.jobs, func(j *job) bool { return j.cmd.Object == id || j.created == id })
}

// mutedBeforeDeaf says whether a microphone was off before its owner was deafened. When this session did it, it looked
// before; else a microphone that went off just before the deafening may have done so because of it, and counts as off:
// opening it is the worse mistake.
func (s *state) mutedBeforeDeaf(id MemberID, muted bool) bool {
	for _, j := range s.jobs {
		if j.cmd.Action != ActDeaf {
			continue
		}
		for i := range j.targets {
			if j.targets[i].Member == id {
				return j.targets[i].before.AudioMuted
			}
		}
	}
	return muted
}

// pending is the jobs for a snapshot.
func (s *state) pending() []Job {
	if len(s.jobs) == 0 {
		return nil
	}
	out := make([]Job, 0, len(s.jobs))
	for _, j := range s.jobs {
		p := Job{Entry: j.entry, Action: j.cmd.Action, Object: j.cmd.Object, Since: j.since, State: j.overall()}
		for _, t := range j.targets {
			if t.Member != "" && (t.Outcome == OutcomePending || t.Outcome == OutcomeAccepted || t.Outcome == OutcomeUnknown) {
				p.Targets = append(p.Targets, t.Member)
			}
		}
		out = append(out, p)
	}
	return out
}

// existing returns the ids of what a starting method adds to, or nil for other methods.
func (s *state) existing(a Action) []string {
	ids := []string{}
	switch a {
	case ActStartRecording:
		for _, r := range s.recordings {
			ids = append(ids, r.ID)
		}
	case ActPlay:
		for _, p := range s.playbacks {
			ids = append(ids, p.ID)
		}
	case ActStartStream:
		for _, t := range s.streams {
			ids = append(ids, t.ID)
		}
	default:
		return nil
	}
	return ids
}

// exists reports whether a recording, playback or stream with the id was told by an event or a reading.
func (s *state) exists(id string) bool {
	return id != "" && (s.recordingOf(id) != nil || s.playbackOf(id) != nil || s.streamOf(id) != nil)
}

// shown reports whether what the command started was told. Its id is in the answer, or else it is the only new one.
func (s *state) shown(j *job) bool {
	if j.known != nil && j.created == "" {
		return s.started(j) == holds
	}
	return s.exists(j.created)
}

// started judges a starting method whose answer was lost: exactly one new object since then is its effect.
func (s *state) started(j *job) verdict {
	fresh := slices.DeleteFunc(s.existing(j.cmd.Action), func(id string) bool { return slices.Contains(j.known, id) })
	switch len(fresh) {
	case 0:
		return missing
	case 1:
		j.created = fresh[0]
		s.claim(fresh[0])
		return holds
	}
	return cannotTell
}
