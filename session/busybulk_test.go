package session

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// A command on several people that finds too many requests waiting does not say that the connection was lost.
func TestBulkThatFindsTheConnectionBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := newFakeRelay(t).client()
		hold := make(chan struct{})
		go p.answerUntil(20, hold)
		room, err := Join(t.Context(), c, fakeRoom)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = room.Close() }()
		close(hold)
		time.Sleep(time.Second)
		for range maxInFlight - 4 {
			go func() { _, _ = c.Call(t.Context(), "x", nil) }()
		}
		synctest.Wait()
		var ids []video.MemberID
		for _, m := range room.Snapshot().Members {
			ids = append(ids, m.ID)
		}
		res, err := room.Do(t.Context(), video.VideoMute(ids...))
		if !errors.Is(err, video.ErrBusy) || strings.Contains(err.Error(), wire.ErrCut.Error()) {
			t.Errorf("%v", err)
		}
		for _, r := range res.Targets {
			if r.Outcome == video.OutcomeNotSent && !errors.Is(r.Err, video.ErrBusy) {
				t.Errorf("%v", r.Err)
			}
		}
	})
}

// answerUntil answers what a room asks until stop is closed, and nothing from then on.
func (p *fakePeer) answerUntil(members int, stop <-chan struct{}) {
	answered := &fakePeer{t: p.t, relay: p.relay, conn: p.conn, turn: p.turn, requests: make(chan fakeRequest)}
	go answered.answerAll(members)
	defer close(answered.requests)
	for {
		select {
		case r, ok := <-p.requests:
			if !ok {
				return
			}
			answered.requests <- r
		case <-stop:
			return
		}
	}
}
