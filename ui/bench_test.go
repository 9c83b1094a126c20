package ui

import (
	"fmt"
	"testing"
	"time"

	"gavel/session"
	"gavel/theme"
)

// BenchmarkFrame takes a snapshot in which five visible members changed and builds the frame, in rooms of all sizes: it must
// cost the same in each.
func BenchmarkFrame(b *testing.B) {
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		for _, n := range []int{100, 1000, 10000, 100000} {
			b.Run(fmt.Sprintf("%dx%d/%d", size[0], size[1], n), func(b *testing.B) {
				s := newScreenWith(b, size[0], size[1], largeRoom(n), th)
				snaps := fiveChanging(s.room.Snapshot())
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					i++
					s.now = s.now.Add(frameTime)
					s.room.snap = snaps[i%2]
					s.m.Update(changedMsg{room: s.room})
					_ = s.m.View()
				}
			})
		}
	}
}

// frameTime is the time between two snapshots under load.
const frameTime = 33 * time.Millisecond

// BenchmarkCursor moves the cursor by a row and builds the frame.
func BenchmarkCursor(b *testing.B) {
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		b.Fatal(err)
	}
	s := newScreenWith(b, 200, 60, largeRoom(10000), th)
	i := 0
	for b.Loop() {
		i++
		s.m.people.step(1 - i%2*2)
		s.m.dirty = true
		_ = s.m.View()
	}
}

func largeRoom(n int) *session.Snapshot {
	snap := smallRoom()
	snap.Members = nil
	for i := 1; i <= n; i++ {
		m := member(i, fmt.Sprintf("Member %05d", i))
		m.JoinedAt = epoch.Add(-time.Hour)
		snap.Members = append(snap.Members, m)
	}
	return snap
}

// fiveChanging are two snapshots that differ in five members near the top.
func fiveChanging(base *session.Snapshot) [2]*session.Snapshot {
	var out [2]*session.Snapshot
	for i := range out {
		c := *base
		c.Seq += uint64(i) + 1
		c.Members = append([]*session.Member(nil), base.Members...)
		for j := range 5 {
			m := *c.Members[2+3*j]
			m.AudioMuted = i == 0
			c.Members[2+3*j] = &m
		}
		out[i] = &c
	}
	return out
}
