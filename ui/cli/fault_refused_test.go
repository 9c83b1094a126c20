//go:build linux

package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// TestFault_P4_ConsoleTriesAgain: a console whose token the relay stops accepting stays open, and connects again on a
// key. A token that was refused twice is not sent a third time.
func TestFault_P4_ConsoleTriesAgain(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits up to 7 s for another process to connect again; skipped with -short")
	}
	relay := relayWith(t, "standup")
	file := filepath.Join(t.TempDir(), "token")
	write(t, file, canary, 0o600)
	h := onHeldTerminal(t, program(t, relay, "--token-file", file), false)
	h.until(t, "The standup")
	refuse := func(times int) {
		relay.Reject(times, localrelay.Rejection{RPCError: -32002, Message: "expired"})
		relay.Drop()
	}
	refuse(1)
	h.until(t, "auth failed")
	h.until(t, "try again")
	read := len(relay.Requests("video.members.get")) + len(relay.Requests("video.recording.list"))
	h.press(t, "L")
	awaitConnects(t, relay, 3)
	for len(relay.Requests("video.members.get"))+len(relay.Requests("video.recording.list")) == read {
		time.Sleep(time.Millisecond) // another process reads the room
	}
	refuse(5)
	awaitConnects(t, relay, 4)
	// the first key tries, the second finds the token refused twice
	for began := time.Now(); !strings.Contains(h.String(), "API token"); {
		if time.Since(began) > patience {
			t.Fatal("the console did not ask for a token")
		}
		h.press(t, "L")
		time.Sleep(700 * time.Millisecond)
	}
	h.press(t, "PTyet-another") // in one read, as pasted
	time.Sleep(500 * time.Millisecond)
	h.press(t, "\r")
	awaitConnects(t, relay, 6)
	if strings.Contains(h.String(), "yet-another") {
		t.Error("the token was shown")
	}
	time.Sleep(500 * time.Millisecond)
	if n := len(relay.Requests("signalwire.connect")); n != 6 {
		t.Errorf("%d attempts to sign in, want 6: one at first, refused, good; refused, refused again; another token", n)
	}
	since := time.Now()
	h.press(t, "q")
	h.wantRestored(t, since, exitDone)
}

// awaitConnects waits until the relay has got n attempts to sign in.
func awaitConnects(t *testing.T, relay *localrelay.Server, n int) {
	t.Helper()
	for deadline := time.Now().Add(patience); len(relay.Requests("signalwire.connect")) < n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("there were %d attempts to sign in, want %d", len(relay.Requests("signalwire.connect")), n)
		}
	}
}

// TestFault_P4_WatchEnds: a watch ends, because no user is there to try again.
func TestFault_P4_WatchEnds(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"watch", "standup"}, {"watch", "standup", "--quiet", "--stats"}} {
		relay := relayWith(t, "standup")
		cmd := program(t, relay, args...)
		var out bytes.Buffer
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		awaitRequest(t, relay, "signalwire.subscribe")
		time.Sleep(500 * time.Millisecond) // until the room is read
		relay.Reject(1, localrelay.Rejection{RPCError: -32002, Message: "expired"})
		relay.Drop()
		if code := exited(t, cmd); code != exitCredentials {
			t.Errorf("%v: exit code %d, want %d: %s", args, code, exitCredentials, out.String())
		}
		if !strings.Contains(out.String(), "refused project and token") {
			t.Errorf("%v: %q", args, out.String())
		}
	}
}
