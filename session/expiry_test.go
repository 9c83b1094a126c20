package session

import (
	"fmt"
	"testing"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/link"
	"gavel/session/internal/room"
	"gavel/session/video"
)

// TestFault_P5_TheLogWarnsOnce looks for the warning in the log.
func TestFault_P5_TheLogWarnsOnce(t *testing.T) {
	r := &RoomSession{client: &Client{link: &link.Keeper{}}, changed: make(chan struct{}, 1)}
	l := newLoop(r, room.New(video.Room{ID: fakerelay.Room}, time.Now()))
	end := time.Date(2026, 1, 1, 12, 30, 0, 0, time.UTC)
	for _, soon := range []bool{false, true, true} {
		l.link(video.Link{State: video.LinkLive, ExpiresAt: end, Expiring: soon})
	}
	var warnings []string
	for _, e := range r.Snapshot().Log {
		if e.Kind == video.EntryWarning {
			warnings = append(warnings, string(e.Note)+" "+e.Until.Format(time.TimeOnly))
		}
	}
	if want := "[expiring 12:30:00]"; fmt.Sprint(warnings) != want {
		t.Errorf("warnings %q", warnings)
	}
}
