package session

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/internal/dispatch"
	"gavel/session/internal/room"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

var epoch = time.Unix(1_700_000_000, 0)

// benchRoom is a picture with the dispatcher that observes it, as in a room's goroutine.
type benchRoom struct {
	pic *room.Picture
	d   *dispatch.Dispatcher
}

// newBenchRoom returns a room with n members, as after room.subscribed.
func newBenchRoom(t testing.TB, n int) *benchRoom {
	t.Helper()
	p := room.New(video.Room{ID: "rs", RoomID: "r"}, epoch)
	s := &benchRoom{p, dispatch.New(p)}
	s.d.SetLink(video.Link{State: video.LinkLive, Gen: 1})
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
			benchMember(i),
			i,
		)
	}
	b.WriteString(`]}}`)
	if err := s.apply("video.room.subscribed", innerOf(mustParse(b.String())), epoch); err != nil {
		t.Fatal(err)
	}
	return s
}

func benchMember(i int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", i) }

func benchDelta(i int, fields string) string {
	return fmt.Sprintf(`{"room_id":"r","room_session_id":"rs","member":{"id":"%s",%s}}`, benchMember(i), fields)
}

func (s *benchRoom) apply(event string, in wire.EventParams, at time.Time) error {
	changes, err := s.pic.Apply(kindOf(event), in, at)
	s.d.Observe(changes)
	return err
}

func (s *benchRoom) must(t testing.TB, event, params string) {
	t.Helper()
	if err := s.apply(event, innerOf(mustParse(params)), epoch.Add(time.Second)); err != nil {
		t.Fatalf("%s: %v", event, err)
	}
}

func (s *benchRoom) snapshot(now time.Time) *video.Snapshot {
	snap := &video.Snapshot{At: now}
	s.pic.Fill(snap)
	s.d.Fill(snap)
	return snap
}

// kindOf returns the kind of event with the name on the wire.
func kindOf(event string) *video.EventKind {
	kind, _ := video.KindOnWire(event)
	return kind
}
