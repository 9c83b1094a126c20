package guard

import (
	"time"

	"gavel/session/video"
)

// UndoOpensFor is how long after a command its undo may unmute a few people without a question. Later, the user may
// have forgotten why they were muted.
const UndoOpensFor = 30 * time.Second

// Opening returns the command with which the undo of an entry opens microphones, cameras or ears; opens is false if
// there is none.
func Opening(e *video.Entry) (c video.Command, opens bool) {
	if e.Command == nil {
		return c, false
	}
	for i, step := range e.Command.List() {
		for _, id := range ChangedBy(e, i) {
			for _, back := range step.Inverse(&video.Before{Member: &video.Member{ID: id}}) {
				if row, _ := back.Action.Info(); row.Target == video.OnMember && row.Opens != 0 {
					back.Targets = append(c.Targets, back.Targets...)
					c, opens = back, true
				}
			}
		}
	}
	return c, opens
}

// ChangedBy returns the members that a step of a command has changed, as far as the log knows.
func ChangedBy(e *video.Entry, step int) []video.MemberID {
	if len(e.Targets) == 0 {
		return e.Command.List()[step].Targets
	}
	var ids []video.MemberID
	for _, t := range e.StepTargets()[step] {
		if t.Outcome == video.OutcomeAccepted || t.Outcome == video.OutcomeConfirmed {
			ids = append(ids, t.Member)
		}
	}
	return ids
}
