package session

import (
	"slices"
	"testing"
	"testing/synctest"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// TestField_A4_AListenerOnTheWrongSourceDoesNotCompile holds the types that make the compiler refuse
// On(client, video.MemberJoined, …) and On(room, video.AnyRoomStarted, …).
func TestField_A4_AListenerOnTheWrongSourceDoesNotCompile(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		source         any
		inRoom, client bool
	}{
		"a room session": {(*RoomSession)(nil), true, false},
		"a client":       {(*Client)(nil), false, true},
	} {
		if _, ok := tc.source.(Source[video.InRoom]); ok != tc.inRoom {
			t.Errorf("%s takes listeners for a room: %v", name, ok)
		}
		if _, ok := tc.source.(Source[video.OnClient]); ok != tc.client {
			t.Errorf("%s takes listeners for all rooms: %v", name, ok)
		}
	}
}

func TestField_A3_AClientSpellsUpdatedAsTheReferenceDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialFake(fakerelay.New(t))
		updated := make(chan video.RoomEvent, 1)
		defer On(c, video.AnyRoomUpdated, func(e video.RoomEvent) { updated <- e })()
		p.Next() // the subscription
		p.Event("a", "video.room.updated",
			`,"room_session":{"id":"`+fakerelay.Room+`","layout_name":"3x3","updated":["layout_name","hide_video_muted"]}`)
		if e := <-updated; !slices.Equal(e.Updated, []string{"layoutName", "hideVideoMuted"}) {
			t.Errorf("Updated = %q", e.Updated)
		}
	})
}
