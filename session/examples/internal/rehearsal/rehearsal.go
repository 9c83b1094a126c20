// Package rehearsal runs the example programs in tests: against the local relay, in a room that is played by a script,
// and on a clock that takes no time.
package rehearsal

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// Program is the main function of an example. It runs in the room with the name until the room or ctx ends, and writes
// to out.
type Program func(ctx context.Context, client *session.Client, room string, out io.Writer) error

// Play runs a program in an empty room, plays the script and ends the room. It returns the output of the program.
func Play(t *testing.T, program Program, script string) string {
	t.Helper()
	var out strings.Builder
	synctest.Test(t, func(t *testing.T) {
		relay, err := localrelay.StartPipe(localrelay.Options{Members: -1, Audience: -1, Seed: 1, Quiet: true})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = relay.Close() }()
		client, err := session.Dial(t.Context(), session.Config{
			URL: relay.URL(), NetDial: relay.Dial, Project: relay.Project(), Token: video.Secret(relay.Token()),
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		room := relay.Rooms()[0]
		ended := make(chan error)
		go func() { ended <- program(t.Context(), client, room.Name, &out) }()
		time.Sleep(time.Second)
		director.Play(t, relay, script)
		time.Sleep(time.Second)
		if err := relay.EndRoom(room.RoomSessionID); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return out.String()
}
