package say

import (
	"errors"
	"fmt"
	"strings"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// The messages of the command line about a command. They follow "gavel: ", so they begin in lower case and have no full
// stop.

// Unknown is the message about a command that was sent without an answer.
const Unknown = unknownOutcome + ": the request was sent, but no answer came; look at the room before you try again"

// StateMessage returns why a command could not run. Nothing was sent.
func StateMessage(e *video.StateError) string {
	kind := "not sent: "
	switch {
	case errors.Is(e, video.ErrNotFound):
		kind = "not found: "
	case errors.Is(e, video.ErrRefused):
		kind = "refused: "
	}
	return kind + text.Sanitise(e.Reason)
}

// RefusedMessage returns the refused method and the reason.
func RefusedMessage(e *video.RPCError) string {
	reason := text.Sanitise(e.Message)
	if reason == "" {
		reason = "no reason given"
	}
	if e.Forbidden() {
		return fmt.Sprintf("refused: the token may not call %s (%s, code %s)", e.Method, reason, e.Code)
	}
	if errors.Is(e, video.ErrNotFound) {
		return fmt.Sprintf("not found: %s: %s (code %s)", e.Method, reason, e.Code)
	}
	return fmt.Sprintf("refused: %s: %s (code %s)", e.Method, reason, e.Code)
}

// UnreachableMessage returns why there is no connection to a host.
func UnreachableMessage(e *video.DialError, host string) string {
	if errors.Is(e, video.ErrNotRelay) {
		return fmt.Sprintf("%s is not a SignalWire relay; check --host and SIGNALWIRE_RELAY_HOST (%s)", host, e.Reason)
	}
	return fmt.Sprintf("cannot connect to %s: %s failed: %s", host, e.Step, e.Reason)
}

// OfflineMessage returns that a command was not sent because there is no connection to a host.
func OfflineMessage(host string) string {
	return "not sent: there is no connection to " + host + "; nothing happened"
}

// UnrecordedMessage returns that a command was done without a record in a journal.
func UnrecordedMessage(journal, why string) string {
	return "the journal is off, so this is not recorded in " + journal + ": " + why
}

// NothingSent is the hint of an error before anything is sent.
const NothingSent = "nothing was sent"

// NotConfirmed is the message about a question that was not answered with yes.
const NotConfirmed = "not confirmed: " + NothingSent

// failedAtMost is how many targets a message names with their reasons before it counts the rest.
const failedAtMost = 8

// FailedMessage counts the targets for which a command failed. failed names each with the reason.
func FailedMessage(failed []string, all int) string {
	shown := failed[:min(len(failed), failedAtMost)]
	said := fmt.Sprintf("%d of %d failed: %s", len(failed), all, strings.Join(shown, "; "))
	if over := len(failed) - len(shown); over > 0 {
		said += "; and " + draw.Plural(over, "other", "others")
	}
	return said
}

// DoneMessage returns the result of a command. It uses the words of the log if the log has the command, and targets
// otherwise.
func DoneMessage(s *video.Snapshot, r video.Result, targets, outcome string) string {
	for i := len(s.Log) - 1; i >= 0 && r.Entry != 0; i-- {
		if e := s.Log[i]; e.N == r.Entry {
			return Entry(e, Called) + " (" + outcome + ")"
		}
	}
	return wish(r.Command, targets) + " (" + outcome + ")"
}

// OpenMessage returns the message about a command that has no outcome, or is unfinished, when the console ends:
// "outcome unknown: Weekly: you muted Ann".
func OpenMessage(what string, room *video.Room, e *video.Entry) string {
	said := what + ": " + text.Clean(room.Title()) + ": " + Entry(e, Called)
	if len(e.Targets) > 1 {
		said += " (" + Outcomes(e.Targets) + ")"
	}
	return said
}
