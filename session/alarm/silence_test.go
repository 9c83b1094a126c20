package alarm_test

import (
	"testing"
	"time"

	"gavel/session/alarm"
	"gavel/session/video"
)

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
		"nobody is heard": {func(st *stage) { st.pass(121 * time.Second) }, []alarm.Kind{alarm.Silence}},
		"not yet":         {func(st *stage) { st.pass(119 * time.Second) }, nil},
		"a member talks for long": {func(st *stage) {
			talk(st, true)
			st.pass(time.Hour)
			talk(st, false)
			st.pass(time.Minute)
		}, nil},
		"a member has talked": {func(st *stage) {
			talk(st, true)
			talk(st, false)
			st.pass(121 * time.Second)
		}, []alarm.Kind{alarm.Silence}},
		"a member is heard again": {func(st *stage) { st.pass(3 * time.Minute); talk(st, true) }, nil},
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
		"silence is meant": {func(st *stage) {
			st.e.Sleep(st.now.Add(time.Hour))
			st.see()
			st.pass(time.Hour)
		}, nil},
		"silence was meant": {func(st *stage) {
			st.e.Sleep(st.now.Add(time.Hour))
			st.see()
			st.pass(time.Hour + 121*time.Second)
		}, []alarm.Kind{alarm.Silence}},
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
