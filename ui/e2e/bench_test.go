package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session"
	"gavel/session/host"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui"
	"gavel/ui/term"
)

// BenchmarkKeyToWire measures the time from a key press, through the console and the session, until the relay has read
// the request: in a silent room, and in one with 5,000 events per second.
func BenchmarkKeyToWire(b *testing.B) {
	for _, rate := range []int{0, 5000} {
		b.Run(fmt.Sprintf("events=%d", rate), func(b *testing.B) { keyToWire(b, rate) })
	}
}

func keyToWire(b *testing.B, rate int) {
	o := localrelay.Options{Seed: 1, Quiet: true, Members: 1000}
	read := make(chan struct{}, 1)
	o.OnRequest = func(q localrelay.Request) localrelay.Verdict {
		if q.Method == "video.member.audio_mute" || q.Method == "video.member.audio_unmute" {
			read <- struct{}{}
		}
		return localrelay.Verdict{}
	}
	relay, err := localrelay.Start(o)
	if err != nil {
		b.Fatal(err)
	}
	defer relay.Close()
	room := joinFirst(b, relay)
	go talkative(b.Context(), relay, room, rate)
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		b.Fatal(err)
	}
	// The console's clock runs fast, because the console ignores the same command within a second.
	var ahead atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	h, err := host.New(room, nil, host.Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Close()
	m := ui.New(b.Context(), ui.Options{Room: ui.HostedRoom(h, room), Keys: keymap.Default(), Theme: th, Now: now})
	console := tea.NewProgram(m,
		tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithoutRenderer())
	ended := make(chan error, 1)
	go func() { _, err := console.Run(); ended <- err }()
	console.Send(tea.WindowSizeMsg{Width: 120, Height: 36})
	who := room.Snapshot().Members[0].ID
	for b.Loop() {
		b.StopTimer()
		key := "m"
		if room.Snapshot().Member(who).AudioMuted {
			key = "M"
		}
		ahead.Add(int64(2 * time.Second))
		time.Sleep(2 * pause)
		b.StartTimer()
		console.Send(term.Input{At: now(), Msgs: []tea.Msg{tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(key)}}})
		select {
		case <-read:
		case <-time.After(3 * time.Second):
			b.Fatal("the key caused no request")
		}
		b.StopTimer()
		for muted := key == "m"; room.Snapshot().Member(who).AudioMuted != muted; {
			time.Sleep(time.Millisecond)
		}
		b.StartTimer()
	}
	console.Kill()
	if err := <-ended; !errors.Is(err, tea.ErrProgramKilled) {
		b.Error(err)
	}
}

// pause is longer than the interval of snapshots, of frames, and of the repeats of a held key.
const pause = 60 * time.Millisecond

// talkative makes people start and stop talking at the rate, in batches of a millisecond, until ctx is done.
func talkative(ctx context.Context, relay *localrelay.Server, room *session.RoomSession, rate int) {
	members := room.Snapshot().Members
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for n := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for range rate / 1000 {
			n++
			_ = relay.SetTalking(room.ID(), string(members[n%len(members)].ID), n/len(members)%2 == 0)
		}
	}
}

func joinFirst(b *testing.B, relay *localrelay.Server) *session.RoomSession {
	b.Helper()
	client, err := session.Dial(b.Context(), session.Config{
		URL: relay.URL(), Project: relay.Project(), Token: video.Secret(relay.Token()),
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = client.Close() })
	room, err := session.Join(context.Background(), client, relay.Rooms()[0].Name)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = room.Close() })
	return room
}
