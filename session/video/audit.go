package video

// Irreversible reports whether the command cannot be undone.
func (c Command) Irreversible() bool {
	row, _ := c.Action.Info()
	return row.Risk >= RiskAsks
}
