package floor

import (
	"errors"
	"fmt"

	"gavel/session/video"
)

// Why a verb did nothing. Nothing was sent, and nothing has changed.
var (
	// ErrOffline: the link is not live, or the room is being read again.
	ErrOffline = errors.New("floor: not connected")
	// ErrPaused: the floor is paused since a gap or a restart; see [Engine.Continue].
	ErrPaused = errors.New("floor: paused")
	// ErrRepeat: the same press within a second.
	ErrRepeat = errors.New("floor: the same press again")
	// ErrBusy: an earlier verb still waits for the room, 4 s at most.
	ErrBusy = errors.New("floor: the verb before is not finished")
	// ErrEmpty: nobody in the queue can be called now.
	ErrEmpty = errors.New("floor: nobody can be called")
	// ErrNobody: nobody has the floor.
	ErrNobody = errors.New("floor: nobody has it")
	// ErrUnknown: there is no such person in the room, or no such entry in the queue.
	ErrUnknown = errors.New("floor: no such person")
	// ErrAlready: it is so already: the mode is on, the person is in the queue.
	ErrAlready = errors.New("floor: it is so already")
	// ErrQueueClosed: the queue is closed. Replies and points of order are still possible.
	ErrQueueClosed = errors.New("floor: the queue is closed")
	// ErrNoConsent: the command would open something, and the consent of the room is never.
	ErrNoConsent = errors.New("floor: nothing may be opened for anybody in this room")
	// ErrNothing: there is nothing to take back, to restore or to continue.
	ErrNothing = errors.New("floor: nothing to do")
	// ErrNoSharing: this console does not share its floor, so that there is nothing to take over.
	ErrNoSharing = errors.New("floor: it is not shared")
)

// ArgumentError names a parameter, its value and what is allowed.
type ArgumentError struct {
	Name, Value, Allowed string
}

// Error is one sentence without a full stop.
func (e *ArgumentError) Error() string {
	return fmt.Sprintf("floor: %s is %q; allowed is %s", e.Name, e.Value, e.Allowed)
}

// Reason is why a verb asks before it acts.
type Reason string

// The reasons.
const (
	AskMoved   Reason = "moved"   // the next person is another one than Was, or became next a moment ago
	AskTalking Reason = "talking" // Now is talking
	AskBudget  Reason = "budget"  // Now, or the group, has used the budget up
	AskHold    Reason = "hold"    // without sharing, other consoles do not know this one
	AskOpens   Reason = "opens"   // the undo opens People, who were closed more than 30 s ago
)

// Ask is the error of a verb that needs a second press: the same verb, with sure, about Now.
type Ask struct {
	Reason Reason
	Was    video.MemberID   // the person who was painted as next; or ""
	Now    video.MemberID   // the person that the verb is about; or ""
	People []video.MemberID // whom it opens
}

// Error returns the reason.
func (a *Ask) Error() string { return "floor: asks first: " + string(a.Reason) }
