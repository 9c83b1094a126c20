package ui

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/arrange"
	"gavel/ui/pane"
	"gavel/ui/people"
	"gavel/ui/uitest"
)

// BenchmarkFrame takes a snapshot in which five visible members changed and builds the frame. It must cost the same in
// rooms of all sizes.
func BenchmarkFrame(b *testing.B) {
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		for _, n := range []int{100, 1000, 10000, 100000} {
			b.Run(fmt.Sprintf("%dx%d/%d", size[0], size[1], n), func(b *testing.B) {
				s := newScreenWith(b, size[0], size[1], largeRoom(n), th)
				s.m.post = func(tea.Msg) {} // as in a running program
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

// BenchmarkTalkingFrame is BenchmarkFrame in a room of 300, silent and after a lively quarter of an hour: talk lines and
// timeline may cost a third more.
func BenchmarkTalkingFrame(b *testing.B) {
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		for _, talks := range []bool{false, true} {
			b.Run(fmt.Sprintf("%dx%d/talks=%v", size[0], size[1], talks), func(b *testing.B) {
				s := newScreenWith(b, size[0], size[1], largeRoom(300), th)
				s.m.post = func(tea.Msg) {}
				if talks {
					quarterHour(s)
				}
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

// BenchmarkOpenPane shows each pane in a room of 10,000 people. Half of them have talked. Each must take less than the
// time between two frames.
func BenchmarkOpenPane(b *testing.B) {
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		s := newScreenWith(b, size[0], size[1], mixedRoom(10_000), th)
		everybodyTalked(s)
		for pane := range arrange.Numbered {
			b.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], arrange.SlotNames[pane]), func(b *testing.B) {
				for b.Loop() {
					s.m.screen.focusOn((pane + 1) % arrange.Numbered)
					for i := range s.m.screen.behind {
						s.m.screen.behind[i] = true
					}
					s.now = s.now.Add(5 * time.Second)
					s.m.clk = s.now
					s.m.screen.focusOn(pane)
					s.m.dirty = true
					_ = s.m.View()
				}
			})
		}
	}
}

// everybodyTalked makes every second member talk.
func everybodyTalked(s *screenTest) {
	for _, talks := range []bool{true, false} {
		s.now = s.now.Add(time.Minute)
		s.change(func(c *video.Snapshot) {
			for i := 0; i < len(c.Members); i += 2 {
				m := *c.Members[i]
				if m.Talking = talks; talks {
					m.TalkStart = s.now
				} else {
					m.TalkEnd, m.TalkTotal = s.now, m.TalkTotal+s.now.Sub(m.TalkStart)
				}
				c.Members[i] = &m
			}
		})
	}
}

// quarterHour lets all members talk several times, and five of them at its end.
func quarterHour(s *screenTest) {
	for i := range 900 {
		s.now = s.now.Add(time.Second)
		c := *s.room.Snapshot()
		c.Members = append([]*video.Member(nil), c.Members...)
		for _, at := range []int{i * 7 % len(c.Members), i * 11 % len(c.Members)} {
			m := *c.Members[at]
			if m.Talking = !m.Talking && i < 890 || i >= 895; m.Talking {
				m.TalkStart = s.now
			} else {
				m.TalkEnd, m.TalkTotal = s.now, m.TalkTotal+3*time.Second
			}
			c.Members[at] = &m
		}
		c.Seq++
		s.room.snap = &c
		s.m.Update(changedMsg{room: s.room})
		_ = s.m.View()
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
		s.m.people.Step(1 - i%2*2)
		s.m.dirty = true
		_ = s.m.View()
	}
}

// listOperations are the operations of keys on a list of people.
var listOperations = []struct {
	name string
	do   func(p *pane.Members, i int)
}{
	{"scroll a page", func(p *pane.Members, i int) { p.Step(50 - i%2*100) }},
	{"to the end", func(p *pane.Members, i int) { p.Step((1 - i%2*2) * len(p.Rows)) }},
	{"filter by text", func(p *pane.Members, i int) { p.Refilter(people.QuickAll, []string{"ber 01", "ber 012"}[i%2]) }},
	{"filter by state", func(p *pane.Members, i int) {
		p.Refilter([]people.Quick{people.QuickOpen, people.QuickMuted}[i%2], "")
	}},
	{"sort by name", func(p *pane.Members, i int) { p.SortBy(people.Sorting{By: people.ByName, Reverse: i%2 == 0}) }},
	{"sort by talk", func(p *pane.Members, i int) { p.SortBy(people.Sorting{By: people.ByShare, Reverse: i%2 == 0}) }},
	{"sort by hand", func(p *pane.Members, i int) { p.SortBy(people.Sorting{By: people.ByHand, Reverse: i%2 == 0}) }},
	{"join order", func(p *pane.Members, i int) { p.SortBy(people.Sorting{Reverse: i%2 == 0}) }},
}

// BenchmarkLargeList runs each operation on 10,000 members and builds the frame. Each must take less than the time
// between two frames.
func BenchmarkLargeList(b *testing.B) {
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		b.Fatal(err)
	}
	for _, bench := range listOperations {
		b.Run(bench.name, func(b *testing.B) {
			s := newScreenWith(b, 200, 60, mixedRoom(10_000), th)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				bench.do(s.m.people, i)
				s.m.dirty = true
				_ = s.m.View()
			}
		})
	}
}

// mixedRoom returns a large room whose names, states and talk times are in no order.
func mixedRoom(n int) *video.Snapshot {
	snap := largeRoom(n)
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, m := range snap.Members {
		m.Name = fmt.Sprintf("Member %05d", rnd.IntN(n))
		m.AudioMuted, m.HandRaised = rnd.IntN(2) == 0, rnd.IntN(10) == 0
		m.TalkTotal = time.Duration(rnd.IntN(3600)) * time.Second
	}
	return snap
}

func largeRoom(n int) *video.Snapshot {
	snap := uitest.SmallRoom()
	snap.Members = nil
	for i := 1; i <= n; i++ {
		m := uitest.Member(i, fmt.Sprintf("Member %05d", i))
		m.JoinedAt = uitest.Epoch.Add(-time.Hour)
		snap.Members = append(snap.Members, m)
	}
	return snap
}

// pouring is an endless series of snapshots. Five members near the top change in each.
type pouring struct {
	snaps  [2]*video.Snapshot
	fresh  [2][]*video.Member
	recent []*video.Member
	n      int
}

func fiveChanging(base *video.Snapshot) *pouring {
	p := &pouring{recent: make([]*video.Member, 0, recentSize(base))}
	for i := range p.snaps {
		c := *base
		c.Seq += uint64(i) + 1
		c.Members = append([]*video.Member(nil), base.Members...)
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

// recentSize returns the length of the session's lists of changes in a room of that size.
func recentSize(s *video.Snapshot) int { return max(256, len(s.Members)/16) }

func (p *pouring) next() *video.Snapshot {
	p.n++
	s, fresh := p.snaps[p.n%2], p.fresh[p.n%2]
	if len(p.recent)+len(fresh) > cap(p.recent) {
		p.recent = make([]*video.Member, 0, cap(p.recent))
	}
	p.recent = append(p.recent, fresh...)
	s.Recent = p.recent
	return s
}
