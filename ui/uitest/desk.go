package uitest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"gavel/keymap"
	"gavel/session/floor"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// Desk is a Desk of panes and dialogs that only records calls.
type Desk struct {
	T         testing.TB
	Snap      *video.Snapshot
	Clock     time.Time
	th        *theme.Theme
	km        *keymap.Map
	At        video.MemberID
	Marked    []video.MemberID
	Watch     bool
	Dialogs   []widget.Dialog
	Proposed  []video.Command
	Reads     []video.Command
	Value     json.RawMessage // returned by Read
	Fail      error
	Said      string
	copied    []string
	Names     []string    // of addresses; each is at https://NAME.example
	FloorView *floor.View // the floor
	Verbs     []floor.Call
	Lists     [][]string // shown: the title, then the lines

	handMarks people.Marks
}

// NewFakeDesk returns a Desk with a snapshot, the mono theme and the default keys.
func NewFakeDesk(t testing.TB, s *video.Snapshot) *Desk {
	t.Helper()
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	return &Desk{T: t, Snap: s, Clock: Epoch, th: th, km: keymap.Default(), Value: json.RawMessage(`{}`)}
}

// Snapshot returns the snapshot that the test has set.
func (d *Desk) Snapshot() *video.Snapshot { return d.Snap }

// Floor returns FloorView.
func (d *Desk) Floor() *floor.View { return d.FloorView }

// OnFloor records the verb.
func (d *Desk) OnFloor(call floor.Call) tea.Cmd {
	d.Verbs = append(d.Verbs, call)
	return nil
}

// Now returns Clock.
func (d *Desk) Now() time.Time { return d.Clock }

// Theme returns the mono theme.
func (d *Desk) Theme() *theme.Theme { return d.th }

// Keys returns the default keys.
func (d *Desk) Keys() *keymap.Map { return d.km }

// Open puts a dialog on top.
func (d *Desk) Open(o widget.Dialog) { d.Dialogs = append(d.Dialogs, o) }

// ShowList records the lines.
func (d *Desk) ShowList(title string, lines []string) {
	d.Lists = append(d.Lists, append([]string{title}, lines...))
}

// Say records the line.
func (d *Desk) Say(s string, _ draw.Tone) { d.Said = s }

// Pointed returns At.
func (d *Desk) Pointed() video.MemberID { return d.At }

// Marks returns marks that start empty.
func (d *Desk) Marks() *people.Marks { return &d.handMarks }

// Pick sets At.
func (d *Desk) Pick(id video.MemberID) { d.At = id }

// WatchOnly returns Watch.
func (d *Desk) WatchOnly() bool { return d.Watch }

// Roster returns the roster of the present snapshot, which tests change in place.
func (d *Desk) Roster() *people.Roster {
	r := people.New(false)
	r.Take(d.Snap, d.Clock)
	r.Air.Hear(d.Clock)
	return r
}

// CopyID records the id.
func (d *Desk) CopyID(id, _ string) tea.Cmd {
	d.copied = append(d.copied, id)
	return nil
}

// Propose records the command.
func (d *Desk) Propose(c video.Command) tea.Cmd {
	d.Proposed = append(d.Proposed, c)
	return nil
}

// AddressNames returns Names.
func (d *Desk) AddressNames(video.Action) []string { return d.Names }

// FindAddress continues at once, with Fail if that is set.
func (d *Desk) FindAddress(_ video.Action, name string, then func(url string, err error) tea.Cmd) tea.Cmd {
	return then("https://"+name+".example", d.Fail)
}

// Targets returns Marked, else At.
func (d *Desk) Targets() []video.MemberID {
	if len(d.Marked) > 0 || d.At == "" {
		return d.Marked
	}
	return []video.MemberID{d.At}
}

// Name returns the cleaned name of a member, without its id.
func (d *Desk) Name(id video.MemberID) string {
	if m := d.Snap.Member(id); m != nil {
		return text.NameOf(m.Name, string(id)).Text
	}
	return "#" + text.ShortID(string(id))
}

// Read records the command and continues with Value and Fail.
func (d *Desk) Read(c video.Command, then func(video.Result, error) tea.Cmd) tea.Cmd {
	d.Reads = append(d.Reads, c)
	return then(video.Result{Command: c, Value: d.Value}, d.Fail)
}

// Top returns the topmost dialog, or nil.
func (d *Desk) Top() widget.Dialog {
	if len(d.Dialogs) == 0 {
		return nil
	}
	return d.Dialogs[len(d.Dialogs)-1]
}

// Press sends keys, separated by blanks, to the topmost dialog. It paints the dialog before each key, as the console
// does.
func (d *Desk) Press(keys string) {
	d.T.Helper()
	for name := range strings.FieldsSeq(keys) {
		d.key(KeyOf(name))
	}
}

// Write types text as one read.
func (d *Desk) Write(s string) {
	d.T.Helper()
	d.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)})
}

func (d *Desk) key(k tea.KeyMsg) {
	d.T.Helper()
	top := d.Top()
	if top == nil {
		d.T.Fatalf("no dialog is open for %q; it was said: %q", k, d.Said)
	}
	CheckDialog(d.T, top, 96, 30)
	done, cmd := top.Key(k)
	if cmd != nil {
		cmd()
	}
	if done {
		for i, have := range d.Dialogs {
			if have == top {
				d.Dialogs = append(d.Dialogs[:i:i], d.Dialogs[i+1:]...)
				break
			}
		}
	}
}

// Shown returns what the topmost dialog shows.
func (d *Desk) Shown() string {
	d.T.Helper()
	if d.Top() == nil {
		d.T.Fatalf("no dialog is open; it was said: %q", d.Said)
	}
	return d.Top().Title() + "\n" + strings.Join(d.Top().Lines(96, 30), "\n")
}

// WantShown fails the test unless the topmost dialog shows part.
func (d *Desk) WantShown(part string) {
	d.T.Helper()
	if !strings.Contains(d.Shown(), part) {
		d.T.Errorf("%q is not shown:\n%s", part, d.Shown())
	}
}

// WantProposed fails the test unless exactly these commands were proposed.
func (d *Desk) WantProposed(want ...video.Command) {
	d.T.Helper()
	if len(want) == 0 && len(d.Proposed) == 0 {
		return
	}
	if !reflect.DeepEqual(d.Proposed, want) {
		d.T.Errorf("proposed %+v, want %+v; it was said: %q", d.Proposed, want, d.Said)
	}
}

// CheckDialog checks that the content of a dialog is within its bounds and that all lines have one width.
func CheckDialog(t testing.TB, o widget.Dialog, maxW, maxH int) {
	t.Helper()
	lines := o.Lines(maxW, maxH)
	if len(lines) > maxH {
		t.Errorf("%s: %d lines, want at most %d", o.Title(), len(lines), maxH)
	}
	for i, line := range lines {
		if got := draw.Width(line); got > maxW || got != draw.Width(lines[0]) {
			t.Errorf("%s in %d×%d: line %d has %d cells, the first %d: %q", o.Title(), maxW, maxH, i, got, draw.Width(lines[0]),
				line)
		}
		for _, r := range ansi.Strip(draw.WithoutCursor(line)) {
			if unicode.IsControl(r) {
				t.Errorf("%s: line %d holds %U", o.Title(), i, r)
			}
		}
	}
	for _, r := range o.Title() {
		if unicode.IsControl(r) {
			t.Errorf("the title %q holds %U", o.Title(), r)
		}
	}
}

// MediaRoom returns a small room with a recording, a playback and a stream, and one that has ended.
func MediaRoom() *video.Snapshot {
	s := SmallRoom()
	s.Recordings = []*video.Recording{
		{
			ID: "rec-old1", State: video.StateCompleted, Duration: 90 * time.Second, StartedAt: Epoch.Add(-time.Hour),
			SeenAt: Epoch.Add(-time.Hour),
		},
		{ID: "rec-now2", State: video.StateRecording, StartedAt: Epoch.Add(-761 * time.Second), SeenAt: Epoch, Mine: true},
	}
	s.Playbacks = []*video.Playback{{
		ID: "play-1", State: video.StatePlaying, URL: "https://user:pw@cdn.example.com/a.mp4?sig=SECRET", Volume: -5,
		Seekable: true,
		Position: 83 * time.Second, StartedAt: Epoch.Add(-90 * time.Second), SeenAt: Epoch.Add(-2 * time.Second),
	}}
	s.Streams = []*video.Stream{{
		ID: "str-1", State: video.StateStreaming, URL: "rtmp://live.example.com/app/SECRET",
		StartedAt: Epoch.Add(-42 * time.Second), SeenAt: Epoch,
	}}
	return s
}

// HostileRoom returns a room in which every untrusted text is an attack.
func HostileRoom() *video.Snapshot {
	s := MediaRoom()
	const evil = "\x1b]52;c;ZXZpbA==\a\x1b[31mred\u202egnp\t\n\u200b"
	for i, m := range s.Members {
		now := *m
		now.Name = fmt.Sprintf("%s%d", evil, i)
		now.CurrentPosition, now.RequestedPosition = video.Position("standard-1"+evil), evil
		now.Meta = json.RawMessage(`{"` + "k\u202e" + `":"` + strings.Repeat("é\u0301", 300) + `"}`)
		now.RoomSessionID, now.Type = evil, evil
		s.Members[i] = &now
	}
	s.Room.Name, s.Room.DisplayName, s.Room.LayoutName, s.Room.PreviewURL = evil, evil, evil, evil
	s.Room.Meta = json.RawMessage("not json" + evil)
	s.Layout = video.Layout{Name: evil, Layers: GridLayers(2, 2)}
	for i := range s.Layout.Layers {
		s.Layout.Layers[i].Position += evil
		s.Layout.Layers[i].MemberID = s.Members[i].ID
	}
	s.Layouts = []string{evil, "3x3", evil + "2"}
	for _, r := range s.Recordings {
		r.ID, r.State = r.ID+evil, evil
	}
	s.Playbacks[0].URL, s.Playbacks[0].ID = evil, evil
	s.Streams[0].URL = "rtmp://" + evil
	return s
}

// GridLayers returns a layout of columns×rows empty slots.
func GridLayers(columns, rows int) []video.Layer {
	var layers []video.Layer
	w, h := 100/float64(columns), 100/float64(rows)
	for i := range columns * rows {
		layers = append(layers, video.Layer{
			Index: i, X: float64(i%columns) * w, Y: float64(i/columns) * h, Width: w, Height: h,
			Position: video.Standard(i + 1), Visible: true,
		})
	}
	return layers
}

// Seated returns the room with its members in the first slots.
func Seated(s *video.Snapshot, layers []video.Layer) *video.Snapshot {
	for i := range layers {
		if i < len(s.Members) {
			layers[i].MemberID = s.Members[i].ID
		}
	}
	s.Layout.Layers = layers
	return s
}

// Sizes yields random sizes, small ones more often.
func Sizes(n int) func(yield func(w, h int) bool) {
	r := rand.New(rand.NewPCG(7, 11))
	return func(yield func(w, h int) bool) {
		for i := range n {
			w, h := 1+r.IntN(120), 1+r.IntN(50)
			if i%3 == 0 {
				w, h = 1+r.IntN(30), 1+r.IntN(8)
			}
			if !yield(w, h) {
				return
			}
		}
	}
}
