package session

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/link"
	"gavel/session/video"
)

// A bulk command that exceeds the number of open requests does not report a lost connection.
func TestBulkOnABusyConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialFake(fakerelay.New(t))
		hold := make(chan struct{})
		go answerUntil(p, 20, hold)
		room, err := Join(t.Context(), c, fakerelay.Room)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = room.Close() }()
		close(hold)
		time.Sleep(time.Second)
		for range link.MaxInFlight - 4 {
			go func() { _, _ = c.Call(t.Context(), "x", nil) }()
		}
		synctest.Wait()
		var ids []video.MemberID
		for _, m := range room.Snapshot().Members {
			ids = append(ids, m.ID)
		}
		res, err := room.Do(t.Context(), video.VideoMute(ids...))
		if !errors.Is(err, video.ErrBusy) || strings.Contains(err.Error(), link.ErrCut.Error()) {
			t.Errorf("%v", err)
		}
		for _, r := range res.Targets {
			if r.Outcome == video.OutcomeNotSent && !errors.Is(r.Err, video.ErrBusy) {
				t.Errorf("%v", r.Err)
			}
		}
	})
}

// answerUntil answers the room's questions until stop is closed, and none after that.
func answerUntil(p *fakerelay.Peer, members int, stop <-chan struct{}) {
	answered := &fakerelay.Peer{T: p.T, Relay: p.Relay, Conn: p.Conn, Turn: p.Turn, Requests: make(chan fakerelay.Request)}
	go answerAll(answered, members)
	defer close(answered.Requests)
	for {
		select {
		case r, ok := <-p.Requests:
			if !ok {
				return
			}
			answered.Requests <- r
		case <-stop:
			return
		}
	}
}
