package floor

import (
	"errors"
	"fmt"

	"gavel/session/video"
)

// The errors of verbs. Nothing was sent, and nothing has changed.
var (
	// ErrOffline: the link is not live, or the room is being read again.
	ErrOffline = errors.New("floor: not connected")
	// ErrPaused: the floor is paused after a gap or a restart; see [Engine.Continue].
	ErrPaused = errors.New("floor: paused")
	// ErrRepeat: the same verb was called less than a second ago.
	ErrRepeat = errors.New("floor: the same verb was called again")
	// ErrBusy: an earlier verb is still waiting for the room, at most 4 s.
	ErrBusy = errors.New("floor: the previous verb is not finished")
	// ErrEmpty: nobody in the queue can be called now.
	ErrEmpty = errors.New("floor: nobody can be called")
	// ErrNobody: nobody has the floor.
	ErrNobody = errors.New("floor: nobody has the floor")
	// ErrUnknown: the person is not in the room.
	ErrUnknown = errors.New("floor: no such person")
	// ErrNotQueued: the entry is not in the queue.
	ErrNotQueued = errors.New("floor: not in the queue")
	// ErrAlready: the request is already fulfilled: the mode is on, the person is in the queue.
	ErrAlready = errors.New("floor: already done")
	// ErrQueueClosed: the queue is closed. Replies and points of order are still possible.
	ErrQueueClosed = errors.New("floor: the queue is closed")
	// ErrNoConsent: the command would open a microphone, a camera or ears, but the room's consent setting is never.
	ErrNoConsent = errors.New("floor: consent in this room is set to never, so nothing is opened")
	// ErrSpotlight: the floor places its guests in reserved-1, so no other member may be placed there.
	ErrSpotlight = errors.New("floor: reserved-1 is for its guests")
	// ErrNothing: there is nothing to undo, to restore, to continue or to decide.
	ErrNothing = errors.New("floor: nothing to do")
	// ErrNoAnswer: the person is not answering beside the guest.
	ErrNoAnswer = errors.New("floor: not answering")
	// ErrChanged: the floor has changed since the caller has seen it; see [Call].
	ErrChanged = errors.New("floor: changed since")
	// ErrNoSharing: this console does not share its floor, so there is no lease to take.
	ErrNoSharing = errors.New("floor: not shared")
)

// ArgumentError names a parameter, its value and the allowed values.
type ArgumentError struct {
	Name, Value, Allowed string
}

// Error returns one sentence without a full stop.
func (e *ArgumentError) Error() string {
	return fmt.Sprintf("floor: %s is %q; allowed: %s", e.Name, e.Value, e.Allowed)
}

// maxText is the maximum length of lines of text, notes and names of items, in bytes.
const maxText = 500

// Reason is the reason why a verb asks for confirmation.
type Reason string

// The reasons.
const (
	AskMoved   Reason = "moved"   // the next person is not Was, or became next a moment ago
	AskTalking Reason = "talking" // Now is talking
	AskBudget  Reason = "budget"  // Now, or the group, has used up the budget
	AskHold    Reason = "hold"    // without sharing, other consoles do not know about this one
	AskOpens   Reason = "opens"   // the undo unmutes People, who were muted more than 30 s ago
)

// Ask is the error of a verb that needs confirmation: call the same verb with sure, about Now.
type Ask struct {
	Reason Reason
	Was    video.MemberID   // the person that was shown as next; or ""
	Now    video.MemberID   // the person that the verb is about; or ""
	People []video.MemberID // the people that it unmutes
}

// Error returns the reason.
func (a *Ask) Error() string { return "floor: asks first: " + string(a.Reason) }
