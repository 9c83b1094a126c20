package keymap

import "iter"

// sections returns the whole table, with pointers into m, in the order of the help.
func (m *Map) sections() []section {
	return []section{
		{"Move", m.moving()},
		{"Choose", m.choosing()},
		{"People", m.people()},
		{"Sound and hands", m.sound()},
		{"Room", m.room()},
		{"Recordings, playbacks and streams", m.media()},
		{"Panes", m.panes()},
		{"Console", m.console()},
		{"Dialogs", m.dialogs()},
		{"Typing", m.typing()},
	}
}

// rows goes through the whole table.
func (m *Map) rows() iter.Seq[row] {
	return func(yield func(row) bool) {
		for _, s := range m.sections() {
			for _, r := range s.rows {
				if !yield(r) {
					return
				}
			}
		}
	}
}

func (m *Map) moving() []row {
	lists := paneSet | of(Dialog, Confirm)
	return []row{
		{&m.Down, "down", lists, "j down", "down", "next row"},
		{&m.Up, "up", lists, "k up", "up", "previous row"},
		{&m.Top, "top", lists, "g home", "top", "first row"},
		{&m.Bottom, "bottom", lists, "G end", "bottom", "last row"},
		{&m.HalfDown, "half-down", lists, "ctrl+d", "half down", "half a page down"},
		{&m.HalfUp, "half-up", lists, "ctrl+u", "half up", "half a page up"},
		{&m.PageDown, "page-down", lists, "pgdown", "page down", "a page down"},
		{&m.PageUp, "page-up", lists, "pgup", "page up", "a page up"},
		{&m.Left, "left", of(Stage), "left", "left", "the box to the left"},
		{&m.Right, "right", of(Stage), "right", "right", "the box to the right"},
	}
}

func (m *Map) choosing() []row {
	lists := of(Members, Hands)
	return []row{
		{&m.Filter, "filter", paneSet, "/", "filter", "show only what matches"},
		{
			&m.QuickFilter, "quick-filter", of(Members), "f", "show",
			"next quick filter: all, talking, open mic, hand, muted, new",
		},
		{&m.Mark, "mark", lists | of(Stage), "space", "mark", "mark and go to the next"},
		{&m.MarkRange, "mark-range", lists, "v", "mark range", "begin or end a range of marks"},
		{&m.MarkAll, "mark-all", lists, "a", "mark all", "mark all that are shown"},
		{&m.MarkNone, "mark-none", peopleSet, "U", "unmark", "remove all marks"},
		{&m.Sort, "sort", of(Members), "s", "sort", "choose the order"},
		{&m.SortReverse, "sort-reverse", of(Members), "S", "reverse", "reverse the order"},
		{&m.Freeze, "freeze", of(Members), "Z", "freeze", "freeze the order, or let it move again"},
		{&m.Detail, "detail", peopleSet&^of(Stage) | of(Log), "i enter", "detail", "everything known, or back"},
		{&m.StageDetail, "stage-detail", of(Stage), "i", "detail", "on the stage: everything known, or back"},
		{&m.Place, "place", of(Stage), "enter", "place", "on the stage: place in the chosen box"},
		{&m.CopyID, "copy-id", peopleSet | of(Media, Log), "y", "copy id", "copy the id to the clipboard"},
	}
}

func (m *Map) people() []row {
	return []row{
		{&m.AudioMute, "audio-mute", peopleSet, "m", "mute", "mute the microphone"},
		{&m.AudioUnmute, "audio-unmute", peopleSet, "M", "unmute", "open the microphone"},
		{&m.VideoMute, "video-mute", peopleSet, "c", "camera off", "switch the camera off"},
		{&m.VideoUnmute, "video-unmute", peopleSet, "C", "camera on", "switch the camera on"},
		{&m.Deaf, "deaf", peopleSet, "d", "deaf", "stop them from hearing the room"},
		{&m.Undeaf, "undeaf", peopleSet, "D", "undeaf", "let them hear the room again"},
		{&m.Position, "position", peopleSet, "o", "position", "place on the stage"},
		{&m.Promote, "promote", peopleSet, "p", "promote", "promote from the audience to a member"},
		{&m.Demote, "demote", peopleSet, "P", "demote", "demote to the audience (asks)"},
		{&m.Remove, "remove", peopleSet, "x", "remove", "remove from the room (asks)"},
		{&m.MemberMeta, "member-meta", peopleSet, "e", "metadata", "edit the metadata of the member"},
	}
}

func (m *Map) sound() []row {
	return []row{
		{&m.InputVolumeUp, "input-volume-up", peopleSet, "+", "mic louder", "raise the microphone's volume"},
		{&m.InputVolumeDown, "input-volume-down", peopleSet, "-", "mic quieter", "lower the microphone's volume"},
		{&m.OutputVolumeUp, "output-volume-up", peopleSet, ">", "hear louder", "raise the volume they hear"},
		{&m.OutputVolumeDown, "output-volume-down", peopleSet, "<", "hear quieter", "lower the volume they hear"},
		{&m.Sensitivity, "sensitivity", peopleSet, "%", "sensitivity", "set the sensitivity of the microphone"},
		{&m.LowerHand, "lower-hand", peopleSet, "h", "lower hand", "lower the hand"},
		{&m.RaiseHand, "raise-hand", peopleSet, "H", "raise hand", "raise the hand"},
		{&m.NextHand, "next-hand", paneSet, "n", "next hand", "lower the first hand and give the floor"},
	}
}

func (m *Map) room() []row {
	return []row{
		{&m.Layouts, "layouts", paneSet, "l", "layout", "choose the layout"},
		{&m.Lock, "lock", paneSet, "K", "lock", "lock or unlock the room"},
		{&m.HideVideoMuted, "hide-video-muted", paneSet, "w", "hide muted", "hide or show members without video"},
		{&m.RoomMeta, "room-meta", paneSet, "E", "room metadata", "edit the metadata of the room"},
		{&m.Rooms, "rooms", paneSet, "R", "rooms", "choose another room"},
		{&m.NewSession, "new-session", paneSet, "J", "new session", "go to the session that has replaced the one that ended"},
		{&m.PrevRoom, "prev-room", paneSet, "{", "room before", "previous room"},
		{&m.NextRoom, "next-room", paneSet, "}", "room after", "next room"},
	}
}

func (m *Map) media() []row {
	return []row{
		{&m.Record, "record", paneSet, "r", "record", "record; while recording: pause, resume or stop"},
		{&m.Playbacks, "playbacks", paneSet, "b", "playback", "play something, or control what plays"},
		{&m.Streams, "streams", paneSet, "T", "stream", "stream out, or stop a stream"},
		{&m.MediaPause, "media-pause", of(Media), "space", "pause", "pause or resume the chosen one"},
		{&m.MediaStop, "media-stop", of(Media), "x", "stop", "stop the chosen one (asks)"},
		{&m.MediaLouder, "media-louder", of(Media), "+", "louder", "raise the volume of a playback"},
		{&m.MediaQuieter, "media-quieter", of(Media), "-", "quieter", "lower the volume of a playback"},
		{&m.SeekForward, "seek-forward", of(Media), "right", "forward", "go forward in a playback"},
		{&m.SeekBack, "seek-back", of(Media), "left", "back", "go back in a playback"},
	}
}

func (m *Map) panes() []row {
	return []row{
		{&m.NextPane, "next-pane", paneSet, "tab", "next pane", "next pane"},
		{&m.PrevPane, "prev-pane", paneSet, "shift+tab", "pane before", "previous pane"},
		{&m.Pane1, "pane-1", paneSet, "1", "people", "the people"},
		{&m.Pane2, "pane-2", paneSet, "2", "stage", "the stage"},
		{&m.Pane3, "pane-3", paneSet, "3", "hands", "the raised hands"},
		{&m.Pane4, "pane-4", paneSet, "4", "media", "recordings, playbacks and streams"},
		{&m.Pane5, "pane-5", paneSet, "5", "log", "the log"},
		{&m.Pane6, "pane-6", paneSet, "6", "detail", "everything about one member or the room"},
	}
}

func (m *Map) console() []row {
	return []row{
		{&m.Palette, "palette", paneSet, ":", "command", "any method of the room, by name"},
		{&m.Undo, "undo", paneSet, "u", "undo", "undo the last action"},
		{&m.Again, "again", paneSet, ".", "again", "the last action again, on the current target"},
		{&m.Back, "back", paneSet, "esc", "back", "clear the filter, go back"},
		{&m.Redraw, "redraw", paneSet, "ctrl+l", "verify", "redraw, and verify against the room"},
		{&m.Retry, "retry", paneSet, "t", "try again", "connect again after the relay, or TLS, has refused"},
		{&m.WatchOnly, "watch-only", paneSet, "ctrl+o", "watch only", "watch only: refuse every change, or allow them again"},
		{&m.Help, "help", paneSet, "?", "help", "all keys of this place"},
		{&m.Quit, "quit", paneSet, "q", "quit", "quit (asks when it started a recording or stream)"},
		{&m.ForceQuit, "force-quit", everywhere, "ctrl+c", "quit now", "quit at once, from everywhere"},
	}
}

// dialogs: Enter accepts a choice, but it never means yes to a question.
func (m *Map) dialogs() []row {
	return []row{
		{&m.Accept, "accept", of(Dialog), "enter", "choose", "take the chosen line"},
		{&m.Cancel, "cancel", of(Dialog, Text, Palette), "esc", "cancel", "leave without doing anything"},
		{&m.Close, "close", of(Dialog), "q", "close", "the same, where nothing is typed"},
		{&m.Yes, "yes", of(Confirm), "y", "yes", "yes, do it"},
		{
			&m.Unrecorded, "unrecorded", of(Confirm), "W", "no record",
			"yes, although the audit log is off and nothing is recorded",
		},
		{&m.No, "no", of(Confirm), "n esc enter", "no", "no, do nothing"},
	}
}

func (m *Map) typing() []row {
	return []row{
		{&m.Submit, "submit", of(Text, Palette), "enter", "done", "use what was typed"},
		{&m.Complete, "complete", of(Palette), "tab", "complete", "complete to the shown suggestion"},
		{&m.NextItem, "next-item", of(Palette), "down ctrl+n", "next", "next suggestion"},
		{&m.PrevItem, "prev-item", of(Palette), "up ctrl+p", "before", "previous suggestion"},
		{&m.NextField, "next-field", of(Text), "tab down", "next", "next field"},
		{&m.PrevField, "prev-field", of(Text), "shift+tab up", "before", "previous field"},
	}
}
