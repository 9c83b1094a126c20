package alarm_test

import (
	"fmt"
	"testing"
	"time"

	"gavel/session/alarm"
	"gavel/session/video"
)

func TestRecordingsAndStreams(t *testing.T) {
	t.Parallel()
	stop := video.OnObject(video.ActRecordingStop, "rec", nil)
	halt := video.OnObject(video.ActRecordingPause, "rec", nil)
	done, refused := video.OutcomeConfirmed, video.OutcomeRefused
	for name, tc := range map[string]struct {
		then func(st *stage) // after a recording has run for a minute
		want []alarm.Kind
	}{
		"it runs":                   {func(*stage) {}, nil},
		"it ended (U3)":             {func(st *stage) { st.recording(over) }, []alarm.Kind{alarm.RecordingEnded}},
		"it was paused":             {func(st *stage) { st.recording(pause) }, []alarm.Kind{alarm.RecordingPaused}},
		"it was paused and resumed": {func(st *stage) { st.recording(pause); st.pass(time.Second); st.recording(rec) }, nil},
		"it is stopping for ever":   {func(st *stage) { st.recording("stopping") }, []alarm.Kind{alarm.RecordingStuck}},
		"it failed without an end":  {func(st *stage) { st.recording("failed") }, []alarm.Kind{alarm.RecordingStuck}},
		"it stopped by and by":      {func(st *stage) { st.recording("stopping"); st.pass(5 * time.Second); st.recording(over) }, []alarm.Kind{alarm.RecordingEnded}},
		"stopped came too early":    {func(st *stage) { st.recording("stopping"); st.pass(5 * time.Second); st.recording(rec) }, nil},
		"we stopped it":             {func(st *stage) { st.did(stop, done); st.recording(over) }, nil},
		"we may have stopped it":    {func(st *stage) { st.did(stop, video.OutcomeUnknown); st.recording(over) }, nil},
		"we were refused":           {func(st *stage) { st.did(stop, refused); st.recording(over) }, []alarm.Kind{alarm.RecordingEnded}},
		"we paused, others stopped": {func(st *stage) { st.did(halt, done); st.recording(over) }, []alarm.Kind{alarm.RecordingEnded}},
		"we stopped another one":    {func(st *stage) { st.did(video.OnObject(video.ActRecordingStop, "x", nil), done); st.recording(over) }, []alarm.Kind{alarm.RecordingEnded}},
		"we paused it":              {func(st *stage) { st.did(halt, done); st.recording(pause) }, nil},
		"we paused it an hour ago": {func(st *stage) {
			st.did(halt, done)
			st.recording(pause)
			st.pass(time.Hour)
			st.recording(rec)
			st.pass(time.Hour)
			st.see()
			st.recording(pause)
		}, []alarm.Kind{alarm.RecordingPaused}},
		"we removed everybody (U5)": {func(st *stage) { st.did(video.RemoveAllMembers(), video.OutcomePending); st.recording(over) }, nil},
		"we removed the last ones": {func(st *stage) {
			st.did(video.RemoveMember("m1", "m2", "m3", "m4"), done)
			st.s.Members = nil
			st.recording(over)
		}, nil},
		"it ended with the room":        {func(st *stage) { st.recording(over); st.pass(time.Second); st.s.Room.Ended = true; st.see() }, nil},
		"the room ended a minute later": {func(st *stage) { st.recording(over); st.pass(time.Minute); st.s.Room.Ended = true; st.see() }, []alarm.Kind{alarm.RecordingEnded}},
		"it is missing":                 {func(st *stage) { st.s.Recordings = nil; st.see() }, []alarm.Kind{alarm.RecordingLost}},
		"the list is not known":         {func(st *stage) { st.s.Recordings, st.s.RecordingsKnown = nil, false; st.see() }, nil},
		"it ended while offline": {func(st *stage) {
			st.s.Stale, st.s.Link.State = true, video.LinkConnecting
			st.see()
			st.pass(time.Minute)
			st.s.Stale, st.s.Link.State = false, video.LinkLive
			st.recording(over)
		}, []alarm.Kind{alarm.RecordingLost}},
		"we stopped it before the cut": {func(st *stage) {
			st.did(stop, video.OutcomeUnknown)
			st.s.Stale = true
			st.see()
			st.pass(time.Minute)
			st.s.Stale = false
			st.recording(over)
		}, nil},
		"another one runs since": {func(st *stage) {
			st.recording(over)
			st.pass(time.Minute)
			st.s.Recordings = append(st.s.Recordings, &video.Recording{ID: "new", State: rec})
			st.see()
		}, nil},
		"another one ran besides": {func(st *stage) {
			st.s.Recordings = append(st.s.Recordings, &video.Recording{ID: "two", State: rec})
			st.see()
			st.pass(time.Minute)
			st.s.Recordings = []*video.Recording{{ID: "rec", State: over, Over: true}, {ID: "two", State: rec}}
			st.see()
		}, []alarm.Kind{alarm.RecordingEnded}},
		"a stream ended (U4)": {func(st *stage) { st.stream(air); st.pass(time.Minute); st.stream(over) }, []alarm.Kind{alarm.StreamEnded}},
		"a stream failed":     {func(st *stage) { st.stream(air); st.pass(time.Minute); st.stream("failed") }, []alarm.Kind{alarm.StreamStuck}},
		"a stream is missing": {func(st *stage) { st.stream(air); st.pass(time.Minute); st.s.Streams = nil; st.see() }, []alarm.Kind{alarm.StreamLost}},
		"we stopped the stream": {func(st *stage) {
			st.stream(air)
			st.pass(time.Minute)
			st.did(video.OnObject(video.ActStreamStop, "st", nil), done)
			st.stream(over)
		}, nil},
		"it was over before we came": {func(st *stage) {
			st.s.Recordings = append(st.s.Recordings, &video.Recording{ID: "old", State: over, Over: true})
			st.see()
		}, nil},
		"nobody minds": {func(st *stage) { st.e.Turn(alarm.RecordingEnded, false); st.recording(over) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, alarm.Config{Off: map[alarm.Kind]bool{alarm.Silence: true}})
			st.recording(rec)
			st.pass(time.Minute)
			st.see()
			tc.then(st)
			st.pass(15 * time.Second)
			st.want(tc.want...)
		})
	}
}

func TestRecordingMustOrMustNotBe(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rule alarm.Recording
		then func(st *stage)
		want []alarm.Kind
	}{
		"must, and is not":      {alarm.Must, func(*stage) {}, []alarm.Kind{alarm.NotRecording}},
		"must, and is":          {alarm.Must, func(st *stage) { st.recording(rec) }, nil},
		"must, and is paused":   {alarm.Must, func(st *stage) { st.recording(pause) }, []alarm.Kind{alarm.NotRecording}},
		"must, nobody is there": {alarm.Must, func(st *stage) { st.s.Members = st.s.Members[:1]; st.see() }, nil},
		"must, it is not known": {alarm.Must, func(st *stage) { st.s.RecordingsKnown = false; st.see() }, nil},
		"may, and is not":       {alarm.May, func(*stage) {}, nil},
		"may, and is":           {alarm.May, func(st *stage) { st.recording(rec) }, nil},
		"never, and is not":     {alarm.Never, func(*stage) {}, nil},
		"never, and is":         {alarm.Never, func(st *stage) { st.recording(rec) }, []alarm.Kind{alarm.Forbidden}},
		"never, and is no longer": {alarm.Never, func(st *stage) {
			st.recording(rec)
			st.pass(time.Second)
			st.did(video.OnObject(video.ActRecordingStop, "rec", nil), video.OutcomeConfirmed)
			st.recording(over)
		}, nil},
		"must, dismissed, comes once": {alarm.Must, func(st *stage) { st.pass(time.Minute); st.e.Dismiss(st.e.Alarms()[0].N); st.see() }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, alarm.Config{Recording: tc.rule})
			tc.then(st)
			st.pass(time.Minute)
			st.want(tc.want...)
		})
	}
}

func TestSilence(t *testing.T) {
	t.Parallel()
	talk := func(st *stage, on bool) {
		m := *st.s.Members[0]
		m.Talking = on
		st.s.Members[0] = &m
		st.see()
	}
	for name, tc := range map[string]struct {
		then func(st *stage)
		want []alarm.Kind
	}{
		"nobody is heard":         {func(st *stage) { st.pass(121 * time.Second) }, []alarm.Kind{alarm.Silence}},
		"not yet":                 {func(st *stage) { st.pass(119 * time.Second) }, nil},
		"somebody talks for long": {func(st *stage) { talk(st, true); st.pass(time.Hour); talk(st, false); st.pass(time.Minute) }, nil},
		"somebody has talked":     {func(st *stage) { talk(st, true); talk(st, false); st.pass(121 * time.Second) }, []alarm.Kind{alarm.Silence}},
		"somebody is heard again": {func(st *stage) { st.pass(3 * time.Minute); talk(st, true) }, nil},
		"a playback runs": {func(st *stage) {
			st.s.Playbacks = []*video.Playback{{ID: "p", State: video.StatePlaying}}
			st.see()
			st.pass(time.Hour)
		}, nil},
		"the playback is paused": {func(st *stage) {
			st.s.Playbacks = []*video.Playback{{ID: "p", State: pause}}
			st.see()
			st.pass(time.Hour)
		}, []alarm.Kind{alarm.Silence}},
		"a screen is shared": {func(st *stage) {
			st.join("screen").Type = video.TypeScreen
			st.s.Counts.Screens = 1
			st.see()
			st.pass(time.Hour)
		}, nil},
		"silence is meant":  {func(st *stage) { st.e.Sleep(st.now.Add(time.Hour)); st.see(); st.pass(time.Hour) }, nil},
		"silence was meant": {func(st *stage) { st.e.Sleep(st.now.Add(time.Hour)); st.see(); st.pass(time.Hour + 121*time.Second) }, []alarm.Kind{alarm.Silence}},
		"the recording is paused": {func(st *stage) {
			st.did(video.OnObject(video.ActRecordingPause, "rec", nil), 0)
			st.recording(pause)
			st.pass(time.Hour)
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, alarm.Config{})
			st.recording(rec)
			tc.then(st)
			st.want(tc.want...)
		})
	}
}

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
		"eight at once, open":       {func(st *stage) { guests(st, 8, 3) }, []alarm.Kind{alarm.Raid}, 8},
		"eight at once, quiet":      {func(st *stage) { guests(st, 8, 2) }, []alarm.Kind{alarm.Crowd}, 8},
		"seven":                     {func(st *stage) { guests(st, 7, 7) }, nil, 0},
		"one wave, one alarm":       {func(st *stage) { guests(st, 40, 20) }, []alarm.Kind{alarm.Raid}, 40},
		"those before belong to it": {func(st *stage) { guests(st, 3, 0); st.pass(2 * time.Minute); guests(st, 8, 3) }, []alarm.Kind{alarm.Raid}, 11},
		"long before does not":      {func(st *stage) { guests(st, 3, 0); st.pass(10 * time.Minute); guests(st, 8, 3) }, []alarm.Kind{alarm.Raid}, 8},
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
		"the first ten minutes (MODiX 137)": {func(st *stage) { st.s.Room.StartedAt = st.now.Add(-5 * time.Minute); guests(st, 20, 20) }, nil, 0},
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

func TestWhoeverWasRemovedIsBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		name, meta string // of the one who is removed
		as, with   string // of the one who joins
		change     func(st *stage, m *video.Member)
		loud       alarm.Loudness
		want       []alarm.Kind
	}{
		"the same name":               {name: "Troll", as: "troll", want: []alarm.Kind{alarm.Returned}},
		"another name":                {name: "Troll", as: "Ann"},
		"a name that says nothing":    {name: "iPhone", as: "iPhone"},
		"the same key":                {name: "Troll", meta: "7", as: "Nice", with: "7", loud: alarm.Loud, want: []alarm.Kind{alarm.Returned}},
		"the same name, another key":  {name: "Troll", meta: "7", as: "Troll", with: "8"},
		"a device of somebody (9236)": {name: "Troll", as: "Troll", change: func(_ *stage, m *video.Member) { m.ParentID = "m1" }},
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

// TestAPardonPersists restarts after a pardon (Draupnir 1008).
func TestAPardonPersists(t *testing.T) {
	t.Parallel()
	st := newStage(t, alarm.Config{})
	st.e.Pardon([]video.Person{{ID: "x", Name: "Troll"}})
	st = newStage(t, alarm.Config{Pardoned: st.e.Pardoned()})
	troll := st.join("Troll")
	st.see()
	st.did(video.RemoveMember(troll.ID), video.OutcomeConfirmed)
	st.leave(troll.ID)
	st.see()
	st.join("TROLL")
	st.see()
	st.want()
}

func TestWhoeverLeftByThemselvesIsNoAlarm(t *testing.T) {
	t.Parallel()
	st := newStage(t, alarm.Config{})
	st.leave("m1")
	st.see()
	st.join("Ann")
	st.see()
	st.want()
}

// TestBell rings a loud alarm every ten seconds until it is acknowledged, one of the middle class once, a quiet one never.
func TestBell(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		raise func(st *stage)
		until time.Duration // it is acknowledged; 0: never
		want  int           // bells in 35 seconds
	}{
		"loud":               {func(st *stage) { st.recording(rec); st.pass(time.Second); st.recording(pause) }, 0, 4},
		"loud, acknowledged": {func(st *stage) { st.recording(rec); st.pass(time.Second); st.recording(pause) }, 15 * time.Second, 2},
		"once":               {func(*stage) {}, 0, 1},
		"quiet":              {func(st *stage) { st.recording(rec); st.pass(121 * time.Second) }, 0, 0},
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
