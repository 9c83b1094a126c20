package ui

import (
	"testing"
	"time"

	"gavel/session/video"
)

// While snapshots pour in, the panes beside the people may be late, but never for longer than their interval.
func TestPanesBesideCatchUp(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.pass(time.Second)
	for i := range 20 {
		s.now = s.now.Add(5 * time.Millisecond)
		s.change(func(c *video.Snapshot) {
			c.Log = append(c.Log, video.Entry{N: uint64(10 + i), At: s.now, Kind: video.EntryRoom, Text: "one of many"})
		})
	}
	s.change(func(c *video.Snapshot) {
		c.Log = append(c.Log, video.Entry{N: 40, At: s.now, Kind: video.EntryRoom, Text: "the last of them"})
	})
	s.wantNoText("the last of them")
	s.pass(besideEvery)
	s.wantText("the last of them")
}

func TestRoomStateIsSeenAtOnceEverywhere(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.edit("m1", func(m *video.Member) { m.Deaf = true })
	s.change(func(c *video.Snapshot) {
		c.Stale = true
		c.Log = append(c.Log, video.Entry{N: 40, At: s.now, Kind: video.EntryLink, Text: "connection lost"})
	})
	s.wantText("connection lost")
}
