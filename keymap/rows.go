package keymap

import (
	"iter"
	"reflect"
	"sync"

	"github.com/charmbracelet/bubbles/key"
)

// entry is a row of the table with its place in it.
type entry struct {
	row
	title string // of the section
	field int    // of the binding in a Map
}

// table is the whole table in the order of the help. Its rows have no bindings, but know their fields: building the
// table again for each lookup would take 20 KB of memory.
var table = sync.OnceValue(func() []entry {
	var m Map
	fields := map[*key.Binding]int{}
	for i, v := 0, reflect.ValueOf(&m).Elem(); i < v.NumField(); i++ {
		fields[bindingOf(v, i)] = i
	}
	var all []entry
	for _, s := range m.sections() {
		for _, r := range s.rows {
			e := entry{row: r, title: s.title, field: fields[r.binding]}
			e.binding = nil
			all = append(all, e)
		}
	}
	return all
})

func bindingOf(m reflect.Value, field int) *key.Binding {
	return m.Field(field).Addr().Interface().(*key.Binding) // a Map has only bindings
}

// sections returns the whole table, with pointers into m.
func (m *Map) sections() []section {
	return []section{
		{"Replay", m.replay()},
		{"People", m.people()},
		{"Sound and hands", m.sound()},
		{"Room", m.room()},
		{"Recordings, playbacks and streams", m.media()},
		{"Choose", m.choosing()},
		{"Move", m.moving()},
		{"Panes", m.panes()},
		{"Console", m.console()},
		{"Dialogs", m.dialogs()},
		{"Typing", m.typing()},
	}
}

// entries iterates over the whole table, with pointers into m.
func (m *Map) entries() iter.Seq[entry] {
	return func(yield func(entry) bool) {
		v := reflect.ValueOf(m).Elem()
		for _, e := range table() {
			if e.binding = bindingOf(v, e.field); !yield(e) {
				return
			}
		}
	}
}

// rows iterates over the rows of the table, with pointers into m.
func (m *Map) rows() iter.Seq[row] {
	return func(yield func(row) bool) {
		for e := range m.entries() {
			if !yield(e.row) {
				return
			}
		}
	}
}

func (m *Map) moving() []row {
	lists := look | of(Dialog, Confirm)
	return []row{
		{&m.Down, "down", lists, "j down", "down", "next row"},
		{&m.Up, "up", lists, "k up", "up", "previous row"},
		{&m.Top, "top", lists, "g home", "top", "first row"},
		{&m.Bottom, "bottom", lists, "G end", "bottom", "last row"},
		{&m.HalfDown, "half-down", lists, "ctrl+d", "half down", "half a page down"},
		{&m.HalfUp, "half-up", lists, "ctrl+u", "half up", "half a page up"},
		{&m.PageDown, "page-down", lists, "pgdown", "page down", "one page down"},
		{&m.PageUp, "page-up", lists, "pgup", "page up", "one page up"},
		{&m.Left, "left", of(Stage), "left", "left", "box to the left"},
		{&m.Right, "right", of(Stage), "right", "right", "box to the right"},
	}
}

func (m *Map) choosing() []row {
	lists := of(Members, Hands)
	return []row{
		{&m.Filter, "filter", look, "/", "filter", "show only matching rows"},
		{
			&m.QuickFilter, "quick-filter", of(Members), "f", "quick filter",
			"next quick filter: all, talking, open mic, hand, muted, new",
		},
		{&m.NextTalker, "next-talker", look, "; f7", "talker", "go to the person talking; again: the next one"},
		{&m.Mark, "mark", lists, "space", "mark", "mark, and move to the next row"},
		{&m.MarkRange, "mark-range", lists, "v", "mark range", "start or end a range of marks"},
		{&m.MarkAll, "mark-all", lists, "a", "mark all", "mark everyone shown"},
		{&m.MarkNone, "mark-none", peopleSet, "U", "unmark", "clear all marks"},
		{&m.Sort, "sort", of(Members), "s", "sort", "choose the sort order"},
		{&m.SortReverse, "sort-reverse", of(Members), "S", "reverse", "reverse the sort order"},
		{&m.Freeze, "freeze", of(Members), "Z", "freeze", "freeze or release the order"},
		{
			&m.Detail, "detail", peopleSet&^of(Stage) | of(Log, Media, Replay), "i enter", "detail",
			"show or close the details",
		},
		{&m.StageDetail, "stage-detail", of(Stage), "i", "detail", "on the stage: show or close the details"},
		{&m.PickUp, "pick-up", of(Stage), "space", "pick up", "on the stage: pick up the person in the box"},
		{&m.Place, "place", of(Stage), "enter", "place here", "on the stage: place in the selected box"},
		{&m.CopyID, "copy-id", peopleSet | of(Media, Log), "y", "copy id", "copy the id to the clipboard"},
		{&m.Results, "results", of(Log), "v", "results", "in the log: the result for each person of a command"},
	}
}

func (m *Map) people() []row {
	return []row{
		{&m.AudioMute, "audio-mute", peopleSet, "m", "mute", "mute the microphone"},
		{&m.AudioUnmute, "audio-unmute", peopleSet, "M", "unmute", "unmute the microphone"},
		{&m.VideoMute, "video-mute", peopleSet, "c", "camera off", "turn the camera off"},
		{&m.VideoUnmute, "video-unmute", peopleSet, "C", "camera on", "turn the camera on"},
		{&m.Deaf, "deaf", peopleSet, "d", "deafen", "deafen: stop them hearing the room"},
		{&m.Undeaf, "undeaf", peopleSet, "D", "undeafen", "undeafen: let them hear the room again"},
		{&m.Position, "position", peopleSet, "o", "place", "choose a place on the canvas"},
		{&m.Promote, "promote", peopleSet, "p", "promote", "promote from the audience"},
		{&m.Demote, "demote", peopleSet, "P", "demote", "demote to the audience (asks)"},
		{&m.Remove, "remove", peopleSet, "x", "remove", "remove from the room (asks)"},
		{
			&m.SentAway, "sent-away", paneSet, "Y", "sent away",
			"list who was sent away and why; bring someone back",
		},
		{&m.MemberMeta, "member-meta", peopleSet, "e", "metadata", "edit the member's metadata"},
		{
			&m.Protect, "protect", peopleSet, "@ f9", "protect",
			"protect from bulk commands for tonight, or release",
		},
	}
}

func (m *Map) sound() []row {
	return []row{
		{&m.InputVolumeUp, "input-volume-up", peopleSet, "+", "mic louder", "raise the microphone volume"},
		{&m.InputVolumeDown, "input-volume-down", peopleSet, "-", "mic quieter", "lower the microphone volume"},
		{&m.OutputVolumeUp, "output-volume-up", peopleSet, ">", "hear louder", "raise the volume they hear"},
		{&m.OutputVolumeDown, "output-volume-down", peopleSet, "<", "hear quieter", "lower the volume they hear"},
		{&m.Sensitivity, "sensitivity", peopleSet, "%", "sensitivity", "set the microphone sensitivity"},
		{&m.LowerHand, "lower-hand", peopleSet, "h", "lower hand", "lower the hand"},
		{&m.RaiseHand, "raise-hand", peopleSet, "H", "raise hand", "raise the hand"},
		{&m.NextHand, "next-hand", paneSet, "n", "next turn", "give the floor to the next person in the queue"},
		{&m.Give, "give", peopleSet, "t", "give floor", "give the floor to this person"},
		{&m.Answer, "answer", peopleSet, "A", "may answer", "let this person answer beside the guest; again: end it"},
		{&m.TakeBack, "take-back", paneSet, "N", "take back", "take the floor back"},
		{&m.Enqueue, "enqueue", peopleSet, "w", "queue", "put this person into the queue; again: choose the lane"},
		{&m.Unqueue, "unqueue", peopleSet, "W", "unqueue", "take this person out of the queue"},
		{&m.Forward, "forward", of(Hands), "F", "forward", "in the queue: one place forward"},
		{&m.Backward, "backward", of(Hands), "B", "back", "in the queue: one place back"},
		{&m.Dismiss, "dismiss", of(Hands), "X", "dismiss", "in the queue: take out, and lower the hand"},
		{&m.Confirmed, "confirmed", of(Hands), "=", "confirm", "in the queue: confirm a place marked ≥"},
		{&m.ToAudience, "to-audience", paneSet, "7", "audience", "people on the floor's banner: send to the audience (asks)"},
		{&m.LetBe, "let-be", paneSet, "8", "continue", "continue after a pause; banner: let people keep speaking"},
		{&m.Muffle, "muffle", paneSet, "9", "sensitivity 0", "people on the floor's banner: set their sensitivity to 0"},
		{&m.FloorNote, "floor-note", paneSet, ",", "note", "write a note with the time into the journal"},
		{&m.FloorMenu, "floor-menu", paneSet, "! f6", "floor", "floor: modes, clock, queue, interruption"},
	}
}

func (m *Map) room() []row {
	return []row{
		{&m.Layouts, "layouts", paneSet, "l", "layout", "choose the layout"},
		{&m.Scenes, "scenes", paneSet, "' f4", "scenes", "scenes: a digit shows what one changes, Enter applies it"},
		{&m.Lock, "lock", paneSet, "K", "lock", "lock the room; unlocking asks"},
		{&m.HideVideoMuted, "hide-video-muted", paneSet, "V", "hide muted", "hide or show members without video"},
		{&m.RoomMeta, "room-meta", paneSet, "E", "room metadata", "edit the room's metadata"},
		{&m.Rooms, "rooms", paneSet, "R", "rooms", "all rooms: who talks, what runs, what needs you"},
		{&m.NeedingRoom, "needing-room", paneSet, "I", "needs you", "go to the room that needs you"},
		{&m.NewSession, "new-session", paneSet, "J", "new session", "go to the session that replaced this one"},
		{&m.PrevRoom, "prev-room", paneSet, "{ f10", "previous room", "previous room"},
		{&m.NextRoom, "next-room", paneSet, "} f2", "next room", "next room"},
		{
			&m.Panic, "panic", everywhere, "ctrl+x", "panic",
			"show what a panic would do; again: lock, clear, mute all",
		},
	}
}

func (m *Map) media() []row {
	return []row{
		{&m.Record, "record", paneSet, "r", "record", "record; while recording: pause, resume or stop"},
		{&m.Playbacks, "playbacks", paneSet, "b", "playback", "start or control a playback"},
		{&m.Streams, "streams", paneSet, "T", "stream", "start or stop a stream"},
		{&m.MediaPause, "media-pause", of(Media), "space", "pause", "pause or resume the selected one"},
		{&m.MediaStop, "media-stop", of(Media), "x", "stop", "stop the selected one (asks)"},
		{&m.MediaLouder, "media-louder", of(Media), "+", "louder", "raise the playback volume"},
		{&m.MediaQuieter, "media-quieter", of(Media), "-", "quieter", "lower the playback volume"},
		{&m.SeekForward, "seek-forward", of(Media), "right", "forward", "skip forward in a playback"},
		{&m.SeekBack, "seek-back", of(Media), "left", "back", "skip back in a playback"},
	}
}

func (m *Map) panes() []row {
	return []row{
		{&m.NextPane, "next-pane", look, "tab", "next pane", "next pane"},
		{&m.PrevPane, "prev-pane", look, "shift+tab", "previous pane", "previous pane"},
		{&m.Pane1, "pane-1", look, "1", "people", "go to the people"},
		{&m.Pane2, "pane-2", look, "2", "stage", "go to the stage"},
		{&m.Pane3, "pane-3", look, "3", "hands", "go to the raised hands"},
		{&m.Pane4, "pane-4", look, "4", "media", "go to recordings, playbacks and streams"},
		{&m.Pane5, "pane-5", look, "5", "log", "go to the log"},
		{&m.Pane6, "pane-6", look, "6", "detail", "go to the details of a member or the room"},
	}
}

func (m *Map) console() []row {
	return []row{
		{&m.Palette, "palette", paneSet, ":", "command", "run any method by name"},
		{&m.Macros, "macros", paneSet, "* f3", "macros", "show the plan of a macro, then run it"},
		{&m.Undo, "undo", paneSet, "u", "undo", "undo the last action"},
		{&m.Again, "again", paneSet, ".", "again", "repeat the last action on the current target"},
		{&m.Alarm, "alarm", paneSet, "0", "alarm", "open the top alarm; its letters work only then"},
		{&m.HandOver, "hand-over", look, "O", "hand over", "report tonight so far, for the next moderator"},
		{&m.Back, "back", look, "esc", "back", "clear the filter, or go back"},
		{&m.Redraw, "redraw", look, "ctrl+l", "verify", "redraw, and read the room again"},
		{&m.Retry, "retry", paneSet, "L", "try again", "reconnect after a refusal by the relay or TLS"},
		{&m.FreeMouse, "free-mouse", look, "f8", "mouse", "leave the mouse to the terminal, or take it back"},
		{
			&m.WatchOnly,
			"watch-only",
			paneSet,
			"ctrl+o",
			"watch only",
			"watch only: refuse every change, or allow changes again",
		},
		{&m.Help, "help", look, "?", "help", "all keys that work here"},
		{&m.Quit, "quit", look, "q", "quit", "quit (asks while your floor, recording or stream runs)"},
		{&m.ForceQuit, "force-quit", everywhere, "ctrl+c", "quit now", "quit at once, from anywhere"},
	}
}

// replay returns the keys of gavel replay. They come before those of the panes.
func (m *Map) replay() []row {
	return []row{
		{&m.Play, "play", of(Replay), "space", "play", "play or pause"},
		{&m.Step, "step", of(Replay), ".", "step", "one record forward"},
		{&m.StepBack, "step-back", of(Replay), ",", "back", "one record back"},
		{&m.NextAction, "next-action", of(Replay), "n", "next action", "go to the next action of a moderator"},
		{&m.PrevAction, "prev-action", of(Replay), "N", "prev action", "go to the previous action"},
		{&m.GoTo, "go-to", of(Replay), "t", "time", "go to a time"},
		{&m.Faster, "faster", of(Replay), ">", "faster", "play twice as fast"},
		{&m.Slower, "slower", of(Replay), "<", "slower", "play half as fast"},
	}
}

// dialogs returns the keys of dialogs. Enter accepts a choice, but never means yes to a question.
func (m *Map) dialogs() []row {
	return []row{
		{&m.Accept, "accept", of(Dialog), "enter", "choose", "choose the selected line"},
		{&m.Cancel, "cancel", of(Dialog, Text, Palette), "esc", "cancel", "close, and do nothing"},
		{&m.Close, "close", of(Dialog), "q", "close", "close, except while typing"},
		{&m.Yes, "yes", of(Confirm), "y", "yes", "confirm the action"},
		{
			&m.Unrecorded, "unrecorded", of(Confirm), "W", "no record",
			"confirm without a record (journal off)",
		},
		{&m.Reason, "reason", of(Confirm), "r", "with a reason", "confirm, with a reason for the log"},
		{&m.No, "no", of(Confirm), "esc n enter", "cancel", "cancel, and do nothing"},
		{&m.LeftOut, "left-out", of(Confirm), "l", "left out", "list who is left out, and why"},
	}
}

func (m *Map) typing() []row {
	return []row{
		{&m.Submit, "submit", of(Text, Palette), "enter", "done", "submit what you typed"},
		{&m.Complete, "complete", of(Palette), "tab", "complete", "complete the word"},
		{&m.NextItem, "next-item", of(Palette), "down ctrl+n", "next", "next suggestion"},
		{&m.PrevItem, "prev-item", of(Palette), "up ctrl+p", "previous", "previous suggestion"},
		{&m.NextField, "next-field", of(Text), "tab down", "next", "next field"},
		{&m.PrevField, "prev-field", of(Text), "shift+tab up", "previous", "previous field"},
	}
}
