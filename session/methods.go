package session

import (
	"context"
	"fmt"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// This file has one method for each method of the RoomSession reference that acts on members or on the room as a whole.
// Source: PROTOCOL.md section 9.

// AudioMute switches the member's microphone off.
func (r *RoomSession) AudioMute(ctx context.Context, id video.MemberID) error {
	return r.run1(ctx, video.AudioMute(id))
}

// AudioUnmute switches the member's microphone on.
func (r *RoomSession) AudioUnmute(ctx context.Context, id video.MemberID) error {
	return r.run1(ctx, video.AudioUnmute(id))
}

// VideoMute switches the member's camera off.
func (r *RoomSession) VideoMute(ctx context.Context, id video.MemberID) error {
	return r.run1(ctx, video.VideoMute(id))
}

// VideoUnmute switches the member's camera on.
func (r *RoomSession) VideoUnmute(ctx context.Context, id video.MemberID) error {
	return r.run1(ctx, video.VideoUnmute(id))
}

// Deaf stops the member from hearing the room; it also mutes the microphone.
func (r *RoomSession) Deaf(ctx context.Context, id video.MemberID) error {
	return r.run1(ctx, video.Deaf(id))
}

// Undeaf lets the member hear again; it also opens the microphone. See [video.UndeafKeepMuted] for the form that keeps
// it muted.
func (r *RoomSession) Undeaf(ctx context.Context, id video.MemberID) error {
	return r.run1(ctx, video.Undeaf(id))
}

// SetInputVolume sets the gain of the member's microphone, -50 to 50; 0 is normal.
func (r *RoomSession) SetInputVolume(ctx context.Context, id video.MemberID, volume float64) error {
	return r.run1(ctx, video.SetInputVolume(volume, id))
}

// SetOutputVolume sets the volume at which the member hears, -50 to 50; 0 is normal.
func (r *RoomSession) SetOutputVolume(ctx context.Context, id video.MemberID, volume float64) error {
	return r.run1(ctx, video.SetOutputVolume(volume, id))
}

// SetMicrophoneVolume is the reference's old name of SetInputVolume.
//
// Deprecated: use [RoomSession.SetInputVolume].
func (r *RoomSession) SetMicrophoneVolume(ctx context.Context, id video.MemberID, volume float64) error {
	return r.run1(ctx, video.SetInputVolume(volume, id))
}

// SetSpeakerVolume is the reference's old name of SetOutputVolume.
//
// Deprecated: use [RoomSession.SetOutputVolume].
func (r *RoomSession) SetSpeakerVolume(ctx context.Context, id video.MemberID, volume float64) error {
	return r.run1(ctx, video.SetOutputVolume(volume, id))
}

// SetInputSensitivity sets the sensitivity of the member's microphone, 0 to 100; the room's default is 30. Which end of
// the scale is the more sensitive one is unknown. Source: PROTOCOL.md section 19.
func (r *RoomSession) SetInputSensitivity(ctx context.Context, id video.MemberID, value float64) error {
	return r.run1(ctx, video.SetInputSensitivity(value, id))
}

// RemoveMember removes the member from the room. It cannot be undone.
func (r *RoomSession) RemoveMember(ctx context.Context, id video.MemberID) error {
	return r.run1(ctx, video.RemoveMember(id))
}

// RemoveAllMembers removes all members, which ends the session. It cannot be undone.
func (r *RoomSession) RemoveAllMembers(ctx context.Context) error {
	return r.run1(ctx, video.RemoveAllMembers())
}

// PromoteOptions are the optional parameters of Promote. The room decides about those that are zero.
type PromoteOptions struct {
	MediaAllowed   string         // "all", "audio-only" or "video-only"
	JoinAudioMuted *bool          // whether the microphone is off at first
	JoinVideoMuted *bool          // whether the camera is off at first
	Meta           map[string]any // the member's metadata
	Permissions    []string       // names of permissions; an empty list, unlike nil, grants none
}

// Promote moves a member of the audience to the stage. It cannot be undone.
func (r *RoomSession) Promote(ctx context.Context, id video.MemberID, o PromoteOptions) error {
	args := video.Args{}
	if o.MediaAllowed != "" {
		args["mediaAllowed"] = o.MediaAllowed
	}
	if o.JoinAudioMuted != nil {
		args["joinAudioMuted"] = *o.JoinAudioMuted
	}
	if o.JoinVideoMuted != nil {
		args["joinVideoMuted"] = *o.JoinVideoMuted
	}
	if o.Meta != nil {
		args["meta"] = o.Meta
	}
	if o.Permissions != nil {
		args["permissions"] = o.Permissions
	}
	return r.run1(ctx, onMember(video.ActPromote, id, args))
}

// Demote moves the member to the audience. mediaAllowed is "all", "audio-only" or "video-only"; if it is empty, the
// room decides. It cannot be undone.
func (r *RoomSession) Demote(ctx context.Context, id video.MemberID, mediaAllowed string) error {
	var args video.Args
	if mediaAllowed != "" {
		args = video.Args{"mediaAllowed": mediaAllowed}
	}
	return r.run1(ctx, onMember(video.ActDemote, id, args))
}

// SetMemberPosition places the member on the canvas.
func (r *RoomSession) SetMemberPosition(ctx context.Context, id video.MemberID, p video.Position) error {
	return r.run1(ctx, video.SetMemberPosition(p, id))
}

// SetRaisedHand raises or lowers the member's hand.
func (r *RoomSession) SetRaisedHand(ctx context.Context, id video.MemberID, raised bool) error {
	return r.run1(ctx, video.SetRaisedHand(raised, id))
}

// GetLayouts asks the room for the names of the layouts that it offers. The list may be nil.
func (r *RoomSession) GetLayouts(ctx context.Context) ([]string, error) {
	value, err := r.value(ctx, video.Command{Action: video.ActGetLayouts})
	if err != nil {
		return nil, err
	}
	v, err := wire.ParseNode(value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", video.ActGetLayouts, wire.ErrMalformed)
	}
	return wire.StringsOf(v), nil
}

// SetLayout changes the layout. positions places members, and may be nil.
func (r *RoomSession) SetLayout(ctx context.Context, name string, positions map[video.MemberID]video.Position) error {
	return r.run1(ctx, video.SetLayout(name, positions))
}

// SetPositions places several members at once.
func (r *RoomSession) SetPositions(ctx context.Context, positions map[video.MemberID]video.Position) error {
	return r.run1(ctx, video.SetPositions(positions))
}

// SetHideVideoMuted sets whether members without video are hidden from the canvas.
func (r *RoomSession) SetHideVideoMuted(ctx context.Context, hide bool) error {
	return r.run1(ctx, video.SetHideVideoMuted(hide))
}

// Lock stops anyone else from joining.
func (r *RoomSession) Lock(ctx context.Context) error { return r.run1(ctx, video.Lock()) }

// Unlock lets people join again.
func (r *RoomSession) Unlock(ctx context.Context) error { return r.run1(ctx, video.Unlock()) }

// SetPrioritizeHandraise sets whether members with raised hands come first on the canvas.
func (r *RoomSession) SetPrioritizeHandraise(ctx context.Context, first bool) error {
	return r.run1(ctx, video.SetPrioritizeHandraise(first))
}

// GetMeta asks for the room's metadata; the map may be nil if it has no keys. Numbers are of type [json.Number], with
// all their digits.
func (r *RoomSession) GetMeta(ctx context.Context) (map[string]any, error) {
	return r.object(ctx, video.Command{Action: video.ActGetMeta})
}

// SetMeta replaces all of the room's metadata. An empty map deletes all keys; a nil map is a [*video.ArgumentError].
// This package does not limit the size, but snapshots hold metadata of at most 64 KiB. The change cannot be undone.
func (r *RoomSession) SetMeta(ctx context.Context, meta map[string]any) error {
	return r.run1(ctx, video.Command{Action: video.ActSetMeta, Args: video.Args{"meta": meta}})
}

// UpdateMeta merges meta into the room's metadata, key by key at the top level. A nil map is a [*video.ArgumentError].
// For the size and undo, see [RoomSession.SetMeta].
func (r *RoomSession) UpdateMeta(ctx context.Context, meta map[string]any) error {
	return r.run1(ctx, video.Command{Action: video.ActUpdateMeta, Args: video.Args{"meta": meta}})
}

// DeleteMeta deletes keys of the room's metadata. A call without keys is a [*video.ArgumentError]. It cannot be
// undone.
func (r *RoomSession) DeleteMeta(ctx context.Context, keys ...string) error {
	return r.run1(ctx, video.Command{Action: video.ActDeleteMeta, Args: video.Args{"keys": keys}})
}

// GetMemberMeta asks for the member's metadata; see [RoomSession.GetMeta].
func (r *RoomSession) GetMemberMeta(ctx context.Context, id video.MemberID) (map[string]any, error) {
	return r.object(ctx, onMember(video.ActGetMemberMeta, id, nil))
}

// SetMemberMeta replaces all of the member's metadata; see [RoomSession.SetMeta].
func (r *RoomSession) SetMemberMeta(ctx context.Context, id video.MemberID, meta map[string]any) error {
	return r.run1(ctx, onMember(video.ActSetMemberMeta, id, video.Args{"meta": meta}))
}

// UpdateMemberMeta merges meta into the member's metadata, key by key at the top level. The reference calls memberId
// optional. Here it is required, because this connection is not a member. An empty id is a [*video.ArgumentError], and
// so is a nil map.
func (r *RoomSession) UpdateMemberMeta(ctx context.Context, id video.MemberID, meta map[string]any) error {
	return r.run1(ctx, onMember(video.ActUpdateMemberMeta, id, video.Args{"meta": meta}))
}

// DeleteMemberMeta deletes keys of the member's metadata. An empty id, or a call without keys, is a
// [*video.ArgumentError].
func (r *RoomSession) DeleteMemberMeta(ctx context.Context, id video.MemberID, keys ...string) error {
	return r.run1(ctx, onMember(video.ActDeleteMemberMeta, id, video.Args{"keys": keys}))
}
