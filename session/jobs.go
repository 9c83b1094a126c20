package session

import (
	"errors"
	"slices"
	"time"

	"gavel/session/video"
)

const (
	// confirmFor is how long an accepted command waits for its effect to be seen.
	confirmFor = 5 * time.Second
	// settleFor is how long an unknown outcome that no reading could settle waits, while the picture is whole.
	settleFor = 60 * time.Second
	// maxHeld bounds what is remembered of the values that this session has set.
	maxHeld = 20_000
	// maxUnderWay bounds the commands without an answer; a bulk command counts as one.
	maxUnderWay = 64
	// maxReasonBytes bounds what is kept of a refusal's text.
	maxReasonBytes = 500
)

// job is one command under way: from its check until its last target has a final outcome.
type job struct {
	entry    video.Entry // as it is, or will be, in the log; number 0 for reads, which are not logged
	unlogged bool        // entry has changed since it was written into the log
	cmd      video.Command
	row      *video.ActionInfo // of cmd
	targets  []jobTarget
	index    map[video.MemberID]int // of targets, when there are several
	counts   [outcomeCount]int      // of targets by outcome, so that a command on thousands costs no more for each answer
	gen      int                    // connection that it was sent on
	since    time.Time
	answered time.Time   // when the last verdict came; zero until then
	readable time.Time   // since when a whole picture has left an outcome unknown
	starts   bool        // starts a recording, playback or stream
	known    []string    // ids of what existed before; nil when that was not known
	told     bool        // an event about what it started came before the answer
	created  string      // id of what it started
	undoes   *undoRecord // what it takes back; nil: it is no undo
	fresh    int         // targets whose acceptance is not on the undo stack yet
	room     video.Room  // before
	layers   []video.Layer
	playback video.Playback
}

type jobTarget struct {
	video.TargetResult
	turn    bool          // its turn to be sent has come; until then whatever happens to it is not our doing
	before  *video.Member // as it was then; nil for actions on the room and on people of the audience
	doubtAt time.Time     // when the outcome became unknown
	waits   string        // id of the request whose answer may still come late
	told    field         // what readings since doubtAt told of the member
	touched bool          // what the command sets was seen to change since it was sent
	again   bool          // it was sent a second time
	half    bool          // undeafened for certain, but not known to be muted again
	warned  bool

	fresh     bool // the room has accepted it, and it is not on the undo stack yet
	overtaken bool // a newer command for it was given before its turn
	contested bool // somebody else has closed, since the command was given, what it would open
	muteAfter bool // it was muted by a newer command before its turn to be undeafened
	spoilt    bool // somebody else has changed it back since its turn
}

// outcomeCount is the number of outcomes.
const outcomeCount = int(video.OutcomeNotDone) + 1

// set moves a target to an outcome.
func (j *job) set(t *jobTarget, o video.Outcome) {
	j.counts[t.Outcome]--
	j.counts[o]++
	t.Outcome = o
	j.unlogged = true
}

// target returns the place of the member in targets. The room's own target is "".
func (j *job) target(id video.MemberID) (int, bool) {
	if j.index != nil {
		i, ok := j.index[id]
		return i, ok
	}
	return 0, j.targets[0].Member == id
}

// begin checks a normalized command and registers it; undoes is what it takes back, or nil.
func (s *state) begin(c video.Command, undoes *undoRecord, now time.Time) (*job, error) {
	if err := c.CheckNow(video.Conditions{Ended: s.room.Ended, Link: s.link.State, Stale: s.stale, Denied: s.denied}, s); err != nil {
		return nil, err
	}
	row, _ := c.Action.Info()
	if row.Risk != video.RiskRead && s.underWay() >= maxUnderWay {
		return nil, &video.StateError{Reason: "too many commands wait for an answer: nothing was sent", Err: video.ErrOffline}
	}
	j := &job{cmd: c, row: row, since: now, undoes: undoes, gen: s.link.Gen}
	s.look(j)
	s.addTargets(j)
	s.overtake(j)
	if row.Risk == video.RiskRead {
		return j, nil
	}
	who := make([]video.Person, 0, len(c.Targets))
	for _, id := range c.Targets {
		who = append(who, s.person(id))
	}
	shown := c.Masked()
	j.entry = video.Entry{At: now, Kind: video.EntryCommand, Command: &shown, Undo: undoes != nil, Who: who, Text: s.remark(c)}
	j.entry.N = s.log.add(j.entry)
	s.jobs = append(s.jobs, j)
	s.dirty = true
	return j, nil
}

// remark is what the log adds to a command because of how the room was when it was given, or "".
func (s *state) remark(c video.Command) string {
	if starts(c) == video.OnRecording && slices.ContainsFunc(s.recordings, (*video.Recording).Active) {
		return "one was running already"
	}
	return ""
}

func (s *state) addTargets(j *job) {
	ids := j.cmd.Targets
	if len(ids) == 0 {
		ids = []video.MemberID{""}
	}
	if len(ids) > 1 {
		j.index = make(map[video.MemberID]int, len(ids))
	}
	for i, id := range ids {
		t := jobTarget{TargetResult: video.TargetResult{Member: id}}
		if e := s.seats[id]; e != nil {
			t.before = s.share(e)
		}
		if j.index != nil {
			j.index[id] = i
		}
		j.targets = append(j.targets, t)
	}
	j.counts[video.OutcomePending] = len(ids)
}

// underWay counts the commands without an answer.
func (s *state) underWay() int {
	n := 0
	for _, j := range s.jobs {
		if j.counts[video.OutcomePending] > 0 {
			n++
		}
	}
	return n
}

// answerOf is what became of the request for one target.
type answerOf struct {
	err  error
	took time.Duration
	at   time.Time // when that was known
}

// verdict stores the answer for one target.
func (s *state) verdict(j *job, target int, a answerOf, now time.Time) {
	t := &j.targets[target]
	j.cmd.MaskIn(a.err)
	if t.again && j.row.Unmutes() && a.err != nil {
		a.err = &openMicError{half: true, why: a.err} // the muting failed; the undeafening stands
	}
	t.Err, t.Took = a.err, a.took
	outcome := outcomeOf(a.err)
	if t.again && outcome == video.OutcomeNotSent {
		outcome, t.Err = video.OutcomeNotDone, nil // a reading showed that the first attempt did nothing, and the second never left
	}
	j.set(t, outcome)
	switch outcome {
	case video.OutcomeAccepted:
		s.accepted(j, t)
	case video.OutcomeUnknown:
		s.doubt(j, target, a)
	case video.OutcomeRefused:
		s.refused(j, a.err)
	}
	s.dirty = true
	s.advance(j, now)
}

// accepted notes that the room said yes.
func (s *state) accepted(j *job, t *jobTarget) {
	s.hold(j.row, t.Member)
	s.mutedWhileDeaf(j.row, t.Member)
	if slices.Contains(s.jobs, j) { // else nobody has watched whether others changed it
		t.fresh = true
		j.fresh++
	}
	if j.told || s.effectOn(j, t) == video.Holds {
		j.set(t, video.OutcomeConfirmed)
	}
	if j.row.Sets.Property == video.PropOnStage {
		s.reread = true // no event tells a bystander reliably
		if j.row.Sets.Value == video.No && t.before != nil {
			s.keepDemoted(t.before)
		}
	}
}

func (s *state) refused(j *job, err error) {
	if errors.Is(err, video.ErrNotFound) {
		s.reread = true // whom the picture shows the room does not know
	}
	var refusal *video.RPCError
	if errors.As(err, &refusal) && refusal.Forbidden() {
		s.deny(j.cmd.Action, cut(refusal.Message, maxReasonBytes))
	}
}

// outcomeOf sorts the error of a request.
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

// overall is the outcome of the command as a whole: the one that a person must know about first.
func (j *job) overall() video.Outcome {
	for _, o := range []video.Outcome{video.OutcomePending, video.OutcomeUnknown, video.OutcomeRefused, video.OutcomeNotSent, video.OutcomeNotDone, video.OutcomeAccepted} {
		if j.counts[o] > 0 {
			return o
		}
	}
	return video.OutcomeConfirmed
}

// advance notes the job's outcome for the log and drops the job when nothing more is to be learnt.
func (s *state) advance(j *job, now time.Time) {
	if j.overall() == video.OutcomePending {
		s.toLog = appendOnce(s.toLog, j)
		return
	}
	if j.answered.IsZero() {
		j.answered = now
		j.entry.Took = now.Sub(j.since)
	}
	s.remember(j)
	s.toLog = appendOnce(s.toLog, j)
	s.dirty = true
	if j.counts[video.OutcomeAccepted]+j.counts[video.OutcomeUnknown] == 0 || j.row.Blind != "" {
		s.drop(j)
	}
}

func (s *state) drop(j *job) {
	if i := slices.Index(s.jobs, j); i >= 0 {
		s.jobs = slices.Delete(s.jobs, i, i+1)
	}
}

// wanted reports whether a command of this session on the member is under way that may give the property the value: its turn has
// come, its outcome is not final.
func (s *state) wanted(p video.Property, to video.Flag, id video.MemberID) bool {
	for _, j := range s.jobs {
		if !j.row.MayCause(p, to) {
			continue
		}
		if i, ok := j.target(id); ok && j.targets[i].underWay() {
			return true
		}
	}
	return false
}

// underWay reports whether what happens to the target may be the command's doing.
func (t *jobTarget) underWay() bool {
	return t.turn && t.open()
}

// open reports whether more is to be learnt about the target.
func (t *jobTarget) open() bool {
	return t.Outcome == video.OutcomePending || t.Outcome == video.OutcomeAccepted || t.Outcome == video.OutcomeUnknown
}

func (s *state) wantedOnRoom(p video.Property) bool {
	return slices.ContainsFunc(s.jobs, func(j *job) bool {
		return j.row.Target == video.OnRoom && j.row.MayCause(p, video.Unknown) && j.targets[0].underWay()
	})
}

// wantedStart reports whether a command is under way that starts something of the kind.
func (s *state) wantedStart(kind video.Target) bool {
	return slices.ContainsFunc(s.jobs, func(j *job) bool { return j.row.Starts == kind && j.targets[0].underWay() })
}

func (s *state) wantedOnObject(id string) bool {
	return slices.ContainsFunc(s.jobs, func(j *job) bool {
		return (j.cmd.Object == id || j.created == id) && j.targets[0].underWay()
	})
}
