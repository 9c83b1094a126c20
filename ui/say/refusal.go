package say

import (
	"context"
	"errors"
	"math"

	"gavel/session/video"
	"gavel/ui/text"
)

// Reason returns an error as a clause, to follow a colon: "the room refused. The token lacks room.member.remove".
// Errors may quote the room.
func Reason(err error) string { return refusal(video.Command{}, err) }

// refusal is Reason for the error of a command, whose row has the required permission.
func refusal(c video.Command, err error) string {
	var argument *video.ArgumentError
	var state *video.StateError
	var rpc *video.RPCError
	if _, said := FloorMessage(err); said != "" {
		return said
	}
	switch {
	case err == nil:
		return "the room refused"
	case errors.As(err, &argument): // the name of the action is on the screen
		return clause(argument.Name + " " + argument.Reason)
	case errors.As(err, &state):
		return clause(state.Reason)
	case errors.As(err, &rpc) && rpc.Forbidden() && c.Scope() != "":
		return "the room refused. The token lacks " + c.Scope()
	case errors.As(err, &rpc):
		return roomRefused(rpc)
	case errors.Is(err, video.ErrUnknown):
		return "no answer came"
	case errors.Is(err, video.ErrNotSent) || errors.Is(err, video.ErrOffline):
		return notSentBecause(err)
	}
	return clause(video.Reason(err))
}

// notSentBecause returns the reason why nothing left this process.
func notSentBecause(err error) string {
	for _, row := range []struct {
		why  error
		said string
	}{
		{context.Canceled, "it was stopped before its turn"},
		{context.DeadlineExceeded, "its deadline passed before its turn"},
		{video.ErrBusy, "too many requests are waiting for an answer"},
		{video.ErrForbidden, "the room has just refused it for someone else"},
		{video.ErrSuperseded, "a newer command replaced it"},
		{video.ErrConflict, "someone else has changed it since"},
		{video.ErrProtected, "this person is protected"},
		{video.ErrRoomEnded, RoomOver},
		{video.ErrClosed, "the connection was closed"},
		{video.ErrOffline, "there is no connection"},
	} {
		if errors.Is(err, row.why) {
			return row.said
		}
	}
	return clause(video.Reason(err))
}

func roomRefused(e *video.RPCError) string {
	said := "the room refused"
	if e.Message != "" {
		said += ": " + Quote(e.Message)
	}
	said += " (code " + text.Clean(e.Code) + ")"
	if e.RetryAfter > 0 {
		said += ". It asks to wait " + number(int(math.Ceil(e.RetryAfter.Seconds()))) + " s"
	}
	return said
}

// Complaint returns an error as a whole sentence.
func Complaint(err error) string { return sentence(Reason(err)) }

// NotAnObject is the reason why the room's metadata cannot be edited.
const NotAnObject = "The room's metadata is not an object."

// Unsent refuses a command for the reason in a clause.
func Unsent(clause string) string { return sentence(clause) + " " + nothingSent }

// UnsentBecause refuses a command for an error of its parameters, or of its check.
func UnsentBecause(err error) string { return Complaint(err) + " " + nothingSent }
