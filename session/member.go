package session

import (
	"context"

	"gavel/session/video"
)

// Member is a member with its methods: RoomSessionMember in the reference. The embedded value is its state when it was
// read. Current returns its present state. A connection of this package is not a member of a room, so every method on
// members names one. Source: PROTOCOL.md section 9.3.
type Member struct {
	video.Member
	room *RoomSession
}

// Member returns the member with the id and its methods. If the member is not in the room, the value has only the id.
// Such a member may be in the audience, and can be promoted.
func (r *RoomSession) Member(id video.MemberID) *Member {
	if m := r.Snapshot().Member(id); m != nil {
		return &Member{*m, r}
	}
	return &Member{video.Member{ID: id}, r}
}

// GetMembers asks the room for its members. They are not merged with the snapshot's.
func (r *RoomSession) GetMembers(ctx context.Context) ([]*Member, error) {
	with := func(m *video.Member) *Member { return &Member{*m, r} }
	return listOf(ctx, r, video.ActGetMembers, MembersIn, with)
}

// OnMember is [On] with a handler that receives the member with its methods.
func (r *RoomSession) OnMember(k video.Kind[video.InRoom, video.MemberEvent], h func(*Member)) (off func()) {
	return on(r, k, h, func(e video.MemberEvent) *Member { return &Member{*e.Member, r} })
}

// Current returns the present state of the member, or nil if it is not in the room.
func (m *Member) Current() *video.Member { return m.room.Snapshot().Member(m.ID) }

// AudioMute switches the member's microphone off.
func (m *Member) AudioMute(ctx context.Context) error { return m.room.AudioMute(ctx, m.ID) }

// AudioUnmute switches the member's microphone on.
func (m *Member) AudioUnmute(ctx context.Context) error { return m.room.AudioUnmute(ctx, m.ID) }

// VideoMute switches the member's camera off.
func (m *Member) VideoMute(ctx context.Context) error { return m.room.VideoMute(ctx, m.ID) }

// VideoUnmute switches the member's camera on.
func (m *Member) VideoUnmute(ctx context.Context) error { return m.room.VideoUnmute(ctx, m.ID) }

// SetDeaf is [RoomSession.Deaf] or [RoomSession.Undeaf]; both change the microphone as well.
func (m *Member) SetDeaf(ctx context.Context, deaf bool) error {
	if deaf {
		return m.room.Deaf(ctx, m.ID)
	}
	return m.room.Undeaf(ctx, m.ID)
}

// SetInputVolume sets the gain of the member's microphone, -50 to 50; 0 is normal.
func (m *Member) SetInputVolume(ctx context.Context, volume float64) error {
	return m.room.SetInputVolume(ctx, m.ID, volume)
}

// SetOutputVolume sets the volume at which the member hears, -50 to 50; 0 is normal.
func (m *Member) SetOutputVolume(ctx context.Context, volume float64) error {
	return m.room.SetOutputVolume(ctx, m.ID, volume)
}

// SetInputSensitivity sets the sensitivity of the member's microphone, 0 to 100. See
// [RoomSession.SetInputSensitivity].
func (m *Member) SetInputSensitivity(ctx context.Context, value float64) error {
	return m.room.SetInputSensitivity(ctx, m.ID, value)
}

// SetPosition places the member on the canvas.
func (m *Member) SetPosition(ctx context.Context, p video.Position) error {
	return m.room.SetMemberPosition(ctx, m.ID, p)
}

// SetRaisedHand raises or lowers the member's hand.
func (m *Member) SetRaisedHand(ctx context.Context, raised bool) error {
	return m.room.SetRaisedHand(ctx, m.ID, raised)
}

// Promote moves the member from the audience to the stage.
func (m *Member) Promote(ctx context.Context, o PromoteOptions) error {
	return m.room.Promote(ctx, m.ID, o)
}

// Demote moves the member to the audience; see [RoomSession.Demote].
func (m *Member) Demote(ctx context.Context, mediaAllowed string) error {
	return m.room.Demote(ctx, m.ID, mediaAllowed)
}

// Remove removes the member from the room. It cannot be undone.
func (m *Member) Remove(ctx context.Context) error { return m.room.RemoveMember(ctx, m.ID) }

// GetMeta asks for the member's metadata; see [RoomSession.GetMemberMeta].
func (m *Member) GetMeta(ctx context.Context) (map[string]any, error) {
	return m.room.GetMemberMeta(ctx, m.ID)
}

// SetMeta replaces all of the member's metadata; see [RoomSession.SetMeta].
func (m *Member) SetMeta(ctx context.Context, meta map[string]any) error {
	return m.room.SetMemberMeta(ctx, m.ID, meta)
}

// UpdateMeta merges meta into the member's metadata, key by key at the top level; see [RoomSession.UpdateMeta].
func (m *Member) UpdateMeta(ctx context.Context, meta map[string]any) error {
	return m.room.UpdateMemberMeta(ctx, m.ID, meta)
}

// DeleteMeta deletes keys of the member's metadata; see [RoomSession.DeleteMeta].
func (m *Member) DeleteMeta(ctx context.Context, keys ...string) error {
	return m.room.DeleteMemberMeta(ctx, m.ID, keys...)
}
