package video

import (
	"bytes"
	"encoding/json"
	"math"
)

// Param is one parameter on the wire; params keep their order, as the official SDK's do.
type (
	Param struct {
		Name  string
		Value any
	}
	Params []Param
)

// MarshalJSON writes an object with the keys in order.
func (p Params) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(f.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(f.Value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Requests returns what the command would send, one request for each target. The command is checked by the table first.
// Source: PROTOCOL.md section 9.
func (c Command) Requests(roomSessionID string) ([]Request, error) {
	c, err := c.Normalize()
	if err != nil {
		return nil, err
	}
	targets := c.Targets
	if len(targets) == 0 {
		targets = []MemberID{""}
	}
	out := make([]Request, 0, len(targets))
	for _, target := range targets {
		method, p := c.wire(roomSessionID, target)
		text, err := json.Marshal(p)
		if err != nil {
			return nil, &ArgumentError{Action: c.Action, Name: "parameters", Reason: "cannot be written as JSON: " + err.Error()}
		}
		out = append(out, Request{Method: method, Params: text, Target: target})
	}
	return out, nil
}

// wire is the method and the parameters for one target of a normalized command.
func (c Command) wire(roomSessionID string, target MemberID) (string, Params) {
	row, _ := c.Action.Info()
	if c.Action == ActSubscribe {
		return row.Wire, nil
	}
	p := Params{{"room_session_id", roomSessionID}}
	switch row.Target {
	case OnMember:
		p = append(p, Param{"member_id", target})
	case OnRecording:
		p = append(p, Param{"recording_id", c.Object})
	case OnPlayback:
		p = append(p, Param{"playback_id", c.Object})
	case OnStream:
		p = append(p, Param{"stream_id", c.Object})
	}
	return c.special(row, p)
}

// special covers the methods whose wire form is not one parameter for each argument.
func (c Command) special(row ActionInfo, p Params) (string, Params) {
	switch c.Action {
	case ActRemoveAllMembers:
		return row.Wire, append(p, Param{"member_id", "all"})
	case ActSetHideVideoMuted:
		if !c.flag("value", true) {
			return "video.show_video_muted", p
		}
		return row.Wire, p
	case ActSetRaisedHand:
		if !c.flag("raised", true) {
			return "video.member.lowerhand", p
		}
		return row.Wire, p
	case ActPlaybackForward, ActPlaybackRewind:
		return row.Wire, append(p, Param{"position", c.offset()})
	}
	for _, arg := range row.Args {
		value, given := c.Args[arg.Name]
		// The SDK leaves out a seek position of 0, which is where playbacks begin anyway.
		if !given || (arg.Name == "seekPosition" && value == 0.0) {
			continue
		}
		p = append(p, Param{arg.Wire, value})
	}
	return row.Wire, p
}

// offset is the signed way, in milliseconds, that forward and rewind go.
func (c Command) offset() float64 {
	ms, given := c.Args["offset"].(float64)
	if !given {
		ms = defaultSkipMillis
	}
	if c.Action == ActPlaybackRewind {
		return -math.Abs(ms)
	}
	return math.Abs(ms)
}
