package room

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// checkInvariants fails when parts of the state contradict each other.
func checkInvariants(t interface{ Fatalf(string, ...any) }, s *testPicture) {
	snap := s.snapshot(epoch)
	if len(snap.Members) != len(s.seats) {
		t.Fatalf("%d members in order, %d seats", len(snap.Members), len(s.seats))
	}
	var want video.Counts
	fresh := &Picture{}
	for i, m := range snap.Members {
		e := s.seats[m.ID]
		if e == nil || e.m != m || int(e.idx) != i || m.ID == "" {
			t.Fatalf("seat of %q is wrong", m.ID)
		}
		if i > 0 && snap.Members[i-1].Order >= m.Order {
			t.Fatalf("the order of joining is wrong at %d", i)
		}
		fresh.count(m, 1)
	}
	want = fresh.counts
	if snap.Counts != want {
		t.Fatalf("counts are %+v, want %+v", snap.Counts, want)
	}
	for _, g := range snap.Gone {
		if s.seats[g.ID] != nil {
			t.Fatalf("%q is both here and gone", g.ID)
		}
	}
}

func TestStateEqualsANaiveModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newBareTestPicture(video.Room{ID: "rs"})
		s.full = true
		model := map[string]map[string]bool{}
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			i := rapid.IntRange(0, 5).Draw(t, "member")
			id := nameOf(i)
			name := rapid.SampledFrom([]string{"audio_muted", "video_muted", "deaf", "handraised", "on_hold"}).Draw(t, "field")
			value := rapid.Bool().Draw(t, "value")
			fields := fmt.Sprintf(`%q:%v`, name, value)
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				_ = s.apply("video.member.joined", paramsOf(deltaOf(i, fields)), epoch)
				if model[id] == nil {
					model[id] = map[string]bool{}
				}
				model[id][name] = value
			case 1:
				_ = s.apply("video.member.left", paramsOf(deltaOf(i, `"type":"member"`)), epoch)
				delete(model, id)
			case 2:
				_ = s.apply("video.member.talking", paramsOf(deltaOf(i, fmt.Sprintf(`"talking":%v`, value))), epoch)
			default:
				_ = s.apply("video.member.updated", paramsOf(deltaOf(i, fields)), epoch)
				if model[id] != nil {
					model[id][name] = value
				}
			}
			if rapid.Bool().Draw(t, "publish") {
				s.snapshot(epoch)
			}
		}
		checkInvariants(t, s)
		if len(model) != len(s.seats) {
			t.Fatalf("got %d members, want %d", len(s.seats), len(model))
		}
		for id, want := range model {
			m := s.Member(video.MemberID(id))
			got := map[string]bool{
				"audio_muted": m.AudioMuted,
				"video_muted": m.VideoMuted,
				"deaf":        m.Deaf,
				"handraised":  m.HandRaised,
				"on_hold":     m.OnHold,
			}
			for name, v := range want {
				if got[name] != v {
					t.Fatalf("%s of %s is %v, want %v", name, id, got[name], v)
				}
			}
		}
	})
}

func FuzzApply(f *testing.F) {
	names := slices.Sorted(slices.Values(video.RoomSubscription()))
	for name, text := range eventFiles(f) {
		i := max(0, slices.Index(names, name))
		f.Add(uint8(i), nodeOf(text).Get("params", "params").Text())
	}
	f.Add(
		uint8(0),
		[]byte(`{"member":{"id":null},"layout":{"layers":[null,1,{}]},"room_session":{"members":[null,{"id":7}]}}`),
	)
	f.Fuzz(func(t *testing.T, kind uint8, text []byte) {
		p, err := wire.ParseInner(text)
		if err != nil {
			return
		}
		s := newTestPicture(t, 3)
		s.emit = func(video.Event) {}
		_ = s.apply(names[int(kind)%len(names)], p, epoch)
		checkInvariants(t, s)
	})
}

// TestField_U11_AHandThatTheFirstListShowsWasUpAlready: the full state need not name hands, and the list does.
func TestField_U11_AHandThatTheFirstListShowsWasUpAlready(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 3)
	s.full = false
	up := func(i int, raised bool) wire.Node {
		return nodeOf(fmt.Sprintf(`{"id":%q,"type":"member","handraised":%v}`, nameOf(i), raised))
	}
	s.must(t, "video.member.updated", deltaOf(2, `"updated":["handraised"],"handraised":true`))
	at := epoch.Add(10 * time.Second)
	s.ReadMembers([]wire.Node{up(0, true), up(1, false), up(2, true)}, at, at)
	for i, known := range []bool{false, false, true} {
		if m := s.Member(video.MemberID(nameOf(i))); m.HandAt.IsZero() == known {
			t.Errorf("member %d: the hand went up at %v", i, m.HandAt)
		}
	}
	s.ReadMembers([]wire.Node{up(0, true), up(1, true), up(2, true)}, at.Add(time.Minute), at.Add(time.Minute))
	if m := s.Member(video.MemberID(nameOf(1))); m.HandAt.IsZero() {
		t.Error("a hand that went up during a gap counts as up before we came")
	}
}
