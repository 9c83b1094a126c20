package journal

import (
	"encoding/json"
	"testing"
	"time"

	"gavel/session/video"
)

// TestRecordingEventsWithoutState checks that the kind of an event counts if the recording in it has no state.
func TestRecordingEventsWithoutState(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0)
	a := newAccount("room-1", "")
	for i, kind := range []string{"started", "updated", "ended"} {
		at := start.Add(time.Duration(i) * time.Minute)
		a.event(&video.WireEvent{
			Type: "video.recording." + kind, Params: json.RawMessage(`{"recording":{"id":"rec"}}`),
		}, at)
		r := a.media["rec"]
		if r == nil || r.EndedAt.IsZero() != (kind != "ended") {
			t.Fatalf("after %s: %+v", kind, r)
		}
	}
	if r := a.finish().Recordings[0]; !r.From.Equal(start) || !r.To.Equal(start.Add(2*time.Minute)) {
		t.Errorf("got %+v", r)
	}
}

// TestAttendeesComeInOrderOfFirstVisit has a member whose later visit was recorded first, by another program.
func TestAttendeesComeInOrderOfFirstVisit(t *testing.T) {
	t.Parallel()
	minute := func(n int) time.Time { return time.Unix(1_700_000_000, 0).Add(time.Duration(n) * time.Minute) }
	a := newAccount("room-1", "")
	for _, v := range []struct {
		id       video.MemberID
		from, to int
	}{{"ann", 20, 30}, {"ann", 0, 5}, {"ben", 10, 12}} {
		a.person(v.id).present.add(minute(v.from), minute(v.to))
	}
	got := a.finish().People
	if len(got) != 2 || got[0].IDs[0] != "ann" || !got[0].Visits[0].From.Equal(minute(0)) {
		t.Errorf("got %+v %+v", got[0], got[1])
	}
}
