package say

import (
	"errors"

	"gavel/session/floor"
	"gavel/session/video"
)

// nobodyBecause returns why the person who was next did not get the floor.
func nobodyBecause(why floor.Why, one string) string {
	switch why {
	case floor.WhyChanged:
		return one + " is no longer next"
	case floor.WhyElsewhere:
		return "another console acted at the same time"
	case floor.WhyRefused:
		return "the room refused to share the floor"
	}
	return "the room could not be read"
}

// FloorNotDone returns why a verb about a person had no effect, by a note of the floor. It is a clause for a program,
// and "" if the verb had an effect.
func FloorNotDone(n floor.Note) string {
	switch n.Kind {
	case floor.NoteNotOpened:
		return "the room did not open the microphone"
	case floor.NoteNobody:
		return nobodyBecause(n.Why, "this person")
	}
	return ""
}

// FloorAskMessage returns why a verb asks for confirmation, as a clause for a program.
func FloorAskMessage(a *floor.Ask, name func(video.MemberID) string) string {
	switch a.Reason {
	case floor.AskMoved:
		if a.Was == "" || a.Was == a.Now {
			return name(a.Now) + " has just become next; repeat the request"
		}
		return name(a.Was) + " is no longer next; " + name(a.Now) + " is"
	case floor.AskTalking:
		return name(a.Now) + " is talking"
	case floor.AskBudget:
		return "the budget of " + name(a.Now) + " is used up"
	case floor.AskOpens:
		return "this unmutes people who were muted more than 30 s ago"
	}
	return "no other console knows of this one, and hold mutes people who speak without the floor"
}

// NoAnswerToEnd is the message about the verb stop for a person who is not answering.
const NoAnswerToEnd = `with "who", stop ends an answer, but this person is not answering`

// FloorModeOn is the message about a mode that is on already.
func FloorModeOn(mode string) string { return mode + " mode is already on, with the same parameters" }

// FloorLacks returns which key of a request a verb lacks.
func FloorLacks(verb string, lacks floor.Params) string {
	switch lacks {
	case floor.WithNext:
		return verb + ` needs "who", the id of the person who is next: the key next_id of the floor`
	case floor.WithBy:
		return verb + ` needs "by", the number of places back; a negative number moves forward`
	}
	return verb + ` needs "who", the id or the name of a person`
}

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
