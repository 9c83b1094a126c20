package people

import (
	"testing"
	"time"

	"gavel/session/video"
)

func TestGroups(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	member := func(id string, n int, change func(*video.Member)) *video.Member {
		m := &video.Member{
			ID: video.MemberID(id), Name: id, Type: video.TypeMember, AudioMuted: true, Order: uint64(n),
			JoinedAt: now.Add(-time.Hour), JoinSeen: true,
		}
		change(m)
		return m
	}
	none := func(*video.Member) {}
	hand := func(m *video.Member) { m.HandRaised = true }
	s := &video.Snapshot{Members: []*video.Member{
		member("rest", 1, none),
		member("new", 2, func(m *video.Member) { m.JoinedAt = now.Add(-time.Minute) }),
		member("open", 3, func(m *video.Member) { m.AudioMuted = false }),
		member("hand", 4, hand), member("panel", 5, hand), member("guest", 6, hand),
		member("screen", 7, func(m *video.Member) { m.Type, m.ParentID = video.TypeScreen, "hand" }),
	}}
	r := New(false)
	r.Lists.Panel = func(m *video.Member) bool { return m.ID == "panel" || m.ID == "guest" }
	r.Holds = func(id video.MemberID) bool { return id == "guest" }
	r.Take(s, now)
	want := []struct {
		id video.MemberID
		of Group
	}{
		{"guest", GroupFloor},
		{"panel", GroupPanel},
		{"hand", GroupHands},
		{"screen", GroupRest},
		{"open", GroupOpen},
		{"new", GroupNew},
		{"rest", GroupRest},
	}
	rows := r.Arrange(Filter{}, Sorting{By: ByGroup}, nil, now)
	if len(rows) != len(want) {
		t.Fatalf("%d rows", len(rows))
	}
	for i, w := range want {
		if got := rows[i]; got.Member.ID != w.id || got.Group != w.of {
			t.Errorf("row %d: %s in %s, want %s in %s", i, got.Member.ID, got.Group, w.id, w.of)
		}
	}
}
