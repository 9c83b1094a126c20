package main

import (
	"context"
	"fmt"
	"io"

	"gavel/session"
	"gavel/session/video"
)

// mute mutes newcomers until the room ends.
func mute(ctx context.Context, client *session.Client, name string, out io.Writer) error {
	// A handler given to Join misses nobody. After a reconnect it also receives the members that joined in the gap.
	joined := session.WithHandler(video.MemberJoined, func(room *session.RoomSession, e video.MemberEvent) {
		if e.Member.Type != video.TypeMember || e.Member.AudioMuted {
			return // a screen, or already muted
		}
		if err := room.AudioMute(ctx, e.Member.ID); err != nil {
			fmt.Fprintf(out, "%s is not muted: %v\n", e.Member.Name, err)
			return
		}
		fmt.Fprintf(out, "%s is muted\n", e.Member.Name)
	})
	room, err := session.Join(ctx, client, name, joined)
	if err != nil {
		return err
	}
	defer room.Close()
	select {
	case <-room.Ended():
	case <-ctx.Done():
	}
	return nil
}
