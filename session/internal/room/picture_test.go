package room

import (
	"fmt"
	"maps"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gavel/session/video"
)

// A reader that follows the changes must have the same members as one that checks all of them, whichever snapshots it
// missed.
func TestSinceReturnsAllChanges(t *testing.T) {
	t.Parallel()
	followed := 0
	rapid.Check(t, func(r *rapid.T) {
		s := newTestPicture(t, 30)
		if rapid.Bool().Draw(r, "listeners") {
			s.emit = func(video.Event) {} // share members, so that the next change makes a copy
		}
		seen := s.snapshot(epoch)
		known := membersByID(seen)
		for range rapid.IntRange(1, 80).Draw(r, "steps") {
			for range rapid.IntRange(0, 30).Draw(r, "events") {
				anyEvent(t, r, s)
			}
			snap := s.snapshot(epoch)
			if rapid.IntRange(0, 2).Draw(r, "skip") == 0 {
				continue
			}
			if changed, ok := snap.Since(seen); ok {
				follow(known, changed)
				followed++
			} else {
				known = membersByID(snap)
			}
			if seen = snap; !maps.Equal(known, membersByID(snap)) {
				r.Fatal("the changes lead to other members than the snapshot has")
			}
		}
	})
	if followed == 0 {
		t.Error("Since never returned changes")
	}
}

func anyEvent(t testing.TB, r *rapid.T, s *testPicture) {
	i := rapid.IntRange(0, 39).Draw(r, "member")
	switch rapid.IntRange(0, 5).Draw(r, "event") {
	case 0:
		s.must(t, "video.member.joined", deltaOf(i, `"name":"again","type":"member"`))
	case 1:
		s.must(t, "video.member.left", deltaOf(i, `"name":"gone"`))
	case 2, 3:
		s.must(t, "video.member.talking", deltaOf(i, `"talking":true`))
	case 4:
		s.must(t, "video.member.talking", deltaOf(i, `"talking":false`))
	case 5:
		s.must(t, "video.member.updated", deltaOf(i, `"updated":["audio_muted"],"audio_muted":true`))
	}
}

func membersByID(s *video.Snapshot) map[video.MemberID]*video.Member {
	known := make(map[video.MemberID]*video.Member, len(s.Members))
	for _, m := range s.Members {
		known[m.ID] = m
	}
	return known
}

func follow(known map[video.MemberID]*video.Member, changed []*video.Member) {
	for _, m := range changed {
		if m.LeftAt.IsZero() {
			known[m.ID] = m
		} else {
			delete(known, m.ID)
		}
	}
}

func TestSinceRequiresCompleteChanges(t *testing.T) {
	t.Parallel()
	s, other := newTestPicture(t, 3), newTestPicture(t, 3)
	first := s.snapshot(epoch)
	if changed, ok := s.snapshot(epoch).Since(first); !ok || len(changed) != 0 {
		t.Errorf("without a change: got %d changes, %v", len(changed), ok)
	}
	if _, ok := other.snapshot(epoch).Since(first); ok {
		t.Error("Since returned changes of another session")
	}
	if _, ok := (&video.Snapshot{}).Since(&video.Snapshot{}); ok {
		t.Error("snapshots without a list returned changes")
	}
	for i := range minRecent + 1 {
		s.must(t, "video.member.talking", deltaOf(1, `"talking":`+strconv.FormatBool(i%2 == 0)))
		s.snapshot(epoch)
	}
	if _, ok := s.snapshot(epoch).Since(first); ok {
		t.Error("a new list was returned as if it were complete")
	}
}

// BenchmarkSnapshotAfterALeave makes a snapshot after one member left and another joined, as every snapshot of a busy
// room does.
func BenchmarkSnapshotAfterALeave(b *testing.B) {
	for _, size := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("members=%d", size), func(b *testing.B) {
			s := newTestPicture(b, size)
			b.ReportAllocs()
			for b.Loop() {
				left := s.evict(s.seats[s.order[size/2].ID], epoch)
				back := *left
				back.LeftAt = time.Time{}
				s.add(&back)
				s.snapshot(epoch)
			}
		})
	}
}
