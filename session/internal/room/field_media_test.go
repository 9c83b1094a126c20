package room

import (
	"fmt"
	"testing"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// TestField_S5_ARecordingIsActiveOnlyWhileItRuns: any other state is shown as it is, and nothing restarts an ended
// recording.
func TestField_S5_ARecordingIsActiveOnlyWhileItRuns(t *testing.T) {
	t.Parallel()
	type step struct{ kind, entity string }
	updated := func(entity string) step { return step{"updated", entity} }
	for _, tc := range []struct {
		name          string
		steps         []step
		state         string
		active, ended bool
	}{
		{"runs", []step{updated(`"state":"recording"`)}, "recording", true, false},
		{"is paused", []step{updated(`"state":"paused"`)}, "paused", true, false},
		{"says nothing", []step{updated(`"duration":null`)}, "recording", true, false},
		{"is in capitals", []step{updated(`"state":"COMPLETED"`)}, "completed", false, true},
		{"failed", []step{updated(`"state":"failed"`)}, "failed", false, false},
		{"is processed", []step{updated(`"state":"processing"`)}, "processing", false, false},
		{"is processed, and continues", []step{updated(`"state":"processing"`), updated(`"state":"recording"`)}, "recording", true, false},
		{"has an end", []step{updated(`"state":"recording","ended_at":1774402200`)}, "recording", false, true},
		{"ends with the state of a running one", []step{{"ended", `"state":"recording"`}}, "completed", false, true},
		{"ends without a state", []step{{"ended", `"duration":1`}}, "completed", false, true},
		{"ends as failed", []step{{"ended", `"state":"failed"`}}, "failed", false, true},
		{"ends, then a late event", []step{{"ended", `"state":"failed"`}, updated(`"state":"recording"`)}, "failed", false, true},
	} {
		s := newTestPicture(t, 1)
		s.ReadObjects(video.PartRecordings, nil, epoch, epoch)
		s.must(t, "video.recording.started", `{"recording":{"id":"rec","state":"recording"}}`)
		for _, e := range tc.steps {
			s.must(t, "video.recording."+e.kind, `{"recording":{"id":"rec",`+e.entity+`}}`)
		}
		r := s.Recording("rec")
		if r.State != tc.state || r.Active() != tc.active || r.HasEnded() != tc.ended ||
			s.room.Recording != video.FlagOf(tc.active) {
			t.Errorf("%s: state %s, active %v, ended %v, room %v", tc.name, r.State, r.Active(), r.HasEnded(), s.room.Recording)
		}
		s.must(t, "video.room.updated", `{"room_session":{"id":"rs","recording":true}}`)
		if !tc.ended && s.room.Recording != video.FlagOf(tc.active) {
			t.Errorf("%s: the room's flag overrules the list: %v", tc.name, s.room.Recording)
		}
	}
}

func TestField_S5_PlaybacksAndStreamsLikewise(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 1)
	s.must(t, "video.stream.started", `{"stream":{"id":"st","state":"streaming"}}`)
	s.must(t, "video.playback.started", `{"playback":{"id":"pb","state":"playing"}}`)
	if !s.Stream("st").Active() || !s.Playback("pb").Active() || s.room.Streaming != video.Yes {
		t.Error("a running playback or stream is not active")
	}
	s.ReadObjects(
		video.PartStreams,
		[]wire.Node{nodeOf(`{"id":"st","state":"failed"}`)},
		epoch.Add(time.Minute),
		epoch.Add(time.Minute),
	)
	s.ReadObjects(
		video.PartPlaybacks,
		[]wire.Node{nodeOf(`{"id":"pb","state":"stopped"}`)},
		epoch.Add(time.Minute),
		epoch.Add(time.Minute),
	)
	if s.Stream("st").Active() || s.Playback("pb").Active() || s.room.Streaming != video.No ||
		s.Stream("st").State != "failed" {
		t.Errorf("%+v, %+v, streaming %v", s.Stream("st"), s.Playback("pb"), s.room.Streaming)
	}
	s.ReadObjects(video.PartStreams, nil, epoch.Add(time.Hour), epoch.Add(time.Hour))
	if st := s.Stream("st"); !st.HasEnded() || st.State != "failed" {
		t.Errorf("no longer listed: %+v", st)
	}
}

// TestField_S5_AStartOrEndThatWasNotSeenIsRead: the room's flag contradicts the lists.
func TestField_S5_AStartOrEndThatWasNotSeenIsRead(t *testing.T) {
	t.Parallel()
	started := map[string]string{
		"recording": `{"recording":{"id":"x","state":"recording"}}`, "streaming": `{"stream":{"id":"x","state":"streaming"}}`,
	}
	for property, kind := range map[string]string{"recording": "recording", "streaming": "stream"} {
		for _, seen := range []bool{false, true} {
			s := newTestPicture(t, 1)
			s.ReadObjects(video.PartRecordings, nil, epoch, epoch)
			says := func(yes bool) bool {
				s.Rereading()
				s.must(t, "video.room.updated", fmt.Sprintf(`{"room_session":{"id":"rs",%q:%v}}`, property, yes))
				return s.WantsReread()
			}
			if seen {
				s.must(t, "video."+kind+".started", started[property])
			}
			if says(true) == seen {
				t.Errorf("%s starts, seen %v: reads again %v", property, seen, !seen)
			}
			if says(false) != seen {
				t.Errorf("%s ends unseen, start seen %v: reads again %v", property, seen, !seen)
			}
		}
	}
}

func TestField_S10_AnAudienceOfAnotherTypeStaysUnknown(t *testing.T) {
	t.Parallel()
	for _, total := range []string{`"7"`, `null`, `-1`, `[]`} {
		s := newTestPicture(t, 1)
		reported := 0
		s.emit = func(video.Event) { reported++ }
		s.must(t, "video.room.audience_count", `{"total":`+total+`}`)
		if s.room.AudienceKnown || s.stats.Odd != 1 || reported != 0 {
			t.Errorf(
				"%s: %d members, known %v, %d odd, %d reported",
				total,
				s.room.Audience,
				s.room.AudienceKnown,
				s.stats.Odd,
				reported,
			)
		}
	}
}

// TestAListAsOldAsAStartEndsNothing: the list was made before the recording started, in the same moment.
func TestAListAsOldAsAStartEndsNothing(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 1)
	s.must(t, "video.recording.started", `{"recording":{"id":"rec","state":"recording"}}`)
	started := s.Recording("rec").SeenAt
	s.ReadObjects(video.PartRecordings, nil, started, started)
	if !s.Recording("rec").Active() {
		t.Error("the recording has ended")
	}
	s.ReadObjects(video.PartRecordings, nil, started.Add(2*time.Second), started.Add(time.Second))
	if !s.Recording("rec").HasEnded() {
		t.Error("the recording runs")
	}
}
