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
				for b.Loop() {
					s.now = s.now.Add(frameTime)
					s.room.snap = snaps.next()
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

// pouring are snapshots as a session publishes them without end, in each of which five members near the top are different.
type pouring struct {
	snaps  [2]*session.Snapshot
	fresh  [2][]*session.Member
	recent []*session.Member
	n      int
}

func fiveChanging(base *session.Snapshot) *pouring {
	p := &pouring{recent: make([]*session.Member, 0, recentSize(base))}
	for i := range p.snaps {
		c := *base
		c.Seq += uint64(i) + 1
		c.Members = append([]*session.Member(nil), base.Members...)
		for j := range 5 {
			m := *c.Members[2+3*j]
			m.AudioMuted = i == 0
			c.Members[2+3*j] = &m
			p.fresh[i] = append(p.fresh[i], &m)
		}
		p.snaps[i] = &c
	}
	return p
}

// recentSize is how long the session's lists of changes are in a room of that size.
func recentSize(s *session.Snapshot) int { return max(256, len(s.Members)/16) }

func (p *pouring) next() *session.Snapshot {
	p.n++
	s, fresh := p.snaps[p.n%2], p.fresh[p.n%2]
	if len(p.recent)+len(fresh) > cap(p.recent) {
		p.recent = make([]*session.Member, 0, cap(p.recent))
	}
	p.recent = append(p.recent, fresh...)
	s.Recent = p.recent
	return s
}
