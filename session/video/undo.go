package video

// Before is how things were before a command: what is needed to restore them.
type Before struct {
	Member   *Member // for actions on members
	Room     Room
	Layers   []Layer
	Playback Playback // for actions on playbacks
}

// Irreversible reports whether the command cannot be undone, so that a person should be asked first.
func (c Command) Irreversible() bool {
	return c.anyStep(Command.Irreversible) || c.info().Risk >= RiskAsks
}

// Inverse returns the commands that restore what the command has changed of one member, of the room or of an object; none
// when nothing can.
func (c Command) Inverse(was *Before) []Command {
	row := c.info()
	if row.inverse == nil {
		return nil
	}
	return row.inverse(c, was)
}

// ChangedNothing reports whether a command on the room changed nothing, or may have: what was not known cannot be restored.
func (c Command) ChangedNothing(was *Room) bool {
	row := c.info()
	return row.wasIdle != nil && row.wasIdle(c, was)
}

// opposite is the inverse of an action that another one takes back by its name alone.
func opposite(a Action) func(Command, *Before) []Command {
	return func(c Command, was *Before) []Command {
		back := Command{Action: a, Object: c.Object}
		if was.Member != nil {
			back.Targets = []MemberID{was.Member.ID}
		}
		return []Command{back}
	}
}
