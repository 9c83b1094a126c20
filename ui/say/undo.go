package say

import (
	"strings"
	"time"

	"gavel/session/video"
)

// Undo names the undo of a command in w cells, if possible: "undo (mute Ann)".
func Undo(c video.Command, who People, w int) string {
	if c.Action == "" && len(c.Steps) == 0 {
		return "undo"
	}
	const around = len("undo ()")
	return "undo (" + WishIn(c, who, w-around) + ")"
}

// Undone returns the outcome of an undo that the room has accepted. back is the command that was sent: "Undone: Ann is
// muted again. Confirmed in 84 ms." Until the room shows the effect, it says only that the room has accepted the
// command.
func Undone(back video.Command, o video.Outcome, took time.Duration, who People, w int) string {
	one, alike := single(back)
	tail := " Confirmed" + in(took) + "."
	if o != video.OutcomeConfirmed {
		tail = " Accepted" + in(took) + "."
	}
	return fit(back, who, w, func(called string) string {
		switch several := len(targets(back)) > 1; {
		case !alike:
			return "Undone." + tail
		case o != video.OutcomeConfirmed:
			return "Undo: " + wish(one, called) + "." + tail
		default:
			return "Undone: " + effect(one, called, several, again) + "." + tail
		}
	})
}

// UndoneWish returns that a command was undone, by its name: "Undone: mute Ann." For the zero command, it is "Undone."
func UndoneWish(c video.Command, who People) string {
	if c.Action == "" && len(c.Steps) == 0 {
		return "Undone."
	}
	return "Undone: " + Wish(c, who) + "."
}

// AskUndo asks whether to send the command of an undo, without its question mark.
func AskUndo(c video.Command, who People) string { return "Undo: " + Wish(c, who) }

// UndoInProgress is the reply to a second undo before the first has its outcome.
const UndoInProgress = "The undo is already in progress. The repeat was ignored."

// UndoTooEarly is the reply while the newest command has no outcome. key is that of undo.
func UndoTooEarly(key string) string {
	return "A command is still in progress. Nothing was undone; press " + key + " again when it is done."
}

// NothingToUndo is the reply to an undo of nothing.
const NothingToUndo = "There is nothing to undo."

// UndoSuperseded is the reply when a newer command has arrived while the question about an undo was open.
const UndoSuperseded = "Nothing was undone: there is a newer command."

// Remains returns the sentence about the steps of a command that its undo does not cover: "Undo does not cover: start a
// recording." It is "" if there are none.
func Remains(c video.Command, who People) string {
	var final []string
	for _, step := range c.Steps {
		if step.Final() != "" {
			final = append(final, Wish(step, who))
		}
	}
	if len(final) == 0 {
		return ""
	}
	return "Undo does not cover: " + strings.Join(final, ", ") + "."
}

// LeftAlone returns the sentence about the members that an undo has skipped, because they have been changed since, or
// have left.
func LeftAlone(e *video.Entry, name Name) string {
	who := names(e.Who, name)
	if who == "" {
		return "The rest was skipped: changed since, or gone."
	}
	return "Skipped " + who + ": changed since, or gone."
}

// single returns one command for all steps of a composite, if they do the same to different members.
func single(c video.Command) (one video.Command, alike bool) {
	steps := c.List()
	one = steps[0]
	one.Targets = nil
	for _, s := range steps {
		if s.Action != one.Action || s.Standing() != one.Standing() {
			return video.Command{}, false
		}
		one.Targets = append(one.Targets, s.Targets...)
	}
	return one, one.Action != ""
}

// Stays returns why the newest command cannot be undone, in w cells as far as that is possible: "Cannot undo: you
// removed Ann, and a removed member can only join again."
func Stays(c video.Command, who People, w int) string {
	why := ", and " + c.Final() + "."
	return fit(c, who, w, func(called string) string { return "Cannot undo: you " + did(c, called) + why })
}

// NotUndone returns why an undo failed or, if it failed for some people, the count. rest offers an undo of the rest; it
// is "" if that is not possible.
func NotUndone(res video.Result, err error, stopped bool, rest string) string {
	if len(res.Targets) < 2 {
		return "Could not undo: " + Reason(err) + "."
	}
	said := "Not everything was undone: "
	if stopped {
		said = "Undo stopped: "
	}
	said += Outcomes(res.Targets)
	if rest == "" {
		return said + ". " + Complaint(err)
	}
	return said + ". " + rest
}
