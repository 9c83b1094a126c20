// Package keymap maps keys to their meaning and does nothing else. It does not know the room or its actions. Help,
// footer, README and key dispatch read the same table.
//
// A Map is a plain value. The program makes it once at the start, may rebind it from a configuration, and then only
// reads it. A lower-case key is the cautious action, such as mute; its upper-case form opens, strengthens or reverses.
package keymap

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
)

// Map has one binding for each thing that a key can do. The rows of the table list the contexts in which a binding is
// live.
type Map struct {
	Alarm, HandOver, Macros                                                                key.Binding
	ForceQuit, Quit, Help, Palette, Back, Undo, Again, Redraw, WatchOnly, FreeMouse, Retry key.Binding

	NextPane, PrevPane, Pane1, Pane2, Pane3, Pane4, Pane5, Pane6 key.Binding

	Up, Down, Top, Bottom, HalfUp, HalfDown, PageUp, PageDown, Left, Right key.Binding

	Filter, QuickFilter, NextTalker, Mark, MarkRange, MarkAll, MarkNone key.Binding
	Sort, SortReverse, Freeze, Detail, CopyID, Results                  key.Binding
	StageDetail, PickUp, Place                                          key.Binding

	AudioMute, AudioUnmute, VideoMute, VideoUnmute, Deaf, Undeaf     key.Binding
	InputVolumeUp, InputVolumeDown, OutputVolumeUp, OutputVolumeDown key.Binding
	Sensitivity, LowerHand, RaiseHand, Promote, Demote, Position     key.Binding
	Remove, MemberMeta, Protect, SentAway                            key.Binding

	Give, Answer, TakeBack, Enqueue, Unqueue, FloorMenu                         key.Binding
	Forward, Backward, Dismiss, Confirmed, FloorNote                            key.Binding
	ToAudience, LetBe, Muffle                                                   key.Binding
	NextHand, Layouts, Scenes, Lock, HideVideoMuted, Record, Playbacks, Streams key.Binding
	RoomMeta, Rooms, PrevRoom, NextRoom, NewSession, NeedingRoom, Panic         key.Binding

	MediaPause, MediaStop, MediaLouder, MediaQuieter, SeekForward, SeekBack key.Binding

	Play, Step, StepBack, NextAction, PrevAction, GoTo, Faster, Slower key.Binding

	Accept, Cancel, Close, Yes, No, Unrecorded, Reason, LeftOut key.Binding
	Submit, NextItem, PrevItem, Complete, NextField, PrevField  key.Binding
}

// row is one line of the table: the binding, its name in a configuration, the contexts where it is live, its keys, its
// word in the footer, and its phrase in the help.
type row struct {
	binding *key.Binding
	name    string
	live    set
	keys    string // separated by spaces; the space bar is "space"
	word    string
	text    string
}

// section is a group of rows with its title.
type section struct {
	title string
	rows  []row
}

// Default returns gavel's own keys. They pass Check.
func Default() *Map {
	m := new(Map)
	for r := range m.rows() {
		*r.binding = bind(strings.Fields(r.keys), r.word)
	}
	return m
}

// bind makes a binding that shows its keys as people write them.
func bind(keys []string, word string) key.Binding {
	raw, shown := make([]string, len(keys)), make([]string, len(keys))
	for i, k := range keys {
		raw[i], shown[i] = fromName(k), Display(k)
	}
	return key.NewBinding(key.WithKeys(raw...), key.WithHelp(strings.Join(shown, " "), word))
}

// spaceName is the name of the space bar, because spaces separate keys.
const spaceName = "space"

// fromName returns Bubble Tea's name for a key as users write it.
func fromName(k string) string {
	if k == spaceName {
		return " "
	}
	return k
}

// Display returns a key as users read it: Esc, F8, Ctrl-D. A hyphen follows Ctrl, Alt and Shift, because + is a key
// itself.
func Display(k string) string {
	if prefix, rest, found := strings.Cut(k, "+"); found && prefix != "" {
		if prefix == "ctrl" && len(rest) == 1 {
			rest = strings.ToUpper(rest)
		}
		return capital(prefix) + "-" + Display(rest)
	}
	switch k {
	case " ":
		return capital(spaceName)
	case "pgup":
		return "PgUp"
	case "pgdown":
		return "PgDn"
	}
	if len(k) > 1 && k[0] < utf8.RuneSelf {
		return capital(k)
	}
	return k
}

func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }
