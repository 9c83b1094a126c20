package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// play runs an example in an empty room of the local relay, on a clock that takes no time. It plays the script, ends the
// room and returns the output.
func play(t *testing.T, program example, script string) string {
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
