// Command spotlight puts the member that is talking into the big box of the layout.
//
//	go run ./session/examples/spotlight ROOM
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
		log.Fatal("usage: spotlight ROOM")
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
	if err := follow(ctx, client, os.Args[1], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

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
