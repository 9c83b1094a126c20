package alarm_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"gavel/session/alarm"
	"gavel/session/video"
)

func TestRaid(t *testing.T) {
	t.Parallel()
	guests := func(st *stage, n, open int) {
		for i := range n {
			m := st.join(fmt.Sprint("Guest ", i, " of ", st.now.Second()))
			m.AudioMuted = i >= open
			st.see()
			st.pass(500 * time.Millisecond)
		}
	}
	for name, tc := range map[string]struct {
		room func(st *stage)
		want []alarm.Kind
		who  int
	}{
		"eight at once, open":  {func(st *stage) { guests(st, 8, 3) }, []alarm.Kind{alarm.Raid}, 8},
		"eight at once, quiet": {func(st *stage) { guests(st, 8, 2) }, []alarm.Kind{alarm.Crowd}, 8},
		"seven":                {func(st *stage) { guests(st, 7, 7) }, nil, 0},
		"one wave, one alarm":  {func(st *stage) { guests(st, 40, 20) }, []alarm.Kind{alarm.Raid}, 40},
		"those before belong to it": {func(st *stage) {
			guests(st, 3, 0)
			st.pass(2 * time.Minute)
			guests(st, 8, 3)
		}, []alarm.Kind{alarm.Raid}, 11},
		"long before does not": {func(st *stage) {
			guests(st, 3, 0)
			st.pass(10 * time.Minute)
			guests(st, 8, 3)
		}, []alarm.Kind{alarm.Raid}, 8},
		"they open later": {func(st *stage) {
			guests(st, 8, 0)
			st.pass(10 * time.Second)
			for i, m := range st.s.Members[4:] {
				c := *m
				c.VideoMuted = i > 3
				st.s.Members[4+i] = &c
			}
			st.see()
		}, []alarm.Kind{alarm.Raid}, 8},
		"the first ten minutes (MODiX 137)": {func(st *stage) {
			st.s.Room.StartedAt = st.now.Add(-5 * time.Minute)
			guests(st, 20, 20)
		}, nil, 0},
		"first seen, and not full": {func(st *stage) {
			st.again(4)
			st.pass(9 * time.Minute)
			guests(st, 20, 20)
		}, nil, 0},
		"first seen, and full": {func(st *stage) {
			st.again(8)
			st.pass(time.Minute)
			guests(st, 20, 20)
		}, []alarm.Kind{alarm.Raid}, 20},
		"a small room with a recording of ten minutes ago": {func(st *stage) {
			st.s.Recordings = []*video.Recording{{ID: "r", State: video.StateRecording, StartedAt: st.now.Add(-9 * time.Minute)}}
			st.again(4)
			st.pass(70 * time.Second)
			guests(st, 8, 3)
		}, []alarm.Kind{alarm.Raid}, 8},
		"a small room with a recording of nine minutes ago": {func(st *stage) {
			st.s.Recordings = []*video.Recording{{ID: "r", State: video.StateRecording, StartedAt: st.now.Add(-8 * time.Minute)}}
			st.again(4)
			st.pass(70 * time.Second)
			guests(st, 8, 3)
		}, nil, 0},
		"a small room that an earlier run has seen": {func(st *stage) {
			since, id := st.now.Add(-time.Hour), st.s.Room.ID
			st.restarted(alarm.Memory{Session: id, Since: since})
			st.pass(2 * time.Minute)
			guests(st, 8, 3)
		}, []alarm.Kind{alarm.Raid}, 8},
		"another session that an earlier run has seen": {func(st *stage) {
			st.restarted(alarm.Memory{Session: "another", Since: st.now.Add(-time.Hour)})
			st.pass(2 * time.Minute)
			guests(st, 8, 3)
		}, nil, 0},
		"first seen just now, and full": {func(st *stage) { st.again(8); guests(st, 20, 20) }, nil, 0},
		"just after a reconnect": {func(st *stage) {
			st.s.Stale = true
			st.see()
			st.s.Stale = false
			st.see()
			guests(st, 20, 20)
		}, nil, 0},
		"read, not seen to join": {func(st *stage) {
			for range 20 {
				m := st.join("x")
				m.JoinSeen, m.AudioMuted = false, false
			}
			st.see()
		}, nil, 0},
		"they were here before (MODiX 137)": {func(st *stage) {
			for i := range 12 {
				st.join(fmt.Sprint("Old ", i))
			}
			for _, m := range st.s.Members {
				m.JoinSeen = false
			}
			st.see()
			st.pass(time.Minute)
			st.s.Members = st.s.Members[:4]
			st.see()
			st.pass(time.Minute)
			for i := range 12 {
				st.join(fmt.Sprint("old ", i)).AudioMuted = false
			}
			st.see()
		}, nil, 0},
		"screens and devices": {func(st *stage) {
			for range 20 {
				m := st.join("x")
				m.Type, m.AudioMuted = video.TypeDevice, false
			}
			st.see()
		}, nil, 0},
		"a crowd is expected": {func(st *stage) { st.e.Expect(st.now.Add(time.Hour)); guests(st, 20, 20) }, nil, 0},
		"dismissed, once for each wave": {func(st *stage) {
			guests(st, 8, 8)
			st.e.Dismiss(st.e.Alarms()[0].N)
			guests(st, 8, 8)
		}, nil, 0},
		"the next wave": {func(st *stage) {
			guests(st, 8, 8)
			st.e.Dismiss(st.e.Alarms()[0].N)
			st.pass(10 * time.Minute)
			guests(st, 8, 8)
		}, []alarm.Kind{alarm.Raid}, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, alarm.Config{})
			tc.room(st)
			st.want(tc.want...)
			if a := st.e.Alarms(); len(a) > 0 && len(a[0].Who) != tc.who {
				t.Errorf("it names %d, want %d", len(a[0].Who), tc.who)
			}
		})
	}
}

func TestRemovedPersonReturns(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		name, meta string // of the removed person
		as, with   string // of the person who joins
		change     func(st *stage, m *video.Member)
		loud       alarm.Loudness
		want       []alarm.Kind
	}{
		"the same name":              {name: "Troll", as: "troll", want: []alarm.Kind{alarm.Returned}},
		"another name":               {name: "Troll", as: "Ann"},
		"a name that says nothing":   {name: "iPhone", as: "iPhone"},
		"the same key":               {name: "Troll", meta: "7", as: "Nice", with: "7", loud: alarm.Loud, want: []alarm.Kind{alarm.Returned}},
		"the same name, another key": {name: "Troll", meta: "7", as: "Troll", with: "8"},
		"a device of a member (9236)": {name: "Troll", as: "Troll", change: func(_ *stage, m *video.Member) {
			m.ParentID = "m1"
		}},
		"pardoned": {name: "Troll", as: "Troll", change: func(st *stage, m *video.Member) {
			st.e.Pardon([]video.Person{{ID: "gone", Name: m.Name}})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, alarm.Config{Identity: "sub"})
			meta := func(m *video.Member, sub string) {
				if sub != "" {
					m.Meta = []byte(`{"sub":"` + sub + `"}`)
				}
			}
			troll := st.join(tc.name)
			meta(troll, tc.meta)
			st.see()
			st.pass(time.Minute)
			st.did(video.RemoveMember(troll.ID), video.OutcomeConfirmed)
			st.leave(troll.ID)
			st.see()
			st.pass(time.Hour)
			again := st.join(tc.as)
			meta(again, tc.with)
			if tc.change != nil {
				tc.change(st, again)
			}
			st.see()
			st.want(tc.want...)
			if a := st.e.Alarms(); len(a) > 0 && a[0].Loudness != tc.loud {
				t.Errorf("it is as loud as %v, want %v", a[0].Loudness, tc.loud)
			}
		})
	}
}

// TestPremortem_PardonPersists restarts after a removal, with and without a pardon (Draupnir 1008, 622).
func TestPremortem_PardonPersists(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		pardon bool
		want   []alarm.Kind
	}{
		"pardoned":     {true, nil},
		"not pardoned": {false, []alarm.Kind{alarm.Returned}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, alarm.Config{})
			troll := st.join("Troll")
			st.see()
			st.did(video.RemoveMember(troll.ID), video.OutcomeConfirmed)
			st.leave(troll.ID)
			st.see()
			if tc.pardon {
				st.e.Pardon([]video.Person{{ID: troll.ID, Name: "Troll"}})
			}
			text, err := json.Marshal(st.e.Memory())
			if err != nil {
				t.Fatal(err)
			}
			var memory alarm.Memory
			if err := json.Unmarshal(text, &memory); err != nil {
				t.Fatal(err)
			}
			again := newStage(t, alarm.Config{Memory: memory})
			again.join("TROLL")
			again.see()
			again.want(tc.want...)
		})
	}
}

func TestVoluntaryLeaveIsNoAlarm(t *testing.T) {
	t.Parallel()
	st := newStage(t, alarm.Config{})
	st.leave("m1")
	st.see()
	st.join("Ann")
	st.see()
	st.want()
}

// TestAFloodIsBounded lets a new member join every 100 ms, for five minutes, and leave again.
func TestAFloodIsBounded(t *testing.T) {
	t.Parallel()
	st := newStage(t, alarm.Config{})
	for i := range 1500 {
		m := st.join(fmt.Sprint("Bot ", i))
		st.see()
		st.pass(100 * time.Millisecond)
		st.leave(m.ID)
	}
	here := st.join("the last one")
	st.see()
	all := st.e.Alarms()
	if len(all) != 1 || len(all[0].Who) != 1000 {
		t.Fatalf("%d alarms, about %d people", len(all), len(all[0].Who))
	}
	if who := all[0].Who; who[len(who)-1].ID != here.ID {
		t.Errorf("%v is missing", here.ID)
	}
}
