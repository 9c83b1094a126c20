package say

import (
	"errors"

	"gavel/session/floor"
)

// FloorMessage returns the code and the message about a verb of the floor that had no effect, for a program or a shell;
// "" for another error.
func FloorMessage(err error) (code, message string) {
	if bad, ok := errors.AsType[*floor.ArgumentError](err); ok {
		return "usage", bad.Name + " is " + Quote(bad.Value) + "; allowed: " + bad.Allowed
	}
	for _, row := range []struct {
		is      error
		code    string
		message string
	}{
		{floor.ErrOffline, "offline", "not sent: there is no connection to the room, or it is being read again"},
		{floor.ErrPaused, "paused", "the floor is paused after a gap or a restart; the verb continue ends that"},
		{floor.ErrRepeat, "repeat", "the same verb came less than a second ago; nothing was sent"},
		{floor.ErrBusy, "busy", "the previous verb is still in progress; nothing was sent"},
		{floor.ErrEmpty, "empty", "nobody is waiting for the floor"},
		{floor.ErrNobody, "nobody", "nobody has the floor"},
		{floor.ErrUnknown, "not-found", "this person is not in the room"},
		{floor.ErrNotQueued, "not-found", "this person is not in the queue"},
		{floor.ErrAlready, "already", "this is already done; nothing was sent"},
		{floor.ErrQueueClosed, "closed", "the queue is closed; replies and points of order are still possible"},
		{floor.ErrNoConsent, "forbidden", "in this room, gavel opens no microphone; nothing was sent"},
		{floor.ErrNothing, "nothing", "there is nothing to do"},
		{floor.ErrNoAnswer, "not-answering", "this person is not answering; nothing was sent"},
		{floor.ErrChanged, "changed", "the floor has changed; nothing was sent"},
		{floor.ErrNoSharing, "not-shared", "this program does not share its floor; set floor.share in the configuration"},
	} {
		if errors.Is(err, row.is) {
			return row.code, row.message
		}
	}
	return "", ""
}
