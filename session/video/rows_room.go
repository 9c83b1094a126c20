package video

var roomRows = []*ActionInfo{
	{
		Action: ActLock, Wire: "video.lock", Target: OnRoom, Scope: "room.lock", Section: "9.1",
		Label: "lock the room", Verb: "lock the room", Done: "locked the room",
		Risk: RiskCalm, Sets: Setting{FieldLocked, Yes}, Part: PartLocked, Resendable: true,
		standing: Standing{Is: "the room is locked", Not: "the room is not locked"},
		effect:   func(_ Args, on subject) Verdict { return flagEffect(on.Session().Locked, true) },
		wasIdle:  func(_ Args, was *Room) bool { return was.Locked != No },
		inverse:  func(Command, *Before) []Command { return []Command{Unlock()} },
	},
	{
		Action: ActUnlock, Wire: "video.unlock", Target: OnRoom, Scope: "room.unlock", Section: "9.1",
		Label: "unlock the room", Verb: "unlock the room", Done: "unlocked the room",
		Risk: RiskOpens, Opens: OpensRoom, Confirm: "anyone can join then",
		Sets: Setting{FieldLocked, No}, Part: PartLocked,
		standing: Standing{Is: "the room is unlocked", Not: "the room is still locked"},
		effect:   func(_ Args, on subject) Verdict { return flagEffect(on.Session().Locked, false) },
		wasIdle:  func(_ Args, was *Room) bool { return was.Locked != Yes },
		inverse:  func(Command, *Before) []Command { return []Command{Lock()} },
	},
	{
		Action: ActSetRaisedHand, Wire: "video.member.raisehand", WireOff: "video.member.lowerhand", Target: OnMember,
		Scope: "room.member.raisehand", ScopeOff: "room.member.lowerhand", Section: "9.2",
		Args:  []Arg{{Name: "raised", Label: "raised", Type: ArgBool, Default: true}},
		Label: "raise or lower a hand", Verb: "change the hand of", Done: "changed the hand of",
		words: func(args Args) (verb, done string) {
			if args.flag("raised") {
				return "raise the hand of", "raised the hand of"
			}
			return "lower the hand of", "lowered the hand of"
		},
		Risk: RiskCalm, Sets: Setting{Field: FieldHand},
		states: func(args Args) Standing {
			if args.flag("raised") {
				return Standing{Of: "hand", Is: "is up", Not: "is down"}
			}
			return Standing{Of: "hand", Is: "is down", Not: "is still up"}
		},
		effect: func(args Args, on subject) Verdict {
			if on.member == nil {
				return CannotTell
			}
			return holdsIf(on.member.HandRaised == args.flag("raised"))
		},
		inverse: func(_ Command, was *Before) []Command {
			return []Command{SetRaisedHand(was.Member.HandRaised, was.Member.ID)}
		},
	},
	{
		Action: ActSetPrioritizeHand, Wire: "video.prioritize_handraise", Target: OnRoom, Scope: "room.prioritize_handraise",
		Section: "9.1",
		Args:    []Arg{{Name: "value", Wire: "enable", Label: "raised hands first", Type: ArgBool, Required: true}},
		Label:   "raised hands first", Verb: "put raised hands first", Done: "put raised hands first",
		words: func(args Args) (verb, done string) {
			if args.flag("value") {
				return "put raised hands first", "put raised hands first"
			}
			return "stop putting raised hands first", "stopped putting raised hands first"
		},
		Risk: RiskCalm, Sets: Setting{Field: FieldPrioritizeHandraise}, Part: PartPriority,
		states: func(args Args) Standing {
			const first, not = "raised hands come first", "raised hands do not come first"
			if args.flag("value") {
				return Standing{Is: first, Not: not}
			}
			return Standing{Is: not, Not: first}
		},
		effect: func(args Args, on subject) Verdict {
			return flagEffect(on.Session().PrioritizeHandraise, args.flag("value"))
		},
		now:     func(on subject) any { return known(on.Session().PrioritizeHandraise) },
		wasIdle: func(args Args, was *Room) bool { return was.PrioritizeHandraise != FlagOf(!args.flag("value")) },
		inverse: func(_ Command, was *Before) []Command {
			return []Command{SetPrioritizeHandraise(was.Room.PrioritizeHandraise == Yes)}
		},
	},
	{
		Action: ActSubscribe, Wire: "signalwire.subscribe", Target: OnRoom, Section: "8",
		Label: "read the whole room again", Verb: "read the whole room again", Synonyms: "refresh",
		Risk: RiskRead, Resyncs: true,
		params: func(Args, params) params { return nil },
	},
}

// The actions on the room itself and on hands.
const (
	ActLock              Action = "lock"
	ActUnlock            Action = "unlock"
	ActSetRaisedHand     Action = "setRaisedHand"
	ActSetPrioritizeHand Action = "setPrioritizeHandraise"
	ActSubscribe         Action = "subscribe"
)

// Lock stops anyone else from joining.
func Lock() Command { return Command{Action: ActLock} }

// Unlock lets people join again.
func Unlock() Command { return Command{Action: ActUnlock} }

// SetRaisedHand raises or lowers hands. The value is always sent.
func SetRaisedHand(raised bool, ids ...MemberID) Command {
	return onMembers(ActSetRaisedHand, ids, Args{"raised": raised})
}

// SetPrioritizeHandraise sets whether members with raised hands come first on the canvas. The value is always sent.
func SetPrioritizeHandraise(first bool) Command {
	return Command{Action: ActSetPrioritizeHand, Args: Args{"value": first}}
}
