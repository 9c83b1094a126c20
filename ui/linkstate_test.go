package ui

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/uitest"
)

// TestHeaderShowsQuickLinkNowhere: nothing on the screen changes with the round trip of a quick link.
func TestHeaderShowsQuickLinkNowhere(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.wantNoText("live")
	before := s.m.View()
	s.change(func(c *video.Snapshot) { c.Link.RTT = 71 * time.Millisecond })
	if s.m.View() != before {
		t.Error("the screen changes with the round trip")
	}
}

// TestHeaderShowsFaultyLink: the header shows at every width that the link is slow or not live.
func TestHeaderShowsFaultyLink(t *testing.T) {
	lost := uitest.Epoch.Add(-time.Minute)
	expired := &video.DialError{
		Step: video.StepTLS, Host: "relay.example.com", Reason: "the certificate has expired or is not valid yet",
		Final: true,
		Err:   x509.CertificateInvalidError{Reason: x509.Expired},
	}
	for _, test := range []struct {
		want, narrow string // narrow: if there is no room for want
		link         video.Link
		stale, ended bool
	}{
		{want: "slow 640 ms", link: video.Link{State: video.LinkLive, Heard: uitest.Epoch, RTT: 640 * time.Millisecond}},
		{want: "late 9s", link: video.Link{State: video.LinkLive, Heard: uitest.Epoch.Add(-9 * time.Second)}},
		{
			want: "reconnecting (try 3, next in 7s)", narrow: "retry 3, 7s",
			link: video.Link{State: video.LinkWaiting, Attempt: 3, RetryAt: uitest.Epoch.Add(7 * time.Second)}, stale: true,
		},
		{
			want: "stale since " + lost.Format(time.TimeOnly),
			link: video.Link{State: video.LinkLive, Since: lost, Heard: uitest.Epoch}, stale: true,
		},
		{want: "auth failed", link: video.Link{State: video.LinkRefused, Err: video.ErrCredentials}, stale: true},
		{
			want: "certificate refused: expired", narrow: "certificate refused ",
			link: video.Link{State: video.LinkRefused, Err: expired}, stale: true,
		},
		{want: "ended", link: video.Link{State: video.LinkLive, Heard: uitest.Epoch}, ended: true},
	} {
		for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 36}, {200, 60}} {
			s := newScreen(t, size[0], size[1])
			s.change(func(c *video.Snapshot) { c.Link, c.Stale, c.Room.Ended = test.link, test.stale, test.ended })
			head := s.lines()[0]
			if !strings.Contains(head, test.want) &&
				(test.narrow == "" || size[0] > 60 || !strings.Contains(head, test.narrow)) {
				t.Errorf("%v: the header is %q, want %q", size, head, test.want)
			}
			rec := "REC 12:41 "
			if test.stale { // may have ended
				rec = "REC ? "
			}
			if !strings.Contains(head+" ", rec) {
				t.Errorf("%v: the header is %q, and lacks %q", size, head, rec)
			}
		}
	}
}

func TestFault_P5_ExpiryIsInTheHeader(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 36}, {200, 60}} {
		s := newScreen(t, size[0], size[1])
		s.wantNoText("ends ")
		s.change(func(c *video.Snapshot) { c.Link.Expiring, c.Link.ExpiresAt = true, uitest.Epoch.Add(2*time.Minute) })
		ends := "ends " + uitest.Epoch.Add(2*time.Minute).Local().Format(time.TimeOnly)
		if head := s.lines()[0]; !strings.Contains(head, ends) {
			t.Errorf("%v: the header is %q", size, head)
		}
	}
}

// TestFault_P4_RetryKey: the footer shows why the connection is refused and the key that tries again. The key works.
func TestFault_P4_RetryKey(t *testing.T) {
	tries := 0
	var fails error
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 36}, {200, 60}} {
		s := newScreen(t, size[0], size[1])
		s.m.o.Retry = func(context.Context, video.Secret) error { tries++; return fails }
		s.press("L")
		s.wantFooter("Nothing was refused.")
		s.change(func(c *video.Snapshot) {
			c.Stale, c.Link = true, video.Link{State: video.LinkRefused, Err: &video.DialError{
				Step: video.StepSignIn, Host: "relay.example.com", Reason: "refused with code -32002: expired",
				Err: video.ErrCredentials,
			}}
		})
		s.pass(5 * time.Second)
		s.wantText("auth failed")
		s.wantFooter("L try again")
		if s.wantFooter("refused with code"); size[0] >= 120 {
			s.wantFooter("relay.example.com")
		}
		s.press("m")
		s.wantCommands(0)
		before := tries
		s.press("L")
		if tries != before+1 {
			t.Errorf("%v: %d tries", size, tries-before)
		}
	}
	s := newScreen(t, 120, 36)
	fails = errors.New("the token file is gone")
	s.m.o.Retry = func(context.Context, video.Secret) error { return fails }
	s.change(func(c *video.Snapshot) {
		c.Link = video.Link{State: video.LinkRefused, Err: video.ErrCredentials}
	})
	s.press("L")
	s.wantFooter("The token file is gone.")
}

// TestFault_P4_TokenIsAskedFor: if the stored token was refused for good, another one can be typed without being shown.
func TestFault_P4_TokenIsAskedFor(t *testing.T) {
	const token = "PTanother-token-of-it"
	var tried []video.Secret
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 36}, {200, 60}} {
		s := newScreen(t, size[0], size[1])
		s.m.o.Retry = func(_ context.Context, with video.Secret) error {
			if tried = append(tried, with); with == "" {
				return fmt.Errorf("the relay has refused this token twice: %w", video.ErrCredentials)
			}
			return nil
		}
		s.change(func(c *video.Snapshot) {
			c.Link = video.Link{State: video.LinkRefused, Err: video.ErrCredentials}
		})
		s.press("L")
		s.wantText("API token")
		s.wantText("The relay has refused this token twice")
		s.press("enter")
		s.wantText("Nothing was typed")
		s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(token), Paste: true})
		s.wantNoText("PTanother")
		s.wantText("*****")
		tried = nil
		s.press("enter")
		s.wantNoText("API token")
		if len(tried) != 1 || string(tried[0]) != token {
			t.Errorf("%v: tried with %d tokens", size, len(tried))
		}
	}
}

// TestFault_P28_NewSessionIsOffered: if a room continues in a new session, the screen shows it and names the key to
// open it.
func TestFault_P28_NewSessionIsOffered(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 36}, {200, 60}} {
		s := newScreen(t, size[0], size[1])
		rooms := &fakeRooms{rooms: map[string]*fakeRoom{}}
		next := uitest.SmallRoom()
		next.Room.ID = "rs-2"
		rooms.rooms["rs-2"] = newFakeRoom(next)
		s.m.o.Rooms = rooms
		s.press("J")
		s.wantFooter("There is no newer session")
		s.change(func(c *video.Snapshot) { c.Room.Ended = true })
		s.wantText("The room has ended.")
		s.press("J")
		s.wantFooter("no new session yet")
		s.change(func(c *video.Snapshot) { c.Successor = &next.Room })
		s.wantText("A new session of the room has started.")
		s.wantText("J goes there")
		s.press("J")
		if s.m.snap.Room.ID != "rs-2" {
			t.Fatalf("%v: the room is %q", size, s.m.snap.Room.ID)
		}
		s.wantText("A new session of this room has started.")
	}
}
