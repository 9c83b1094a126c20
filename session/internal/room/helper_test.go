package room

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

var epoch = time.Unix(1_700_000_000, 0)

// testPicture is a Picture with the events that it reported.
type testPicture struct {
	*Picture
	emit func(video.Event)
}

// newTestPicture returns a picture with n members, as after room.subscribed.
func newTestPicture(t testing.TB, n int) *testPicture {
	t.Helper()
	s := &testPicture{Picture: New(video.Room{ID: "rs", RoomID: "r"}, epoch)}
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
			nameOf(i),
			i,
		)
	}
	b.WriteString(`]}}`)
	if err := s.apply("video.room.subscribed", paramsOf(b.String()), epoch); err != nil {
		t.Fatal(err)
	}
	return s
}

// nameOf returns the id of a member.
func nameOf(i int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", i) }

func (s *testPicture) must(t testing.TB, event, params string) {
	t.Helper()
	if err := s.apply(event, paramsOf(params), epoch.Add(time.Second)); err != nil {
		t.Fatalf("%s: %v", event, err)
	}
}

func (s *testPicture) apply(event string, in wire.EventParams, at time.Time) error {
	_, err := s.Picture.Apply(kindOf(event), in, at)
	if s.emit != nil {
		s.Report(at, s.emit)
	}
	return err
}

func (s *testPicture) readMembers(list []wire.Node, at, asked time.Time) {
	s.begin(video.ByRead)
	s.mergeMembers(list, at, asked)
}

func (s *testPicture) snapshot(now time.Time) *video.Snapshot {
	snap := &video.Snapshot{At: now}
	s.Fill(snap)
	return snap
}

func deltaOf(i int, fields string) string {
	return fmt.Sprintf(`{"room_id":"r","room_session_id":"rs","member":{"id":"%s",%s}}`, nameOf(i), fields)
}

// wholeOf returns a member as lists have it.
func wholeOf(i int, name string, muted bool) string {
	return fmt.Sprintf(`{"id":%q,"name":%q,"type":"member","audio_muted":%v}`, nameOf(i), name, muted)
}

// nodeOf parses a text of a test.
func nodeOf[T ~string | ~[]byte](text T) wire.Node {
	n, err := wire.ParseNode([]byte(text))
	if err != nil {
		panic(err)
	}
	return n
}

// paramsOf parses the params of an event.
func paramsOf[T ~string | ~[]byte](text T) wire.EventParams {
	in, err := wire.ParseInner([]byte(text))
	if err != nil {
		panic(err)
	}
	return in
}

// newBareTestPicture returns a picture without known members.
func newBareTestPicture(room video.Room) *testPicture {
	return &testPicture{Picture: New(room, epoch)}
}

// kindOf returns the kind of event with the name on the wire.
func kindOf(event string) *video.EventKind {
	kind, _ := video.KindOnWire(event)
	return kind
}

// listOf returns a list of the members from first up to end.
func listOf(first, end int) []wire.Node {
	var list []wire.Node
	for i := first; i < end; i++ {
		list = append(list, nodeOf(wholeOf(i, fmt.Sprintf("Member %05d", i), false)))
	}
	return list
}
