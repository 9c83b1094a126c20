// Command examples holds five small programs that use package session.
//
//	go run ./session/examples mutebot ROOM    mutes every member that joins the room
//	go run ./session/examples recorder ROOM   records the room while it has members
//	go run ./session/examples roomstate ROOM  serves the state of the room as JSON, on http://127.0.0.1:8080
//	go run ./session/examples spotlight ROOM  puts the member that is talking into the big box of the layout
//	go run ./session/examples talktime ROOM   reports, when the room has ended, how long each person talked in it
//
// Each is one function, in the file with its name.
package main

import (
	"context"
	"io"
	"log"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"

	"gavel/session"
	"gavel/session/video"
)

// An example runs in the room with the name until the room or ctx ends, and writes to out.
type example func(ctx context.Context, client *session.Client, name string, out io.Writer) error

var examples = map[string]example{
	"mutebot":   mute,
	"recorder":  record,
	"roomstate": serve,
	"spotlight": follow,
	"talktime":  report,
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 || examples[os.Args[1]] == nil {
		log.Fatalf("usage: examples %s ROOM", strings.Join(slices.Sorted(maps.Keys(examples)), "|"))
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
	if err := examples[os.Args[1]](ctx, client, os.Args[2], os.Stdout); err != nil {
		log.Fatal(err)
	}
}
