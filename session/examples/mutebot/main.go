// Command mutebot mutes every member that joins a room.
//
//	go run ./session/examples/mutebot ROOM
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"

	"gavel/session"
	"gavel/session/video"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: mutebot ROOM")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	client, err := session.Dial(ctx, session.Config{
		URL:     os.Getenv("SIGNALWIRE_RELAY_HOST"), // optional: the address that gavel relay prints
		Project: os.Getenv("SIGNALWIRE_PROJECT_ID"),
		Token:   video.Secret(os.Getenv("SIGNALWIRE_API_TOKEN")),
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := mute(ctx, client, os.Args[1], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

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
