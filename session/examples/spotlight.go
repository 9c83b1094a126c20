package main

import (
	"context"
	"fmt"
	"io"

	"gavel/session"
	"gavel/session/video"
)

const (
	layout = "highlight-1-responsive"
	bigBox = video.Position("reserved-1")
)

// follow moves members into the box until the room ends. The room changes while a call is in progress, so follow reads
// the snapshot after each call. Therefore moves never queue up.
func follow(ctx context.Context, client *session.Client, name string, out io.Writer) error {
	room, err := session.Join(ctx, client, name)
	if err != nil {
		return err
	}
	defer room.Close()
	if err := room.SetLayout(ctx, layout, nil); err != nil {
		return err
	}
	var inBox video.MemberID
	for {
		s := room.Snapshot()
		if speaker := speaker(s, inBox); speaker != nil && speaker.ID != inBox {
			places := map[video.MemberID]video.Position{speaker.ID: bigBox}
			if s.Member(inBox) != nil {
				places[inBox] = video.PositionAuto
			}
			if err := room.SetPositions(ctx, places); err != nil {
				return err
			}
			inBox = speaker.ID
			fmt.Fprintf(out, "%s has the box\n", speaker.Name)
		}
		select {
		case <-room.Changed():
		case <-room.Ended():
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// speaker returns the member that belongs in the box: the one in it while that one is talking, otherwise the one who
// has talked longest; nil if nobody is talking.
func speaker(s *video.Snapshot, inBox video.MemberID) *video.Member {
	if m := s.Member(inBox); m != nil && m.Talking {
		return m
	}
	var longest *video.Member
	for _, m := range s.Members {
		if m.Talking && (longest == nil || m.TalkStart.Before(longest.TalkStart)) {
			longest = m
		}
	}
	return longest
}
