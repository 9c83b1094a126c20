package video

var layoutRows = []*ActionInfo{
	{
		Action: ActGetLayouts, Wire: "video.list_available_layouts", Target: OnRoom, Result: "layouts",
		Scope: "room.list_available_layouts", Section: "9.1",
		Label: "read the layouts", Verb: "read the layouts", Risk: RiskRead,
	},
	{
		Action: ActSetLayout, Wire: "video.set_layout", Target: OnRoom, Scope: "room.set_layout", Section: "9.1", Args: []Arg{
			{Name: "name", Wire: "name", Label: "layout", Type: ArgLayout, Required: true},
			positionsArg(false),
		},
		Label: "set the layout", Verb: "set the layout", Done: "set the layout",
		Risk: RiskCalm, Sets: Setting{Field: FieldLayoutName}, Part: PartLayout, value: to("name"),
		states: func(args Args) Standing {
			name := textOf(args["name"])
			return Standing{Is: "the layout is " + name, Not: "the layout is not " + name}
		},
		// The canvas's own name may be older.
		effect:  func(args Args, on subject) Verdict { return holdsIf(on.Session().LayoutName == args["name"]) },
		wasIdle: func(args Args, was *Room) bool { return was.LayoutName == args["name"] && args["positions"] == nil },
		inverse: func(c Command, was *Before) []Command { return positionsBack(c, was, was.Room.LayoutName) },
	},
	{
		Action: ActSetPositions, Wire: "video.set_position", Target: OnRoom, Scope: "room.set_position", Section: "9.1",
		Args:  []Arg{positionsArg(true)},
		Label: "set positions", Verb: "set positions", Done: "set positions",
		Risk: RiskCalm, Sets: Setting{Field: FieldPositions}, Part: PartPositions,
		standing: Standing{Is: "the positions are set", Not: "the positions are not set"},
		effect:   positionsEffect,
		inverse:  func(c Command, was *Before) []Command { return positionsBack(c, was, "") },
	},
	{
		Action: ActSetMemberPosition, Wire: "video.member.set_position", Target: OnMember, Scope: "room.member.set_position",
		Section: "9.2",
		Args:    []Arg{{Name: "position", Wire: "position", Label: "position", Type: ArgPosition, Required: true}},
		Label:   "place on the canvas", Verb: "place", Done: "placed", Synonyms: "position move seat",
		Risk: RiskCalm, Sets: Setting{Field: FieldRequested},
		value:  func(args Args) string { return " at " + textOf(args["position"]) },
		states: positionStates,
		effect: positionEffect,
		inverse: func(_ Command, was *Before) []Command {
			return []Command{SetMemberPosition(positionBefore(was.Member), was.Member.ID)}
		},
	},
	{
		Action: ActSetHideVideoMuted, Wire: "video.hide_video_muted", WireOff: "video.show_video_muted", Target: OnRoom,
		Scope: "room.hide_video_muted", ScopeOff: "room.show_video_muted", Section: "9.1",
		Args:  []Arg{{Name: "value", Label: "hide", Type: ArgBool, Required: true}},
		Label: "hide people without video", Verb: "hide people without video", Done: "hid people without video",
		words: func(args Args) (verb, done string) {
			if args.flag("value") {
				return "hide people without video", "hid people without video"
			}
			return "show people without video", "showed people without video"
		},
		Risk: RiskCalm, Sets: Setting{Field: FieldHideVideoMuted}, Part: PartHidden, Resendable: true,
		states: func(args Args) Standing {
			const hidden, shown = "people without video are hidden", "people without video are shown"
			if args.flag("value") {
				return Standing{Is: hidden, Not: shown}
			}
			return Standing{Is: shown, Not: hidden}
		},
		effect: func(args Args, on subject) Verdict {
			return flagEffect(on.Session().HideVideoMuted, args.flag("value"))
		},
		now:     func(on subject) any { return known(on.Session().HideVideoMuted) },
		wasIdle: func(args Args, was *Room) bool { return was.HideVideoMuted != FlagOf(!args.flag("value")) },
		inverse: func(_ Command, was *Before) []Command {
			return []Command{SetHideVideoMuted(was.Room.HideVideoMuted == Yes)}
		},
	},
}

// positionStates is how a member is that was placed.
func positionStates(args Args) Standing {
	switch p := Position(textOf(args["position"])); p {
	case PositionAuto:
		return Standing{Is: "is placed automatically", Not: "is not placed automatically"}
	case PositionOffCanvas:
		return Standing{Is: "is off the canvas", Not: "is still on the canvas"}
	default:
		return Standing{Is: "is at " + string(p), Not: "is not at " + string(p)}
	}
}

// positionEffect is sure only when the place is there: a slot that does not exist or is taken gives another one.
func positionEffect(args Args, on subject) Verdict {
	if on.member == nil {
		return CannotTell
	}
	want, _ := args["position"].(Position)
	if on.member.RequestedPosition == want || on.member.CurrentPosition == want {
		return Holds
	}
	for _, l := range on.Canvas().Layers {
		if l.MemberID == on.member.ID && l.Position == want {
			return Holds
		}
	}
	return CannotTell
}

// positionsEffect is sure only when everybody is where they were sent.
func positionsEffect(args Args, on subject) Verdict {
	if on.Canvas().Stale {
		return CannotTell
	}
	want, _ := args["positions"].(map[MemberID]Position)
	layers := on.Canvas().Layers
	at := make(map[MemberID]Position, len(layers))
	for _, l := range layers {
		at[l.MemberID] = l.Position
	}
	for id, p := range want {
		is, there := at[id]
		switch {
		case p == PositionAuto:
		case p == PositionOffCanvas && there, p != PositionOffCanvas && is != p:
			return CannotTell
		}
	}
	return Holds
}

// positionsBack is the layout as it was, with every member that the command placed back in its slot.
func positionsBack(c Command, was *Before, layout string) []Command {
	placed, _ := c.Args["positions"].(map[MemberID]Position)
	back := map[MemberID]Position{}
	for id := range placed {
		back[id] = PositionAuto
		for _, l := range was.Layers {
			if l.MemberID == id {
				back[id] = l.Position
			}
		}
	}
	switch {
	case layout != "" && len(back) > 0:
		return []Command{SetLayout(layout, back)}
	case layout != "":
		return []Command{SetLayout(layout, nil)}
	case len(back) > 0:
		return []Command{SetPositions(back)}
	}
	return nil
}

// positionBefore is what to ask for so that a member goes back where it was.
func positionBefore(m *Member) Position {
	switch {
	case m.RequestedPosition.Valid():
		return m.RequestedPosition
	case m.CurrentPosition.Valid():
		return m.CurrentPosition
	}
	return PositionAuto
}

// The actions on the canvas.
const (
	ActGetLayouts        Action = "getLayouts"
	ActSetLayout         Action = "setLayout"
	ActSetPositions      Action = "setPositions"
	ActSetMemberPosition Action = "setMemberPosition"
	ActSetHideVideoMuted Action = "setHideVideoMuted"
)

// SetLayout changes the layout, and places members when positions is not nil.
func SetLayout(name string, positions map[MemberID]Position) Command {
	args := Args{"name": name}
	if positions != nil {
		args["positions"] = positions
	}
	return Command{Action: ActSetLayout, Args: args}
}

// SetPositions places several members at once.
func SetPositions(positions map[MemberID]Position) Command {
	return Command{Action: ActSetPositions, Args: Args{"positions": positions}}
}

// SetMemberPosition places members on the canvas.
func SetMemberPosition(p Position, ids ...MemberID) Command {
	return onMembers(ActSetMemberPosition, ids, Args{"position": p})
}

// SetHideVideoMuted hides members without video from the canvas, or shows them.
func SetHideVideoMuted(hide bool) Command {
	return Command{Action: ActSetHideVideoMuted, Args: Args{"value": hide}}
}
