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
	// ConfirmFor is how long an accepted command waits until its effect shows.
	ConfirmFor = 5 * time.Second
	// reconcileFor is how long an outcome stays unknown after the first complete read that could not decide it.
	reconcileFor = 60 * time.Second
	// maxOwn bounds the remembered values that this session has set.
	maxOwn = 20_000
	// maxUnderWay bounds the commands without an answer. A bulk command counts as one.
	maxUnderWay = 64
	// maxReasonBytes is the longest kept text of a refusal, in bytes.
	maxReasonBytes = 500
)

// steps returns the steps of all jobs, oldest first.
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

// target returns the index of the member in targets. The room's own target is "".
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

// Submission is a command that has not started.
type Submission struct {
	Cmd      video.Command // normalised
	Requests [][]video.Request
	Undo     *Undo // the command that it undoes; nil if it is not an undo
	Urgent   bool  // goes before all commands that are not urgent
	Record   bool  // waits until its intent is recorded
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
		return nil, &video.StateError{
			Reason: "too many commands are waiting for an answer",
			Err:    video.ErrBusy,
		}
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
		s.beganSo = s.wasSo
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
	j.entry = video.Entry{
		At:      now,
		Kind:    video.EntryCommand,
		Command: &shown,
		Undo:    j.undoes != nil,
		Who:     d.who(j),
		Note:    d.remark(c),
	}
	j.entry.N = d.log.add(j.entry)
	j.result.Entry = j.entry.N
	d.jobs = append(d.jobs, j)
	d.dirty = true
	return j, nil
}

// who returns the members of a command, one for each target. A command on the room has empty ones.
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

// remark returns a note for the log about the state of the room when the command was given, or "".
func (d *Dispatcher) remark(c video.Command) video.Note {
	if starts(c) == video.OnRecording && slices.ContainsFunc(d.room.Recordings(), (*video.Recording).Active) {
		return video.NoteOneMore
	}
	return ""
}

func (d *Dispatcher) addTargets(s *step, requests []video.Request) {
	if len(requests) > 1 {
		s.index = make(map[video.MemberID]int, len(requests))
	}
	s.targets = make([]target, 0, len(requests))
	for i, q := range requests {
		t := target{
			TargetResult: video.TargetResult{Member: q.Target},
			request:      q,
			place:        s.job.open,
			before:       d.room.Keep(q.Target),
		}
		if s.index != nil {
			s.index[q.Target] = i
		}
		s.targets = append(s.targets, t)
		s.job.open++
		s.job.result.Targets = append(s.job.result.Targets, video.TargetResult{
			Member: q.Target, Outcome: video.OutcomeUnknown, Err: video.ErrUnknown, // correct if this process fails
		})
	}
	s.counts[video.OutcomePending] = len(requests)
	s.job.counts[video.OutcomePending] += len(requests)
}

// look records the state of the room before a step.
func (d *Dispatcher) look(s *step) {
	s.room, s.reported = *d.room.Session(), false
	if placed := s.cmd.Placed(); len(placed) > 0 {
		s.placed = make(map[video.MemberID]*video.Member, len(placed))
		for id := range placed {
			if m := d.room.Keep(id); m != nil {
				s.placed[id] = m
			}
		}
	}
	if p := d.room.Playback(s.cmd.Object); p != nil {
		s.playback = *p
	}
	s.wasSo = s.cmd.Object != "" && s.cmd.Effect(d.room, "") == video.Holds
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

// resolve gives a target its result, and completes the job after the last one.
func (s *step) resolve(t *target, value json.RawMessage, now time.Time) {
	j := s.job
	j.result.Targets[t.place] = t.TargetResult
	if t.place == 0 {
		j.result.Value = value
	}
	if j.open--; j.open > 0 {
		return
	}
	j.result.Took, j.result.Created = now.Sub(j.since), j.created()
	if j.done != nil {
		j.done(j.result)
	}
}

// Result returns the result so far. Targets without an answer are unknown.
func (j *Job) Result() video.Result { return j.result }

// overall returns the outcome of the whole command: the most urgent one for a person.
func (j *Job) overall() video.Outcome { return overall(&j.counts) }

func overall(counts *[outcomeCount]int) video.Outcome {
	for _, o := range []video.Outcome{
		video.OutcomePending, video.OutcomeUnknown, video.OutcomeRefused, video.OutcomeNotSent, video.OutcomeNotDone,
		video.OutcomeAccepted,
	} {
		if counts[o] > 0 {
			return o
		}
	}
	return video.OutcomeConfirmed
}

// drop forgets a job whose outcomes are final.
func (d *Dispatcher) drop(j *Job) {
	if i := slices.Index(d.jobs, j); i >= 0 {
		d.jobs = slices.Delete(d.jobs, i, i+1)
	}
}

// underWayOn reports whether a command of this session that is in progress may give the member's field the value. Such
// a command was sent, and its outcome is not final.
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

// explains reports whether a command of this session that is in progress may have made the member as it is now.
func (d *Dispatcher) explains(f video.Fields, m *video.Member) bool {
	for s := range d.steps() {
		if p, places := s.cmd.Placed()[m.ID]; places && f == video.FieldRequested && p == m.RequestedPosition &&
			s.targets[0].underWay() {
			return true
		}
		t := s.of(m.ID)
		if t != nil && t.underWay() && s.row.MayCause(f, video.Unknown) && s.cmd.Explains(f, m, d.room) {
			return true
		}
	}
	return false
}

// underWay reports whether the command may cause changes of the target.
func (t *target) underWay() bool {
	return t.sent && t.undecided()
}

// undecided reports whether the outcome of the target may still change.
func (t *target) undecided() bool {
	return t.Outcome == video.OutcomePending || t.Outcome == video.OutcomeAccepted || t.Outcome == video.OutcomeUnknown
}

// underWayOnRoom reports whether a command in progress may change a property of the room.
func (d *Dispatcher) underWayOnRoom(f video.Fields) bool {
	return d.anyUnderWay(func(s *step) bool { return s.row.Target == video.OnRoom && s.row.MayCause(f, video.Unknown) })
}

// starting reports whether a command in progress starts an object of the kind.
func (d *Dispatcher) starting(kind video.Target) bool {
	return d.anyUnderWay(func(s *step) bool { return s.row.Starts == kind })
}

func (d *Dispatcher) underWayOnObject(id string) bool {
	return d.anyUnderWay(func(s *step) bool { return s.cmd.Object == id || s.created == id })
}

// anyUnderWay reports whether f is true for a step in progress.
func (d *Dispatcher) anyUnderWay(f func(*step) bool) bool {
	for s := range d.steps() {
		if f(s) && s.targets[0].underWay() {
			return true
		}
	}
	return false
}

// Abandon ends everything in progress when the session is closed. In the log, commands without an answer are unknown,
// or not sent if they did not leave.
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
