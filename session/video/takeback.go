package video

// Unsent are the results of a command that was not begun.
func (c Command) Unsent(why error) []TargetResult {
	out := make([]TargetResult, max(1, len(c.Targets)))
	for i := range out {
		out[i] = TargetResult{Outcome: OutcomeNotSent, Err: why}
		if len(c.Targets) > 0 {
			out[i].Member = c.Targets[i]
		}
	}
	return out
}
