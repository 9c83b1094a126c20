package dispatch

import (
	"errors"
	"time"

	"gavel/session/video"
)

// Row returns the row of the request's action.
func (o Request) Row() *video.ActionInfo { return o.step.row }

// Leaves records that the connection has the request. giveUp ends the wait for the answer.
func (d *Dispatcher) Leaves(o Request, giveUp func(error)) {
	if t := &o.step.targets[o.target]; o.purpose == toRun && t.Outcome == video.OutcomePending {
		t.giveUp = giveUp
	}
}

// Ended processes the outcome of a request that left, or could not leave. It may return another request that must
// follow at once: after an undeafening, also with an unknown outcome, a member that was muted before is muted again.
// Neither a caller that cancels, nor the outcome of another target, nor the end of the session may leave a microphone
// open.
func (d *Dispatcher) Ended(o Request, a Answer, now time.Time) (next Request, more bool) {
	switch {
	case o.purpose == toResend:
		d.verdict(o.step, o.target, a, now)
		return Request{}, false
	case o.purpose == toMute && o.before != nil:
		a.Err = o.before // a read will show both
	case o.purpose == toMute && a.Err != nil:
		a.Err = &openMicError{half: true, why: a.Err}
	case o.purpose == toRun:
		if next, more = o.MuteAgain(a.Err); more {
			o.step.targets[o.target].giveUp = nil
			return next, true
		}
	}
	d.answered(o.step, o.target, a, now)
	return Request{}, false
}

// MuteAgain returns the request that mutes a member again, if one must follow this request.
func (o Request) MuteAgain(err error) (next Request, must bool) {
	t := &o.step.targets[o.target]
	if o.purpose != toRun || !o.step.keepsMuted(t) || err != nil && !errors.Is(err, video.ErrUnknown) {
		return Request{}, false
	}
	requests, bad := video.AudioMute(t.Member).Requests(o.step.room.ID)
	if bad != nil {
		return Request{}, false // it was undeafened under the same id, so this cannot fail
	}
	next = o
	next.purpose, next.before, next.Request, next.Limit = toMute, err, requests[0], 0
	return next, true
}

// Created sets the id that a starting method returned; "" if the answer has none. It reports whether the room has not
// reported the object yet.
func (d *Dispatcher) Created(o Request, id string) (unknown bool) { return d.creation(o.step, id) }
