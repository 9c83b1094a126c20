package session

import (
	"slices"
	"testing"
	"testing/synctest"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

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
