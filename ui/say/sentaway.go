package say

import (
	"time"

	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// SentAway returns what happened to a person on the list of those sent away, in a few words: "removed 14:03, spam".
func SentAway(a *host.Away) string {
	row, _ := a.Action.Info()
	said := row.Done + " " + a.At.Local().Format("15:04")
	if a.Reason != "" {
		said += ", " + text.Clean(a.Reason)
	}
	if !a.Back.IsZero() {
		said += ", back since " + a.Back.Local().Format("15:04")
	}
	return said
}

// SentAwayWhole returns everything about a person on the list of those sent away, in sentences.
func SentAwayWhole(a *host.Away) []string {
	row, _ := a.Action.Info()
	by := "By you"
	if a.Automatic {
		by = "By gavel"
	}
	lines := []string{by + ", " + a.At.Local().Format(time.DateTime) + ": " + string(row.Action) + "."}
	if a.Reason == "" {
		lines = append(lines, "No reason was given.")
	} else {
		lines = append(lines, "Reason: "+text.Clean(a.Reason)+".")
	}
	switch {
	case !a.Back.IsZero():
		return append(lines, "On the stage again since "+a.Back.Local().Format(time.TimeOnly)+".")
	case !a.MayReturn():
		return append(lines, draw.Capital(away(a))+" can come back only by joining again, with a new id.")
	case a.Muted:
		return append(lines, "The microphone was off, and stays off on return.")
	}
	return append(lines, "The microphone was open, and opens again on return.")
}

// away returns the name of a person on the list of those sent away.
func away(a *host.Away) string { return Called(video.Person{ID: a.ID, Name: a.Name}) }

// DemotedLast is in the question before somebody is brought back without a choice. list is the key with all others.
func DemotedLast(list string) string {
	return "You demoted this person last. To promote someone else, press " + list + "."
}

// ReasonKept is the reply to a reason that was typed later.
const ReasonKept = "The reason is in the list, and in the journal if one is kept."

// ReasonLost returns why such a reason was not kept.
func ReasonLost(err error) string { return "The reason was not kept: " + Reason(err) + "." }

// CannotReturn returns the reason why a person cannot be brought back.
func CannotReturn(a *host.Away) string {
	if !a.Back.IsZero() {
		return draw.Capital(away(a)) + " is already back. " + nothingSent
	}
	return draw.Capital(away(a)) + " was removed, and can only join again."
}
