package session_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// curious is a recorder that calls a function, once it is set, with the next event on the room's goroutine.
type curious struct {
	*tape
	listen atomic.Pointer[func()]
}

func (c *curious) Record(r video.Record) {
	if r.Event == nil {
		return
	}
	if listen := c.listen.Swap(nil); listen != nil {
		(*listen)()
	}
}

// TestField_C4_ANewListenerHearsTheRestOfABatch adds a listener while a batch of events is applied. It receives the
// events after that.
func TestField_C4_ANewListenerHearsTheRestOfABatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		relay, err := localrelay.StartPipe(relayOptions())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = relay.Close() }()
		c := dial(t, relay)
		rec := &curious{tape: &tape{}}
		room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name, session.WithRecorder(rec))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = room.Close() }()
		time.Sleep(time.Second)
		var events <-chan video.Event
		begin := func() { events = room.Events(t.Context()) }
		rec.listen.Store(&begin)
		if _, err := relay.Call(room.ID(), "video.set_layout", map[string]any{"name": "3x3"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		heard := map[string]bool{}
		for len(events) > 0 {
			heard[(<-events).Type] = true
		}
		if !heard[video.LayoutChanged.Name()] || !heard[video.RoomUpdated.Name()] {
			t.Errorf("heard only %v", heard)
		}
	})
}
