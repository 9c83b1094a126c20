package video

// WithSwap turns a command that places a member in an occupied box into a composite that also moves the occupant to the
// member's place, because a room gives a box to the first member that asked for it. It returns any other command
// unchanged. The command must be normalised.
func WithSwap(c Command, v View) Command {
	to, _ := c.Args["position"].(Position)
	if c.info().Sets.Field != FieldRequested || len(c.Targets) != 1 || to == PositionAuto || to == PositionOffCanvas {
		return c
	}
	id := c.Targets[0]
	moves := v.Member(id)
	holder, from := MemberID(""), PositionAuto
	for _, l := range v.Canvas().Layers {
		switch {
		case l.Position == to:
			holder = l.MemberID
		case l.MemberID == id && l.Position.Valid():
			from = l.Position
		}
	}
	if moves == nil || v.Canvas().Stale || holder == "" || holder == id || v.Member(holder) == nil {
		return c
	}
	if moves.RequestedPosition == PositionOffCanvas {
		from = PositionOffCanvas
	}
	return Composite("swap the places of", "swapped the places of", []MemberID{id, holder},
		SetMemberPosition(from, holder), c)
}
