package say

import (
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
)

// Undo names the undo of a command in w cells, as far as that is possible: "undo (mute Ann)".
func Undo(c video.Command, who People, w int) string {
	if c.Action == "" && len(c.Steps) == 0 {
		return "undo"
	}
	const around = len("undo ()")
	return "undo (" + WishIn(c, who, w-around) + ")"
}

// Undone is the outcome of an undo that the room has accepted. back is what was sent: "Undone: Ann is muted again.
// Confirmed in 84 ms." Until the room shows the effect, it says only what the room has accepted.
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
			return "Undone: " + standing(one, called, several, again) + "." + tail
		}
	})
}

// single is one command for all steps of a composite, where they do the same to different members.
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

// Stays is why the newest command cannot be undone, in w cells as far as that is possible: "Cannot undo: you removed
// Ann, and nobody can be brought back into the room."
func Stays(c video.Command, who People, w int) string {
	why := ", and " + c.Final() + "."
	return fit(c, who, w, func(called string) string { return "Cannot undo: you " + did(c, called) + why })
}

// NotUndone is why an undo failed or, where it failed for some people only, for how many. rest says what to do about
// the rest; it is "" where nothing can be done.
func NotUndone(res video.Result, err error, stopped bool, rest string) string {
	if len(res.Targets) < 2 {
		return "Could not undo: " + Reason(err)
	}
	said := "Not all was undone: "
	if stopped {
		said = "Undo stopped: "
	}
	said += Outcomes(res.Targets)
	if rest == "" {
		return said + ". " + draw.Capital(Reason(err))
	}
	return said + ". " + rest
}
