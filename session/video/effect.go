package video

import (
	"maps"
	"slices"
)

// subject returns the target of the command, and the room.
func (c Command) subject(row *ActionInfo, w View, target MemberID) subject {
	on := subject{View: w}
	switch row.Target {
	case OnRoom:
	case OnMember:
		on.member = w.Member(target)
	case OnRecording:
		on.recording = w.Recording(c.Object)
	case OnPlayback:
		on.playback = w.Playback(c.Object)
	case OnStream:
		on.stream = w.Stream(c.Object)
	}
	return on
}

// Effect reports whether the target is in the state that the command asked for. The target is "" for actions on the
// room. The command must be normalised. Source of the effects: PROTOCOL.md section 9.
func (c Command) Effect(w View, target MemberID) Verdict {
	row := c.info()
	if row.effect == nil {
		return CannotTell
	}
	return row.effect(c.Args, c.subject(row, w, target))
}

// EffectOn is Effect for a member in its present or an earlier state; nil means a member that is not in the room.
func (c Command) EffectOn(m *Member, w View) Verdict {
	row := c.info()
	if row.effect == nil {
		return CannotTell
	}
	return row.effect(c.Args, subject{View: w, member: m})
}

// Now returns the present value of the property that the command sets, in the type of the parameter, or nil if it is
// unknown. The target is "" for actions that do not act on members.
func (c Command) Now(w View, target MemberID) any {
	row := c.info()
	if row.now == nil {
		return nil
	}
	return row.now(c.subject(row, w, target))
}

// Inverse returns the commands that undo the change of the command for one member, the room or an object. It returns
// none if no command can.
func (c Command) Inverse(was *Before) []Command {
	row := c.info()
	if row.inverse == nil {
		return nil
	}
	return row.inverse(c, was)
}

// ChangedNothing reports whether a command on the room changed nothing, or may have changed nothing. An unknown value
// cannot be restored.
func (c Command) ChangedNothing(was *Room) bool {
	row := c.info()
	return row.wasIdle != nil && row.wasIdle(c.Args, was)
}

// ChangedNothingOf reports whether a command changed nothing about a member in the given state, or may have changed
// nothing.
func (c Command) ChangedNothingOf(was *Member, w View) bool {
	if row := c.info(); row.idle != nil {
		return row.idle(c.Args, was)
	}
	return c.EffectOn(was, w) == Holds
}

// Sets returns the property that the command is meant to set, with the value that the row or a parameter gives it.
func (c Command) Sets() Setting {
	row := c.info()
	set := row.Sets
	for _, arg := range row.Args {
		if on, ok := c.Args[arg.Name].(bool); ok && arg.Type == ArgBool && set.Value == Unknown {
			set.Value = FlagOf(on)
		}
	}
	return set
}

// Position returns the position that a command on members asks for, or "".
func (c Command) Position() Position {
	p, _ := c.Args["position"].(Position)
	return p
}

// Placed returns the positions that a command on the room asks for, by member; nil if it asks for none.
func (c Command) Placed() map[MemberID]Position {
	placed, _ := c.Args["positions"].(map[MemberID]Position)
	return placed
}

// WithPlaced returns the command with other positions. It reports false if nothing is left to ask for.
func (c Command) WithPlaced(placed map[MemberID]Position) (Command, bool) {
	c.Args = maps.Clone(c.Args)
	c.Args["positions"] = placed
	arg := c.info().Arg("positions")
	return c, len(placed) > 0 || arg != nil && !arg.Required
}

// Explains reports whether the command may have caused a change of a member's property: as far as is known, the member
// is as the command asked for.
func (c Command) Explains(f Fields, m *Member, w View) bool {
	row := c.info()
	switch {
	case f != row.Sets.Field:
		return true
	case row.idle != nil:
		return row.idle(c.Args, m)
	}
	return c.EffectOn(m, w) != Missing
}

// Final returns the reason why no part of the command can be undone, or "".
func (c Command) Final() string {
	final := ""
	for _, step := range c.List() {
		row := step.info()
		if row.Undoable() {
			return ""
		}
		final = row.Final
	}
	return final
}

// Destructive reports whether the command removes or demotes someone, ends something, or overwrites data, and undo
// cannot restore that. A console asks before such a command. Others may be impossible to undo, too, such as the start
// of a recording: see [Command.Final].
func (c Command) Destructive() bool {
	return c.anyStep(Command.Destructive) || c.info().Risk >= RiskAsks
}

// Risk returns how careful a console must be with the command. For a composite it is the highest risk of its steps.
func (c Command) Risk() Risk {
	risk := RiskRead
	for _, step := range c.List() {
		risk = max(risk, step.info().Risk)
	}
	return risk
}

// Plan groups the targets of a command by its effect on them.
type Plan struct {
	Act     []MemberID `json:"act"`     // would change, or may change because too little is known about the room
	Already []MemberID `json:"already"` // already are as the command asks
	Gone    []MemberID `json:"gone"`    // are not in the room
	// Protected are left out of a command on several members; see [Plan.SkipProtected].
	Protected []MemberID `json:"protected,omitempty"`
}

// SkipProtected moves the members that would change, and are protected, to Protected.
func (p *Plan) SkipProtected(is func(MemberID) bool) {
	var act []MemberID
	for _, id := range p.Act {
		if is(id) {
			p.Protected = append(p.Protected, id)
		} else {
			act = append(act, id)
		}
	}
	p.Act = act
}

// All returns all targets.
func (p *Plan) All() []MemberID { return slices.Concat(p.Act, p.Already, p.Gone, p.Protected) }

// Plan groups the targets of a command on members. Commands on the room have no targets and an empty plan.
func (c Command) Plan(s *Snapshot) Plan {
	var p Plan
	if normal, err := c.Normalize(); err == nil {
		c = normal
	}
	w, unlisted := s.lookup(len(c.Targets)), c.info().Unlisted
	for _, id := range c.Targets {
		switch {
		case !unlisted && w.Member(id) == nil:
			p.Gone = append(p.Gone, id)
		case c.Effect(w, id) == Holds:
			p.Already = append(p.Already, id)
		default:
			p.Act = append(p.Act, id)
		}
	}
	return p
}
