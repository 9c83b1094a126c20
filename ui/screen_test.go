package ui

import (
	"math/rand/v2"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/deck"
	"gavel/ui/dialog"
	"gavel/ui/uitest"
	"gavel/ui/waits"
	"gavel/ui/widget"
)

// Under load, the panes beside the people may be late, but never for longer than their interval.
func TestPanesBesidePeopleCatchUp(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.pass(time.Second)
	for i := range 20 {
		s.now = s.now.Add(5 * time.Millisecond)
		s.change(func(c *video.Snapshot) {
			c.Log = append(c.Log, &video.Entry{N: uint64(10 + i), At: s.now, Kind: video.EntryRoom, Note: "one of many"})
		})
	}
	s.change(func(c *video.Snapshot) {
		c.Log = append(c.Log, &video.Entry{N: 40, At: s.now, Kind: video.EntryRoom, Note: "the last of them"})
	})
	s.wantNoText("the last of them")
	s.pass(besideEvery)
	s.wantText("the last of them")
}

func TestUrgentStateIsShownAtOnce(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.edit("m1", func(m *video.Member) { m.Deaf = true })
	s.change(func(c *video.Snapshot) {
		c.Stale = true
		c.Log = append(c.Log, &video.Entry{N: 40, At: s.now, Kind: video.EntryLink, Note: "connection lost"})
	})
	s.wantText("connection lost")
}

func TestPanesFillTheirAreas(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	s := newScreen(t, 120, 36)
	for range 200 {
		w, h := 1+r.IntN(220), 1+r.IntN(70)
		for i, p := range s.m.panes {
			p.Resize(w, h)
			uitest.CheckBlock(t, arrange.SlotNames[i], p.Lines(r.IntN(2) == 0), w, h)
		}
	}
}

func TestScreensFillTheTerminal(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	s := newScreen(t, 120, 36)
	keys := []string{
		"", "x", "a", "space", "l", "?", ":", "/", "s", "r", "R", "2", "3", "4", "5", "6", "esc", "e", "o",
		"b", "T", "%",
	}
	for range 200 {
		w, h := r.IntN(230), r.IntN(75)
		s.press(keys[r.IntN(len(keys))])
		s.send(tea.WindowSizeMsg{Width: w, Height: h})
		frame := s.m.View()
		if w == 0 || h == 0 {
			if frame != "" {
				t.Errorf("%d×%d: something was drawn", w, h)
			}
			continue
		}
		uitest.CheckFrame(t, frame, w, h)
	}
}

func TestHostileSizesAreCut(t *testing.T) {
	s := newScreen(t, 80, 24)
	for _, size := range [][2]int{{1, 1}, {0, 0}, {10000, 10000}, {-5, 7}, {60, 15}, {59, 15}, {60, 14}} {
		s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		w, h := max(0, min(size[0], maxWidth)), max(0, min(size[1], maxHeight))
		if frame := s.m.View(); w > 0 && h > 0 {
			uitest.CheckFrame(t, frame, w, h)
		}
	}
	s.send(tea.WindowSizeMsg{Width: 20, Height: 5})
	s.press("q")
	if !s.quit {
		t.Error("q must quit on a screen that is too small")
	}
}

func TestDialogsHaveOneWidth(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	s := newScreen(t, 120, 36)
	s.press("s")
	sortMenu := s.m.dialogs.top().Dialog
	s.m.dialogs.clear()
	dialogs := []widget.Dialog{
		newConfirm(s.m.desk, video.RemoveMember("m1", "m7"), nil),
		newConfirm(s.m.desk, video.RemoveAllMembers(), nil).requireTyped("Weekly standup"),
		dialog.NewQuestion(s.m, []string{"a recording"}, []string{"mute 40 people"}), sortMenu, dialog.NewPalette(s.m, nil),
		dialog.NewLayoutPicker(s.m),
		dialog.NewPositionPicker(s.m, []video.MemberID{"m1"}), dialog.NewRecordMenu(s.m), dialog.NewPlaybackMenu(s.m),
		dialog.NewStreamMenu(s.m),
		dialog.NewMetaEditor(s.m, "m1"), dialog.NewMetaEditor(s.m, ""), dialog.NewHelp(s.m, s.m.context(), waits.Help, nil),
		deck.New(s.m.lobby, ""),
		widget.NewNumberPrompt(s.m, "Number", 0, 100, 30, nil),
	}
	for range 200 {
		w, h := arrange.MinWidth-8+r.IntN(120), arrange.MinHeight-4+r.IntN(50)
		for _, d := range dialogs {
			lines := d.Lines(w, h)
			if len(lines) > h || len(lines) == 0 {
				t.Errorf("%s: %d lines in %d", d.Title(), len(lines), h)
				continue
			}
			if got := ansi.StringWidth(lines[0]); got > w {
				t.Errorf("%s: %d cells in %d", d.Title(), got, w)
			}
			uitest.CheckBlock(t, d.Title(), lines, ansi.StringWidth(lines[0]), len(lines))
		}
	}
}

// Each cell of the body belongs to exactly one pane, in the order in which a line is drawn, and no pane is too small.
func TestLayoutCoversTheScreen(t *testing.T) {
	needs := []arrange.Need{
		{},
		{Hands: 4, Rows: 20},
		{Hands: 4, Floor: true},
		{Focus: arrange.SlotLog, Floor: true},
		{Focus: arrange.SlotLog, Rows: 300},
		{Focus: arrange.SlotHands},
	}
	for _, s := range []arrange.Slot{arrange.SlotStage, arrange.SlotMedia, arrange.SlotDetail} {
		needs = append(needs, arrange.Need{Focus: s, Main: s, Side: s, Hands: 40, Rows: 5})
	}
	for w := arrange.MinWidth; w < 260; w += 7 {
		for h := arrange.MinHeight; h < 90; h += 3 {
			for _, n := range needs {
				if n.Side == arrange.SlotPeople {
					n.Side = arrange.SlotStage
				}
				p := arrange.Of(w, h, n)
				for y := arrange.HeaderHeight; y < h-arrange.FooterHeight; y++ {
					x := 0
					for _, pane := range p.Panes {
						if y >= pane.Area.Y && y < pane.Area.Y+pane.Area.H {
							if pane.Area.X != x {
								t.Fatalf("%d×%d %+v: line %d: pane %d starts at %d, want %d", w, h, n, y, pane.Slot, pane.Area.X, x)
							}
							x += pane.Area.W
						}
					}
					if x != w-1 {
						t.Fatalf("%d×%d %+v: line %d has %d cells", w, h, n, y, x)
					}
				}
				for _, pane := range p.Panes {
					if in := pane.Inside(); in.W < 20 || in.H < 3 {
						t.Errorf("%d×%d %+v: pane %d is %d×%d", w, h, n, pane.Slot, in.W, in.H)
					}
				}
				if _, shown := p.Of(n.Focus); !shown {
					t.Errorf("%d×%d %+v: the pane with the keys is not shown", w, h, n)
				}
			}
		}
	}
}

// TestField_D7_TheHeaderCountsStreams shows four streams, as it does recordings.
func TestField_D7_TheHeaderCountsStreams(t *testing.T) {
	s := newScreen(t, 160, 40)
	s.change(func(c *video.Snapshot) {
		for _, id := range []string{"a", "b", "c", "d"} {
			c.Streams = append(c.Streams, &video.Stream{
				ID: id, State: video.StateStreaming, StartedAt: uitest.Epoch, SeenAt: uitest.Epoch,
			})
		}
		c.Streams = append(c.Streams, &video.Stream{ID: "over", State: video.StateCompleted})
	})
	s.pass(time.Second)
	s.wantText("● STREAM 0:01 +3")
}
