package dispatch

import (
	"errors"
	"time"

	"gavel/session/video"
)

// Row returns what is known about the action.
func (o Request) Row() *video.ActionInfo { return o.step.row }

// Leaves notes that the connection has the request. giveUp ends the waiting for the answer.
func (d *Dispatcher) Leaves(o Request, giveUp func(error)) {
	if t := &o.step.targets[o.target]; o.purpose == toRun && t.Outcome == video.OutcomePending {
		t.giveUp = giveUp
	}
}

// Ended takes over what became of a request that left, or could not. It may return another one that must follow at
// once: after an undeafening, or one whose outcome is unknown, a member is muted again that was muted before. Neither a
// caller that gives up, nor the outcome of another target, nor the end of the session may leave a microphone open.
func (d *Dispatcher) Ended(o Request, a Answer, now time.Time) (next Request, more bool) {
	switch {
	case o.purpose == toResend:
		d.verdict(o.step, o.target, a, now)
		return Request{}, false
	case o.purpose == toMute && o.before != nil:
		a.Err = o.before // the reading will show both
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

// MuteAgain returns the request that mutes a member again, where one must follow the end of the request.
func (o Request) MuteAgain(err error) (next Request, must bool) {
	t := &o.step.targets[o.target]
	if o.purpose != toRun || !o.step.keepsMuted(t) || err != nil && !errors.Is(err, video.ErrUnknown) {
		return Request{}, false
	}
	requests, bad := video.AudioMute(t.Member).Requests(o.step.room.ID)
	if bad != nil {
		return Request{}, false // it was undeafened under the same id: this cannot be
	}
	next = o
	next.purpose, next.before, next.Request, next.Limit = toMute, err, requests[0], 0
	return next, true
}

// Created takes over the id that a starting method returned; "" when the answer has none. It reports whether the room
// has not reported the object yet.
func (d *Dispatcher) Created(o Request, id string) (unknown bool) { return d.creation(o.step, id) }
