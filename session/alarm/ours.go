package alarm

import (
	"slices"
	"time"

	"gavel/session/video"
)

// oursFor is how far a command may precede the last sight of a recording running and still explain its end.
const oursFor = 30 * time.Second

// byUs reports whether a command of this session has caused the condition of the recording or stream, or ends the room.
func (e *Engine) byUs(r *run) bool {
	return e.hasCommand(r.ran.Add(-oursFor), func(c video.Command) bool { return e.ends(c, r) })
}

// hasCommand reports whether a command since then that was or may have been done has a step that matches is.
func (e *Engine) hasCommand(since time.Time, is func(step video.Command) bool) bool {
	for _, entry := range slices.Backward(e.snap.Log) {
		if entry.At.Before(since) {
			return false
		}
		if entry.Kind == video.EntryCommand && entry.Command != nil && mayBeDone(entry) &&
			slices.ContainsFunc(entry.Command.List(), is) {
			return true
		}
	}
	return false
}

// mayBeDone reports whether a part of the command was done, or may have been.
func mayBeDone(e *video.Entry) bool {
	switch e.Outcome {
	case video.OutcomeRefused, video.OutcomeNotSent, video.OutcomeNotDone:
		return e.Count(video.OutcomeAccepted)+e.Count(video.OutcomeConfirmed)+e.Count(video.OutcomeUnknown) > 0
	}
	return true
}

// ends reports whether the command explains the condition of the recording or stream. Either it is about the object and
// the room shows its effect, or it removes all members, or the last people.
func (e *Engine) ends(c video.Command, r *run) bool {
	row, known := c.Action.Info()
	switch {
	case !known:
		return false
	case c.Object == r.id:
		// If the room no longer knows the object, or reports an unknown state, its end cannot be distinguished from that of
		// a command to stop it.
		return c.Effect(e.snap, "") == video.Holds || c.Destructive()
	case row.Risk == video.RiskTyped:
		return true
	}
	return takesOut(row) && e.snap.Counts.People == 0
}

// takesOut reports whether the action removes members from the room.
func takesOut(row *video.ActionInfo) bool {
	return row.Sets.Field&(video.FieldPresent|video.FieldOnStage) != 0 && row.Sets.Value == video.No
}
