package video

// Irreversible reports whether the command cannot be undone.
func (c Command) Irreversible() bool {
	if len(c.Steps) > 0 {
		return c.anyStep(Command.Irreversible)
	}
	row, _ := c.Action.Info()
	return row.Risk >= RiskAsks
}
