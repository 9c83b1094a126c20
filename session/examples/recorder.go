package main

import (
	"context"
	"fmt"
	"io"

	"gavel/session"
)

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
