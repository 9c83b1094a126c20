package session

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// This file has one method for each method of the RoomSession page that acts on members or on the room as a whole. All
// of them are thin over [RoomSession.Do], which says what errors they return. Source: PROTOCOL.md section 9.

func (r *RoomSession) run1(ctx context.Context, c video.Command) error {
	_, err := r.Do(ctx, c)
	return err
}

func onMember(a video.Action, id video.MemberID, args video.Args) video.Command {
	return video.Command{Action: a, Targets: []video.MemberID{id}, Args: args}
}

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

// Deaf lets the member hear nothing; it also mutes the microphone.
func (r *RoomSession) Deaf(ctx context.Context, id video.MemberID) error {
	return r.run1(ctx, video.Deaf(id))
}

// Undeaf lets the member hear again; it also opens the microphone. See [video.UndeafKeepMuted] for the careful form.
func (r *RoomSession) Undeaf(ctx context.Context, id video.MemberID) error {
	return r.run1(ctx, video.Undeaf(id))
}

// SetInputVolume sets the gain of the member's microphone, -50 to 50; 0 is normal.
func (r *RoomSession) SetInputVolume(ctx context.Context, id video.MemberID, volume float64) error {
	return r.run1(ctx, video.SetInputVolume(volume, id))
}

// SetOutputVolume sets how loud the member hears, -50 to 50; 0 is normal.
func (r *RoomSession) SetOutputVolume(ctx context.Context, id video.MemberID, volume float64) error {
	return r.run1(ctx, video.SetOutputVolume(volume, id))
}

// SetMicrophoneVolume is the page's old name of SetInputVolume.
//
// Deprecated: use [RoomSession.SetInputVolume].
func (r *RoomSession) SetMicrophoneVolume(ctx context.Context, id video.MemberID, volume float64) error {
	return r.run1(ctx, video.SetInputVolume(volume, id))
}

// SetSpeakerVolume is the page's old name of SetOutputVolume.
//
// Deprecated: use [RoomSession.SetOutputVolume].
func (r *RoomSession) SetSpeakerVolume(ctx context.Context, id video.MemberID, volume float64) error {
	return r.run1(ctx, video.SetOutputVolume(volume, id))
}

// SetInputSensitivity sets how loud the member must be to count as talking, 0 to 100; the room's default is 30.
func (r *RoomSession) SetInputSensitivity(ctx context.Context, id video.MemberID, value float64) error {
	return r.run1(ctx, video.SetInputSensitivity(value, id))
}

// RemoveMember removes the member from the room. It cannot be undone.
func (r *RoomSession) RemoveMember(ctx context.Context, id video.MemberID) error {
	return r.run1(ctx, video.RemoveMember(id))
}

// RemoveAllMembers removes everybody, which ends the session.
func (r *RoomSession) RemoveAllMembers(ctx context.Context) error {
	return r.run1(ctx, video.RemoveAllMembers())
}

// PromoteOptions are the parameters of Promote that may be left out.
type PromoteOptions struct {
	MediaAllowed   string // "all", "audio-only" or "video-only"; empty leaves it to the room
	JoinAudioMuted *bool
	JoinVideoMuted *bool
	Meta           map[string]any
	Permissions    []string
}

// Promote brings somebody of the audience to the stage.
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

// Demote sends the member to the audience. mediaAllowed is "all", "audio-only" or "video-only"; empty leaves it to the
// room.
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

// GetMembers asks the room for its members. They are not merged with the snapshot's.
func (r *RoomSession) GetMembers(ctx context.Context) ([]video.Member, error) {
	list, err := r.list(ctx, video.ActGetMembers)
	if err != nil {
		return nil, err
	}
	out := make([]video.Member, 0, len(list))
	for _, v := range list {
		m := video.Member{ID: video.MemberID(wire.IDOf(v, "id"))}
		if m.ID == "" {
			continue
		}
		wire.MergeMember(&m, v)
		out = append(out, m)
	}
	return out, nil
}

// GetLayouts asks the room for the names of the layouts that it offers.
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

// SetLayout changes the layout; positions may be nil, or say who goes where.
func (r *RoomSession) SetLayout(ctx context.Context, name string, positions map[video.MemberID]video.Position) error {
	return r.run1(ctx, video.SetLayout(name, positions))
}

// SetPositions places several members at once.
func (r *RoomSession) SetPositions(ctx context.Context, positions map[video.MemberID]video.Position) error {
	return r.run1(ctx, video.SetPositions(positions))
}

// SetHideVideoMuted says whether members without video stay off the canvas.
func (r *RoomSession) SetHideVideoMuted(ctx context.Context, hide bool) error {
	return r.run1(ctx, video.SetHideVideoMuted(hide))
}

// Lock stops anyone else from joining.
func (r *RoomSession) Lock(ctx context.Context) error { return r.run1(ctx, video.Lock()) }

// Unlock lets people join again.
func (r *RoomSession) Unlock(ctx context.Context) error { return r.run1(ctx, video.Unlock()) }

// SetPrioritizeHandraise says whether raised hands come first on the canvas.
func (r *RoomSession) SetPrioritizeHandraise(ctx context.Context, first bool) error {
	return r.run1(ctx, video.SetPrioritizeHandraise(first))
}

// GetMeta asks for the room's metadata. Numbers are of type [json.Number], with all their digits.
func (r *RoomSession) GetMeta(ctx context.Context) (map[string]any, error) {
	return r.object(ctx, video.Command{Action: video.ActGetMeta})
}

// SetMeta replaces the room's metadata as a whole.
func (r *RoomSession) SetMeta(ctx context.Context, meta map[string]any) error {
	return r.run1(ctx, video.Command{Action: video.ActSetMeta, Args: video.Args{"meta": meta}})
}

// UpdateMeta merges meta into the room's metadata, key by key at the top level.
func (r *RoomSession) UpdateMeta(ctx context.Context, meta map[string]any) error {
	return r.run1(ctx, video.Command{Action: video.ActUpdateMeta, Args: video.Args{"meta": meta}})
}

// DeleteMeta deletes keys of the room's metadata.
func (r *RoomSession) DeleteMeta(ctx context.Context, keys ...string) error {
	return r.run1(ctx, video.Command{Action: video.ActDeleteMeta, Args: video.Args{"keys": keys}})
}

// GetMemberMeta asks for the member's metadata. Numbers are of type [json.Number], with all their digits.
func (r *RoomSession) GetMemberMeta(ctx context.Context, id video.MemberID) (map[string]any, error) {
	return r.object(ctx, onMember(video.ActGetMemberMeta, id, nil))
}

// SetMemberMeta replaces the member's metadata as a whole.
func (r *RoomSession) SetMemberMeta(ctx context.Context, id video.MemberID, meta map[string]any) error {
	return r.run1(ctx, onMember(video.ActSetMemberMeta, id, video.Args{"meta": meta}))
}

// UpdateMemberMeta merges meta into the member's metadata, key by key at the top level.
func (r *RoomSession) UpdateMemberMeta(ctx context.Context, id video.MemberID, meta map[string]any) error {
	return r.run1(ctx, onMember(video.ActUpdateMemberMeta, id, video.Args{"meta": meta}))
}

// DeleteMemberMeta deletes keys of the member's metadata.
func (r *RoomSession) DeleteMemberMeta(ctx context.Context, id video.MemberID, keys ...string) error {
	return r.run1(ctx, onMember(video.ActDeleteMemberMeta, id, video.Args{"keys": keys}))
}

// Refresh reads the whole room again and returns the snapshot that has it.
func (r *RoomSession) Refresh(ctx context.Context) (*video.Snapshot, error) {
	return r.read(ctx, func(l *loop) { l.readAll() })
}

// Subscribe subscribes again, reads the whole room and returns the snapshot that has it. Join has subscribed already;
// the reference's method remains for programs that want the state again.
func (r *RoomSession) Subscribe(ctx context.Context) (*video.Snapshot, error) {
	return r.read(ctx, func(l *loop) {
		l.subscribe()
		l.readAll()
	})
}

// read starts a reading of the room and waits for its end.
func (r *RoomSession) read(ctx context.Context, start func(*loop)) (*video.Snapshot, error) {
	done := make(chan error, 1)
	err := r.on(ctx, func(l *loop) {
		switch {
		case l.d.Link().State != video.LinkLive:
			done <- &video.StateError{Reason: video.ReasonOffline, Err: video.ErrOffline}
		case l.pic.Ended():
			done <- &video.StateError{Reason: video.ReasonEnded, Err: video.ErrRoomEnded}
		default:
			l.refresh(done, start)
		}
	})
	if err != nil {
		return nil, err
	}
	late := time.NewTimer(r.client.cfg.JoinTimeout)
	defer late.Stop()
	if _, bounded := ctx.Deadline(); bounded {
		late.Stop()
	}
	select {
	case err = <-done:
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-late.C:
		err = r.tooLate(r.client.cfg.JoinTimeout)
	}
	if err != nil {
		return nil, err
	}
	return r.Snapshot(), nil
}

// value runs a reading or creating command and returns its value.
func (r *RoomSession) value(ctx context.Context, c video.Command) (json.RawMessage, error) {
	res, err := r.Do(ctx, c)
	if err != nil {
		return nil, err
	}
	if res.Value == nil {
		return nil, fmt.Errorf("%s: the answer lacks its value: %w", c.Action, wire.ErrMalformed)
	}
	return res.Value, nil
}

func (r *RoomSession) list(ctx context.Context, a video.Action) ([]wire.Node, error) {
	value, err := r.value(ctx, video.Command{Action: a})
	if err != nil {
		return nil, err
	}
	v, err := wire.ParseNode(value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a, wire.ErrMalformed)
	}
	return wire.Array(v), nil
}

func (r *RoomSession) object(ctx context.Context, c video.Command) (map[string]any, error) {
	value, err := r.value(ctx, c)
	if err != nil {
		return nil, err
	}
	v, err := wire.ParseNode(value)
	m, isObject := v.Value().(map[string]any)
	empty := v.IsNull() || v.IsArray() && len(wire.Array(v)) == 0 // as some servers write an object without a key
	if err != nil || !isObject && !empty {
		return nil, fmt.Errorf("%s: %w", c.Action, wire.ErrMalformed)
	}
	return m, nil
}
