package keymap

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
)

// Context is where a key is pressed. A binding may be live in several.
type Context uint8

// The contexts: the panes, with Global for a screen without a pane, then the contexts that may cover them. While the
// user types text, only the keys of that context and ForceQuit are live.
const (
	Global Context = iota
	Members
	Stage
	Hands
	Media
	Log
	Detail
	Dialog  // a list to choose from, or text to read
	Confirm // a question for yes or no
	Text    // a text field
	Palette // the command line, with suggestions
	contextCount
)

var contextNames = [contextCount]string{
	"global", "members", "stage", "hands", "media", "log", "detail", "dialog", "confirm", "text", "palette",
}

// String returns the context's name for messages.
func (c Context) String() string {
	if c >= contextCount {
		return "unknown"
	}
	return contextNames[c]
}

// Contexts returns all contexts.
func Contexts() []Context {
	all := make([]Context, contextCount)
	for i := range all {
		all[i] = Context(i)
	}
	return all
}

// set is a set of contexts.
type set uint16

const (
	peopleSet  = set(1<<Members | 1<<Stage | 1<<Hands | 1<<Detail) // contexts with a member to act on
	paneSet    = peopleSet | 1<<Global | 1<<Media | 1<<Log
	typingSet  = set(1<<Text | 1<<Palette)
	everywhere = set(1<<contextCount - 1)
)

func of(contexts ...Context) set {
	var s set
	for _, c := range contexts {
		s |= 1 << c
	}
	return s
}

func (s set) has(c Context) bool { return s&(1<<c) != 0 }

// Group is a group of related keys in the help.
type Group struct {
	Title string
	Keys  []Key
}

// Key is one line of the help.
type Key struct {
	Name    string      // the name for Rebind, such as "audio-mute"
	Binding key.Binding // the keys, and the word for the footer
	Text    string      // what it does, in a few words
}

// Groups returns the keys that are live in a context, in groups, for the help. It omits bindings
// without a key.
func (m Map) Groups(c Context) []Group {
	return m.groups(func(r row) bool { return r.live.has(c) })
}

func (m *Map) groups(wanted func(row) bool) []Group {
	var groups []Group
	for _, s := range m.sections() {
		g := Group{Title: s.title}
		for _, r := range s.rows {
			if wanted(r) && len(r.binding.Keys()) > 0 {
				g.Keys = append(g.Keys, r.key())
			}
		}
		if len(g.Keys) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func (r row) key() Key { return Key{Name: r.name, Binding: *r.binding, Text: r.text} }

// Lookup returns the meaning of a key in a context, and false if it has none. pressed is Bubble
// Tea's name for the key.
func (m Map) Lookup(c Context, pressed string) (Key, bool) {
	return m.find(func(r row) bool {
		if !r.live.has(c) || !r.binding.Enabled() {
			return false
		}
		return slices.Contains(r.binding.Keys(), pressed)
	})
}

// Named returns the key with that name, for display beside its action, and false if the name is unknown.
func (m Map) Named(name string) (Key, bool) {
	return m.find(func(r row) bool { return r.name == name })
}

func (m *Map) find(wanted func(row) bool) (Key, bool) {
	for r := range m.rows() {
		if wanted(r) {
			return r.key(), true
		}
	}
	return Key{}, false
}

// Short returns the keys for the footer of a context, the most useful first. A narrow footer may
// show only the first few, but should always show Help.
func (m Map) Short(c Context) []key.Binding {
	var short []key.Binding
	for _, b := range m.short(c) {
		if b.Enabled() && len(b.Keys()) > 0 {
			short = append(short, b)
		}
	}
	return short
}

func (m Map) short(c Context) []key.Binding {
	tail := []key.Binding{m.Filter, m.Palette, m.Undo, m.Help}
	switch c {
	case Members:
		return append([]key.Binding{m.AudioMute, m.Deaf, m.Remove, m.Lock, m.Layouts, m.Record}, tail...)
	case Stage:
		return append([]key.Binding{m.Place, m.Mark, m.AudioMute, m.Layouts, m.HideVideoMuted}, tail...)
	case Hands:
		return append([]key.Binding{m.NextHand, m.LowerHand, m.AudioUnmute, m.AudioMute}, tail...)
	case Media:
		return append([]key.Binding{m.MediaPause, m.MediaStop, m.Record, m.Playbacks, m.Streams}, tail...)
	case Log:
		return append([]key.Binding{m.CopyID, m.Bottom}, tail...)
	case Detail:
		return append([]key.Binding{m.MemberMeta, m.RoomMeta, m.CopyID, m.AudioMute, m.Back}, tail...)
	case Dialog:
		return []key.Binding{m.Accept, m.Down, m.Up, m.Cancel}
	case Confirm:
		return []key.Binding{m.Yes, m.No}
	case Text:
		return []key.Binding{m.Submit, m.Cancel, m.NextField}
	case Palette:
		return []key.Binding{m.Submit, m.Complete, m.NextItem, m.PrevItem, m.Cancel}
	default:
		return []key.Binding{m.Rooms, m.Palette, m.Help, m.Quit}
	}
}

// Markdown returns all keys as tables for the README, one per group.
func (m Map) Markdown() string {
	var b strings.Builder
	for i, g := range m.groups(func(row) bool { return true }) {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString("**" + g.Title + "**\n\n| key | does |\n|---|---|\n")
		for _, k := range g.Keys {
			shown := strings.ReplaceAll(k.Binding.Help().Key, "|", `\|`)
			b.WriteString("| `" + strings.ReplaceAll(shown, " ", "` `") + "` | " + k.Text + " |\n")
		}
	}
	return b.String()
}
