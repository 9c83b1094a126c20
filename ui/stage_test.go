package ui

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"gavel/session/video"
)

// highlightLayers is one large slot above four small ones.
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
	layers := gridLayers(2, 1)
	for i := range layers {
		layers[i].Y, layers[i].Height = 25, 50
	}
	return layers
}

// cover adds a playback over the middle of the picture.
func cover(layers []video.Layer) []video.Layer {
	return append(layers, video.Layer{
		Index: 50, Z: 9, X: 25, Y: 25, Width: 50, Height: 50, Position: video.PositionPlayback, PlayingFile: true,
	})
}

func newStage(t testing.TB, s *video.Snapshot, w, h int) (*stagePane, *fakeDesk) {
	t.Helper()
	d := newFakeDesk(t, s)
	p := newStagePane(d).(*stagePane)
	p.resize(w, h)
	p.update()
	return p, d
}

func TestGoldenStage(t *testing.T) {
	layouts := map[string]func() []video.Layer{
		"2x1": twoByOne, "3x3": func() []video.Layer { return gridLayers(3, 3) }, "highlight": highlightLayers,
		"10x10": func() []video.Layer { return gridLayers(10, 10) }, "covered": func() []video.Layer { return cover(gridLayers(3, 3)) },
	}
	for name, layers := range layouts {
		for _, size := range [][2]int{{72, 22}, {44, 14}, {30, 8}, {16, 5}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				p, d := newStage(t, seated(smallRoom(), layers()), size[0], size[1])
				d.at = "m2"
				lines := p.lines(true)
				checkBlock(t, name, lines, size[0], size[1])
				golden(t, fmt.Sprintf("stage-%s-%dx%d", name, size[0], size[1]), trimEnds(strings.Join(lines, "\n")))
			})
		}
	}
}

func TestStageKeepsItsSize(t *testing.T) {
	rooms := map[string]*video.Snapshot{
		"unknown": smallRoom(), "3x3": seated(smallRoom(), gridLayers(3, 3)), "10x10": seated(smallRoom(), gridLayers(10, 10)),
		"hostile": hostileRoom(), "covered": seated(smallRoom(), cover(highlightLayers())),
		"nonsense": seated(smallRoom(), []video.Layer{
			{X: math.Inf(1), Y: math.NaN(), Width: -5, Height: 1e300}, {X: -50, Y: -50, Width: 200, Height: 200}, {},
		}),
	}
	rooms["unknown"].Layout.Layers = nil
	for name, s := range rooms {
		p, d := newStage(t, s, 1, 1)
		d.at = "m1"
		for w, h := range sizes(120) {
			p.resize(w, h)
			checkBlock(t, name, p.lines(w%2 == 0), w, h)
			p.key(tea.KeyMsg{Type: tea.KeyRight})
			p.key(tea.KeyMsg{Type: tea.KeyDown})
		}
	}
}

func TestStageMovesBetweenBoxes(t *testing.T) {
	p, d := newStage(t, seated(smallRoom(), gridLayers(3, 3)), 60, 20)
	d.at = "m1"
	for _, step := range []struct {
		key  string
		want video.Position
	}{
		{"right", "standard-2"}, {"down", "standard-5"}, {"left", "standard-4"}, {"left", "standard-4"}, {"down", "standard-7"},
		{"down", "standard-7"}, {"G", "standard-9"}, {"g", "standard-1"}, {"up", "standard-1"},
	} {
		p.lines(true)
		p.key(keyNamed(step.key))
		p.lines(true)
		if p.painted == nil || p.painted.Position != step.want {
			t.Fatalf("after %s: %v, want %s", step.key, p.painted, step.want)
		}
	}
}

func TestStagePlacesTheHighlightedMember(t *testing.T) {
	p, d := newStage(t, seated(smallRoom(), gridLayers(4, 4)), 60, 20)
	d.at = "m2"
	p.lines(true)
	p.key(keyNamed("G"))
	p.lines(true)
	p.key(keyNamed("enter"))
	d.wantProposed(video.SetMemberPosition("standard-16", "m2"))
}

func TestStagePlacesSeveralFromABoxOn(t *testing.T) {
	p, d := newStage(t, seated(smallRoom(), gridLayers(3, 3)), 60, 20)
	d.at, d.marked = "m1", []video.MemberID{"m3", "m1"}
	p.lines(true)
	p.key(keyNamed("down"))
	p.lines(true)
	p.key(keyNamed("o"))
	d.wantProposed(video.SetPositions(map[video.MemberID]video.Position{"m3": "standard-4", "m1": "standard-5"}))
}

func TestStageActsOnThePaintedBoxOnly(t *testing.T) {
	p, d := newStage(t, seated(smallRoom(), gridLayers(3, 3)), 60, 20)
	d.at = "m1"
	p.lines(true)
	p.key(keyNamed("G"))
	p.lines(true)
	d.snap = seated(smallRoom(), gridLayers(2, 2)) // the box is gone before the key
	p.update()
	p.key(keyNamed("enter"))
	d.wantProposed()
	if d.said == "" {
		t.Error("nothing was said")
	}
}

func TestStageTakesTheOneInABox(t *testing.T) {
	p, d := newStage(t, seated(smallRoom(), gridLayers(3, 3)), 60, 20)
	d.at = "m1"
	p.lines(true)
	p.key(keyNamed("right"))
	p.lines(true)
	p.key(keyNamed("space"))
	if d.at != "m2" {
		t.Fatalf("took %q", d.at)
	}
	p.lines(true)
	p.key(keyNamed("G"))
	p.lines(true)
	p.key(keyNamed("enter"))
	d.wantProposed(video.SetMemberPosition("standard-9", "m2"))
}

func TestStageSaysWhatIsUnknown(t *testing.T) {
	s := smallRoom()
	s.Layout.Layers = nil
	p, _ := newStage(t, s, 60, 10)
	if got := strings.Join(p.lines(true), "\n"); !strings.Contains(got, "not told its layout") {
		t.Errorf("got:\n%s", got)
	}
}

func TestStageCountsWhoIsNotInThePicture(t *testing.T) {
	p, _ := newStage(t, seated(smallRoom(), gridLayers(2, 1)), 60, 10)
	if got := strings.Join(p.lines(false), "\n"); !strings.Contains(got, "6 off canvas") {
		t.Errorf("got:\n%s", got)
	}
}

// In the real console the highlighted member of the stage is the one that verbs act on.
func TestVerbsWorkOnTheStage(t *testing.T) {
	for _, w := range []int{80, 120} {
		s := newScreenOf(t, w, 36, seated(smallRoom(), gridLayers(3, 3)))
		s.press("2")
		s.press("right space m")
		s.wantNoText("does nothing here")
		s.press("G enter")
		s.wantCommand(video.SetMemberPosition("standard-9", "m2"))
	}
}

func BenchmarkStage(b *testing.B) {
	s := smallRoom()
	s.Members = nil
	for i := range 10000 {
		s.Members = append(s.Members, member(i, fmt.Sprintf("Member %05d", i)))
	}
	d := newFakeDesk(b, seated(s, gridLayers(10, 10)))
	p := newStagePane(d).(*stagePane)
	p.resize(80, 30)
	names := map[video.MemberID]string{}
	for _, m := range s.Members {
		names[m.ID] = m.Name
	}
	n := &namedDesk{d, names}
	p.d = n
	for b.Loop() {
		p.lines(true)
	}
}

type namedDesk struct {
	*fakeDesk
	names map[video.MemberID]string
}

func (d *namedDesk) name(id video.MemberID) string { return d.names[id] }

// A picture of which only some lines were drawn again is the one that is drawn as a whole.
func TestStageKeepsOnlyWhatIsAsItWas(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScreen(t, rapid.SampledFrom([]int{80, 120, 200}).Draw(r, "width"), rapid.IntRange(15, 60).Draw(r, "height"))
		next := 20
		for range rapid.IntRange(1, 20).Draw(r, "steps") {
			switch rapid.IntRange(0, 4).Draw(r, "what") {
			case 0:
				s.send(keyNamed(rapid.SampledFrom([]string{"2", "1", "j", "k", "l", "right", "left", "esc"}).Draw(r, "key")))
			case 1:
				s.change(func(c *video.Snapshot) { c.Stale = !c.Stale })
			case 2:
				s.change(func(c *video.Snapshot) {
					c.Layout.Layers = slices.Clone(c.Layout.Layers)
					l := &c.Layout.Layers[rapid.IntRange(0, 8).Draw(r, "layer")]
					l.MemberID = rapid.SampledFrom([]video.MemberID{"", "m1", "m5", "m6", "m7", "nobody"}).Draw(r, "in it")
					l.Width = rapid.SampledFrom([]float64{100.0 / 3, 200.0 / 3}).Draw(r, "cells")
				})
			default:
				next = storm(r, s, next)
			}
			s.pass(besideEvery)
			kept := s.m.panes[slotStage].(*stagePane)
			fresh := newStagePane(s.m).(*stagePane)
			fresh.resize(kept.w, kept.h)
			fresh.chosen, fresh.top = kept.chosen, kept.top
			for _, focused := range []bool{false, true} {
				kept.update()
				if got, want := kept.lines(focused), fresh.lines(focused); !slices.Equal(got, want) {
					r.Fatalf("focused %v: the picture is\n%s\nwant\n%s", focused, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
		}
	})
}
