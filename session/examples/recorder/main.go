// Command recorder records a room while it has members.
//
//	go run ./session/examples/recorder ROOM
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
		log.Fatal("usage: recorder ROOM")
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
	if err := record(ctx, client, os.Args[1], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// record follows the room until it ends. It reads snapshots, not events, because only the present state matters.
func record(ctx context.Context, client *session.Client, name string, out io.Writer) error {
	room, err := session.Join(ctx, client, name)
	if err != nil {
		return err
	}
	defer room.Close()
	var recording *session.Recording
	for {
		people := room.Snapshot().Counts.People
		switch {
		case people > 0 && recording == nil:
			if recording, err = room.StartRecording(ctx); err != nil {
				return err
			}
			fmt.Fprintln(out, "recording")
		case people == 0 && recording != nil:
			if err := recording.Stop(ctx); err != nil {
				return err
			}
			fmt.Fprintln(out, "stopped:", recording.Current().State)
			recording = nil
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
