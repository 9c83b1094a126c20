package session_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/video"
)

// The soak measures memory in a process with nothing but a client, because the relay's ledger grows during the run.

// The environment variables that hold the address of the relay for the client of a soak.
const (
	soakURL     = "GAVEL_SOAK_URL"
	soakProject = "GAVEL_SOAK_PROJECT"
	soakToken   = "GAVEL_SOAK_TOKEN"
	soakRoom    = "GAVEL_SOAK_ROOM"
)

// soakSample is how often the client measures its memory.
const soakSample = 5 * time.Second

// TestSoakClient is the other process. It follows the room, mutes a member from time to time, and prints its memory.
func TestSoakClient(t *testing.T) {
	url := os.Getenv(soakURL)
	if url == "" {
		t.Skip("is started by TestSoak in a process of its own")
	}
	cfg := session.Config{URL: url, Project: os.Getenv(soakProject), Token: video.Secret(os.Getenv(soakToken))}
	c, err := session.Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	room, err := session.Join(t.Context(), c, os.Getenv(soakRoom))
	if err != nil {
		t.Fatal(err)
	}
	began, next := time.Now(), time.Now()
	every := min(soakSample, *soakFor/10)
	for n := 0; ; n++ {
		<-room.Changed()
		s := room.Snapshot()
		if s.Link.State == video.LinkClosed || len(s.Members) == 0 {
			return
		}
		if time.Now().Before(next) {
			continue
		}
		next = time.Now().Add(every)
		m := s.Members[n%len(s.Members)]
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		_, _ = room.Do(ctx, video.AudioMute(m.ID)) // any outcome is fine
		_, _ = room.Undo(ctx)
		cancel()
		fmt.Printf("soak %d %f %f\n", time.Since(began).Milliseconds(), residentMB(t), liveMB())
	}
}

// startClient starts the other process and reads its samples until it ends.
func (k *soak) startClient() {
	k.t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestSoakClient$", "-test.timeout", "0", "-soak", soakFor.String())
	cmd.Env = append(os.Environ(), soakURL+"="+k.relay.URL(), soakProject+"="+k.relay.Project(),
		soakToken+"="+k.relay.Token(), soakRoom+"="+k.room.ID())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	k.child, k.read = cmd, make(chan struct{})
	began := make(chan struct{})
	go func() {
		defer close(k.read)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var ms int64
			var p sample
			if _, err := fmt.Sscanf(lines.Text(), "soak %d %f %f", &ms, &p.mb, &p.live); err == nil {
				p.at = time.Duration(ms) * time.Millisecond
				if k.samples = append(k.samples, p); len(k.samples) == 1 {
					close(began)
				}
			}
		}
	}()
	select { // it joins the room before anything is broken
	case <-began:
	case <-k.read:
		k.t.Fatal("the client of the other process has ended")
	}
}

// endClient ends the other process. The samples may be read afterwards.
func (k *soak) endClient() {
	_ = k.child.Process.Kill()
	<-k.read
	_ = k.child.Wait()
}
