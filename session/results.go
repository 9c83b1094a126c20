package session

import (
	"encoding/json"
	"fmt"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// MembersIn decodes the members in the [video.Result].Value of getMembers. It accepts one object or a list, and skips
// objects without an id. A property of the wrong type or range is ignored, as in events. MembersIn returns an error if
// value is not JSON.
func MembersIn(value json.RawMessage) ([]*video.Member, error) {
	return valuesIn(value, func(id string, v wire.Node) *video.Member {
		m := &video.Member{ID: video.MemberID(id)}
		wire.MergeMember(m, v)
		return m
	})
}

// RecordingsIn decodes the recordings in the [video.Result].Value of getRecordings or startRecording. One without a
// state is recording. Otherwise it is like [MembersIn].
func RecordingsIn(value json.RawMessage) ([]*video.Recording, error) {
	return valuesIn(value, func(id string, v wire.Node) *video.Recording {
		r := &video.Recording{ID: id, State: video.StateRecording}
		wire.MergeRecording(r, v)
		return r
	})
}

// PlaybacksIn decodes the playbacks in the [video.Result].Value of getPlaybacks or play. One without a state is
// playing. Otherwise it is like [MembersIn].
func PlaybacksIn(value json.RawMessage) ([]*video.Playback, error) {
	return valuesIn(value, func(id string, v wire.Node) *video.Playback {
		p := &video.Playback{ID: id, State: video.StatePlaying}
		wire.MergePlayback(p, v)
		return p
	})
}

// StreamsIn decodes the streams in the [video.Result].Value of getStreams or startStream. One without a state is
// streaming. Otherwise it is like [MembersIn].
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
