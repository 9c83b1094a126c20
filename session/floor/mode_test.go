package floor_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gavel/session/floor"
)

// TestBadInputIsRefused checks that the error names the parameter, the value and what is allowed.
func TestBadInputIsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*floor.Mode)
		want   string
	}{
		"max=0":             {func(m *floor.Mode) { m.Guests = 0 }, "quiet"},
		"max=21":            {func(m *floor.Mode) { m.Guests = 21 }, "1 to 20"},
		"no such mode":      {func(m *floor.Mode) { m.Preset = "free" }, "open, queue, panel or quiet"},
		"no enforcement":    {func(m *floor.Mode) { m.Enforce = "on" }, "off, mark or hold"},
		"a turn of 1 s":     {func(m *floor.Mode) { m.Turn = time.Second }, "5s to 12h"},
		"override in panel": {func(m *floor.Mode) { m.Preset, m.Override = floor.Panel, true }, "queue"},
		"open and hold":     {func(m *floor.Mode) { m.Preset, m.Enforce = floor.Open, floor.Hold }, "off"},
	} {
		m := floor.Queue.Mode()
		tc.change(&m)
		s := newStage(t, 2, floor.Config{})
		err := s.e.Begin(s.clock(), m, true)
		var bad *floor.ArgumentError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := newStage(t, 2, floor.Config{})
	s.begin(floor.Queue)
	if err := s.e.Begin(s.clock(), floor.Queue.Mode(), true); !errors.Is(err, floor.ErrAlready) {
		t.Errorf("a mode that is on: %v", err)
	}
}
