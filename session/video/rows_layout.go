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
		effect:  layoutEffect,
		wasIdle: func(args Args, was *Room) bool { return was.LayoutName == args["name"] && args["positions"] == nil },
		inverse: func(c Command, was *Before) []Command {
			switch same := was.Room.LayoutName == c.Args["name"]; {
			case !same && len(was.Placed) > 0:
				return []Command{SetLayout(was.Room.LayoutName, was.Placed)}
			case !same:
				return []Command{SetLayout(was.Room.LayoutName, nil)}
			}
			return placedBack(c, was)
		},
	},
	{
		Action: ActSetPositions, Wire: "video.set_position", Target: OnRoom, Scope: "room.set_position", Section: "9.1",
		Args:  []Arg{positionsArg(true)},
		Label: "set the places", Verb: "set the places", Done: "set the places", Synonyms: "positions seats",
		Risk: RiskCalm, Sets: Setting{Field: FieldPositions}, Part: PartPositions,
		standing: Standing{Is: "the places are set", Not: "the places are not set"},
		effect:   positionsEffect,
		inverse:  placedBack,
	},
	{
		Action: ActSetMemberPosition, Wire: "video.member.set_position", Target: OnMember, Scope: "room.member.set_position",
		Section: "9.2",
		Args:    []Arg{{Name: "position", Wire: "position", Label: "place", Type: ArgPosition, Required: true}},
		Label:   "place on the canvas", Verb: "place", Done: "placed", Synonyms: "position move seat",
		Risk: RiskCalm, Sets: Setting{Field: FieldRequested},
		value:  func(args Args) string { return " at " + textOf(args["position"]) },
		states: positionStates,
		effect: positionEffect,
		idle:   func(args Args, was *Member) bool { return was.RequestedPosition == args["position"] },
		inverse: func(_ Command, was *Before) []Command {
			return []Command{SetMemberPosition(was.Member.PositionBack(), was.Member.ID)}
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

// positionStates returns the state of a member after its placement.
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

// layoutEffect is certain only if every member is where the command placed it. The canvas's own name may be older than
// the room's.
func layoutEffect(args Args, on subject) Verdict {
	switch {
	case on.Session().LayoutName != args["name"]:
		return Missing
	case args["positions"] == nil:
		return Holds
	case on.Canvas().Name != args["name"]:
		return CannotTell
	}
	return positionsEffect(args, on)
}

// positionEffect is certain only if the layers show the place. If a slot does not exist or is taken, the member gets
// another place, and a hidden member has none.
func positionEffect(args Args, on subject) Verdict {
	want, _ := args["position"].(Position)
	if on.member == nil || !isPlaced(on, on.member, want) {
		return CannotTell
	}
	return Holds
}

// isPlaced reports whether the layers show the member where it was sent. Every place suits a member that asks for
// automatic placement.
func isPlaced(on subject, m *Member, want Position) bool {
	if on.Canvas().Stale {
		return false
	}
	at := PositionOffCanvas
	for _, l := range on.Canvas().Layers {
		if l.MemberID == m.ID {
			at = l.Position
		}
	}
	switch want {
	case PositionAuto, PositionOffCanvas:
		return m.RequestedPosition == want && (at == PositionOffCanvas) == (want == PositionOffCanvas)
	}
	return at == want
}

// positionsEffect is certain only if every member is where it was sent.
func positionsEffect(args Args, on subject) Verdict {
	want, _ := args["positions"].(map[MemberID]Position)
	for id, p := range want {
		if m := on.Member(id); m == nil || !isPlaced(on, m, p) {
			return CannotTell
		}
	}
	return Holds
}

// placedBack returns the command that moves the members back.
func placedBack(_ Command, was *Before) []Command {
	if len(was.Placed) == 0 {
		return nil
	}
	return []Command{SetPositions(was.Placed)}
}

// PositionBack returns the position to request so that the member returns to its present place.
func (m *Member) PositionBack() Position {
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

// SetLayout changes the layout, and places members if positions is not nil.
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

// SetHideVideoMuted sets whether members without video are hidden from the canvas.
func SetHideVideoMuted(hide bool) Command {
	return Command{Action: ActSetHideVideoMuted, Args: Args{"value": hide}}
}
