package alarm_test

import (
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
		"it runs":       {func(*stage) {}, nil},
		"it ended (U3)": {func(st *stage) { st.recording(over) }, []alarm.Kind{alarm.RecordingEnded}},
		"it was paused": {func(st *stage) { st.recording(pause) }, []alarm.Kind{alarm.RecordingPaused}},
		"it was paused and resumed": {func(st *stage) {
			st.recording(pause)
			st.pass(time.Second)
			st.recording(rec)
		}, nil},
		"it is stopping for ever": {func(st *stage) {
			st.recording("stopping")
		}, []alarm.Kind{alarm.RecordingStuck}},
		"it failed without an end": {func(st *stage) { st.recording("failed") }, []alarm.Kind{alarm.RecordingStuck}},
		"it stopped by and by": {func(st *stage) {
			st.recording("stopping")
			st.pass(5 * time.Second)
			st.recording(over)
		}, []alarm.Kind{alarm.RecordingEnded}},
		"stopped came too early": {func(st *stage) {
			st.recording("stopping")
			st.pass(5 * time.Second)
			st.recording(rec)
		}, nil},
		"we stopped it": {func(st *stage) { st.did(stop, done); st.recording(over) }, nil},
		"we may have stopped it": {func(st *stage) {
			st.did(stop, video.OutcomeUnknown)
			st.recording(over)
		}, nil},
		"we were refused": {func(st *stage) {
			st.did(stop, refused)
			st.recording(over)
		}, []alarm.Kind{alarm.RecordingEnded}},
		"we paused, others stopped": {func(st *stage) {
			st.did(halt, done)
			st.recording(over)
		}, []alarm.Kind{alarm.RecordingEnded}},
		"we stopped another one": {func(st *stage) {
			st.did(video.OnObject(video.ActRecordingStop, "x", nil), done)
			st.recording(over)
		}, []alarm.Kind{alarm.RecordingEnded}},
		"we paused it": {func(st *stage) { st.did(halt, done); st.recording(pause) }, nil},
		"we paused it an hour ago": {func(st *stage) {
			st.did(halt, done)
			st.recording(pause)
			st.pass(time.Hour)
			st.recording(rec)
			st.pass(time.Hour)
			st.see()
			st.recording(pause)
		}, []alarm.Kind{alarm.RecordingPaused}},
		"we removed all members (U5)": {func(st *stage) {
			st.did(video.RemoveAllMembers(), video.OutcomePending)
			st.recording(over)
		}, nil},
		"we removed the last ones": {func(st *stage) {
			st.did(video.RemoveMember("m1", "m2", "m3", "m4"), done)
			st.s.Members = nil
			st.recording(over)
		}, nil},
		"it ended with the room": {func(st *stage) {
			st.recording(over)
			st.pass(time.Second)
			st.s.Room.Ended = true
			st.see()
		}, nil},
		"the room ended a minute later": {func(st *stage) {
			st.recording(over)
			st.pass(time.Minute)
			st.s.Room.Ended = true
			st.see()
		}, []alarm.Kind{alarm.RecordingEnded}},
		"it is missing": {func(st *stage) {
			st.s.Recordings = nil
			st.see()
		}, []alarm.Kind{alarm.RecordingLost}},
		"the list is not known": {func(st *stage) {
			st.s.Recordings, st.s.RecordingsKnown = nil, false
			st.see()
		}, nil},
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
		"a stream ended (U4)": {func(st *stage) {
			st.stream(air)
			st.pass(time.Minute)
			st.stream(over)
		}, []alarm.Kind{alarm.StreamEnded}},
		"a stream failed": {func(st *stage) {
			st.stream(air)
			st.pass(time.Minute)
			st.stream("failed")
		}, []alarm.Kind{alarm.StreamStuck}},
		"a stream is missing": {func(st *stage) {
			st.stream(air)
			st.pass(time.Minute)
			st.s.Streams = nil
			st.see()
		}, []alarm.Kind{alarm.StreamLost}},
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
		"must, and is not": {alarm.Must, func(*stage) {}, []alarm.Kind{alarm.NotRecording}},
		"must, and is":     {alarm.Must, func(st *stage) { st.recording(rec) }, nil},
		"must, and is paused": {alarm.Must, func(st *stage) {
			st.recording(pause)
		}, []alarm.Kind{alarm.NotRecording}},
		"must, nobody is there": {alarm.Must, func(st *stage) { st.s.Members = st.s.Members[:1]; st.see() }, nil},
		"must, it is not known": {alarm.Must, func(st *stage) { st.s.RecordingsKnown = false; st.see() }, nil},
		"may, and is not":       {alarm.May, func(*stage) {}, nil},
		"may, and is":           {alarm.May, func(st *stage) { st.recording(rec) }, nil},
		"never, and is not":     {alarm.Never, func(*stage) {}, nil},
		"never, and is":         {alarm.Never, func(st *stage) { st.recording(rec) }, []alarm.Kind{alarm.Forbidden}},
		"never, and has ended": {alarm.Never, func(st *stage) {
			st.recording(rec)
			st.pass(time.Second)
			st.did(video.OnObject(video.ActRecordingStop, "rec", nil), video.OutcomeConfirmed)
			st.recording(over)
		}, nil},
		"must, dismissed, comes once": {alarm.Must, func(st *stage) {
			st.pass(time.Minute)
			st.e.Dismiss(st.e.Alarms()[0].N)
			st.see()
		}, nil},
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
