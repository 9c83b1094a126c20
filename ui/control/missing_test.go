package control

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// TestUnknownRoomsAreNotAskedForAgain polls a room that is not in progress, and then starts it.
func TestUnknownRoomsAreNotAskedForAgain(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, relay *localrelay.Server, l *pipes) {
		client := http.Client{Transport: &http.Transport{
			DisableKeepAlives: true,
			DialContext: func(context.Context, string, string) (net.Conn, error) {
				ours, theirs := net.Pipe()
				l.conns <- theirs
				return ours, nil
			},
		}}
		ask := func() int {
			res, err := client.Get("http://x/v1/rooms/later")
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			return res.StatusCode
		}
		before := len(relay.Ledger())
		for range 20 {
			if code := ask(); code != http.StatusNotFound {
				t.Errorf("answers %d", code)
			}
		}
		if sent := len(relay.Ledger()) - before; sent > 3 {
			t.Errorf("%d requests to the service", sent)
		}
		if _, err := relay.StartRoom(localrelay.RoomSpec{Name: "later", Members: 1}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(missedFor)
		if code := ask(); code != http.StatusOK {
			t.Errorf("the room has started, and the port answers %d", code)
		}
	})
}
