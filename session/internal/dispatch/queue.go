package dispatch

import (
	"errors"
	"slices"
	"time"

	"gavel/session/internal/link"
	"gavel/session/video"
)

// This file holds the one queue of a room, which sets the order and the pace of requests.

const (
	// DefaultCommandRate is the average number of commands per second.
	DefaultCommandRate = 10
	// commandBurst is how many of them may leave at once. A person who presses keys for a few seconds never waits. Only a
	// program sends commands for longer.
	commandBurst = 64
	// DefaultBulkRate is the number of targets per second of a command on several members.
	DefaultBulkRate = 5
	// urgentRate is the same for an urgent command, which does not wait for the pace of others.
	urgentRate = 20
	// maxParallel is how many requests of one command are in progress at once, and how many of them leave without a pause.
	// The next ones keep to the bulk rate.
	maxParallel = 8
	// slowest is the lowest rate: one request in about a quarter of an hour.
	slowest = 0.001
)

// newSpacing returns the spacing for a rate. A negative rate has no limit.
func newSpacing(perSecond float64, burst int) spacing {
	if perSecond < 0 {
		return spacing{}
	}
	every := time.Duration(float64(time.Second) / max(perSecond, slowest))
	return spacing{every: every, slack: time.Duration(burst-1) * every}
}

// due returns when the next request may leave.
func (p *spacing) due() time.Time { return p.next.Add(-p.slack) }

// took records that a request leaves.
func (p *spacing) took(now time.Time) {
	if p.every > 0 {
		p.next = latest(p.next, now).Add(p.every)
	}
}

func (j *Job) lane() lane {
	switch {
	case j.cmd.ReadsOnly():
		return readLane
	case j.urgent:
		return urgentLane
	case len(j.result.Targets) > 1:
		return bulkLane
	}
	return commandLane
}

// enqueue adds a job at the end, or an urgent job before all that are not urgent.
func (d *Dispatcher) enqueue(j *Job) {
	for _, s := range j.steps {
		s.queued = len(s.targets)
		for i := range s.targets {
			if m := s.targets[i].before; m != nil && m.Talking {
				s.talking = append(s.talking, i)
			}
		}
	}
	at := len(d.queue)
	if j.urgent {
		at = slices.IndexFunc(d.queue, func(other *Job) bool { return !other.urgent })
		if at < 0 {
			at = len(d.queue)
		}
	}
	d.queue = slices.Insert(d.queue, at, j)
}

// startsTalking remembers members that start to talk. They come first within a command on several members.
func (d *Dispatcher) startsTalking(id video.MemberID) {
	for _, j := range d.queue {
		for _, s := range j.steps {
			if i, ok := s.target(id); ok && s.queued > 0 && len(s.targets) > 1 {
				s.talking = append(s.talking, i)
			}
		}
	}
}

// Next removes the next request from the queue if the pace allows it. Otherwise it returns when to call again; zero
// means after the next change.
func (d *Dispatcher) Next(now time.Time) (o Request, ok bool, wake time.Time) {
	for {
		s, i, wake := d.next(now)
		if s == nil {
			return Request{}, false, wake
		}
		if t := &s.targets[i]; t.sent {
			return Request{Request: t.request, Gen: s.job.gen, Limit: s.job.limit, step: s, target: i}, true, time.Time{}
		}
	}
}

// next removes the next target from the queue. If the target must not be sent any longer, it was not sent.
func (d *Dispatcher) next(now time.Time) (s *step, i int, wake time.Time) {
	var paced [laneCount]bool
	var bulk *Job
	var held []*Job
	urgent := false // one is in progress: bulk commands wait for it
	for _, j := range d.queue {
		if j.recording {
			held = append(held, j)
		}
		urgent = urgent || j.urgent
		switch l := j.lane(); {
		case urgent && l == bulkLane:
		case j.recording || paced[l] || !j.ready() || slices.ContainsFunc(held, j.waitsFor):
		case l == readLane:
			return d.take(j, now)
		case d.pace[l].due().After(now):
			paced[l] = true
			if wake.IsZero() || d.pace[l].due().Before(wake) {
				wake = d.pace[l].due()
			}
		case l != bulkLane:
			return d.take(j, now)
		case bulk == nil || j.served < bulk.served:
			bulk = j
		}
	}
	if bulk == nil {
		return nil, 0, wake
	}
	return d.take(bulk, now)
}

// ready reports whether a request of the job may leave, apart from its pace.
func (j *Job) ready() bool {
	s := j.steps[j.at]
	return s.queued > 0 && (s.inFlight < maxParallel || j.urgent && s.inFlight < urgentRate)
}

// Recorded releases a job after its intent was recorded. If why is not nil, recording failed and nothing of the job is
// sent.
func (d *Dispatcher) Recorded(j *Job, why error, now time.Time) {
	if j.recording = false; why != nil {
		d.stop(j, why, now)
	}
}

// waitsFor reports whether a job must not pass another one that waits for its record, because both change the same
// property of the same target.
func (j *Job) waitsFor(held *Job) bool {
	for _, s := range j.steps[j.at:] {
		for _, h := range held.steps {
			if s.row.Sets.Field&h.row.Sets.Field != 0 && s.shares(h) {
				return true
			}
		}
	}
	return false
}

// shares reports whether two steps have a target in common.
func (s *step) shares(other *step) bool {
	if len(s.targets) > len(other.targets) {
		s, other = other, s
	}
	return slices.ContainsFunc(s.targets, func(t target) bool { return other.of(t.Member) != nil })
}

// take removes the next request of a job from the queue.
func (d *Dispatcher) take(j *Job, now time.Time) (*step, int, time.Time) {
	s := j.steps[j.at]
	i := s.pop(d.room)
	d.served++
	j.served = d.served
	s.queued--
	if d.recheck(s, &s.targets[i], now) {
		d.pace[j.lane()].took(now)
		s.targets[i].sent = true
		s.inFlight++
	}
	d.leave(j, now)
	return s, i, time.Time{}
}

// pop returns a talking target, or else the first unsent one.
func (s *step) pop(room Room) int {
	for len(s.talking) > 0 {
		i := s.talking[0]
		s.talking = s.talking[1:]
		if m := room.Member(s.targets[i].Member); m != nil && m.Talking && s.targets[i].queued() {
			return i
		}
	}
	for !s.targets[s.head].queued() {
		s.head++
	}
	return s.head
}

// queued reports whether the target is unsent.
func (t *target) queued() bool { return !t.sent && t.Outcome == video.OutcomePending }

// recheck checks a target again before it is sent, and records its present state as the state before the command. It
// reports whether the request may leave. Otherwise the target has its outcome.
func (d *Dispatcher) recheck(s *step, t *target, now time.Time) bool {
	var why error
	switch {
	case t.superseded:
		why = video.ErrSuperseded
	case d.spares(s, t.Member), t.Member == "" && d.sparePlaces(s, t):
		why = video.ErrProtected
	case s.undoes != nil && s.afterUndone(t.Member):
		why = errStep
	case t.closed, s.undoes != nil && !s.continues() && d.changedSince(s.undoes, t.Member):
		why = video.ErrConflict
	case len(s.job.steps) > 1 && s.row.Target == video.OnMember && !s.row.Unlisted && d.room.Member(t.Member) == nil:
		why = video.ErrNotFound // a composite continues without members that have left
	}
	if why != nil {
		i, _ := s.target(t.Member)
		d.verdict(s, i, Answer{Err: link.NotSent(t.request.Method, why), At: now}, now)
		return false
	}
	t.changed = false
	if m := d.room.Keep(t.Member); m != nil {
		t.before = m
	}
	if t.Member == "" {
		d.look(s)
	}
	return true
}

// continues reports whether an earlier step of an undo undoes the same part. The state of the room is then the result
// of that step.
func (s *step) continues() bool {
	for _, other := range s.job.steps {
		if other == s {
			break
		}
		if other.undoes == s.undoes {
			return true
		}
	}
	return false
}

// afterUndone reports whether this step of an undo depends on an earlier one that was not done for the member.
func (s *step) afterUndone(id video.MemberID) bool {
	for _, other := range s.job.steps {
		if other == s {
			break
		}
		t := other.of(id)
		if t != nil && other.row.Overlaps(s.row) &&
			t.Outcome != video.OutcomeAccepted && t.Outcome != video.OutcomeConfirmed {
			return true
		}
	}
	return false
}

// leave moves a job to its next step, and removes a job without unsent targets from the queue.
func (d *Dispatcher) leave(j *Job, now time.Time) {
	for j.at < len(j.steps)-1 && (j.steps[j.at].over() || j.cmd.Independent && j.steps[j.at].queued == 0) {
		if !j.mayContinue() {
			d.stop(j, errStep, now)
			return
		}
		j.at++
	}
	if s := j.steps[j.at]; s.queued == 0 && j.at == len(j.steps)-1 {
		if i := slices.Index(d.queue, j); i >= 0 {
			d.queue = slices.Delete(d.queue, i, i+1)
		}
	}
}

// over reports whether all targets of the step have an answer.
func (s *step) over() bool { return s.queued == 0 && s.inFlight == 0 }

// errStep is the reason why the rest of a composite is not sent after a step has failed.
var errStep = errors.New("an earlier step was not done")

// mayContinue reports whether the next step may be sent. It may not if nothing of this one was done, unless its members
// have left or were skipped for a reason. The steps of an undo do not depend on each other.
func (j *Job) mayContinue() bool {
	s := j.steps[j.at]
	if j.undoes != nil || j.cmd.Independent {
		return true
	}
	for i := range s.targets {
		t := &s.targets[i]
		if t.Outcome == video.OutcomeAccepted || t.Outcome == video.OutcomeConfirmed || errors.Is(t.Err, video.ErrNotFound) ||
			video.IsSkip(t.Err) {
			return true
		}
	}
	return false
}

// stop ends the unsent part of a job. The first reason counts.
func (d *Dispatcher) stop(j *Job, why error, now time.Time) {
	if j.stopped == nil {
		j.stopped = why
	}
	if i := slices.Index(d.queue, j); i >= 0 {
		d.queue = slices.Delete(d.queue, i, i+1)
	}
	for _, s := range j.steps {
		d.stopStep(s, j.stopped, now)
	}
}

// stopStep ends the unsent part of a step.
func (d *Dispatcher) stopStep(s *step, why error, now time.Time) {
	for i := range s.targets {
		if t := &s.targets[i]; t.queued() {
			s.queued--
			d.verdict(s, i, Answer{Err: link.NotSent(t.request.Method, why), At: now}, now)
		}
	}
}

// Cancel stops a job for its caller, and ends the waits for answers.
func (d *Dispatcher) Cancel(j *Job, why error, now time.Time) {
	d.stop(j, why, now)
	for _, s := range j.steps {
		for i := range s.targets {
			if end := s.targets[i].giveUp; end != nil {
				s.targets[i].giveUp = nil
				end(why)
			}
		}
	}
}

// Cut stops all unsent requests after the loss of the connection.
func (d *Dispatcher) Cut(why error, now time.Time) {
	for len(d.queue) > 0 {
		d.stop(d.queue[0], why, now)
	}
}

// answered records the outcome of a request. If the token may not change one target, it may not change any. If a
// request could not be sent, the rest is not sent either.
func (d *Dispatcher) answered(s *step, i int, a Answer, now time.Time) {
	s.inFlight--
	d.verdict(s, i, a, now)
	j := s.job
	var refusal *video.RPCError
	switch {
	case errors.As(a.Err, &refusal) && refusal.Forbidden() && j.cmd.Independent:
		d.stopStep(s, video.ErrForbidden, now)
	case errors.As(a.Err, &refusal) && refusal.Forbidden():
		d.stop(j, video.ErrForbidden, now)
	case outcomeOf(a.Err) != video.OutcomeNotSent:
	case errors.Is(a.Err, video.ErrBusy):
		d.stop(j, video.ErrBusy, now)
	case errors.Is(a.Err, video.ErrClosed):
		d.stop(j, video.ErrClosed, now)
	default:
		d.stop(j, link.ErrCut, now)
	}
	d.leave(j, now)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
