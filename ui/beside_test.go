package ui

import (
	"testing"
	"time"

	"gavel/session"
)

// While snapshots pour in, the panes beside the people may be late, but never for longer than their interval.
func TestPanesBesideCatchUp(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.pass(time.Second)
	for i := range 20 {
		s.now = s.now.Add(5 * time.Millisecond)
		s.change(func(c *session.Snapshot) {
			c.Log = append(c.Log, session.Entry{N: uint64(10 + i), At: s.now, Kind: session.EntryRoom, Text: "one of many"})
		})
	}
	s.change(func(c *session.Snapshot) {
		c.Log = append(c.Log, session.Entry{N: 40, At: s.now, Kind: session.EntryRoom, Text: "the last of them"})
	})
	s.wantNoText("the last of them")
	s.pass(besideEvery)
	s.wantText("the last of them")
}

func TestRoomStateIsSeenAtOnceEverywhere(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.edit("m1", func(m *session.Member) { m.Deaf = true })
	s.change(func(c *session.Snapshot) {
		c.Stale = true
		c.Log = append(c.Log, session.Entry{N: 40, At: s.now, Kind: session.EntryLink, Text: "connection lost"})
	})
	s.wantText("connection lost")
}
