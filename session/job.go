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
	// reconcileFor is how long an unknown outcome that no reading could settle waits, while the picture is whole.
	reconcileFor = 60 * time.Second
	// maxOwn bounds what is remembered of the values that this session has set.
	maxOwn = 20_000
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
	told    video.Fields  // what readings since doubtAt named of the member
	changed bool          // what the command sets was seen to change since it was sent
	again   bool          // it was sent a second time
	half    bool          // undeafened for certain, but not known to be muted again
	warned  bool

	fresh      bool // the room has accepted it, and it is not on the undo stack yet
	superseded bool // a newer command for it was given before its turn
	closed     bool // someone else has closed, since the command was given, what it would open
	muteAfter  bool // it was muted by a newer command before its turn to be undeafened
	conflict   bool // someone else has changed it back since its turn
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
func (d *dispatcher) begin(c video.Command, undoes *undoRecord, now time.Time) (*job, error) {
	if err := c.CheckNow(d.conditions(), d.room); err != nil {
		return nil, err
	}
	row, _ := c.Action.Info()
	if row.Risk != video.RiskRead && d.underWay() >= maxUnderWay {
		return nil, &video.StateError{Reason: "too many commands wait for an answer: nothing was sent", Err: video.ErrOffline}
	}
	j := &job{cmd: c, row: row, since: now, undoes: undoes, gen: d.link.Gen}
	d.look(j)
	d.addTargets(j)
	d.supersede(j)
	if row.Risk == video.RiskRead {
		return j, nil
	}
	who := make([]video.Person, 0, len(c.Targets))
	for _, id := range c.Targets {
		who = append(who, d.person(id))
	}
	shown := c.Redacted()
	j.entry = video.Entry{At: now, Kind: video.EntryCommand, Command: &shown, Undo: undoes != nil, Who: who, Text: d.remark(c)}
	j.entry.N = d.log.add(j.entry)
	d.jobs = append(d.jobs, j)
	d.dirty = true
	return j, nil
}

// remark is what the log adds to a command because of how the room was when it was given, or "".
func (d *dispatcher) remark(c video.Command) string {
	if starts(c) == video.OnRecording && slices.ContainsFunc(d.room.Recordings(), (*video.Recording).Active) {
		return "one was running already"
	}
	return ""
}

func (d *dispatcher) addTargets(j *job) {
	ids := j.cmd.Targets
	if len(ids) == 0 {
		ids = []video.MemberID{""}
	}
	if len(ids) > 1 {
		j.index = make(map[video.MemberID]int, len(ids))
	}
	for i, id := range ids {
		t := jobTarget{TargetResult: video.TargetResult{Member: id}, before: d.room.Keep(id)}
		if j.index != nil {
			j.index[id] = i
		}
		j.targets = append(j.targets, t)
	}
	j.counts[video.OutcomePending] = len(ids)
}

// underWay counts the commands without an answer.
func (d *dispatcher) underWay() int {
	n := 0
	for _, j := range d.jobs {
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
func (d *dispatcher) verdict(j *job, target int, a answerOf, now time.Time) {
	t := &j.targets[target]
	j.cmd.RedactError(a.err)
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
		d.accepted(j, t)
	case video.OutcomeUnknown:
		d.doubt(j, target, a)
	case video.OutcomeRefused:
		d.refused(j, a.err)
	}
	d.dirty = true
	d.advance(j, now)
}

// accepted notes that the room said yes.
func (d *dispatcher) accepted(j *job, t *jobTarget) {
	d.ownNow(j.row.Sets, t.Member)
	d.mutedWhileDeaf(j.row.Sets, t.Member)
	if slices.Contains(d.jobs, j) { // else nobody has watched whether others changed it
		t.fresh = true
		j.fresh++
	}
	if j.told || d.effectOn(j, t) == video.Holds {
		j.set(t, video.OutcomeConfirmed)
	}
	if j.row.Sets.Field == video.FieldOnStage {
		d.orders.Reread = true // no event tells a bystander reliably
		if j.row.Sets.Value == video.No && t.before != nil {
			d.keepDemoted(t.before)
		}
	}
}

func (d *dispatcher) refused(j *job, err error) {
	if errors.Is(err, video.ErrNotFound) {
		d.orders.Reread = true // the room does not know a member that the picture shows
	}
	var refusal *video.RPCError
	if errors.As(err, &refusal) && refusal.Forbidden() {
		d.deny(j.cmd.Action, cut(refusal.Message, maxReasonBytes))
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
func (d *dispatcher) advance(j *job, now time.Time) {
	if j.overall() == video.OutcomePending {
		d.toLog = appendOnce(d.toLog, j)
		return
	}
	if j.answered.IsZero() {
		j.answered = now
		j.entry.Took = now.Sub(j.since)
	}
	d.remember(j)
	d.toLog = appendOnce(d.toLog, j)
	d.dirty = true
	if j.counts[video.OutcomeAccepted]+j.counts[video.OutcomeUnknown] == 0 || j.row.Blind != "" {
		d.drop(j)
	}
}

func (d *dispatcher) drop(j *job) {
	if i := slices.Index(d.jobs, j); i >= 0 {
		d.jobs = slices.Delete(d.jobs, i, i+1)
	}
}

// underWayOn reports whether a command of this session on the member is under way that may give the field the value: its turn
// has come, and its outcome is not final.
func (d *dispatcher) underWayOn(f video.Fields, to video.Flag, id video.MemberID) bool {
	for _, j := range d.jobs {
		if !j.row.MayCause(f, to) {
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

// underWayOnRoom reports whether a command is under way that may change a property of the room.
func (d *dispatcher) underWayOnRoom(f video.Fields) bool {
	return slices.ContainsFunc(d.jobs, func(j *job) bool {
		return j.row.Target == video.OnRoom && j.row.MayCause(f, video.Unknown) && j.targets[0].underWay()
	})
}

// starting reports whether a command is under way that starts an object of the kind.
func (d *dispatcher) starting(kind video.Target) bool {
	return slices.ContainsFunc(d.jobs, func(j *job) bool { return j.row.Starts == kind && j.targets[0].underWay() })
}

func (d *dispatcher) underWayOnObject(id string) bool {
	return slices.ContainsFunc(d.jobs, func(j *job) bool {
		return (j.cmd.Object == id || j.created == id) && j.targets[0].underWay()
	})
}

// abandon ends what is under way when the session is closed: for the log, commands without an answer are unknown, unless their
// turn had not come.
func (d *dispatcher) abandon() {
	for _, j := range d.jobs {
		for i := range j.targets {
			switch t := &j.targets[i]; {
			case t.Outcome != video.OutcomePending:
			case t.turn:
				j.set(t, video.OutcomeUnknown)
				t.Err = video.ErrUnknown
				j.entry.Doubt = true
			default:
				j.set(t, video.OutcomeNotSent)
				t.Err = video.ErrClosed
			}
		}
		d.toLog = appendOnce(d.toLog, j)
	}
	d.dirty = true
}
