package session

import "gavel/session/video"

// field is a set of properties of a member that a delta changed.
type field uint32

// The properties of a member that handlers are told about.
const (
	fieldAudioMuted       = field(video.PropAudioMuted)
	fieldVideoMuted       = field(video.PropVideoMuted)
	fieldDeaf             = field(video.PropDeaf)
	fieldOnHold           = field(video.PropOnHold)
	fieldVisible          = field(video.PropVisible)
	fieldInputVolume      = field(video.PropInputVolume)
	fieldOutputVolume     = field(video.PropOutputVolume)
	fieldInputSensitivity = field(video.PropInputSensitivity)
	fieldHand             = field(video.PropHandRaised)
	fieldTalking          = field(video.PropTalking)
	fieldName             = field(video.PropName)
	fieldMeta             = field(video.PropMeta)
	fieldRequested        = field(video.PropRequestedPosition)
	fieldCurrent          = field(video.PropCurrentPosition)
	fieldOther            = field(1 << 30)
	fieldOdd              = field(1 << 31) // a value was left out because of its type or range
)

func (f *field) add(changed bool, bit field) {
	if changed {
		*f |= bit
	}
}

// flag stores a boolean; another type is left out and noted.
func (f *field) flag(dst *bool, v node, bit field) {
	f.add(setBool(dst, v), bit)
	f.add(!v.isBool() && !v.isNull(), fieldOdd)
}

// number stores a number likewise.
func (f *field) number(dst *float64, v node, bit field) {
	_, ok := number(v)
	f.add(ok && setNumber(dst, v), bit)
	f.add(!ok && !v.isNull(), fieldOdd)
}

// volume stores a volume. One out of range is brought into it, and one that is none is left out; odd and the field say so.
func (f *field) volume(dst *float64, odd *bool, v node, bit field) {
	if v.isNull() {
		return
	}
	n, ok := number(v)
	within := max(video.MinVolume, min(n, video.MaxVolume))
	isOdd := !ok || within != n
	f.add(ok && within != *dst || isOdd != *odd, bit)
	f.add(isOdd, fieldOdd)
	*odd = isOdd
	if ok {
		*dst = within
	}
}

// mergeMember takes over what v says of a member, and returns what changed. The id is not touched.
// Source: PROTOCOL.md section 11.2.
func mergeMember(m *video.Member, v node) field {
	var f field
	visit(v, func(key []byte, v node) {
		switch string(key) {
		case "audio_muted":
			f.flag(&m.AudioMuted, v, fieldAudioMuted)
		case "video_muted":
			f.flag(&m.VideoMuted, v, fieldVideoMuted)
		case "deaf":
			f.flag(&m.Deaf, v, fieldDeaf)
		case "on_hold":
			f.flag(&m.OnHold, v, fieldOnHold)
		case "visible":
			f.flag(&m.Visible, v, fieldVisible)
		case "input_volume":
			f.volume(&m.InputVolume, &m.InputOdd, v, fieldInputVolume)
		case "output_volume":
			f.volume(&m.OutputVolume, &m.OutputOdd, v, fieldOutputVolume)
		case "input_sensitivity":
			f.number(&m.InputSensitivity, v, fieldInputSensitivity)
		case "handraised":
			f.flag(&m.HandRaised, v, fieldHand)
		case "talking":
			f.flag(&m.Talking, v, fieldTalking)
		case "requested_position":
			f.add(setString(&m.RequestedPosition, v), fieldRequested)
		case "current_position":
			f.add(setString(&m.CurrentPosition, v), fieldCurrent)
		case "name":
			f.add(setString(&m.Name, v), fieldName)
		case "meta":
			f.add(setMeta((*[]byte)(&m.Meta), v), fieldMeta)
		case "type":
			f.add(setString(&m.Type, v), fieldOther)
		case "scope_id":
			f.add(setID(&m.ScopeID, v), fieldOther)
		case "parent_id":
			f.add(setID(&m.ParentID, v), fieldOther)
		case "room_id":
			f.add(setID(&m.RoomID, v), fieldOther)
		case "room_session_id":
			f.add(setID(&m.RoomSessionID, v), fieldOther)
		}
	})
	return f
}

// mergeRoom takes over what v says of a room session and returns the names, as on the wire, of the properties that changed.
// v may be a room_session object (its id is the session's) or the older room object (its session id is room_session_id).
// Source: PROTOCOL.md section 11.1.
func mergeRoom(r *video.Room, v node) []string {
	var changed []string
	visit(v, func(key []byte, v node) {
		if mergeRoomField(r, string(key), v) {
			changed = append(changed, string(key))
		}
	})
	return changed
}

func mergeRoomField(r *video.Room, key string, v node) bool {
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
		return setAudience(r, v)
	case "start_time", "started_at":
		return setTime(&r.StartedAt, v)
	case "members":
		r.MemberCount = len(array(v))
	}
	return false
}

func setAudience(r *video.Room, v node) bool {
	n, ok := number(v)
	if !ok || n < 0 || n > 1e9 || (r.AudienceKnown && int(n) == r.Audience) {
		return false
	}
	r.Audience, r.AudienceKnown = int(n), true
	return true
}

// decodeRoom reads a whole room session, as lists of rooms have them. MemberCount is -1 when the list does not tell it.
func decodeRoom(v node) (video.Room, bool) {
	r := video.Room{MemberCount: -1}
	mergeRoom(&r, v)
	return r, r.ID != ""
}

// mergeRecording, mergePlayback and mergeStream take over what v says. Source: PROTOCOL.md section 11.4.
func mergeRecording(r *video.Recording, v node) {
	visit(v, func(key []byte, v node) {
		switch string(key) {
		case "state":
			setString(&r.State, v)
		case "started_at":
			setTime(&r.StartedAt, v)
		case "ended_at":
			setTime(&r.EndedAt, v)
		case "duration":
			setSeconds(&r.Duration, v)
		}
	})
}

func mergePlayback(p *video.Playback, v node) {
	visit(v, func(key []byte, v node) {
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
			setTime(&p.StartedAt, v)
		case "ended_at":
			setTime(&p.EndedAt, v)
		}
	})
}

func mergeStream(s *video.Stream, v node) {
	visit(v, func(key []byte, v node) {
		switch string(key) {
		case "state":
			setString(&s.State, v)
		case "url":
			setString(&s.URL, v)
		case "duration":
			setSeconds(&s.Duration, v)
		case "started_at":
			setTime(&s.StartedAt, v)
		case "ended_at":
			setTime(&s.EndedAt, v)
		}
	})
}
