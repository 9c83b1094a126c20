package video

// The actions on metadata.
const (
	ActGetMeta          Action = "getMeta"
	ActSetMeta          Action = "setMeta"
	ActUpdateMeta       Action = "updateMeta"
	ActDeleteMeta       Action = "deleteMeta"
	ActGetMemberMeta    Action = "getMemberMeta"
	ActSetMemberMeta    Action = "setMemberMeta"
	ActUpdateMemberMeta Action = "updateMemberMeta"
	ActDeleteMemberMeta Action = "deleteMemberMeta"
)

// noOldMeta is the reason why a change of metadata cannot be undone.
const noOldMeta = "it is not certain what the metadata was before"

var metaRows = []*ActionInfo{
	{
		Action: ActGetMeta, Wire: "video.get_meta", Target: OnRoom, Result: "meta", Section: "9.1",
		Label: "read the room's metadata", Verb: "read the room's metadata", Risk: RiskRead,
	},
	{
		Action: ActSetMeta, Wire: "video.set_meta", Target: OnRoom, Scope: "room.set_meta", Section: "9.1",
		Args:  []Arg{metaArg(true)},
		Label: "replace the room's metadata", Verb: "replace the room's metadata", Done: "replaced the room's metadata",
		Risk: RiskAsks, Asks: true, Final: noOldMeta,
		Sets: Setting{Field: FieldMeta}, Part: PartMeta,
		standing: Standing{Is: "the room's metadata is replaced", Not: "the room's metadata is not replaced"}, effect: metaIs,
	},
	{
		Action: ActUpdateMeta, Wire: "video.update_meta", Target: OnRoom, Scope: "room.set_meta", Section: "9.1",
		Args:  []Arg{metaArg(true)},
		Label: "update the room's metadata", Verb: "update the room's metadata", Done: "updated the room's metadata",
		Risk: RiskCalm, Final: noOldMeta, Sets: Setting{Field: FieldMeta}, Part: PartMeta, addsUp: true,
		standing: Standing{Is: "the room's metadata is updated", Not: "the room's metadata is not updated"}, effect: metaHas,
	},
	{
		Action: ActDeleteMeta, Wire: "video.delete_meta", Target: OnRoom, Scope: "room.set_meta", Section: "9.1",
		Args:  []Arg{keysArg()},
		Label: "delete keys of the room's metadata", Verb: "delete keys of the room's metadata",
		Done: "deleted keys of the room's metadata",
		Risk: RiskAsks, Final: noOldMeta, Sets: Setting{Field: FieldMeta}, Part: PartMeta, addsUp: true,
		standing: Standing{Is: "the keys are deleted", Not: "the room still has the keys"}, effect: metaLacks,
	},
	{
		Action: ActGetMemberMeta, Wire: "video.member.get_meta", Target: OnMember, Result: "meta", Section: "9.2",
		Label: "read a member's metadata", Verb: "read the metadata of", Risk: RiskRead,
	},
	{
		Action: ActSetMemberMeta, Wire: "video.member.set_meta", Target: OnMember, Scope: "room.member.set_meta",
		Section: "9.2",
		Args:    []Arg{metaArg(true)},
		Label:   "replace a member's metadata", Verb: "replace the metadata of", Done: "replaced the metadata of",
		Risk: RiskAsks, Asks: true, Final: noOldMeta, Sets: Setting{Field: FieldMeta},
		standing: Standing{Of: "metadata", Is: "is replaced", Not: "is not replaced"}, effect: metaIs,
	},
	{
		Action: ActUpdateMemberMeta, Wire: "video.member.update_meta", Target: OnMember, Scope: "room.member.set_meta",
		Section: "9.2",
		Args:    []Arg{metaArg(true)},
		Label:   "update a member's metadata", Verb: "update the metadata of", Done: "updated the metadata of",
		Risk: RiskCalm, Final: noOldMeta, Sets: Setting{Field: FieldMeta}, addsUp: true,
		standing: Standing{Of: "metadata", Is: "is updated", Not: "is not updated"}, effect: metaHas,
	},
	{
		Action: ActDeleteMemberMeta, Wire: "video.member.delete_meta", Target: OnMember, Scope: "room.member.set_meta",
		Section: "9.2",
		Args:    []Arg{keysArg()},
		Label:   "delete keys of a member's metadata", Verb: "delete metadata keys of", Done: "deleted metadata keys of",
		Risk: RiskAsks, Final: noOldMeta, Sets: Setting{Field: FieldMeta}, addsUp: true,
		standing: Standing{Of: "metadata", Is: "lacks the keys", Not: "still has the keys"}, effect: metaLacks,
	},
}

// metaIs is the effect that the metadata equals the parameter.
func metaIs(args Args, on subject) Verdict {
	have, ok := on.meta()
	if !ok {
		return CannotTell
	}
	want, _ := args["meta"].(map[string]any)
	return holdsIf(len(want) == len(have) && contains(have, want))
}

// metaHas is the effect that the metadata contains the parameter.
func metaHas(args Args, on subject) Verdict {
	have, ok := on.meta()
	if !ok {
		return CannotTell
	}
	want, _ := args["meta"].(map[string]any)
	return holdsIf(contains(have, want))
}

// metaLacks is the effect that the metadata has none of the keys.
func metaLacks(args Args, on subject) Verdict {
	have, ok := on.meta()
	if !ok {
		return CannotTell
	}
	keys, _ := args["keys"].([]string)
	for _, key := range keys {
		if _, there := have[key]; there {
			return Missing
		}
	}
	return Holds
}
