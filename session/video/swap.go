package video

// Swapping returns the command that places a member in a box where another one is as a composite that also gives that
// one the place of the first: a room leaves the box to whoever has asked for it first. Any other command is returned as
// it is. The command was normalised.
func Swapping(c Command, v View) Command {
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
