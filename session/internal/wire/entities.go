package wire

import "gavel/session/video"

// merged collects the properties of a member that a delta changed.
type merged video.Fields

func (f *merged) add(changed bool, bit video.Fields) {
	if changed {
		*f |= merged(bit)
	}
}

// flag stores a boolean. A value of the wrong type is ignored and marked odd.
func (f *merged) flag(dst *bool, v Node, bit video.Fields) {
	f.add(setBool(dst, v), bit)
	f.add(!v.isBool() && !v.IsNull(), video.FieldOdd)
}

// number stores a number in the same way.
func (f *merged) number(dst *float64, v Node, bit video.Fields) {
	_, ok := number(v)
	f.add(ok && setNumber(dst, v), bit)
	f.add(!ok && !v.IsNull(), video.FieldOdd)
}

// volume stores a volume. A volume out of range is clamped, and a value that is not a number is ignored. Both are
// marked odd.
func (f *merged) volume(dst *float64, odd *bool, v Node, bit video.Fields) {
	if v.IsNull() {
		return
	}
	n, ok := number(v)
	within := max(video.MinVolume, min(n, video.MaxVolume))
	isOdd := !ok || within != n
	f.add(ok && within != *dst || isOdd != *odd, bit)
	f.add(isOdd, video.FieldOdd)
	*odd = isOdd
	if ok {
		*dst = within
	}
}

// MergeMember copies the properties in v to a member and returns which changed. It does not change the id.
// Source: PROTOCOL.md section 11.2.
func MergeMember(m *video.Member, v Node) video.Fields {
	var f merged
	Visit(v, func(key []byte, v Node) {
		switch string(key) {
		case "audio_muted":
			f.flag(&m.AudioMuted, v, video.FieldAudioMuted)
		case "video_muted":
			f.flag(&m.VideoMuted, v, video.FieldVideoMuted)
		case "deaf":
			f.flag(&m.Deaf, v, video.FieldDeaf)
		case "on_hold":
			f.flag(&m.OnHold, v, video.FieldOnHold)
		case "visible":
			f.flag(&m.Visible, v, video.FieldVisible)
		case "input_volume":
			f.volume(&m.InputVolume, &m.InputOdd, v, video.FieldInputVolume)
		case "output_volume":
			f.volume(&m.OutputVolume, &m.OutputOdd, v, video.FieldOutputVolume)
		case "input_sensitivity":
			f.number(&m.InputSensitivity, v, video.FieldInputSensitivity)
		case "handraised":
			f.flag(&m.HandRaised, v, video.FieldHand)
		case "talking":
			f.flag(&m.Talking, v, video.FieldTalking)
		case "requested_position":
			f.add(setString(&m.RequestedPosition, v), video.FieldRequested)
		case "current_position":
			f.add(setString(&m.CurrentPosition, v), video.FieldCurrent)
		case "name":
			f.add(setString(&m.Name, v), video.FieldName)
		case "meta":
			f.add(setMeta(&m.Meta, &m.MetaUnknown, v), video.FieldMeta)
			f.add(!v.IsObject() && !isEmptyMeta(v), video.FieldOdd)
		case "type":
			f.add(setString(&m.Type, v), video.FieldOther)
		case "scope_id":
			f.add(setID(&m.ScopeID, v), video.FieldOther)
		case "parent_id":
			f.add(setID(&m.ParentID, v), video.FieldOther)
		case "room_id":
			f.add(setID(&m.RoomID, v), video.FieldOther)
		case "room_session_id":
			f.add(setID(&m.RoomSessionID, v), video.FieldOther)
		}
	})
	return video.Fields(f)
}

// odds counts values of the wrong type or form. Null does not count: it means that there is no value.
type odds int

func (o *odds) want(ok bool, v Node) {
	if !ok && !v.IsNull() {
		*o++
	}
}

func (o *odds) text(v Node) Node {
	o.want(v.kind() == '"', v)
	return v
}

func (o *odds) number(v Node) Node {
	_, ok := number(v)
	o.want(ok, v)
	return v
}

func (o *odds) flag(v Node) Node {
	o.want(v.isBool(), v)
	return v
}

func (o *odds) time(v Node) Node {
	_, ok := timeIn(v)
	o.want(ok, v)
	return v
}

// MergeRoom copies the properties in v to a room. It returns the wire names of the properties that changed, and how
// many odd values were ignored. v may be a room_session object (its id is the session's) or the older room object (its
// session id is room_session_id).
// Source: PROTOCOL.md section 11.1.
func MergeRoom(r *video.Room, v Node) (changed []string, odd int) {
	var o odds
	Visit(v, func(key []byte, v Node) {
		if mergeRoomField(r, string(key), v, &o) {
			changed = append(changed, string(key))
		}
	})
	return changed, int(o)
}

func mergeRoomField(r *video.Room, key string, v Node, o *odds) bool {
	switch key {
	case "id", "room_session_id":
		if len(v.GetStringBytes()) == 0 {
			return false
		}
		return setID(&r.ID, v)
	case "room_id":
		return setID(&r.RoomID, v)
	case "event_channel":
		return setString(&r.EventChannel, v)
	case "name":
		return setString(&r.Name, o.text(v))
	case "display_name":
		return setString(&r.DisplayName, o.text(v))
	case "layout_name":
		return setString(&r.LayoutName, o.text(v))
	case "preview_url":
		return setString(&r.PreviewURL, o.text(v))
	case "recording":
		return setFlag(&r.Recording, o.flag(v))
	case "streaming":
		return setFlag(&r.Streaming, o.flag(v))
	case "locked":
		return setFlag(&r.Locked, o.flag(v))
	case "hide_video_muted":
		return setFlag(&r.HideVideoMuted, o.flag(v))
	case "prioritize_handraise":
		return setFlag(&r.PrioritizeHandraise, o.flag(v))
	}
	return mergeRoomRest(r, key, v, o)
}

func mergeRoomRest(r *video.Room, key string, v Node, o *odds) bool {
	switch key {
	case "meta":
		o.want(v.IsObject() || isEmptyMeta(v), v)
		return setMeta(&r.Meta, &r.MetaUnknown, v)
	case "audience_count":
		changed, ok := SetAudience(r, v)
		o.want(ok, v)
		return changed
	case "start_time", "started_at":
		return SetTime(&r.StartedAt, o.time(v))
	case "members":
		o.want(v.IsArray(), v)
		if v.IsArray() {
			r.MemberCount = len(Array(v))
		}
	}
	return false
}

// SetAudience stores the size of the audience. If v is not a size, ok is false and the audience stays as it was.
func SetAudience(r *video.Room, v Node) (changed, ok bool) {
	n, ok := number(v)
	if !ok || n < 0 || n > 1e9 {
		return false, false
	}
	if r.AudienceKnown && int(n) == r.Audience {
		return false, true
	}
	r.Audience, r.AudienceKnown = int(n), true
	return true, true
}

// DecodeRoom reads a whole room session from a list of rooms. MemberCount is -1 if the list has no members.
func DecodeRoom(v Node) (video.Room, bool) {
	r := video.Room{MemberCount: -1}
	MergeRoom(&r, v)
	return r, r.ID != ""
}

// MergeRecording copies the properties in v to a recording and returns how many odd values were ignored.
// Source: PROTOCOL.md section 11.4.
func MergeRecording(r *video.Recording, v Node) (odd int) {
	var o odds
	Visit(v, func(key []byte, v Node) {
		switch string(key) {
		case "state":
			setState(&r.State, o.text(v), video.StateRecording, video.StatePaused, video.StateCompleted)
		case "started_at":
			SetTime(&r.StartedAt, o.time(v))
		case "ended_at":
			SetTime(&r.EndedAt, o.time(v))
		case "duration":
			setSeconds(&r.Duration, o.number(v))
		}
	})
	return int(o)
}

// MergePlayback does the same for a playback.
func MergePlayback(p *video.Playback, v Node) (odd int) {
	var o odds
	Visit(v, func(key []byte, v Node) {
		switch string(key) {
		case "state":
			setState(&p.State, o.text(v), video.StatePlaying, video.StatePaused, video.StateCompleted)
		case "url":
			setString(&p.URL, o.text(v))
		case "volume":
			setNumber(&p.Volume, o.number(v))
		case "position":
			setMillis(&p.Position, o.number(v))
		case "seekable":
			setBool(&p.Seekable, o.flag(v))
		case "started_at":
			SetTime(&p.StartedAt, o.time(v))
		case "ended_at":
			SetTime(&p.EndedAt, o.time(v))
		}
	})
	return int(o)
}

// MergeStream does the same for a stream.
func MergeStream(s *video.Stream, v Node) (odd int) {
	var o odds
	Visit(v, func(key []byte, v Node) {
		switch string(key) {
		case "state":
			setState(&s.State, o.text(v), video.StateStreaming, video.StateCompleted)
		case "url":
			setString(&s.URL, o.text(v))
		case "duration":
			setSeconds(&s.Duration, o.number(v))
		case "started_at":
			SetTime(&s.StartedAt, o.time(v))
		case "ended_at":
			SetTime(&s.EndedAt, o.time(v))
		}
	})
	return int(o)
}
