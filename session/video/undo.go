package video

// WasSo reports whether a command on the room changed nothing, or may have: what was not known cannot be restored.
func (c Command) WasSo(before *Room) bool {
	switch c.Action {
	case ActLock:
		return before.Locked != No
	case ActUnlock:
		return before.Locked != Yes
	case ActSetHideVideoMuted:
		return before.HideVideoMuted != FlagOf(!c.flag("value", true))
	case ActSetPrioritizeHand:
		return before.PrioritizeHandraise != FlagOf(!c.flag("value", true))
	case ActSetLayout:
		return before.LayoutName == c.Args["name"] && c.Args["positions"] == nil
	}
	return false
}

// InverseFor is the command that makes one member as it was before.
func (c Command) InverseFor(before *Member) Command {
	id := before.ID
	switch c.Action {
	case ActDeaf:
		return UndeafKeepMuted(id) // opens the microphone of those only who had it open
	case ActSetInputVolume, ActSetMicrophoneVolume:
		return SetInputVolume(before.InputVolume, id)
	case ActSetOutputVolume, ActSetSpeakerVolume:
		return SetOutputVolume(before.OutputVolume, id)
	case ActSetInputSensitivity:
		return SetInputSensitivity(before.InputSensitivity, id)
	case ActSetRaisedHand:
		return SetRaisedHand(before.HandRaised, id)
	case ActSetMemberPosition:
		return SetMemberPosition(positionBefore(before), id)
	}
	return OnMembers(Opposites[c.Action], []MemberID{id}, nil)
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
