package session_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// A program that connects, lists the rooms, listens, mutes somebody and records. The local relay stands in for the
// service; with an account, leave URL and NetDial out.
func Example() {
	relay, err := localrelay.StartPipe(localrelay.Options{Members: 3, Seed: 1, Quiet: true})
	if err != nil {
		log.Fatal(err)
	}
	defer relay.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client, err := session.Dial(ctx, session.Config{
		URL: relay.URL(), NetDial: relay.Dial,
		Project: relay.Project(), Token: video.Secret(relay.Token()),
	})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	rooms, err := client.RoomSessions(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("rooms:", len(rooms))

	room, err := session.Join(ctx, client, rooms[0].Name)
	if err != nil {
		log.Fatal(err)
	}
	defer room.Close()
	fmt.Println("members:", len(room.Snapshot().Members))

	muted := make(chan string, 1)
	off := session.On(room, video.MemberUpdatedAudioMuted, func(e video.MemberEvent) {
		muted <- fmt.Sprint("muted: ", e.Member.AudioMuted)
	})
	defer off()

	for _, m := range room.Snapshot().Members {
		if m.AudioMuted {
			continue
		}
		if err := room.AudioMute(ctx, m.ID); err != nil {
			log.Fatal(err)
		}
		fmt.Println(<-muted)
		break
	}

	recording, err := room.StartRecording(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("recording:", recording.State)
	if err := recording.Stop(ctx); err != nil {
		log.Fatal(err)
	}

	err = room.SetInputVolume(ctx, room.Snapshot().Members[0].ID, 80)
	if bad, ok := errors.AsType[*video.ArgumentError](err); ok {
		fmt.Println(bad)
	}
	// Output:
	// rooms: 1
	// members: 3
	// muted: true
	// recording: recording
	// setInputVolume: volume is 80; allowed is a number from -50 to 50
}
