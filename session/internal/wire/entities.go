package wire

import "gavel/session/video"

// merged collects the properties of a member that a delta changed.
type merged video.Fields

func (f *merged) add(changed bool, bit video.Fields) {
	if changed {
		*f |= merged(bit)
	}
}

// flag stores a boolean; another type is left out and noted.
func (f *merged) flag(dst *bool, v Node, bit video.Fields) {
	f.add(setBool(dst, v), bit)
	f.add(!v.isBool() && !v.IsNull(), video.FieldOdd)
}

// number stores a number likewise.
func (f *merged) number(dst *float64, v Node, bit video.Fields) {
	_, ok := number(v)
	f.add(ok && setNumber(dst, v), bit)
	f.add(!ok && !v.IsNull(), video.FieldOdd)
}

// volume stores a volume. One out of range is brought into it, and one that is none is left out; odd and the field say so.
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

// MergeMember takes over what v says of a member, and returns what changed. The id is not touched.
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
			f.add(setMeta((*[]byte)(&m.Meta), v), video.FieldMeta)
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

// MergeRoom takes over what v says of a room session and returns the names, as on the wire, of the properties that changed.
// v may be a room_session object (its id is the session's) or the older room object (its session id is room_session_id).
// Source: PROTOCOL.md section 11.1.
func MergeRoom(r *video.Room, v Node) []string {
	var changed []string
	Visit(v, func(key []byte, v Node) {
		if mergeRoomField(r, string(key), v) {
			changed = append(changed, string(key))
		}
	})
	return changed
}

func mergeRoomField(r *video.Room, key string, v Node) bool {
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
		return setString(&r.Name, v)
	case "display_name":
		return setString(&r.DisplayName, v)
	case "layout_name":
		return setString(&r.LayoutName, v)
	case "preview_url":
		return setString(&r.PreviewURL, v)
	case "recording":
		return setFlag(&r.Recording, v)
	case "streaming":
		return setFlag(&r.Streaming, v)
	case "locked":
		return setFlag(&r.Locked, v)
	case "hide_video_muted":
		return setFlag(&r.HideVideoMuted, v)
	case "prioritize_handraise":
		return setFlag(&r.PrioritizeHandraise, v)
	case "meta":
		return setMeta((*[]byte)(&r.Meta), v)
	case "audience_count":
		return SetAudience(r, v)
	case "start_time", "started_at":
		return SetTime(&r.StartedAt, v)
	case "members":
		r.MemberCount = len(Array(v))
	}
	return false
}

func SetAudience(r *video.Room, v Node) bool {
	n, ok := number(v)
	if !ok || n < 0 || n > 1e9 || (r.AudienceKnown && int(n) == r.Audience) {
		return false
	}
	r.Audience, r.AudienceKnown = int(n), true
	return true
}

// DecodeRoom reads a whole room session, as lists of rooms have them. MemberCount is -1 when the list does not tell it.
func DecodeRoom(v Node) (video.Room, bool) {
	r := video.Room{MemberCount: -1}
	MergeRoom(&r, v)
	return r, r.ID != ""
}

// MergeRecording, mergePlayback and mergeStream take over what v says. Source: PROTOCOL.md section 11.4.
func MergeRecording(r *video.Recording, v Node) {
	Visit(v, func(key []byte, v Node) {
		switch string(key) {
		case "state":
			setString(&r.State, v)
		case "started_at":
			SetTime(&r.StartedAt, v)
		case "ended_at":
			SetTime(&r.EndedAt, v)
		case "duration":
			setSeconds(&r.Duration, v)
		}
	})
}

func MergePlayback(p *video.Playback, v Node) {
	Visit(v, func(key []byte, v Node) {
		switch string(key) {
		case "state":
			setString(&p.State, v)
		case "url":
			setString(&p.URL, v)
		case "volume":
			setNumber(&p.Volume, v)
		case "position":
			setMillis(&p.Position, v)
		case "seekable":
			setBool(&p.Seekable, v)
		case "started_at":
			SetTime(&p.StartedAt, v)
		case "ended_at":
			SetTime(&p.EndedAt, v)
		}
	})
}

func MergeStream(s *video.Stream, v Node) {
	Visit(v, func(key []byte, v Node) {
		switch string(key) {
		case "state":
			setString(&s.State, v)
		case "url":
			setString(&s.URL, v)
		case "duration":
			setSeconds(&s.Duration, v)
		case "started_at":
			SetTime(&s.StartedAt, v)
		case "ended_at":
			SetTime(&s.EndedAt, v)
		}
	})
}
