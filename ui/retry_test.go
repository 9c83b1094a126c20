package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
)

// While gavel asks for a token, the footer names no keys that are letters, and the prompt shows the reason.
func TestTokenPromptNamesItsOwnKeys(t *testing.T) {
	s := newScreen(t, 80, 24)
	why := &video.StateError{Reason: "the relay has refused this token twice", Err: video.ErrCredentials}
	s.m.o.Retry = func(context.Context, video.Secret) error { return fmt.Errorf("type another, or renew FILE: %w", why) }
	s.change(func(c *video.Snapshot) {
		c.Link = video.Link{State: video.LinkRefused, Err: video.ErrCredentials}
	})
	s.press("L")
	s.pass(5 * time.Second)
	s.wantText("API token")
	s.wantText("renew FILE")
	if strings.Contains(s.footer(), "q quit") {
		t.Errorf("the footer says %q", s.footer())
	}
	s.press("esc")
	s.wantFooter("q quit")
}
