package video

import (
	"slices"
)

var memberRows = []*ActionInfo{
	{
		Action: ActAudioMute, Wire: "video.member.audio_mute", Target: OnMember, Scope: "room.member.audio_mute",
		Section: "9.2",
		Label:   "mute microphone", Verb: "mute", Done: "muted", Synonyms: "silence",
		Risk: RiskCalm, Sets: Setting{FieldAudioMuted, Yes}, follows: FieldDeaf, Resendable: true,
		standing: Standing{Is: "is muted", Not: "is not muted"},
		effect:   memberIs(func(m *Member) bool { return m.AudioMuted }),
		inverse:  opposite(ActAudioUnmute),
	},
	{
		Action: ActAudioUnmute, Wire: "video.member.audio_unmute", Target: OnMember, Scope: "room.member.audio_unmute",
		Section: "9.2",
		Label:   "unmute microphone", Verb: "unmute", Done: "unmuted", Synonyms: "open mic",
		Risk: RiskOpens, Opens: OpensMicrophone, Sets: Setting{FieldAudioMuted, No}, follows: FieldDeaf,
		standing: Standing{Is: "is unmuted", Not: "is still muted"},
		effect:   memberIs(func(m *Member) bool { return !m.AudioMuted }),
		inverse:  opposite(ActAudioMute),
	},
	{
		Action: ActVideoMute, Wire: "video.member.video_mute", Target: OnMember, Scope: "room.member.video_mute",
		Section: "9.2",
		Label:   "camera off", Verb: "turn off the camera of", Done: "turned off the camera of", Synonyms: "video off",
		Risk: RiskCalm, Sets: Setting{FieldVideoMuted, Yes}, Resendable: true,
		standing: Standing{Of: "camera", Is: "is off", Not: "is still on"},
		effect:   memberIs(func(m *Member) bool { return m.VideoMuted }),
		inverse:  opposite(ActVideoUnmute),
	},
	{
		Action: ActVideoUnmute, Wire: "video.member.video_unmute", Target: OnMember, Scope: "room.member.video_unmute",
		Section: "9.2",
		Label:   "camera on", Verb: "turn on the camera of", Done: "turned on the camera of", Synonyms: "video on",
		Risk: RiskOpens, Opens: OpensCamera, Sets: Setting{FieldVideoMuted, No},
		standing: Standing{Of: "camera", Is: "is on", Not: "is still off"},
		effect:   memberIs(func(m *Member) bool { return !m.VideoMuted }),
		inverse:  opposite(ActVideoMute),
	},
	{
		Action: ActDeaf, Wire: "video.member.deaf", Target: OnMember, Scope: "room.member.deaf", Section: "9.2",
		Label: "deafen", Verb: "deafen", Done: "deafened",
		Risk: RiskCalm, Sets: Setting{FieldDeaf, Yes}, Besides: Setting{FieldAudioMuted, Yes},
		standing: Standing{Is: "is deafened", Not: "is not deafened"},
		effect:   memberIs(func(m *Member) bool { return m.Deaf }),
		idle:     func(_ Args, was *Member) bool { return was.Deaf && was.AudioMuted },
		// Undo opens the microphone only for members that had it open.
		inverse: func(_ Command, was *Before) []Command { return []Command{UndeafKeepMuted(was.Member.ID)} },
	},
	{
		Action: ActUndeaf, Wire: "video.member.undeaf", Target: OnMember, Scope: "room.member.undeaf", Section: "9.2",
		Label: "undeafen", Verb: "undeafen", Done: "undeafened",
		Risk: RiskOpens, Opens: OpensEars | OpensMicrophone, Sets: Setting{FieldDeaf, No}, Besides: opensMicrophone,
		standing: Standing{Is: "can hear", Not: "is still deafened"},
		effect:   memberIs(func(m *Member) bool { return !m.Deaf }),
		idle:     func(_ Args, was *Member) bool { return !was.Deaf && !was.AudioMuted },
		inverse:  opposite(ActDeaf),
	},
	{
		Action: ActSetInputVolume, Aliases: []Action{"setMicrophoneVolume"}, Wire: "video.member.set_input_volume",
		Target: OnMember,
		Scope:  "room.member.set_input_volume", Section: "9.2", Args: []Arg{volumeArg("input volume", true)},
		Label: "input volume", Verb: "set the input volume of", Done: "set the input volume of",
		Synonyms: "gain mic louder quieter",
		Risk:     RiskCalm, Sets: Setting{Field: FieldInputVolume}, value: to("volume"),
		states: valueOf("input volume", "volume"),
		effect: isNow("volume", inputVolume), now: inputVolume,
		inverse: func(_ Command, was *Before) []Command {
			return []Command{SetInputVolume(was.Member.InputVolume, was.Member.ID)}
		},
	},
	{
		Action: ActSetOutputVolume, Aliases: []Action{"setSpeakerVolume"}, Wire: "video.member.set_output_volume",
		Target: OnMember,
		Scope:  "room.member.set_output_volume", Section: "9.2", Args: []Arg{volumeArg("output volume", true)},
		Label: "output volume", Verb: "set the output volume of", Done: "set the output volume of",
		Synonyms: "speaker louder quieter",
		Risk:     RiskCalm, Sets: Setting{Field: FieldOutputVolume}, value: to("volume"),
		states: valueOf("output volume", "volume"),
		effect: isNow("volume", outputVolume), now: outputVolume,
		inverse: func(_ Command, was *Before) []Command {
			return []Command{SetOutputVolume(was.Member.OutputVolume, was.Member.ID)}
		},
	},
	{
		Action: ActSetInputSensitivity, Wire: "video.member.set_input_sensitivity", Target: OnMember,
		Scope: "room.member.set_input_sensitivity", Section: "9.2", Args: []Arg{{
			Name: "value", Wire: "value", Label: "sensitivity", Type: ArgNumber, Required: true,
			Min: minSensitivity, Max: maxSensitivity, Default: float64(defaultSensitivity),
		}},
		Label: "microphone sensitivity", Verb: "set the sensitivity of", Done: "set the sensitivity of",
		Risk: RiskCalm, Sets: Setting{Field: FieldInputSensitivity}, value: to("value"),
		states: valueOf("sensitivity", "value"),
		effect: func(args Args, on subject) Verdict {
			if on.member != nil && on.member.InputSensitivity == args["value"] {
				return Holds
			}
			return CannotTell // the scale of reported values is unknown, so another value proves nothing
		},
		now: inputSensitivity,
		inverse: func(_ Command, was *Before) []Command {
			return []Command{SetInputSensitivity(was.Member.InputSensitivity, was.Member.ID)}
		},
	},
	{
		Action: ActRemoveMember, Wire: "video.member.remove", Target: OnMember, Scope: "room.member.remove", Section: "9.2",
		Label: "remove from the room", Verb: "remove", Done: "removed", Synonyms: "kick expel throw out",
		Risk: RiskAsks, Asks: true, Final: "a removed member can only join again",
		Sets:     Setting{FieldPresent, No},
		standing: Standing{Is: "has left", Not: "is still here"},
		effect:   func(_ Args, on subject) Verdict { return holdsIf(on.member == nil) },
	},
	{
		Action: ActRemoveAllMembers, Wire: "video.member.remove", Target: OnRoom, Scope: "room.member.remove", Section: "9.1",
		Label: "remove everybody and end the session", Verb: "remove everybody", Done: "removed everybody",
		Synonyms: "kick end close",
		Risk:     RiskTyped, Asks: true, Final: "it ends the session",
		standing: Standing{Is: "the room has ended", Not: "the room is still open"},
		params:   func(_ Args, p params) params { return append(p, param{"member_id", "all"}) },
		effect:   func(_ Args, on subject) Verdict { return holdsIf(on.Session().Ended) },
	},
	{
		Action: ActPromote, Wire: "video.member.promote", Target: OnMember, Scope: "room.member.promote", Section: "9.2",
		Args: []Arg{
			mediaArg(),
			{Name: "joinAudioMuted", Wire: "join_audio_muted", Label: "join with microphone muted", Type: ArgBool},
			{Name: "joinVideoMuted", Wire: "join_video_muted", Label: "join with camera off", Type: ArgBool},
			metaArg(false),
			{Name: "permissions", Wire: "permissions", Label: "permissions", Type: ArgPermissions},
		},
		Label: "promote to the stage", Verb: "promote", Done: "promoted", Synonyms: "audience",
		Risk: RiskOpens, Opens: OpensStage, Final: "only demoting would reverse that", Unlisted: true,
		Sets:     Setting{FieldOnStage, Yes},
		standing: Standing{Is: "is on the stage", Not: "is not on the stage"},
		effect:   func(_ Args, on subject) Verdict { return holdsIf(on.member != nil) },
	},
	{
		Action: ActDemote, Wire: "video.member.demote", Target: OnMember, Scope: "room.member.demote", Section: "9.2",
		Args:  []Arg{mediaArg()},
		Label: "demote to the audience", Verb: "demote", Done: "demoted", Synonyms: "audience",
		Risk: RiskAsks, Final: "promoting brings the member back with a new id",
		Sets:     Setting{FieldOnStage, No},
		standing: Standing{Is: "has left the stage", Not: "is still on the stage"},
		effect:   func(_ Args, on subject) Verdict { return holdsIf(on.member == nil) },
	},
	{
		Action: ActGetMembers, Wire: "video.members.get", Target: OnRoom, Result: "members", Section: "9.1",
		Label: "read the members", Verb: "read the members", Risk: RiskRead,
	},
}

// hearing is the property set of deafening and the microphone's methods. Each of them changes both properties, or may.
const hearing = FieldDeaf | FieldAudioMuted

// SetsHearing reports whether the action sets whether a member hears or has the microphone on.
func (a *ActionInfo) SetsHearing() bool { return (a.Sets.Field|a.Besides.Field)&hearing != 0 }

// RestoreHearing returns the commands that restore hearing and microphone of a member from now to was. An undeafening
// opens the microphone, so a further command switches it off again if it was off.
func RestoreHearing(was, now *Member) []Command {
	id, muted := was.ID, now.AudioMuted
	var cmds []Command
	switch {
	case was.Deaf && !now.Deaf:
		cmds, muted = append(cmds, Deaf(id)), true
	case !was.Deaf && now.Deaf && was.AudioMuted:
		cmds, muted = append(cmds, UndeafKeepMuted(id)), now.DeafMuted
	case !was.Deaf && now.Deaf:
		cmds, muted = append(cmds, Undeaf(id)), false
	}
	switch {
	case was.AudioMuted && !muted:
		cmds = append(cmds, AudioMute(id))
	case !was.AudioMuted && muted:
		cmds = append(cmds, AudioUnmute(id))
	}
	return cmds
}

func inputVolume(on subject) any {
	if on.member == nil {
		return nil
	}
	return on.member.InputVolume
}

func outputVolume(on subject) any {
	if on.member == nil {
		return nil
	}
	return on.member.OutputVolume
}

func inputSensitivity(on subject) any {
	if on.member == nil {
		return nil
	}
	return on.member.InputSensitivity
}

// The actions on members.
const (
	ActAudioMute           Action = "audioMute"
	ActAudioUnmute         Action = "audioUnmute"
	ActVideoMute           Action = "videoMute"
	ActVideoUnmute         Action = "videoUnmute"
	ActDeaf                Action = "deaf"
	ActUndeaf              Action = "undeaf"
	ActSetInputVolume      Action = "setInputVolume"
	ActSetOutputVolume     Action = "setOutputVolume"
	ActSetInputSensitivity Action = "setInputSensitivity"
	ActRemoveMember        Action = "removeMember"
	ActRemoveAllMembers    Action = "removeAllMembers"
	ActPromote             Action = "promote"
	ActDemote              Action = "demote"
	ActGetMembers          Action = "getMembers"
)

// onMembers returns a command on members.
func onMembers(a Action, ids []MemberID, args Args) Command {
	return Command{Action: a, Targets: slices.Clone(ids), Args: args}
}

// AudioMute switches microphones off.
func AudioMute(ids ...MemberID) Command { return onMembers(ActAudioMute, ids, nil) }

// AudioUnmute switches microphones on.
func AudioUnmute(ids ...MemberID) Command { return onMembers(ActAudioUnmute, ids, nil) }

// VideoMute switches cameras off.
func VideoMute(ids ...MemberID) Command { //nolint:revive // the reference calls it so
	return onMembers(ActVideoMute, ids, nil)
}

// VideoUnmute switches cameras on.
func VideoUnmute(ids ...MemberID) Command { //nolint:revive // the reference calls it so
	return onMembers(ActVideoUnmute, ids, nil)
}

// Deaf stops members from hearing the room; it also mutes their microphones.
func Deaf(ids ...MemberID) Command { return onMembers(ActDeaf, ids, nil) }

// Undeaf lets members hear again and opens their microphones, as the room's method does.
func Undeaf(ids ...MemberID) Command { return onMembers(ActUndeaf, ids, nil) }

// UndeafKeepMuted lets members hear again, and then mutes those that were muted before they were deafened.
func UndeafKeepMuted(ids ...MemberID) Command {
	c := Undeaf(ids...)
	c.KeepMuted = true
	return c
}

// SetInputVolume sets the gain of microphones, -50 to 50.
func SetInputVolume(volume float64, ids ...MemberID) Command {
	return onMembers(ActSetInputVolume, ids, Args{"volume": volume})
}

// SetOutputVolume sets the volume at which members hear, -50 to 50.
func SetOutputVolume(volume float64, ids ...MemberID) Command {
	return onMembers(ActSetOutputVolume, ids, Args{"volume": volume})
}

// SetInputSensitivity sets the sensitivity of the members' microphones, 0 to 100. Which end of the scale is the more
// sensitive one is unknown. Source: PROTOCOL.md section 19.
func SetInputSensitivity(value float64, ids ...MemberID) Command {
	return onMembers(ActSetInputSensitivity, ids, Args{"value": value})
}

// RemoveMember removes members from the room. It cannot be undone.
func RemoveMember(ids ...MemberID) Command { return onMembers(ActRemoveMember, ids, nil) }

// RemoveAllMembers removes all members, which ends the session. It cannot be undone.
func RemoveAllMembers() Command { return Command{Action: ActRemoveAllMembers} }

// Promote moves members of the audience to the stage.
func Promote(ids ...MemberID) Command { return onMembers(ActPromote, ids, nil) }

// Demote moves members to the audience.
func Demote(ids ...MemberID) Command { return onMembers(ActDemote, ids, nil) }
