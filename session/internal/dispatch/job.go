package dispatch

import (
	"encoding/json"
	"iter"
	"slices"
	"time"

	"gavel/session/internal/link"
	"gavel/session/video"
)

const (
	// ConfirmFor is how long an accepted command waits for its effect to be seen.
	ConfirmFor = 5 * time.Second
	// reconcileFor is how long an unknown outcome that no reading could settle waits, while the picture is whole.
	reconcileFor = 60 * time.Second
	// maxOwn bounds what is remembered of the values that this session has set.
	maxOwn = 20_000
	// maxUnderWay bounds the commands without an answer; a bulk command counts as one.
	maxUnderWay = 64
	// maxReasonBytes bounds what is kept of a refusal's text.
	maxReasonBytes = 500
)

// outcomeCount is the number of outcomes.
const outcomeCount = int(video.OutcomeNotDone) + 1

// Job is one command in progress: from its check until its last target has a final outcome. It has one entry in the log and one
// place on the undo stack.
type Job struct {
	entry    video.Entry // as it is, or will be, in the log; number 0 for reads, which are not logged
	unlogged bool        // entry has changed since it was written into the log
	cmd      video.Command
	steps    []*step           // one, or those of a composite, in their order
	counts   [outcomeCount]int // of all targets by outcome, so that a command on thousands costs no more for each answer
	gen      int               // connection that it is sent on
	since    time.Time
	answered time.Time   // when the last verdict came; zero until then
	readable time.Time   // since when a whole picture has left an outcome unknown
	undoes   *undoRecord // what it takes back; nil: it is no undo

	sending // where it is in the queue

	// done is called once, when each target has a result.
	done   func(video.Result)
	result video.Result
	open   int // targets without a result
}

// step is one action of a job, with its targets.
type step struct {
	job     *Job
	cmd     video.Command
	row     *video.ActionInfo // of cmd
	targets []target
	index   map[video.MemberID]int // of targets, when there are several
	counts  [outcomeCount]int
	undoes  *undoPart // what it takes back; nil: it is no undo

	stepSending

	// What follows is how the room was before.

	starts   bool     // starts a recording, playback or stream
	known    []string // ids of what existed before; nil when that was not known
	told     bool     // an event about what it started came before the answer
	created  string   // id of what it started
	fresh    int      // targets whose acceptance is not on the undo stack yet
	room     video.Room
	layers   []video.Layer
	playback video.Playback
}

// target is one request of a step: for a member, or for the room when Member is empty.
type target struct {
	video.TargetResult
	request video.Request
	place   int           // in the job's result
	sent    bool          // it was sent, or is being sent; until then whatever happens to it is not our doing
	before  *video.Member // as it was then; nil for actions on the room and on members of the audience
	doubtAt time.Time     // when the outcome became unknown
	waits   string        // id of the request whose answer may still come late
	told    video.Fields  // what readings since doubtAt named of the member
	changed bool          // what the command sets was seen to change since it was sent
	again   bool          // it was sent a second time
	half    bool          // undeafened for certain, but not known to be muted again
	warned  bool
	giveUp  func(error) // ends the waiting for the answer; nil when nobody waits

	fresh      bool // the room has accepted it, and it is not on the undo stack yet
	superseded bool // a newer command for it was given before it was sent
	closed     bool // someone else has closed, since the command was given, what it would open
	muteAfter  bool // it was muted by a newer command before it was undeafened
	conflict   bool // someone else has changed it back since it was sent
}

// steps are the steps of all jobs, oldest first.
func (d *Dispatcher) steps() iter.Seq[*step] {
	return func(yield func(*step) bool) {
		for _, j := range d.jobs {
			for _, s := range j.steps {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// set moves a target to an outcome.
func (s *step) set(t *target, o video.Outcome) {
	for _, counts := range []*[outcomeCount]int{&s.counts, &s.job.counts} {
		counts[t.Outcome]--
		counts[o]++
	}
	t.Outcome = o
	s.job.unlogged = true
}

// target returns the place of the member in targets. The room's own target is "".
func (s *step) target(id video.MemberID) (int, bool) {
	if s.index != nil {
		i, ok := s.index[id]
		return i, ok
	}
	return 0, s.targets[0].Member == id
}

// of returns the target of the member, or nil.
func (s *step) of(id video.MemberID) *target {
	if i, ok := s.target(id); ok {
		return &s.targets[i]
	}
	return nil
}

// Submission is a command that is to be begun.
type Submission struct {
	Cmd      video.Command // normalized
	Requests [][]video.Request
	Undo     *Undo // what it takes back; nil: it is no undo
	Urgent   bool  // goes ahead of everything that is not
	Record   bool  // waits for its record in the audit
	Limit    time.Duration
	Done     func(video.Result)
}

// Begin checks a command and puts it into the queue.
func (d *Dispatcher) Begin(sub Submission, now time.Time) (*Job, error) {
	c := sub.Cmd
	if err := c.CheckNow(d.conditions(), d.room); err != nil {
		return nil, err
	}
	reads := c.ReadsOnly()
	if !reads && !sub.Urgent && d.unanswered() >= maxUnderWay {
		return nil, &video.StateError{Reason: "too many commands wait for an answer: nothing was sent", Err: video.ErrBusy}
	}
	j := &Job{
		cmd: c, since: now, gen: d.link.Gen, done: sub.Done, result: video.Result{Command: c},
		sending: sending{urgent: sub.Urgent, recording: sub.Record, limit: sub.Limit},
	}
	if sub.Undo != nil {
		j.undoes = sub.Undo.rec
	}
	for i, cmd := range c.List() {
		row, _ := cmd.Action.Info()
		s := &step{job: j, cmd: cmd, row: row}
		if sub.Undo != nil {
			s.undoes = sub.Undo.parts[i]
		}
		j.steps = append(j.steps, s)
		d.look(s)
		d.addTargets(s, sub.Requests[i])
	}
	for _, s := range j.steps {
		d.supersede(s)
	}
	d.enqueue(j)
	if reads {
		return j, nil
	}
	shown := c.Redacted()
	j.entry = video.Entry{At: now, Kind: video.EntryCommand, Command: &shown, Undo: j.undoes != nil, Who: d.who(j), Text: d.remark(c)}
	j.entry.N = d.log.add(j.entry)
	j.result.Entry = j.entry.N
	d.jobs = append(d.jobs, j)
	d.dirty = true
	return j, nil
}

// who are the members of a command, one for each target; those of a command on the room are nobody.
func (d *Dispatcher) who(j *Job) []video.Person {
	who := make([]video.Person, 0, len(j.result.Targets))
	for _, s := range j.steps {
		for i := range s.targets {
			if id := s.targets[i].Member; id != "" || len(j.steps) > 1 {
				who = append(who, d.person(id))
			}
		}
	}
	return who
}

// remark is what the log adds to a command because of how the room was when it was given, or "".
func (d *Dispatcher) remark(c video.Command) string {
	if starts(c) == video.OnRecording && slices.ContainsFunc(d.room.Recordings(), (*video.Recording).Active) {
		return "one was running already"
	}
	return ""
}

func (d *Dispatcher) addTargets(s *step, requests []video.Request) {
	if len(requests) > 1 {
		s.index = make(map[video.MemberID]int, len(requests))
	}
	s.targets = make([]target, 0, len(requests))
	for i, q := range requests {
		t := target{TargetResult: video.TargetResult{Member: q.Target}, request: q, place: s.job.open, before: d.room.Keep(q.Target)}
		if s.index != nil {
			s.index[q.Target] = i
		}
		s.targets = append(s.targets, t)
		s.job.open++
		s.job.result.Targets = append(s.job.result.Targets, video.TargetResult{
			Member: q.Target, Outcome: video.OutcomeUnknown, Err: video.ErrUnknown, // true should this process fail
		})
	}
	s.counts[video.OutcomePending] = len(requests)
	s.job.counts[video.OutcomePending] += len(requests)
}

// look notes how the room is before a step.
func (d *Dispatcher) look(s *step) {
	s.room, s.layers, s.told = *d.room.Session(), d.room.Canvas().Layers, false
	if p := d.room.Playback(s.cmd.Object); p != nil {
		s.playback = *p
	}
	if s.starts = s.row.Starts != video.OnRoom; s.starts {
		s.known = d.existing(s.row)
	}
}

// unanswered counts the commands without an answer.
func (d *Dispatcher) unanswered() int {
	n := 0
	for _, j := range d.jobs {
		if j.counts[video.OutcomePending] > 0 {
			n++
		}
	}
	return n
}

// resolve gives a target its result, and the job when it was the last one.
func (s *step) resolve(t *target, value json.RawMessage, now time.Time) {
	j := s.job
	j.result.Targets[t.place] = t.TargetResult
	if t.place == 0 {
		j.result.Value = value
	}
	if j.open--; j.open > 0 {
		return
	}
	j.result.Took = now.Sub(j.since)
	if j.done != nil {
		j.done(j.result)
	}
}

// Result returns the result as far as it is known: targets without an answer are unknown.
func (j *Job) Result() video.Result { return j.result }

// overall is the outcome of the command as a whole: the one that a person must know about first.
func (j *Job) overall() video.Outcome { return overall(&j.counts) }

func overall(counts *[outcomeCount]int) video.Outcome {
	for _, o := range []video.Outcome{
		video.OutcomePending, video.OutcomeUnknown, video.OutcomeRefused, video.OutcomeNotSent, video.OutcomeNotDone, video.OutcomeAccepted,
	} {
		if counts[o] > 0 {
			return o
		}
	}
	return video.OutcomeConfirmed
}

// drop forgets a job of which nothing more is to be learnt.
func (d *Dispatcher) drop(j *Job) {
	if i := slices.Index(d.jobs, j); i >= 0 {
		d.jobs = slices.Delete(d.jobs, i, i+1)
	}
}

// underWayOn reports whether a command of this session on the member is under way that may give the field the value: it was
// sent, and its outcome is not final.
func (d *Dispatcher) underWayOn(f video.Fields, to video.Flag, id video.MemberID) bool {
	for s := range d.steps() {
		if !s.row.MayCause(f, to) {
			continue
		}
		if t := s.of(id); t != nil && t.underWay() {
			return true
		}
	}
	return false
}

// underWay reports whether what happens to the target may be the command's doing.
func (t *target) underWay() bool {
	return t.sent && t.undecided()
}

// undecided reports whether more is to be learnt about the target.
func (t *target) undecided() bool {
	return t.Outcome == video.OutcomePending || t.Outcome == video.OutcomeAccepted || t.Outcome == video.OutcomeUnknown
}

// underWayOnRoom reports whether a command is under way that may change a property of the room.
func (d *Dispatcher) underWayOnRoom(f video.Fields) bool {
	return d.anyUnderWay(func(s *step) bool { return s.row.Target == video.OnRoom && s.row.MayCause(f, video.Unknown) })
}

// starting reports whether a command is under way that starts an object of the kind.
func (d *Dispatcher) starting(kind video.Target) bool {
	return d.anyUnderWay(func(s *step) bool { return s.row.Starts == kind })
}

func (d *Dispatcher) underWayOnObject(id string) bool {
	return d.anyUnderWay(func(s *step) bool { return s.cmd.Object == id || s.created == id })
}

// anyUnderWay reports whether a step is under way of which f is true.
func (d *Dispatcher) anyUnderWay(f func(*step) bool) bool {
	for s := range d.steps() {
		if f(s) && s.targets[0].underWay() {
			return true
		}
	}
	return false
}

// Abandon ends what is under way when the session is closed: for the log, commands without an answer are unknown, unless they
// were not sent.
func (d *Dispatcher) Abandon(now time.Time) {
	for _, j := range slices.Concat(d.jobs, d.queue) {
		for _, s := range j.steps {
			for i := range s.targets {
				if t := &s.targets[i]; t.Outcome == video.OutcomePending {
					s.abandon(t, now)
				}
			}
		}
		if j.entry.N != 0 {
			d.toLog = appendOnce(d.toLog, j)
		}
	}
	d.queue = nil
	d.dirty = true
}

func (s *step) abandon(t *target, now time.Time) {
	if !t.sent {
		s.set(t, video.OutcomeNotSent)
		t.Err = link.NotSent(t.request.Method, video.ErrClosed)
	} else {
		s.set(t, video.OutcomeUnknown)
		t.Err = &link.UnknownError{Method: t.request.Method, Why: video.ErrClosed}
		s.job.entry.Doubt = true
	}
	if !t.again {
		s.resolve(t, nil, now)
	}
}
