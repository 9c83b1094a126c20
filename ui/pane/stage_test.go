package pane

import (
	"fmt"
	"math"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/uitest"
)

// highlightLayers returns one large slot above four small ones.
func highlightLayers() []video.Layer {
	layers := []video.Layer{{Index: 0, X: 12.5, Width: 75, Height: 75, Position: video.Reserved(1)}}
	for i := range 4 {
		layers = append(layers, video.Layer{
			Index: i + 1, X: float64(i) * 25, Y: 75, Width: 25, Height: 25, Position: video.Standard(i + 1),
		})
	}
	return layers
}

func twoByOne() []video.Layer {
	layers := uitest.GridLayers(2, 1)
	for i := range layers {
		layers[i].Y, layers[i].Height = 25, 50
	}
	return layers
}

// cover adds a playback over the middle of the canvas.
func cover(layers []video.Layer) []video.Layer {
	return append(layers, video.Layer{
		Index: 50, Z: 9, X: 25, Y: 25, Width: 50, Height: 50, Position: video.PositionPlayback, PlayingFile: true,
	})
}

func newStage(t testing.TB, s *video.Snapshot, w, h int) (*Stage, *uitest.Desk) {
	t.Helper()
	d := uitest.NewFakeDesk(t, s)
	p := NewStage(d).(*Stage)
	p.Resize(w, h)
	p.Update()
	return p, d
}

func TestGoldenStage(t *testing.T) {
	layouts := map[string]func() []video.Layer{
		"2x1": twoByOne, "3x3": func() []video.Layer { return uitest.GridLayers(3, 3) }, "highlight": highlightLayers,
		"10x10":   func() []video.Layer { return uitest.GridLayers(10, 10) },
		"covered": func() []video.Layer { return cover(uitest.GridLayers(3, 3)) },
	}
	for name, layers := range layouts {
		for _, size := range [][2]int{{72, 22}, {44, 14}, {30, 8}, {16, 5}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				p, d := newStage(t, uitest.Seated(uitest.SmallRoom(), layers()), size[0], size[1])
				d.At = "m2"
				lines := p.Lines(true)
				uitest.CheckBlock(t, name, lines, size[0], size[1])
				uitest.Golden(t, fmt.Sprintf("stage-%s-%dx%d", name, size[0], size[1]), uitest.TrimEnds(strings.Join(lines, "\n")))
			})
		}
	}
}

func TestStageKeepsItsSize(t *testing.T) {
	rooms := map[string]*video.Snapshot{
		"unknown": uitest.SmallRoom(), "3x3": uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(3, 3)),
		"10x10":   uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(10, 10)),
		"hostile": uitest.HostileRoom(), "covered": uitest.Seated(uitest.SmallRoom(), cover(highlightLayers())),
		"nonsense": uitest.Seated(uitest.SmallRoom(), []video.Layer{
			{X: math.Inf(1), Y: math.NaN(), Width: -5, Height: 1e300}, {X: -50, Y: -50, Width: 200, Height: 200}, {},
		}),
	}
	rooms["unknown"].Layout.Layers = nil
	for name, s := range rooms {
		p, d := newStage(t, s, 1, 1)
		d.At = "m1"
		for w, h := range uitest.Sizes(120) {
			p.Resize(w, h)
			uitest.CheckBlock(t, name, p.Lines(w%2 == 0), w, h)
			p.Key(tea.KeyMsg{Type: tea.KeyRight})
			p.Key(tea.KeyMsg{Type: tea.KeyDown})
		}
	}
}

func TestStageMovesBetweenBoxes(t *testing.T) {
	p, d := newStage(t, uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(3, 3)), 60, 20)
	d.At = "m1"
	for _, step := range []struct {
		key  string
		want video.Position
	}{
		{"right", "standard-2"},
		{"down", "standard-5"},
		{"left", "standard-4"},
		{"left", "standard-4"},
		{"down", "standard-7"},
		{"down", "standard-7"},
		{"G", "standard-9"},
		{"g", "standard-1"},
		{"up", "standard-1"},
	} {
		p.Lines(true)
		p.Key(uitest.KeyOf(step.key))
		p.Lines(true)
		if p.painted == nil || p.painted.Position != step.want {
			t.Fatalf("after %s: %v, want %s", step.key, p.painted, step.want)
		}
	}
}

func TestStagePlacesHighlightedMember(t *testing.T) {
	p, d := newStage(t, uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(4, 4)), 60, 20)
	d.At = "m2"
	p.Lines(true)
	p.Key(uitest.KeyOf("G"))
	p.Lines(true)
	p.Key(uitest.KeyOf("enter"))
	d.WantProposed(video.SetMemberPosition("standard-16", "m2"))
}

func TestStagePlacesSeveralFromChosenBox(t *testing.T) {
	p, d := newStage(t, uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(3, 3)), 60, 20)
	d.At, d.Marked = "m1", []video.MemberID{"m3", "m1"}
	p.Lines(true)
	p.Key(uitest.KeyOf("down"))
	p.Lines(true)
	p.Key(uitest.KeyOf("o"))
	d.WantProposed(video.SetPositions(map[video.MemberID]video.Position{"m3": "standard-4", "m1": "standard-5"}))
}

func TestStageActsOnPaintedBoxOnly(t *testing.T) {
	p, d := newStage(t, uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(3, 3)), 60, 20)
	d.At = "m1"
	p.Lines(true)
	p.Key(uitest.KeyOf("G"))
	p.Lines(true)
	d.Snap = uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(2, 2)) // the box has gone before the key
	p.Update()
	p.Key(uitest.KeyOf("enter"))
	d.WantProposed()
	if d.Said == "" {
		t.Error("nothing was said")
	}
}

func TestStagePicksMemberInBox(t *testing.T) {
	p, d := newStage(t, uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(3, 3)), 60, 20)
	d.At = "m1"
	p.Lines(true)
	p.Key(uitest.KeyOf("right"))
	p.Lines(true)
	p.Key(uitest.KeyOf("space"))
	if d.At != "m2" {
		t.Fatalf("took %q", d.At)
	}
	p.Lines(true)
	p.Key(uitest.KeyOf("G"))
	p.Lines(true)
	p.Key(uitest.KeyOf("enter"))
	d.WantProposed(video.SetMemberPosition("standard-9", "m2"))
}

func TestStageReportsUnknownLayout(t *testing.T) {
	s := uitest.SmallRoom()
	s.Layout.Layers = nil
	p, _ := newStage(t, s, 60, 10)
	if got := strings.Join(p.Lines(true), "\n"); !strings.Contains(got, "not sent its layout") {
		t.Errorf("got:\n%s", got)
	}
}

func TestStageCountsMembersWithoutPlace(t *testing.T) {
	p, _ := newStage(t, uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(2, 1)), 60, 10)
	if got := strings.Join(p.Lines(false), "\n"); !strings.Contains(got, "6 off canvas") {
		t.Errorf("got:\n%s", got)
	}
	for w := 15; w < 80; w++ {
		p, d := newStage(t, uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(2, 1)), w, 10)
		d.At = "m1"
		p.Lines(true)
		p.Key(uitest.KeyOf("right"))
		got := draw.Strip(strings.Join(p.Lines(true), "\n"))
		if name, _, found := strings.Cut(got, " 6 off canvas"); found && !strings.HasSuffix(name, " ") {
			t.Errorf("%d cells: the number reads as a part of the name:\n%s", w, got)
		}
	}
}

func BenchmarkStage(b *testing.B) {
	s := uitest.SmallRoom()
	s.Members = nil
	for i := range 10000 {
		s.Members = append(s.Members, uitest.Member(i, fmt.Sprintf("Member %05d", i)))
	}
	d := uitest.NewFakeDesk(b, uitest.Seated(s, uitest.GridLayers(10, 10)))
	p := NewStage(d).(*Stage)
	p.Resize(80, 30)
	names := map[video.MemberID]string{}
	for _, m := range s.Members {
		names[m.ID] = m.Name
	}
	n := &namedDesk{d, names}
	p.d = n
	for b.Loop() {
		p.Lines(true)
	}
}

type namedDesk struct {
	*uitest.Desk
	names map[video.MemberID]string
}

func (d *namedDesk) Name(id video.MemberID) string { return d.names[id] }
