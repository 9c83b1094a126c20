package ui

import (
	"errors"
	"fmt"
	"testing"

	"gavel/session/video"
)

// fallenRoom is a room that has ended because its goroutine panicked.
type fallenRoom struct{ *fakeRoom }

func (fallenRoom) Err() error { return fmt.Errorf("the room's goroutine: %w", video.ErrInternal) }

func TestFault_T7_ARoomThatFellEndsTheConsole(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 80, 24)
	room := fallenRoom{s.room}
	s.m.room = room
	s.m.Update(changedMsg{room: room, over: true})
	if !errors.Is(s.m.fatal, video.ErrInternal) {
		t.Errorf("the console continues with %v", s.m.fatal)
	}
}
