package session

import (
	"context"
	"encoding/json"
	"fmt"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// This file runs commands for the typed methods and reads their values.

func (r *RoomSession) run1(ctx context.Context, c video.Command) error {
	_, err := r.Do(ctx, c)
	return err
}

func onMember(a video.Action, id video.MemberID, args video.Args) video.Command {
	return video.Command{Action: a, Targets: []video.MemberID{id}, Args: args}
}

// value runs a command that reads or creates something, and returns its value.
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

func (r *RoomSession) object(ctx context.Context, c video.Command) (map[string]any, error) {
	value, err := r.value(ctx, c)
	if err != nil {
		return nil, err
	}
	v, err := wire.ParseNode(value)
	m, isObject := v.Value().(map[string]any)
	empty := v.IsNull() || v.IsArray() && len(wire.Array(v)) == 0 // some servers write an object without keys as a list
	if err != nil || !isObject && !empty {
		return nil, fmt.Errorf("%s: %w", c.Action, wire.ErrMalformed)
	}
	return m, nil
}

// listOf runs a command that reads a list, decodes the list in its value, and gives each object its methods. The result
// is never nil.
func listOf[V, O any](
	ctx context.Context, r *RoomSession, a video.Action, in func(json.RawMessage) ([]*V, error), with func(*V) *O,
) ([]*O, error) {
	value, err := r.value(ctx, video.Command{Action: a})
	if err != nil {
		return nil, err
	}
	list, err := in(value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a, wire.ErrMalformed)
	}
	out := make([]*O, 0, len(list))
	for _, v := range list {
		out = append(out, with(v))
	}
	return out, nil
}
