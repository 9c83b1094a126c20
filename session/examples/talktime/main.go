// Command talktime reports, when a room has ended, how long each person talked in it.
//
//	go run ./session/examples/talktime ROOM
package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"os/signal"
	"slices"
	"time"

	"gavel/session"
	"gavel/session/video"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: talktime ROOM")
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
	if err := report(ctx, client, os.Args[1], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// report adds up the talk time of the members that leave, and of those present at the end.
func report(ctx context.Context, client *session.Client, name string, out io.Writer) error {
	talked := map[string]time.Duration{}
	left := session.WithHandler(video.MemberLeft, func(_ *session.RoomSession, e video.MemberEvent) {
		talked[e.Member.Name] += e.Member.TalkTotal
	})
	room, err := session.Join(ctx, client, name, left)
	if err != nil {
		return err
	}
	select {
	case <-room.Ended():
	case <-ctx.Done():
	}
	room.Close() // no handler runs after this
	last := room.Snapshot()
	for _, m := range last.Members {
		talked[m.Name] += m.Talked(last.At)
	}
	longest := func(a, b string) int { return cmp.Or(cmp.Compare(talked[b], talked[a]), cmp.Compare(a, b)) }
	for _, name := range slices.SortedFunc(maps.Keys(talked), longest) {
		fmt.Fprintf(out, "%8v  %s\n", talked[name].Round(time.Second), name)
	}
	return nil
}
