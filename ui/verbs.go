package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/widget"
)

// verb is the effect of a key that belongs to no pane.
type verb struct {
	key     string // its name in the key map
	do      func(m *Model) tea.Cmd
	works   func(m *commander) bool // whether it has an effect now, for the footer; nil: always
	repeats bool                    // a held key may run it again and again
}

// on returns a verb that runs one command on the targets. It has an effect unless the target is as the command asks.
func on(key string, c func(ids ...video.MemberID) video.Command) verb {
	probe := c()
	return verb{
		key: key, do: func(m *Model) tea.Cmd { return m.Propose(c(m.Targets()...)) },
		works: onMember(func(m *commander, who *video.Member) bool { return probe.EffectOn(who, m.snap) != video.Holds }),
	}
}

// memberVerbs act on the marks, or the member under the cursor.
var memberVerbs = []verb{
	on("audio-mute", video.AudioMute),
	on("audio-unmute", video.AudioUnmute),
	on("video-mute", video.VideoMute),
	on("video-unmute", video.VideoUnmute),
	on("deaf", video.Deaf),
	on("undeaf", video.UndeafKeepMuted),
	on("lower-hand", lower),
	on("raise-hand", raise),
	on("demote", video.Demote),
	on("remove", video.RemoveMember),
	{
		key: "promote", do: ofCommander((*commander).promote),
		works: onMember(func(_ *commander, who *video.Member) bool { return who.Type == video.TypeAudience }),
	},
	{
		key: "position", do: ofCommander((*commander).openPosition),
		works: onMember(func(_ *commander, who *video.Member) bool { return who.Type != video.TypeAudience }),
	},
	{key: "sensitivity", do: ofCommander((*commander).openSensitivity)},
	{
		key: "member-meta", do: ofCommander((*commander).openMemberMeta),
		works: onMember(func(*commander, *video.Member) bool { return true }),
	},
	knobVerb("input-volume-up", video.ActSetInputVolume, volumeStep),
	knobVerb("input-volume-down", video.ActSetInputVolume, -volumeStep),
	knobVerb("output-volume-up", video.ActSetOutputVolume, volumeStep),
	knobVerb("output-volume-down", video.ActSetOutputVolume, -volumeStep),
	{
		key: "copy-id", do: ofCommander((*commander).copyTarget),
		works: func(m *commander) bool { return m.target() != nil || m.focus == arrange.SlotLog && len(m.snap.Log) > 0 },
	},
	{key: "give", do: ofCommander((*commander).floorGive)},
	{key: "answer", do: ofCommander((*commander).floorAnswer)},
	{key: "enqueue", do: ofCommander((*commander).floorQueue)},
	{key: "unqueue", do: ofCommander((*commander).floorUnqueue)},
	{key: "mark-none", do: ofCommander((*commander).unmark)},
	{key: "protect", do: ofCommander((*commander).protect)},
}

func knobVerb(key string, a video.Action, by float64) verb {
	return verb{key: key, repeats: true, do: func(m *Model) tea.Cmd { return m.commander.turn(a, by) }}
}

// roomVerbs act on the room or the console. The first ones need no room.
var roomVerbs = []verb{
	{
		key: "quit", do: (*Model).quit,
		works: func(m *commander) bool { return !m.asOf.IsZero() || m.room == nil },
	},
	{key: "help", do: ofCommander((*commander).openHelp)},
	{
		key: "rooms", do: ofLobby((*lobby).openRooms),
		works: func(m *commander) bool { return m.o.Rooms != nil },
	},
	{key: "needing-room", do: func(m *Model) tea.Cmd { return m.alarms.goToNeeding() }},
	{key: "prev-room", do: stepsRoom(-1)},
	{key: "next-room", do: stepsRoom(1)},
	{
		key: "new-session", do: ofLobby((*lobby).openSuccessor),
		works: func(m *commander) bool { return m.snap.Successor != nil },
	},
	{
		key: "retry", do: ofLobby((*lobby).retry),
		works: func(m *commander) bool { return m.refused() },
	},
	{key: "watch-only", do: ofCommander((*commander).toggleWatch)},
	{key: "free-mouse", do: (*Model).freeMouse},
	{key: "redraw", do: ofCommander((*commander).refresh)},
	{key: "alarm", do: func(m *Model) tea.Cmd { return m.alarms.openTop() }},
	{key: "macros", do: ofCommander((*commander).openMacros)},
	{key: "hand-over", do: ofCommander((*commander).handOver)},
	{
		key: "palette", do: ofCommander((*commander).openPalette),
		works: func(m *commander) bool { return m.asOf.IsZero() && m.room != nil },
	},
	{
		key: "undo", do: ofCommander((*commander).undo),
		works: func(m *commander) bool { return m.snap.Undo != nil },
	},
	{key: "again", do: ofCommander((*commander).again)},
	{
		key: "next-hand", do: ofCommander((*commander).nextInQueue),
		works: func(m *commander) bool { return m.Roster().Tally.Hands > 0 || m.queued() },
	},
	{key: "take-back", do: ofCommander((*commander).floorTakeBack)},
	{key: "to-audience", do: decides(floor.VerbAudience)},
	{key: "let-be", do: decides(floor.VerbLetBe)},
	{key: "muffle", do: decides(floor.VerbMuffle)},
	{key: "sent-away", do: ofCommander((*commander).openSentAway)},
	{key: "floor-note", do: ofCommander((*commander).floorNote)},
	{key: "floor-menu", do: ofCommander((*commander).openFloor)},
	{
		key: "next-talker", do: func(m *Model) tea.Cmd {
			m.screen.nextTalker()
			return nil
		},
		works: func(m *commander) bool { return m.Roster().Air.Count > 0 },
	},
	{key: "layouts", do: opens(dialog.NewLayoutPicker)},
	{key: "scenes", do: ofCommander((*commander).openScenes)},
	{key: "lock", do: ofCommander((*commander).lock)},
	{key: "hide-video-muted", do: ofCommander((*commander).hideVideoMuted)},
	{key: "record", do: ofCommander((*commander).record)},
	{key: "playbacks", do: opens(dialog.NewPlaybackMenu)},
	{key: "streams", do: opens(dialog.NewStreamMenu)},
	{key: "room-meta", do: ofCommander((*commander).openRoomMeta)},
}

// decides returns a verb about the people on the floor's banner.
func decides(verb floor.Verb) func(*Model) tea.Cmd {
	return ofCommander(func(m *commander) tea.Cmd { return m.decideBanner(verb) })
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
		if k, ok := keys.Named(v.key); ok && k.Binding.Enabled() {
			for _, pressed := range k.Binding.Keys() {
				found[pressed] = i
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

// conditionOf returns the condition under which a key has an effect; nil if it always has one.
func conditionOf(name string) func(*commander) bool {
	for _, v := range slices.Concat(roomVerbs, memberVerbs) {
		if v.key == name {
			return v.works
		}
	}
	return conditions[name]
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

// freeMouse releases the mouse to the terminal, which selects text with it, or claims it again.
func (m *Model) freeMouse() tea.Cmd {
	m.freed = !m.freed
	if m.glass != nil {
		m.glass.Mouse(!m.freed)
	}
	if m.freed {
		m.Say("The mouse selects text now. "+m.Keys().FreeMouse.Help().Key+" takes it back.", draw.Info)
	} else {
		m.Say("Clicks and the wheel work here again.", draw.Info)
	}
	return nil
}
