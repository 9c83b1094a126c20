package dispatch

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
)

var t0 = time.Unix(1_700_000_000, 0)

// newBench returns a state with n members, as after room.subscribed.
func newBench(t testing.TB, n int) *testRoom {
	t.Helper()
	s := newTestRoom(video.Room{ID: "rs", RoomID: "r"})
	s.d.link = video.Link{State: video.LinkLive, Gen: 1}
	var b strings.Builder
	b.WriteString(`{"room_session":{"id":"rs","room_id":"r","name":"room","locked":false,"recording":false,"members":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(
			&b,
			`{"id":"%s","room_id":"r","room_session_id":"rs","name":"Member %05d","type":"member","audio_muted":false,`+
				`"video_muted":false,"deaf":false,"visible":true,"handraised":false,"input_volume":0,"output_volume":0,`+
				`"input_sensitivity":30,"requested_position":"auto","meta":{}}`,
			memberName(i),
			i,
		)
	}
	b.WriteString(`]}}`)
	if err := s.apply("video.room.subscribed", eventOf(b.String()), t0); err != nil {
		t.Fatal(err)
	}
	return s
}

func memberName(i int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", i) }

func (s *testRoom) must(t testing.TB, event, params string) {
	t.Helper()
	if err := s.apply(event, eventOf(params), t0.Add(time.Second)); err != nil {
		t.Fatalf("%s: %v", event, err)
	}
}

func delta(i int, fields string) string {
	return fmt.Sprintf(`{"room_id":"r","room_session_id":"rs","member":{"id":"%s",%s}}`, memberName(i), fields)
}

func whole(i int, name string, muted bool) string {
	return fmt.Sprintf(`{"id":%q,"name":%q,"type":"member","audio_muted":%v}`, memberName(i), name, muted)
}

func TestFault_P34_RecordingInTrouble(t *testing.T) {
	t.Parallel()
	s := newBench(t, 1)
	s.must(t, "video.recording.started", `{"recording":{"id":"rec","state":"recording"}}`)
	s.must(t, "video.recording.updated", `{"recording":{"id":"rec","state":"exploded"}}`)
	if e := s.d.log.entries[len(s.d.log.entries)-1]; e.Kind != video.EntryRecording || e.Note != video.NoteRecordingOdd {
		t.Errorf("got %+v", e)
	}
	s.must(t, "video.recording.ended", `{"recording":{"id":"rec"}}`)
	s.must(t, "video.recording.updated", `{"recording":{"id":"rec","state":"recording"}}`)
	if s.Recordings()[0].State != video.StateCompleted {
		t.Error("a late event started an ended recording again")
	}
}

// TestFault_P37_MuteAll checks that an answer to a command on ten thousand members costs no more than one to a command
// on ten.
func TestFault_P37_MuteAll(t *testing.T) {
	t.Parallel()
	const people = 10_000
	s := newBench(t, people)
	ids := make([]video.MemberID, people)
	for i := range ids {
		ids[i] = video.MemberID(memberName(i))
	}
	j, err := s.start(video.AudioMute(ids...), t0)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for i := range ids {
		s.verdict(j, i, Answer{At: t0}, t0)
		s.must(t, "video.member.updated", delta(i, `"audio_muted":true`))
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
	if snap := s.snapshot(t0); snap.Log[len(snap.Log)-1].Outcome != video.OutcomeConfirmed || len(snap.Pending) != 0 {
		t.Errorf("got %v, %d pending", snap.Log[len(snap.Log)-1].Outcome, len(snap.Pending))
	}
}
