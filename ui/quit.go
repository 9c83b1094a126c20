package ui

import (
	"maps"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/dialog"
	"gavel/ui/say"
)

// quit ends the program. It asks first if anything that this console started, in any room, would continue without it or
// be cut short.
func (m *Model) quit() tea.Cmd {
	runs, ends := ownRuns(m.Snapshot()), m.commander.ownBulks()
	if f := m.Floor(); f != nil && endsHere(f) {
		ends = append(ends, say.OwnFloor(f.Mode.Preset))
	}
	for _, id := range slices.Sorted(maps.Keys(m.lobby.opened)) {
		room := m.lobby.opened[id]
		s := room.Snapshot()
		if s.Room.ID == m.Snapshot().Room.ID || s.Room.Ended {
			continue
		}
		there := " in " + say.Quote(s.Room.Title())
		for _, run := range ownRuns(s) {
			runs = append(runs, run+there)
		}
		if h := room.Floor(); h != nil {
			if f := h.State().Floor; endsHere(&f) {
				ends = append(ends, say.OwnFloor(f.Mode.Preset)+","+there)
			}
		}
	}
	if len(runs)+len(ends) == 0 || m.o.Player != nil {
		return tea.Quit
	}
	m.Open(dialog.NewQuestion(m, runs, ends))
	return nil
}

// endsHere reports whether enforcement of a floor would end with this console, because no other console enforces it.
func endsHere(f *floor.View) bool {
	elsewhere := f.Shared && !f.Mine && f.Holder != ""
	return f.Mode.Preset != floor.Open && f.Mode.Preset != "" && !elsewhere
}

// ownRuns names the recordings and streams that this console started in a room and that would continue after it quits.
func ownRuns(s *video.Snapshot) (runs []string) {
	if slices.ContainsFunc(s.Recordings, func(r *video.Recording) bool { return r.Mine && !r.HasEnded() }) {
		runs = append(runs, say.OwnRecording)
	}
	if slices.ContainsFunc(s.Streams, func(s *video.Stream) bool { return s.Mine && !s.HasEnded() }) {
		runs = append(runs, say.OwnStream)
	}
	return runs
}
