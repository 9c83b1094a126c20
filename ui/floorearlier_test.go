package ui

import (
	"errors"
	"os"
	"testing"
	"testing/synctest"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/host"
)

// TestForgettingAFloorBlocksNoKey forgets the floor of an earlier run. The disk has its time beside the keys.
func TestForgettingAFloorBlocksNoKey(t *testing.T) {
	dir := t.TempDir()
	files := func() int {
		t.Helper()
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	screen := func(t *testing.T) *floorScreen {
		return newHostedScreen(t.Context(), t, host.Config{StateDir: dir}, "Ann")
	}
	synctest.Test(t, func(t *testing.T) { screen(t).press("! Q") })
	synctest.Test(t, func(t *testing.T) {
		s := screen(t)
		s.press("!")
		_, cmd := s.m.Update(read(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("f")}))
		if files() != 1 {
			t.Error("the key has waited for the disk")
		}
		s.background(cmd)
		s.hear()
		if files() != 0 || s.m.Floor().InUse() {
			t.Errorf("%d files; the floor is in use: %v", files(), s.m.Floor().InUse())
		}
	})
}

// The reason why a floor of an earlier run was not resumed or forgotten is on the screen.
func TestFailedForgettingOfAFloorIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newHostedScreen(t.Context(), t, host.Config{StateDir: t.TempDir()}, "Ann")
		s.m.Update(earlierMsg{errors.New("remove the floor: the disk is gone")})
		s.shows("the disk is gone")
	})
}
