package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/widget"
)

// verb is the effect of a key that belongs to no pane.
type verb struct {
	binding func(k *keymap.Map) key.Binding
	do      func(m *Model) tea.Cmd
	repeats bool // a held key may run it again and again
}

// on returns a verb that runs one command on the targets.
func on(b func(*keymap.Map) key.Binding, c func(ids ...video.MemberID) video.Command) verb {
	return verb{binding: b, do: func(m *Model) tea.Cmd { return m.Propose(c(m.Targets()...)) }}
}

// memberVerbs act on the marks, or the member under the cursor.
var memberVerbs = []verb{
	on(func(k *keymap.Map) key.Binding { return k.AudioMute }, video.AudioMute),
	on(func(k *keymap.Map) key.Binding { return k.AudioUnmute }, video.AudioUnmute),
	on(func(k *keymap.Map) key.Binding { return k.VideoMute }, video.VideoMute),
	on(func(k *keymap.Map) key.Binding { return k.VideoUnmute }, video.VideoUnmute),
	on(func(k *keymap.Map) key.Binding { return k.Deaf }, video.Deaf),
	on(func(k *keymap.Map) key.Binding { return k.Undeaf }, video.UndeafKeepMuted),
	on(func(k *keymap.Map) key.Binding { return k.LowerHand }, lower),
	on(func(k *keymap.Map) key.Binding { return k.RaiseHand }, raise),
	on(func(k *keymap.Map) key.Binding { return k.Demote }, video.Demote),
	on(func(k *keymap.Map) key.Binding { return k.Remove }, video.RemoveMember),
	{binding: func(k *keymap.Map) key.Binding { return k.Promote }, do: ofCommander((*commander).promote)},
	{binding: func(k *keymap.Map) key.Binding { return k.Position }, do: ofCommander((*commander).openPosition)},
	{binding: func(k *keymap.Map) key.Binding { return k.Sensitivity }, do: ofCommander((*commander).openSensitivity)},
	{binding: func(k *keymap.Map) key.Binding { return k.MemberMeta }, do: ofCommander((*commander).openMemberMeta)},
	knobVerb(func(k *keymap.Map) key.Binding { return k.InputVolumeUp }, video.ActSetInputVolume, volumeStep),
	knobVerb(func(k *keymap.Map) key.Binding { return k.InputVolumeDown }, video.ActSetInputVolume, -volumeStep),
	knobVerb(func(k *keymap.Map) key.Binding { return k.OutputVolumeUp }, video.ActSetOutputVolume, volumeStep),
	knobVerb(func(k *keymap.Map) key.Binding { return k.OutputVolumeDown }, video.ActSetOutputVolume, -volumeStep),
	{binding: func(k *keymap.Map) key.Binding { return k.CopyID }, do: ofCommander((*commander).copyTarget)},
	{binding: func(k *keymap.Map) key.Binding { return k.Give }, do: ofCommander((*commander).floorGive)},
	{binding: func(k *keymap.Map) key.Binding { return k.Answer }, do: ofCommander((*commander).floorAnswer)},
	{binding: func(k *keymap.Map) key.Binding { return k.Enqueue }, do: ofCommander((*commander).floorQueue)},
	{binding: func(k *keymap.Map) key.Binding { return k.Unqueue }, do: ofCommander((*commander).floorUnqueue)},
	{binding: func(k *keymap.Map) key.Binding { return k.MarkNone }, do: ofCommander((*commander).unmark)},
	{binding: func(k *keymap.Map) key.Binding { return k.Protect }, do: ofCommander((*commander).protect)},
}

func knobVerb(b func(*keymap.Map) key.Binding, a video.Action, by float64) verb {
	return verb{binding: b, repeats: true, do: func(m *Model) tea.Cmd { return m.commander.turn(a, by) }}
}

// roomVerbs act on the room or the console. The first ones need no room.
var roomVerbs = []verb{
	{binding: func(k *keymap.Map) key.Binding { return k.Quit }, do: (*Model).quit},
	{binding: func(k *keymap.Map) key.Binding { return k.Help }, do: ofCommander((*commander).openHelp)},
	{binding: func(k *keymap.Map) key.Binding { return k.Rooms }, do: ofLobby((*lobby).openRooms)},
	{
		binding: func(k *keymap.Map) key.Binding { return k.NeedingRoom },
		do:      func(m *Model) tea.Cmd { return m.alarms.goToNeeding() },
	},
	{binding: func(k *keymap.Map) key.Binding { return k.PrevRoom }, do: stepsRoom(-1)},
	{binding: func(k *keymap.Map) key.Binding { return k.NextRoom }, do: stepsRoom(1)},
	{binding: func(k *keymap.Map) key.Binding { return k.NewSession }, do: ofLobby((*lobby).openSuccessor)},
	{binding: func(k *keymap.Map) key.Binding { return k.Retry }, do: ofLobby((*lobby).retry)},
	{binding: func(k *keymap.Map) key.Binding { return k.WatchOnly }, do: ofCommander((*commander).toggleWatch)},
	{binding: func(k *keymap.Map) key.Binding { return k.FreeMouse }, do: (*Model).freeMouse},
	{binding: func(k *keymap.Map) key.Binding { return k.Redraw }, do: ofCommander((*commander).refresh)},
	{
		binding: func(k *keymap.Map) key.Binding { return k.Alarm },
		do:      func(m *Model) tea.Cmd { return m.alarms.openTop() },
	},
	{binding: func(k *keymap.Map) key.Binding { return k.Macros }, do: ofCommander((*commander).openMacros)},
	{binding: func(k *keymap.Map) key.Binding { return k.HandOver }, do: ofCommander((*commander).handOver)},
	{binding: func(k *keymap.Map) key.Binding { return k.Palette }, do: ofCommander((*commander).openPalette)},
	{binding: func(k *keymap.Map) key.Binding { return k.Undo }, do: ofCommander((*commander).undo)},
	{binding: func(k *keymap.Map) key.Binding { return k.Again }, do: ofCommander((*commander).again)},
	{binding: func(k *keymap.Map) key.Binding { return k.NextHand }, do: ofCommander((*commander).nextInQueue)},
	{binding: func(k *keymap.Map) key.Binding { return k.TakeBack }, do: ofCommander((*commander).floorTakeBack)},
	{binding: func(k *keymap.Map) key.Binding { return k.ToAudience }, do: settles(floor.VerbAudience)},
	{binding: func(k *keymap.Map) key.Binding { return k.LetBe }, do: settles(floor.VerbLetBe)},
	{binding: func(k *keymap.Map) key.Binding { return k.Muffle }, do: settles(floor.VerbMuffle)},
	{binding: func(k *keymap.Map) key.Binding { return k.SentAway }, do: ofCommander((*commander).openSentAway)},
	{binding: func(k *keymap.Map) key.Binding { return k.FloorNote }, do: ofCommander((*commander).floorNote)},
	{binding: func(k *keymap.Map) key.Binding { return k.FloorMenu }, do: ofCommander((*commander).openFloor)},
	{binding: func(k *keymap.Map) key.Binding { return k.NextTalker }, do: func(m *Model) tea.Cmd {
		m.screen.nextTalker()
		return nil
	}},
	{binding: func(k *keymap.Map) key.Binding { return k.Layouts }, do: opens(dialog.NewLayoutPicker)},
	{binding: func(k *keymap.Map) key.Binding { return k.Scenes }, do: ofCommander((*commander).openScenes)},
	{binding: func(k *keymap.Map) key.Binding { return k.Lock }, do: ofCommander((*commander).lock)},
	{binding: func(k *keymap.Map) key.Binding { return k.HideVideoMuted }, do: ofCommander((*commander).hideVideoMuted)},
	{binding: func(k *keymap.Map) key.Binding { return k.Record }, do: ofCommander((*commander).record)},
	{binding: func(k *keymap.Map) key.Binding { return k.Playbacks }, do: opens(dialog.NewPlaybackMenu)},
	{binding: func(k *keymap.Map) key.Binding { return k.Streams }, do: opens(dialog.NewStreamMenu)},
	{binding: func(k *keymap.Map) key.Binding { return k.RoomMeta }, do: ofCommander((*commander).openRoomMeta)},
}

// settles returns a verb about the people on the floor's banner.
func settles(verb floor.Verb) func(*Model) tea.Cmd {
	return ofCommander(func(m *commander) tea.Cmd { return m.settleBanner(verb) })
}

// opens returns a verb that opens a dialog about the room.
func opens(dialogOf func(dialog.Desk) widget.Dialog) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		if m.room == nil {
			m.Say(say.NoRoom, draw.Warn)
			return nil
		}
		m.Open(dialogOf(m))
		return nil
	}
}

// meanings returns the index of each key's verb: in roomVerbs, or after those in memberVerbs. The first verb counts.
func meanings(keys *keymap.Map) map[string]int {
	all := slices.Concat(roomVerbs, memberVerbs)
	found := make(map[string]int, 2*len(all))
	for i, v := range slices.Backward(all) {
		if b := v.binding(keys); b.Enabled() {
			for _, k := range b.Keys() {
				found[k] = i
			}
		}
	}
	return found
}

// verb returns the effect of a key.
func (m *Model) verb(k tea.KeyMsg) (verb, bool) {
	if m.meanings == nil {
		m.meanings = meanings(m.Keys())
	}
	i, known := m.meanings[k.String()]
	switch {
	case !known:
		return verb{}, false
	case i < len(roomVerbs):
		return roomVerbs[i], true
	}
	return memberVerbs[i-len(roomVerbs)], m.actsOnPeople()
}

// ofCommander and ofLobby turn a method of a part into the effect of a verb.
func ofCommander(do func(*commander) tea.Cmd) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd { return do(m.commander) }
}

func ofLobby(do func(*lobby) tea.Cmd) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd { return do(m.lobby) }
}

func stepsRoom(by int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd { return m.lobby.stepRoom(by) }
}
