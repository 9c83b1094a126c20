package ui

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/uitest"
)

// livelyRoom makes snapshots as a session does: each lists the changes since an earlier one.
type livelyRoom struct {
	snap   video.Snapshot
	next   int
	talked map[video.MemberID]bool // since the last snapshot
}

func (l *livelyRoom) changed(m *video.Member) {
	if len(l.snap.Recent) == cap(l.snap.Recent) {
		l.snap.Recent = make([]*video.Member, 0, 20)
	}
	l.snap.Recent = append(l.snap.Recent, m)
}

// happen changes members at random.
func (l *livelyRoom) happen(r *rapid.T, now time.Time) {
	event := rapid.IntRange(0, 9).Draw(r, "event")
	if event == 0 || len(l.snap.Members) == 0 {
		l.join(r, now)
		return
	}
	i := rapid.IntRange(0, len(l.snap.Members)-1).Draw(r, "who")
	m := *l.snap.Members[i]
	switch event {
	case 1, 2:
		m.LeftAt = now
		l.snap.Members = slices.Delete(l.snap.Members, i, i+1)
		l.changed(&m)
		return
	case 3:
		m.Name = fmt.Sprint("Renamed ", rapid.IntRange(0, 4).Draw(r, "name"))
	case 4:
		m.HandRaised, m.HandAt = !m.HandRaised, now
	case 5:
		m.AudioMuted = !m.AudioMuted
	case 6:
		m.ParentID = rapid.SampledFrom([]video.MemberID{"", "m1", "m21", "nobody"}).Draw(r, "owner")
	default:
		if l.talked[m.ID] { // a console that sees only the last of several runs knows less about the turn
			return
		}
		l.talked[m.ID] = true
		if m.Talking = !m.Talking; m.Talking {
			m.TalkStart = now
		} else {
			m.TalkEnd, m.TalkTotal = now, m.TalkTotal+now.Sub(m.TalkStart)
		}
	}
	l.snap.Members[i] = &m
	l.changed(&m)
}

// join adds a new member, a member's screen, or a member that left before.
func (l *livelyRoom) join(r *rapid.T, now time.Time) {
	l.next++
	m := uitest.Member(l.next, fmt.Sprint("Guest ", l.next%3))
	m.JoinedAt = now
	switch rapid.IntRange(0, 4).Draw(r, "kind") {
	case 0:
		m.Type, m.ParentID = video.TypeScreen, video.MemberID(fmt.Sprintf("m%d", rapid.IntRange(1, l.next).Draw(r, "owner")))
	case 1:
		m.ID = video.MemberID(fmt.Sprintf("m%d", rapid.IntRange(1, l.next).Draw(r, "back")))
	}
	if (&l.snap).Member(m.ID) == nil {
		l.snap.Members = append(l.snap.Members, m)
		l.changed(m)
	}
}

// snapshot returns the present room.
func (l *livelyRoom) snapshot() *video.Snapshot {
	l.snap.Seq++
	l.talked = map[video.MemberID]bool{}
	c := l.snap
	c.Members = slices.Clone(c.Members)
	return &c
}

// Following the lists of changes must give the same screen, rows and counts as visiting all members, for any joins and
// leaves, in any order, and with snapshots skipped.
func TestFollowingChangesEqualsVisitingAll(t *testing.T) {
	followed := 0
	rapid.Check(t, func(r *rapid.T) {
		size := rapid.SampledFrom([][2]int{{80, 24}, {200, 60}}).Draw(r, "size")
		room := &livelyRoom{snap: *uitest.SmallRoom(), next: 20}
		fast := newScreenOf(t, size[0], size[1], room.snapshot())
		full := newScreenOf(t, size[0], size[1], plainSnapshot(room.snapshot()))
		full.m.people.Arranges = true
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			for range rapid.IntRange(0, 6).Draw(r, "events") {
				room.happen(r, fast.now)
			}
			if rapid.IntRange(0, 3).Draw(r, "seen") > 0 {
				walks := fast.m.people.Roster.Walks
				snap := room.snapshot()
				publishTo(fast, snap)
				publishTo(full, plainSnapshot(snap))
				followed += walks - fast.m.people.Roster.Walks + 1
			}
			if rapid.IntRange(0, 3).Draw(r, "press") == 0 {
				k := rapid.SampledFrom([]string{
					"j", "k", "G", "g", "ctrl+d", "S", "f", "Z", "space", "v", "a", "U", "esc", "2", "1", "enter",
				}).Draw(r, "key")
				fast.send(uitest.KeyOf(k))
				full.send(uitest.KeyOf(k))
			}
			if rapid.IntRange(0, 9).Draw(r, "sorted") == 0 {
				by := people.Sorting{By: people.Order(rapid.IntRange(0, int(people.OrderCount)-1).Draw(r, "order"))}
				fast.m.people.SortBy(by)
				full.m.people.SortBy(by)
			}
			pause := time.Duration(rapid.SampledFrom([]int{0, 33, 33, 400, 1200}).Draw(r, "ms")) * time.Millisecond
			fast.pass(pause)
			full.pass(pause)
			wantSame(r, fast, full)
		}
	})
	if followed < 50 { // of 20 random runs, in short tests
		t.Errorf("changes were followed %d times only", followed)
	}
}

func plainSnapshot(s *video.Snapshot) *video.Snapshot {
	c := *s
	c.Recent = nil
	return &c
}

// publishTo delivers a snapshot.
func publishTo(s *screenTest, snap *video.Snapshot) {
	s.room.snap = snap
	s.m.Update(changedMsg{room: s.room})
	s.m.View()
}

func wantSame(r *rapid.T, fast, full *screenTest) {
	a, b := fast.m.people, full.m.people
	if got, want := whoIs(a.Rows), whoIs(b.Rows); !slices.Equal(got, want) {
		r.Fatalf("rows\n%q, want\n%q", got, want)
	}
	if got, want := whoIs(a.Roster.List), whoIs(b.Roster.List); !slices.Equal(got, want) {
		r.Fatalf("people\n%q, want\n%q", got, want)
	}
	if a.Roster.Tally != b.Roster.Tally || a.Hits != b.Hits || a.Waiting != b.Waiting ||
		a.Roster.Sum(fast.now) != b.Roster.Sum(full.now) {
		r.Fatalf("counts %+v %d %d %v, want %+v %d %d %v", a.Roster.Tally, a.Hits, a.Waiting, a.Roster.Sum(fast.now),
			b.Roster.Tally, b.Hits, b.Waiting, b.Roster.Sum(full.now))
	}
	got, want := fast.m.View(), full.m.View()
	if clocks.ReplaceAllString(got, "") != clocks.ReplaceAllString(want, "") {
		r.Fatalf("the screen is\n%s\nwant\n%s", got, want)
	}
	if got != want { // under load, one of them draws the people talking later
		fast.pass(time.Second)
		full.pass(time.Second)
		if got, want = fast.m.View(), full.m.View(); got != want {
			r.Fatalf("a second later, the screen is\n%s\nwant\n%s", got, want)
		}
	}
}

var clocks = regexp.MustCompile(`\d+:\d\d`)

// whoIs returns a line about each person: identity and state.
func whoIs(people []*people.Person) []string {
	out := make([]string, len(people))
	for i, p := range people {
		out[i] = fmt.Sprintf("%s %p row %d depth %d hit %v gone %v", p.Member.ID, p.Member, p.Row, p.Depth, p.Hit, !p.Here())
	}
	return out
}
