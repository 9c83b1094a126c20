package pane

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/uitest"
)

// crowd returns a room of n people. They are muted, except every tenth; every fifteenth has a hand up.
func crowd(n int) *video.Snapshot {
	s := &video.Snapshot{Seq: 1, At: uitest.Epoch, Link: video.Link{State: video.LinkLive}, Room: video.Room{ID: "rs"}}
	for i := 1; i <= n; i++ {
		m := uitest.Member(i, fmt.Sprintf("Person %d", i))
		m.JoinedAt = uitest.Epoch.Add(-time.Hour)
		m.AudioMuted = i%10 != 0
		if m.HandRaised = i%15 == 0; m.HandRaised {
			m.HandAt = uitest.Epoch.Add(time.Duration(i) * time.Second)
		}
		s.Members = append(s.Members, m)
	}
	return s
}

func shownIn(p *Members) []string {
	lines := p.Lines(true)
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimRight(ansi.Strip(line), " ")
	}
	return out
}

func TestGroupsHaveHeadings(t *testing.T) {
	d := uitest.NewFakeDesk(t, crowd(60))
	p := NewMembers(d)
	p.Resize(70, 15)
	p.Update()
	p.Pick("m50")
	p.SortBy(people.Sorting{By: people.ByGroup})
	p.Step(-60)
	lines := shownIn(p)
	if !strings.HasPrefix(lines[1], " Hands 4 ─") || !strings.Contains(lines[2], "Person 15") ||
		!strings.HasPrefix(lines[6], " Open 4 ─") || !strings.Contains(lines[7], "Person 10") ||
		!strings.HasPrefix(lines[11], " Rest 52 ─") {
		t.Errorf("got\n%s", strings.Join(lines, "\n"))
	}
	p.Click(3, 1) // a heading is not a row
	if p.Target() != "m15" {
		t.Errorf("the cursor is on %s", p.Target())
	}
	p.Click(3, 7)
	p.Lines(true)
	if p.Target() != "m10" {
		t.Errorf("the cursor is on %s", p.Target())
	}
	for range 80 { // every row comes into sight
		p.Step(1)
		if lines = shownIn(p); !strings.Contains(strings.Join(lines, "\n"), "▎") || len(lines) != 15 {
			t.Fatalf("the cursor is out of sight:\n%s", strings.Join(lines, "\n"))
		}
	}
	if !strings.Contains(lines[14], "Person 59") {
		t.Errorf("the last row is %q", lines[14])
	}
}

func TestGroupedCursorStaysOnItsPerson(t *testing.T) {
	d := uitest.NewFakeDesk(t, crowd(60))
	p := NewMembers(d)
	p.Resize(70, 15)
	p.Update()
	p.SortBy(people.Sorting{By: people.ByGroup})
	p.Pick("m33")
	p.Lines(true)
	now := *d.Snap.Members[32]
	now.HandRaised, now.HandAt = true, uitest.Epoch
	next := *d.Snap
	next.Members = append([]*video.Member(nil), next.Members...)
	next.Members[32] = &now
	d.Snap = &next
	p.Update()
	d.Clock = d.Clock.Add(2 * time.Second)
	p.Tick()
	p.Lines(true)
	if p.Target() != "m33" || p.Under().Group != people.GroupHands {
		t.Errorf("the cursor is on %s, %v", p.Target(), p.Under())
	}
}

// BenchmarkGrouped draws a list of 10,000 people, plain and grouped. One person changes for each frame.
func BenchmarkGrouped(b *testing.B) {
	for name, by := range map[string]people.Order{"plain": people.ByJoin, "grouped": people.ByGroup} {
		b.Run(name, func(b *testing.B) {
			d := uitest.NewFakeDesk(b, crowd(10_000))
			p := NewMembers(d)
			p.Resize(100, 40)
			p.Update()
			p.SortBy(people.Sorting{By: by})
			for i := range b.N {
				next := *d.Snap
				now := *next.Members[i%10_000]
				now.AudioMuted = !now.AudioMuted
				next.Members[i%10_000] = &now
				d.Snap = &next
				d.Clock = d.Clock.Add(time.Second / 30)
				p.Update()
				p.Tick()
				p.Lines(true)
			}
		})
	}
}
