package session

import (
	"encoding/json"
	"fmt"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// These functions read the Value of a [video.Result] as this package reads the same objects in events: a value of the
// wrong type or range is ignored, and an object without a state is active. Each function accepts one object or a list,
// and skips objects without an id. It returns an error if the text is not JSON.

// MembersIn reads the members that getMembers returns.
func MembersIn(value json.RawMessage) ([]*video.Member, error) {
	return valuesIn(value, func(id string, v wire.Node) *video.Member {
		m := &video.Member{ID: video.MemberID(id)}
		wire.MergeMember(m, v)
		return m
	})
}

// RecordingsIn reads the recordings that getRecordings or startRecording returns.
func RecordingsIn(value json.RawMessage) ([]*video.Recording, error) {
	return valuesIn(value, func(id string, v wire.Node) *video.Recording {
		r := &video.Recording{ID: id, State: video.StateRecording}
		wire.MergeRecording(r, v)
		return r
	})
}

// PlaybacksIn reads the playbacks that getPlaybacks or play returns.
func PlaybacksIn(value json.RawMessage) ([]*video.Playback, error) {
	return valuesIn(value, func(id string, v wire.Node) *video.Playback {
		p := &video.Playback{ID: id, State: video.StatePlaying}
		wire.MergePlayback(p, v)
		return p
	})
}

// StreamsIn reads the streams that getStreams or startStream returns.
func StreamsIn(value json.RawMessage) ([]*video.Stream, error) {
	return valuesIn(value, func(id string, v wire.Node) *video.Stream {
		s := &video.Stream{ID: id, State: video.StateStreaming}
		wire.MergeStream(s, v)
		return s
	})
}

// valuesIn reads one object or a list of them.
func valuesIn[T any](value json.RawMessage, read func(id string, v wire.Node) T) ([]T, error) {
	v, err := wire.ParseNode(value)
	if err != nil {
		return nil, fmt.Errorf("decode a value from the room: %w", err)
	}
	list := wire.Array(v)
	if v.IsObject() {
		list = []wire.Node{v}
	}
	out := make([]T, 0, len(list))
	for _, e := range list {
		if id := wire.IDOf(e, "id"); id != "" {
			out = append(out, read(id, e))
		}
	}
	return out, nil
}
