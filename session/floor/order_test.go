package floor_test

import (
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// TestOrders has one table for each order, including ties.
func TestOrders(t *testing.T) {
	t.Parallel()
	at := func(s int) time.Time { return epoch.Add(time.Duration(s) * time.Second) }
	entry := func(id string, s int, with ...func(*floor.Entry)) *floor.Entry {
		en := &floor.Entry{ID: video.MemberID(id), Since: at(s)}
		for _, f := range with {
			f(en)
		}
		return en
	}
	lane := func(l floor.Lane) func(*floor.Entry) { return func(en *floor.Entry) { en.Lane = l } }
	group := func(g string) func(*floor.Entry) { return func(en *floor.Entry) { en.Group = g } }
	spoken := func(en *floor.Entry) { en.Spoken = true }
	away := func(en *floor.Entry) { en.Away = at(100) }
	for name, tc := range map[string]struct {
		order   floor.Order
		last    string
		entries []*floor.Entry
		want    []video.MemberID
	}{
		"by time":                   {floor.Order{}, "", []*floor.Entry{entry("b", 2), entry("a", 1), entry("c", 3)}, []video.MemberID{"a", "b", "c"}},
		"a tie keeps its order":     {floor.Order{}, "", []*floor.Entry{entry("b", 1), entry("a", 1)}, []video.MemberID{"b", "a"}},
		"urgent first, in order":    {floor.Order{}, "", []*floor.Entry{entry("a", 1), entry("p2", 5, lane(floor.Points)), entry("r", 3, lane(floor.Replies)), entry("p1", 4, lane(floor.Points))}, []video.MemberID{"p1", "p2", "r", "a"}},
		"urgent ones never by hand": {floor.Order{By: floor.ByHand}, "", []*floor.Entry{entry("p2", 5, lane(floor.Points)), entry("p1", 4, lane(floor.Points))}, []video.MemberID{"p1", "p2"}},
		"away last":                 {floor.Order{}, "", []*floor.Entry{entry("a", 1, away), entry("p", 2, lane(floor.Points), away), entry("b", 3)}, []video.MemberID{"b", "p", "a"}},
		"first speakers first":      {floor.Order{By: floor.FirstFirst}, "", []*floor.Entry{entry("a", 1, spoken), entry("b", 2, spoken), entry("c", 3), entry("d", 4)}, []video.MemberID{"c", "d", "a", "b"}},
		"alternating":               {floor.Order{By: floor.Alternating, Key: "g"}, "", []*floor.Entry{entry("r1", 1, group("r")), entry("r2", 2, group("r")), entry("r3", 3, group("r")), entry("b1", 4, group("b")), entry("b2", 5, group("b"))}, []video.MemberID{"r1", "b1", "r2", "b2", "r3"}},
		"after the last speaker":    {floor.Order{By: floor.Alternating, Key: "g"}, "r", []*floor.Entry{entry("r1", 1, group("r")), entry("b1", 4, group("b"))}, []video.MemberID{"b1", "r1"}},
		"one group is left":         {floor.Order{By: floor.Alternating, Key: "g"}, "r", []*floor.Entry{entry("r1", 1, group("r")), entry("r2", 2, group("r"))}, []video.MemberID{"r1", "r2"}},
	} {
		var got []video.MemberID
		for _, en := range floor.Arrange(tc.order, tc.entries, tc.last) {
			got = append(got, en.ID)
		}
		equal(t, name, got, tc.want...)
	}
}

// TestHandsUpBeforeUs checks that hands that are up when the console joins come first, in the order of joining, and are
// marked as possibly older.
func TestHandsUpBeforeUs(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for _, id := range []string{"ann", "ben", "cy"} {
		w.join(id, id)
	}
	w.set("cy", raised)
	w.set("ben", raised)
	s := &stage{w, newDesk(t, w, floor.Config{})}
	s.raise("ann")
	equal(t, "queue", s.queued(), "ben", "cy", "ann")
	q := s.view().Queue
	if !q[0].Unsure || !q[1].Unsure || q[2].Unsure {
		t.Errorf("queue %+v", q)
	}
	s.do(s.e.Confirm(s.clock(), "ben"))
	if s.view().Queue[0].Unsure {
		t.Error("ben is still unsure")
	}
}

func TestMoveByHand(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.raise("ann", "ben", "cy")
	s.do(s.e.Move(s.clock(), "cy", -2))
	equal(t, "queue", s.queued(), "cy", "ann", "ben")
	s.raise("dee")
	equal(t, "newcomers come last", s.queued(), "cy", "ann", "ben", "dee")
	if err := s.e.Move(s.clock(), "cy", -1); err == nil {
		s.flush()
		equal(t, "at the start", s.queued(), "cy", "ann", "ben", "dee")
	}
	s.do(s.e.SetOrder(s.clock(), floor.Order{By: floor.ByTime}))
	equal(t, "by time again", s.queued(), "ann", "ben", "cy", "dee")
	for _, o := range []floor.Order{{By: "x"}, {By: floor.Alternating}, {By: floor.ByTime, Key: "g"}} {
		if err := s.e.SetOrder(s.clock(), o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}
