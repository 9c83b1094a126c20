package video

import (
	"encoding/json"
	"slices"
)

// Args holds the parameters of a command by the page's names, targets left out.
// After [Command.Normalize] each value has the Go type that its [ArgType] names.
type Args map[string]any

// Command is one action with its targets and parameters: plain data, that can be logged, kept and compared.
type Command struct {
	Action  Action     `json:"action"`
	Targets []MemberID `json:"targets,omitempty"` // for actions on members
	Object  string     `json:"object,omitempty"`  // id of a recording, playback or stream
	Args    Args       `json:"args,omitempty"`
	// KeepMuted is for undeaf only: mute the microphone again of those who were muted, or may have been, before they were
	// deafened. The room's undeaf opens it. Source: PROTOCOL.md section 9.2.
	KeepMuted bool `json:"keep_muted,omitempty"`
	// Steps make the command a composite; see [Composite]. Verb and Past are how it is called. All else is empty then.
	Steps []Command `json:"steps,omitempty"`
	Verb  string    `json:"verb,omitempty"`
	Past  string    `json:"past,omitempty"`
}

func OnMembers(a Action, ids []MemberID, args Args) Command {
	return Command{Action: a, Targets: slices.Clone(ids), Args: args}
}

// AudioMute switches microphones off.
func AudioMute(ids ...MemberID) Command { return OnMembers(ActAudioMute, ids, nil) }

// AudioUnmute switches microphones on.
func AudioUnmute(ids ...MemberID) Command { return OnMembers(ActAudioUnmute, ids, nil) }

// VideoMute switches cameras off.
func VideoMute(ids ...MemberID) Command { return OnMembers(ActVideoMute, ids, nil) }

// VideoUnmute switches cameras on.
func VideoUnmute(ids ...MemberID) Command { return OnMembers(ActVideoUnmute, ids, nil) }

// Deaf lets members hear nothing; it also mutes their microphones.
func Deaf(ids ...MemberID) Command { return OnMembers(ActDeaf, ids, nil) }

// Undeaf lets members hear again and opens their microphones, as the room's method does.
func Undeaf(ids ...MemberID) Command { return OnMembers(ActUndeaf, ids, nil) }

// UndeafKeepMuted lets members hear again and then mutes those who were muted before they were deafened.
func UndeafKeepMuted(ids ...MemberID) Command {
	c := Undeaf(ids...)
	c.KeepMuted = true
	return c
}

// SetInputVolume sets the gain of microphones, -50 to 50.
func SetInputVolume(volume float64, ids ...MemberID) Command {
	return OnMembers(ActSetInputVolume, ids, Args{"volume": volume})
}

// SetOutputVolume sets the volume at which members hear, -50 to 50.
func SetOutputVolume(volume float64, ids ...MemberID) Command {
	return OnMembers(ActSetOutputVolume, ids, Args{"volume": volume})
}

// SetInputSensitivity sets how loud somebody must be to count as talking, 0 to 100.
func SetInputSensitivity(value float64, ids ...MemberID) Command {
	return OnMembers(ActSetInputSensitivity, ids, Args{"value": value})
}

// RemoveMember removes members from the room. It cannot be undone.
func RemoveMember(ids ...MemberID) Command { return OnMembers(ActRemoveMember, ids, nil) }

// RemoveAllMembers removes everybody, which ends the session.
func RemoveAllMembers() Command { return Command{Action: ActRemoveAllMembers} }

// Promote brings people of the audience to the stage.
func Promote(ids ...MemberID) Command { return OnMembers(ActPromote, ids, nil) }

// Demote sends members to the audience.
func Demote(ids ...MemberID) Command { return OnMembers(ActDemote, ids, nil) }

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
	return OnMembers(ActSetMemberPosition, ids, Args{"position": p})
}

// SetHideVideoMuted says whether members without video stay off the canvas.
func SetHideVideoMuted(hide bool) Command {
	return Command{Action: ActSetHideVideoMuted, Args: Args{"value": hide}}
}

// Lock lets nobody join any more.
func Lock() Command { return Command{Action: ActLock} }

// Unlock lets people join again.
func Unlock() Command { return Command{Action: ActUnlock} }

// SetRaisedHand raises or lowers hands. The value is always sent.
func SetRaisedHand(raised bool, ids ...MemberID) Command {
	return OnMembers(ActSetRaisedHand, ids, Args{"raised": raised})
}

// SetPrioritizeHandraise says whether raised hands come first on the canvas. The value is always sent.
func SetPrioritizeHandraise(first bool) Command {
	return Command{Action: ActSetPrioritizeHand, Args: Args{"value": first}}
}

// StartRecording starts one more recording.
func StartRecording() Command { return Command{Action: ActStartRecording} }

// OnObject is an action on the recording, playback or stream with the id.
func OnObject(a Action, id string, args Args) Command {
	return Command{Action: a, Object: id, Args: args}
}

// Request is one JSON-RPC request as it goes on the wire, without its envelope.
type Request struct {
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Target MemberID        `json:"-"`
}
