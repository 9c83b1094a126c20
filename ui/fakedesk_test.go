package ui

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
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// fakeDesk is a desk that only remembers.
type fakeDesk struct {
	t        testing.TB
	snap     *video.Snapshot
	clock    time.Time
	th       theme.Theme
	km       keymap.Map
	at       video.MemberID
	marked   []video.MemberID
	watch    bool
	dialogs  []widget.Dialog
	proposed []video.Command
	reads    []video.Command
	value    json.RawMessage // what reads return
	fail     error
	said     string
	copied   []string

	handMarks people.Marks
}

func newFakeDesk(t testing.TB, s *video.Snapshot) *fakeDesk {
	t.Helper()
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	return &fakeDesk{t: t, snap: s, clock: epoch, th: th, km: keymap.Default(), value: json.RawMessage(`{}`)}
}

func (d *fakeDesk) snapshot() *video.Snapshot { return d.snap }
func (d *fakeDesk) now() time.Time            { return d.clock }
func (d *fakeDesk) Theme() *theme.Theme       { return &d.th }
func (d *fakeDesk) Keys() *keymap.Map         { return &d.km }
func (d *fakeDesk) open(o widget.Dialog)      { d.dialogs = append(d.dialogs, o) }
func (d *fakeDesk) Say(s string, _ draw.Tone) { d.said = s }
func (d *fakeDesk) pointed() video.MemberID   { return d.at }
func (d *fakeDesk) marks() *people.Marks      { return &d.handMarks }
func (d *fakeDesk) pick(id video.MemberID)    { d.at = id }
func (d *fakeDesk) watchOnly() bool           { return d.watch }

// roster is that of the present snapshot, which tests change in place.
func (d *fakeDesk) roster() *people.Roster {
	r := people.New(false)
	r.Take(d.snap, d.clock)
	return r
}

func (d *fakeDesk) copyID(id, _ string) tea.Cmd {
	d.copied = append(d.copied, id)
	return nil
}

func (d *fakeDesk) propose(c video.Command) tea.Cmd {
	d.proposed = append(d.proposed, c)
	return nil
}

func (d *fakeDesk) targets() []video.MemberID {
	if len(d.marked) > 0 || d.at == "" {
		return d.marked
	}
	return []video.MemberID{d.at}
}

func (d *fakeDesk) name(id video.MemberID) string {
	if m := d.snap.Member(id); m != nil {
		return text.NameOf(m.Name, string(id)).Text
	}
	return "#" + text.ShortID(string(id))
}

func (d *fakeDesk) read(c video.Command, then func(video.Result, error) tea.Cmd) tea.Cmd {
	d.reads = append(d.reads, c)
	return then(video.Result{Command: c, Value: d.value}, d.fail)
}

// top returns the topmost dialog, or nil.
func (d *fakeDesk) top() widget.Dialog {
	if len(d.dialogs) == 0 {
		return nil
	}
	return d.dialogs[len(d.dialogs)-1]
}

// press gives keys, separated by blanks, to the topmost dialog, painting it before each as the console does.
func (d *fakeDesk) press(keys string) {
	d.t.Helper()
	for _, name := range strings.Fields(keys) {
		d.key(keyNamed(name))
	}
}

// write types text as one read.
func (d *fakeDesk) write(s string) {
	d.t.Helper()
	d.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)})
}

func (d *fakeDesk) key(k tea.KeyMsg) {
	d.t.Helper()
	top := d.top()
	if top == nil {
		d.t.Fatalf("no dialog is open for %q; it was said: %q", k, d.said)
	}
	checkDialog(d.t, top, 96, 30)
	done, cmd := top.Key(k)
	if cmd != nil {
		cmd()
	}
	if done {
		for i, have := range d.dialogs {
			if have == top {
				d.dialogs = append(d.dialogs[:i:i], d.dialogs[i+1:]...)
				break
			}
		}
	}
}

// shown is what the topmost dialog shows.
func (d *fakeDesk) shown() string {
	d.t.Helper()
	if d.top() == nil {
		d.t.Fatalf("no dialog is open; it was said: %q", d.said)
	}
	return d.top().Title() + "\n" + strings.Join(d.top().Lines(96, 30), "\n")
}

func (d *fakeDesk) wantShown(part string) {
	d.t.Helper()
	if !strings.Contains(d.shown(), part) {
		d.t.Errorf("%q is not shown:\n%s", part, d.shown())
	}
}

func (d *fakeDesk) wantProposed(want ...video.Command) {
	d.t.Helper()
	if len(want) == 0 && len(d.proposed) == 0 {
		return
	}
	if !reflect.DeepEqual(d.proposed, want) {
		d.t.Errorf("proposed %+v, want %+v; it was said: %q", d.proposed, want, d.said)
	}
}

// checkDialog checks that the content of a dialog keeps its bounds and is all of one width.
func checkDialog(t testing.TB, o widget.Dialog, maxW, maxH int) {
	t.Helper()
	lines := o.Lines(maxW, maxH)
	if len(lines) > maxH {
		t.Errorf("%s: %d lines, allowed are %d", o.Title(), len(lines), maxH)
	}
	for i, line := range lines {
		if got := draw.Width(line); got > maxW || got != draw.Width(lines[0]) {
			t.Errorf("%s in %d×%d: line %d has %d cells, the first %d: %q", o.Title(), maxW, maxH, i, got, draw.Width(lines[0]), line)
		}
		for _, r := range ansi.Strip(line) {
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

// mediaRoom is a small room in which something is recorded, played and streamed, and something has ended.
func mediaRoom() *video.Snapshot {
	s := smallRoom()
	s.Recordings = []*video.Recording{
		{ID: "rec-old1", State: video.StateCompleted, Duration: 90 * time.Second, StartedAt: epoch.Add(-time.Hour), SeenAt: epoch.Add(-time.Hour)},
		{ID: "rec-now2", State: video.StateRecording, StartedAt: epoch.Add(-761 * time.Second), SeenAt: epoch, Mine: true},
	}
	s.Playbacks = []*video.Playback{{
		ID: "play-1", State: video.StatePlaying, URL: "https://user:pw@cdn.example.com/a.mp4?sig=SECRET", Volume: -5, Seekable: true,
		Position: 83 * time.Second, StartedAt: epoch.Add(-90 * time.Second), SeenAt: epoch.Add(-2 * time.Second),
	}}
	s.Streams = []*video.Stream{{
		ID: "str-1", State: video.StateStreaming, URL: "rtmp://live.example.com/app/SECRET", StartedAt: epoch.Add(-42 * time.Second), SeenAt: epoch,
	}}
	return s
}

// hostileRoom is a room in which every text from outside is an attack.
func hostileRoom() *video.Snapshot {
	s := mediaRoom()
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
	s.Layout = video.Layout{Name: evil, Layers: gridLayers(2, 2)}
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

// gridLayers is a layout of columns×rows slots; nobody is in them.
func gridLayers(columns, rows int) []video.Layer {
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

// seated puts the members of a room into the first slots.
func seated(s *video.Snapshot, layers []video.Layer) *video.Snapshot {
	for i := range layers {
		if i < len(s.Members) {
			layers[i].MemberID = s.Members[i].ID
		}
	}
	s.Layout.Layers = layers
	return s
}

// sizes yields random sizes, small ones more often.
func sizes(n int) func(yield func(w, h int) bool) {
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
