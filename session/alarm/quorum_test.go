package alarm_test

import (
	"testing"
	"time"

	"gavel/session/alarm"
	"gavel/session/selector"
	"gavel/session/video"
)

func TestQuorum(t *testing.T) {
	t.Parallel()
	of, err := selector.Parse("name~int", 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		then func(st *stage)
		want []alarm.Kind
	}{
		"never complete": {func(st *stage) { st.join("Int 1"); st.see() }, nil},
		"complete":       {func(st *stage) { st.join("Int 1"); st.join("Int 2"); st.see() }, nil},
		"one is lost":    {lost, []alarm.Kind{alarm.QuorumLost}},
		"one is back":    {func(st *stage) { lost(st); st.join("Int 3"); st.see() }, nil},
		"lost with the room": {func(st *stage) {
			st.join("Int 1")
			st.join("Int 2")
			st.see()
			st.s.Room.Ended = true
			st.leave("m5")
			st.see()
		}, nil},
		"once": {func(st *stage) {
			lost(st)
			st.e.Dismiss(st.e.Alarms()[0].N)
			st.see()
			st.pass(time.Minute)
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, alarm.Config{Quorums: []alarm.Quorum{{Name: "interpreters", Of: of, Min: 2}}})
			tc.then(st)
			st.want(tc.want...)
			if a := st.e.Alarms(); len(a) > 0 && (a[0].Object != "interpreters" || a[0].Loudness != alarm.Once) {
				t.Errorf("%+v", a[0])
			}
		})
	}
}

// lost makes one of two required members leave.
func lost(st *stage) {
	st.join("Int 1")
	st.join("Int 2")
	st.see()
	st.leave("m5")
	st.see()
}

// TestQuorumOfProtectedPeople protects two people at different times, and releases one.
func TestQuorumOfProtectedPeople(t *testing.T) {
	t.Parallel()
	of, err := selector.Parse("protected", selector.ProtectedList)
	if err != nil {
		t.Fatal(err)
	}
	protected := map[video.MemberID]bool{"m1": true}
	st := newStage(t, alarm.Config{
		Quorums:   []alarm.Quorum{{Name: "interpreters", Of: of, Min: 2}},
		Protected: func(m *video.Member) bool { return protected[m.ID] },
	})
	st.want()
	protected["m2"] = true
	st.see()
	st.want()
	st.leave("m2")
	st.see()
	st.want(alarm.QuorumLost)
}

// TestQuorumWithoutAList counts the members that are not on an empty list.
func TestQuorumWithoutAList(t *testing.T) {
	t.Parallel()
	of, err := selector.Parse("!panel", selector.PanelList)
	if err != nil {
		t.Fatal(err)
	}
	st := newStage(t, alarm.Config{})
	all := len(st.s.Members)
	st = newStage(t, alarm.Config{Quorums: []alarm.Quorum{{Name: "guests", Of: of, Min: all}}})
	st.want()
	st.leave("m2")
	st.see()
	st.want(alarm.QuorumLost)
}
