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
	Dialog       // a list to choose from, or text to read
	Confirm      // a question for yes or no
	Text         // a text field
	Palette      // the command line, with suggestions
	Replay       // a recorded room, beside the keys of its panes
	ContextCount // how many there are
)

var contextNames = [ContextCount]string{
	"global", "members", "stage", "hands", "media", "log", "detail", "dialog", "confirm", "text", "palette", "replay",
}

// String returns the context's name for messages.
func (c Context) String() string {
	if c >= ContextCount {
		return "unknown"
	}
	return contextNames[c]
}

// Title returns the context's name for people, as the screen shows it.
func (c Context) Title() string {
	switch c {
	case Members:
		return "People"
	case Global:
		return "no room"
	}
	name := c.String()
	return strings.ToUpper(name[:1]) + name[1:]
}

// Contexts returns all contexts.
func Contexts() []Context {
	all := make([]Context, ContextCount)
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
	look       = paneSet | 1<<Replay // contexts of keys that change nothing in the room
	typingSet  = set(1<<Text | 1<<Palette)
	everywhere = set(1<<ContextCount - 1)
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
func (m *Map) Groups(c Context) []Group {
	return m.groups(func(r row) bool { return r.live.has(c) })
}

func (m *Map) groups(wanted func(row) bool) []Group {
	var groups []Group
	for e := range m.entries() {
		if !wanted(e.row) || len(e.binding.Keys()) == 0 {
			continue
		}
		if n := len(groups); n == 0 || groups[n-1].Title != e.title {
			groups = append(groups, Group{Title: e.title})
		}
		g := &groups[len(groups)-1]
		g.Keys = append(g.Keys, e.key())
	}
	return groups
}

func (r row) key() Key { return Key{Name: r.name, Binding: *r.binding, Text: r.text} }

// Lookup returns the meaning of a key in a context, and false if it has none. pressed is Bubble
// Tea's name for the key.
func (m *Map) Lookup(c Context, pressed string) (Key, bool) {
	return m.find(func(r row) bool {
		if !r.live.has(c) || !r.binding.Enabled() {
			return false
		}
		return slices.Contains(r.binding.Keys(), pressed)
	})
}

// Named returns the key with that name, for display beside its action, and false if the name is unknown.
func (m *Map) Named(name string) (Key, bool) {
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

// Short returns the keys for the footer of a context, the most useful first, and those that come last and must always
// fit. A footer leaves out keys that have no effect at the moment, and keys that do not fit.
func (m *Map) Short(c Context) (first, last []Key) {
	bindings, tail := m.short(c)
	return m.keys(c, bindings), m.keys(c, tail)
}

// keys returns the rows of bindings that are live in a context and have a key.
func (m *Map) keys(c Context, bindings []key.Binding) []Key {
	var keys []Key
	for _, b := range bindings {
		if !b.Enabled() || len(b.Keys()) == 0 {
			continue
		}
		k, ok := m.Lookup(c, b.Keys()[0])
		if ok && !slices.ContainsFunc(keys, func(have Key) bool { return have.Name == k.Name }) {
			keys = append(keys, k)
		}
	}
	return keys
}

func (m *Map) short(c Context) (first, last []key.Binding) {
	last = []key.Binding{m.Filter, m.Palette, m.Undo, m.Help, m.Quit}
	member := []key.Binding{
		m.AudioMute, m.AudioUnmute, m.NextTalker, m.NextHand, m.VideoMute, m.VideoUnmute, m.Deaf, m.Undeaf, m.LowerHand,
	}
	switch c {
	case Members:
		first = append(member, m.Remove, m.Promote, m.Position, m.Layouts, m.Record, m.Lock,
			m.QuickFilter, m.Sort, m.Mark)
	case Stage:
		first = append([]key.Binding{m.Place, m.PickUp, m.Layouts}, append(member, m.HideVideoMuted)...)
	case Hands:
		first = append([]key.Binding{m.NextHand, m.Forward, m.Backward, m.Dismiss, m.LowerHand, m.MarkAll}, member...)
	case Media:
		first = []key.Binding{
			m.MediaPause, m.MediaStop, m.SeekForward, m.MediaLouder, m.MediaQuieter, m.Record, m.Playbacks, m.Streams,
		}
	case Log:
		first = []key.Binding{m.Bottom, m.Results, m.CopyID}
	case Detail:
		first = append([]key.Binding{m.MemberMeta, m.RoomMeta, m.CopyID}, member...)
	case Dialog:
		return []key.Binding{m.Accept, m.Down, m.Up, m.Cancel}, nil
	case Confirm:
		return []key.Binding{m.Yes, m.No}, nil
	case Text:
		return []key.Binding{m.Submit, m.Cancel, m.NextField}, nil
	case Replay:
		return []key.Binding{
			m.Play, m.Step, m.StepBack, m.NextAction, m.PrevAction, m.GoTo, m.Faster, m.Slower,
		}, []key.Binding{m.Help, m.Quit}
	case Palette:
		return []key.Binding{m.Submit, m.Complete, m.NextItem, m.PrevItem, m.Cancel}, nil
	default:
		return []key.Binding{m.Retry, m.Rooms}, []key.Binding{m.Palette, m.Help, m.Quit}
	}
	first = append(first, m.NewSession)
	return first, last
}

// Markdown returns all keys as tables for the README, one per group.
func (m *Map) Markdown() string {
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
