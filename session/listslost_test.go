package session

import (
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
)

// Who joins a room of which a part was dropped waits for the next reading, and is not told that the room is malformed.
func TestJoiningOutlivesALostPart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := newFakeRelay(t).client()
		r := &RoomSession{
			client: c, feed: c.link.attach(fakeRoom), id: fakeRoom, changed: make(chan struct{}, 1), ready: make(chan struct{}),
		}
		defer r.feed.detach()
		l := newLoop(r, newState(video.Room{ID: fakeRoom}, time.Now()))
		l.s.link = video.Link{State: video.LinkLive, Gen: 1}
		l.begin(1)
		now := time.Now()
		l.readAll()
		lost := &answer{l.asks<<kindBits | askMembers, callEnd{gen: 1, value: []byte(`{"members":[]}`), list: listing{no: 3, members: 10}}}
		l.answer(lost)
		select {
		case <-r.ready:
			t.Errorf("joining ended: %v", r.Err())
		default:
		}
		if r.Err() != nil || l.rereadAt.IsZero() {
			t.Errorf("%v, read again at %v", r.Err(), l.rereadAt.Sub(now))
		}
	})
}
