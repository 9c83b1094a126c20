package alarm_test

import (
	"slices"
	"testing"
	"time"

	"gavel/session/alarm"
	"gavel/session/video"
)

// TestBell checks that a loud alarm rings every ten seconds until it is acknowledged, an alarm of the middle class
// once, and a quiet one never.
func TestBell(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		raise func(st *stage)
		until time.Duration // when it is acknowledged; 0: never
		want  int           // bells in 35 seconds
	}{
		"loud": {func(st *stage) {
			st.recording(rec)
			st.pass(time.Second)
			st.recording(pause)
		}, 0, 4},
		"loud, acknowledged": {func(st *stage) {
			st.recording(rec)
			st.pass(time.Second)
			st.recording(pause)
		}, 15 * time.Second, 2},
		"once":  {func(*stage) {}, 0, 1},
		"quiet": {func(st *stage) { st.recording(rec); st.pass(121 * time.Second) }, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := alarm.NewBoard(func(*video.Room) alarm.Config {
				return alarm.Config{Recording: map[bool]alarm.Recording{true: alarm.Must}[name == "once"]}
			})
			st := newStage(t, alarm.Config{})
			st.s.Room.ID = "rs"
			st.see()
			b.See(st.now, &st.s)
			st.e = b.Room("rs")
			st.see()
			st.pass(5 * time.Second)
			tc.raise(st)
			if name == "once" {
				st.pass(time.Minute)
			}
			rings := 0
			for i := range 36 {
				b.Tick(st.now)
				if b.Ring(st.now) {
					rings++
				}
				if i == int(tc.until/time.Second) && tc.until > 0 {
					st.e.Acknowledge(b.Alarms()[0].N)
				}
				st.now = st.now.Add(time.Second)
			}
			if rings != tc.want {
				t.Errorf("%d bells, want %d; alarms %v", rings, tc.want, st.kinds())
			}
		})
	}
}

// TestAlarmsOfOneMomentKeepTheirOrder raises the same alarm in several rooms at once.
func TestAlarmsOfOneMomentKeepTheirOrder(t *testing.T) {
	t.Parallel()
	b := alarm.NewBoard(func(*video.Room) alarm.Config { return alarm.Config{Recording: alarm.Never} })
	want := []string{"a", "b", "c", "d"}
	for _, id := range want {
		b.See(epoch, &video.Snapshot{
			Room: video.Room{ID: id}, Link: video.Link{State: video.LinkLive},
			Recordings: []*video.Recording{{ID: "rec", State: video.StateRecording}},
		})
	}
	for range 20 {
		var got []string
		for _, a := range b.Alarms() {
			got = append(got, a.Room.ID)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestRowsAreComplete(t *testing.T) {
	t.Parallel()
	seen := map[alarm.Kind]bool{}
	for _, row := range alarm.Rows() {
		if row.Kind == "" || len(row.Ways) == 0 || seen[row.Kind] || row.Kind.Row().Kind != row.Kind {
			t.Errorf("%+v", row)
		}
		seen[row.Kind] = true
	}
}

// TestFreshReturnsEachAlarmOnce is for a program that records alarms.
func TestFreshReturnsEachAlarmOnce(t *testing.T) {
	t.Parallel()
	b, st := alarm.NewBoard(nil), newStage(t, alarm.Config{})
	st.s.Room.ID = "rs"
	b.See(st.now, &st.s)
	st.e = b.Room("rs")
	for i, step := range []struct {
		state string
		fresh int
	}{{rec, 0}, {pause, 1}, {pause, 0}, {rec, 0}, {pause, 1}} {
		st.pass(time.Second)
		st.recording(step.state)
		st.see()
		if got := b.Fresh(); len(got) != step.fresh {
			t.Errorf("step %d, %s: %d fresh alarms", i, step.state, len(got))
		}
	}
}
