package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/widget"
)

// verb is what a key does that belongs to no pane.
type verb struct {
	binding func(m *Model) key.Binding
	do      func(m *Model) tea.Cmd
	repeats bool // a held key may run it again and again
}

// on makes a verb that issues one command on the targets.
func on(b func(*Model) key.Binding, c func(ids ...video.MemberID) video.Command) verb {
	return verb{binding: b, do: func(m *Model) tea.Cmd { return m.Propose(c(m.Targets()...)) }}
}

// memberVerbs act on the marks, or the member under the cursor.
var memberVerbs = []verb{
	on(func(m *Model) key.Binding { return m.o.Keys.AudioMute }, video.AudioMute),
	on(func(m *Model) key.Binding { return m.o.Keys.AudioUnmute }, video.AudioUnmute),
	on(func(m *Model) key.Binding { return m.o.Keys.VideoMute }, video.VideoMute),
	on(func(m *Model) key.Binding { return m.o.Keys.VideoUnmute }, video.VideoUnmute),
	on(func(m *Model) key.Binding { return m.o.Keys.Deaf }, video.Deaf),
	on(func(m *Model) key.Binding { return m.o.Keys.Undeaf }, video.UndeafKeepMuted),
	on(func(m *Model) key.Binding { return m.o.Keys.LowerHand }, lower),
	on(func(m *Model) key.Binding { return m.o.Keys.RaiseHand }, raise),
	on(func(m *Model) key.Binding { return m.o.Keys.Demote }, video.Demote),
	on(func(m *Model) key.Binding { return m.o.Keys.Remove }, video.RemoveMember),
	{binding: func(m *Model) key.Binding { return m.o.Keys.Promote }, do: (*Model).promote},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Position }, do: (*Model).openPosition},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Sensitivity }, do: (*Model).openSensitivity},
	{binding: func(m *Model) key.Binding { return m.o.Keys.MemberMeta }, do: (*Model).openMemberMeta},
	knobVerb(func(m *Model) key.Binding { return m.o.Keys.InputVolumeUp }, video.ActSetInputVolume, volumeStep),
	knobVerb(func(m *Model) key.Binding { return m.o.Keys.InputVolumeDown }, video.ActSetInputVolume, -volumeStep),
	knobVerb(func(m *Model) key.Binding { return m.o.Keys.OutputVolumeUp }, video.ActSetOutputVolume, volumeStep),
	knobVerb(func(m *Model) key.Binding { return m.o.Keys.OutputVolumeDown }, video.ActSetOutputVolume, -volumeStep),
	{binding: func(m *Model) key.Binding { return m.o.Keys.CopyID }, do: (*Model).copyTarget},
	{binding: func(m *Model) key.Binding { return m.o.Keys.MarkNone }, do: (*Model).unmark},
}

func knobVerb(b func(*Model) key.Binding, a video.Action, by float64) verb {
	return verb{binding: b, repeats: true, do: func(m *Model) tea.Cmd { return m.turn(a, by) }}
}

// roomVerbs act on the room or the console. The first ones need no room.
var roomVerbs = []verb{
	{binding: func(m *Model) key.Binding { return m.o.Keys.Quit }, do: (*Model).quit},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Help }, do: (*Model).openHelp},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Rooms }, do: (*Model).openRooms},
	{binding: func(m *Model) key.Binding { return m.o.Keys.PrevRoom }, do: func(m *Model) tea.Cmd { return m.stepRoom(-1) }},
	{binding: func(m *Model) key.Binding { return m.o.Keys.NextRoom }, do: func(m *Model) tea.Cmd { return m.stepRoom(1) }},
	{binding: func(m *Model) key.Binding { return m.o.Keys.NewSession }, do: (*Model).openSuccessor},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Retry }, do: (*Model).retry},
	{binding: func(m *Model) key.Binding { return m.o.Keys.WatchOnly }, do: (*Model).toggleWatch},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Redraw }, do: (*Model).refresh},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Palette }, do: (*Model).openPalette},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Undo }, do: (*Model).undo},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Again }, do: (*Model).again},
	{binding: func(m *Model) key.Binding { return m.o.Keys.NextHand }, do: (*Model).nextHand},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Layouts }, do: opens(dialog.NewLayoutPicker)},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Lock }, do: (*Model).lock},
	{binding: func(m *Model) key.Binding { return m.o.Keys.HideVideoMuted }, do: (*Model).hideVideoMuted},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Record }, do: (*Model).record},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Playbacks }, do: opens(dialog.NewPlaybackMenu)},
	{binding: func(m *Model) key.Binding { return m.o.Keys.Streams }, do: opens(dialog.NewStreamMenu)},
	{binding: func(m *Model) key.Binding { return m.o.Keys.RoomMeta }, do: (*Model).openRoomMeta},
}

// opens makes a verb that opens a dialog about the room.
func opens(make func(dialog.Desk) widget.Dialog) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		if m.room == nil {
			m.Say("no room is open", draw.Warn)
			return nil
		}
		m.Open(make(m))
		return nil
	}
}

// verb finds what a key does.
func (m *Model) verb(k tea.KeyMsg) (verb, bool) {
	for _, v := range roomVerbs {
		if key.Matches(k, v.binding(m)) {
			return v, true
		}
	}
	if !m.actsOnPeople() {
		return verb{}, false
	}
	for _, v := range memberVerbs {
		if key.Matches(k, v.binding(m)) {
			return v, true
		}
	}
	return verb{}, false
}
