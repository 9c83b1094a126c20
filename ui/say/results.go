package say

import (
	"gavel/session/video"
	"gavel/ui/draw"
)

// Results returns the outcome of each target of a command, a line for each: "Ann: confirmed 84 ms". In a command of
// several steps, each line begins with its step.
func Results(e *video.Entry, name Name) []string {
	if e.Command == nil {
		return nil
	}
	var lines []string
	for i, targets := range e.StepTargets() {
		step := e.Command.List()[i]
		for _, t := range targets {
			lines = append(lines, result(e, step, t, name))
		}
	}
	return lines
}

func result(e *video.Entry, step video.Command, t video.TargetResult, name Name) string {
	who := "the room"
	if t.Member != "" {
		called := video.Person{ID: t.Member}
		for _, p := range e.Who {
			if p.ID == t.Member {
				called = p
			}
		}
		who = name(called)
	}
	said := who + ": " + Outcome(t.Outcome)
	if row, known := step.Action.Info(); known && len(e.Command.Steps) > 0 {
		said = row.Label + ", " + said
	}
	if took := draw.Took(t.Took); took != "" {
		said += " " + took
	}
	if t.Err != nil && t.Outcome != video.OutcomeConfirmed {
		said += ": " + refusal(step, t.Err)
	}
	return said
}
