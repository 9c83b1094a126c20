package ui

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/pane"
	"gavel/ui/uitest"
)

// In the console, keys act on the member that the stage highlights.
func TestKeysActOnStage(t *testing.T) {
	for _, w := range []int{80, 120} {
		s := newScreenOf(t, w, 36, uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(3, 3)))
		s.press("2")
		s.press("right space")
		s.wantFooter("Picked up ")
		s.press("m")
		s.wantNoText("does nothing here")
		s.press("G enter")
		s.wantCommand(video.SetMemberPosition("standard-9", "m2"))
	}
}

// On the stage, keys act on the person in the framed box, or on nobody; only placing is about the one picked up before.
func TestKeysActOnFramedBox(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 36}, {200, 60}} {
		s := newScreenOf(t, size[0], size[1], uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(3, 3)))
		framed := s.m.snap.Layout.Layers[2].MemberID
		s.edit(framed, func(m *video.Member) { m.AudioMuted, m.VideoMuted, m.Deaf = false, false, false })
		first := s.m.highlighted()
		s.press("2 right right")
		s.wantText("Enter places ")
		for key, command := range map[string]video.Command{
			"m": video.AudioMute(framed), "c": video.VideoMute(framed), "d": video.Deaf(framed),
		} {
			s.room.sent = nil
			s.press(key)
			s.wantCommand(command)
		}
		s.room.sent = nil
		s.press("G m")
		s.wantCommands(0)
		s.wantFooter("Nobody is highlighted")
		s.press("enter")
		s.wantCommand(video.SetMemberPosition("standard-9", first))
	}
}

// The line below the stage keeps the ids of people who share a name, in any width from that of the smallest screen.
func TestPlacingKeepsIDs(t *testing.T) {
	s := newScreenOf(t, 80, 24, uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(3, 3)))
	for _, id := range []video.MemberID{"m1", "m3"} {
		s.edit(id, func(m *video.Member) { m.Name = "Jonas Weber" })
	}
	s.press("2 right right")
	p := s.m.panes[arrange.SlotStage]
	for w := 34; w < 80; w++ {
		p.Resize(w, 12)
		if line := p.Lines(true)[11]; !strings.Contains(line, "#m3") || !strings.Contains(line, "#m1") {
			t.Errorf("%d cells: %q", w, line)
		}
	}
}

// The footer names what Space does on the stage.
func TestFooterNamesSpaceOnStage(t *testing.T) {
	s := newScreenOf(t, 80, 24, uitest.Seated(uitest.SmallRoom(), uitest.GridLayers(3, 3)))
	s.press("2 right")
	s.wantFooter("Space pick up")
	s.press("space")
	s.wantFooter("Picked up ")
}

// A drawing with only some lines redrawn equals a drawing made as a whole.
func TestStageKeepsOnlyUnchangedLines(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScreen(t, rapid.SampledFrom([]int{80, 120, 200}).Draw(r, "width"), rapid.IntRange(15, 60).Draw(r, "height"))
		next := 20
		for range rapid.IntRange(1, 20).Draw(r, "steps") {
			switch rapid.IntRange(0, 4).Draw(r, "what") {
			case 0:
				s.send(uitest.KeyOf(rapid.SampledFrom([]string{"2", "1", "j", "k", "l", "right", "left", "esc"}).Draw(r, "key")))
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
			kept := s.m.panes[arrange.SlotStage].(*pane.Stage)
			for _, focused := range []bool{false, true} {
				kept.Update()
				got, fresh := slices.Clone(kept.Lines(focused)), *kept
				fresh.Restyle()
				if want := fresh.Lines(focused); !slices.Equal(got, want) {
					r.Fatalf("focused %v: the drawing is\n%s\nwant\n%s", focused, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
		}
	})
}
