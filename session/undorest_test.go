package session_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestTheRestOfAnUndoCanBeUndone stops an undo of a command on many, and loses the connection in the middle of one.
func TestTheRestOfAnUndoCanBeUndone(t *testing.T) {
	for name, end := range map[string]func(*localrelay.Server, context.CancelFunc){
		"given up":            func(_ *localrelay.Server, cancel context.CancelFunc) { cancel() },
		"the connection lost": func(relay *localrelay.Server, _ context.CancelFunc) { relay.Drop() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay, room, ids := joinCrowd(t, 100)
				ids = micsOpen(room, ids)
				_, err := room.Do(t.Context(), video.AudioMute(ids...))
				must(t, err)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				time.Sleep(10 * time.Second)
				time.AfterFunc(2*time.Second, func() { end(relay, cancel) })
				if _, err := room.Undo(ctx); err == nil {
					t.Error("all of it was undone")
				}
				time.Sleep(10 * time.Second)
				opened := len(micsOpen(room, ids))
				if opened == 0 || opened > 25 {
					t.Fatalf("%d of %d were opened", opened, len(ids))
				}
				_, err = room.Undo(t.Context())
				must(t, err)
				time.Sleep(time.Second)
				const inFlight = 1 // at most, of whom nobody knew whether it was undone
				if n := len(micsOpen(room, ids)); n < len(ids)-inFlight {
					t.Errorf("%d of %d are open after the second undo, %d after the first", n, len(ids), opened)
				}
				if _, err := room.Undo(t.Context()); err == nil {
					t.Error("a third time")
				}
			})
		})
	}
}

// TestAnUndoOfSeveralCommandsKeepsTheRest gives up while the first of two commands of one undo is on its way.
func TestAnUndoOfSeveralCommandsKeepsTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 2)
		for i, id := range ids {
			_, err := room.Do(t.Context(), video.SetInputVolume(float64(3+i), id))
			must(t, err)
		}
		_, err := room.Do(t.Context(), video.SetInputVolume(20, ids...))
		must(t, err)
		time.Sleep(time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		relay.SetOnRequest(func(localrelay.Request) localrelay.Verdict {
			cancel()
			return localrelay.Verdict{Delay: 500 * time.Millisecond}
		})
		res, err := room.Undo(ctx)
		if err == nil || len(res.Targets) != len(ids) || res.Targets[1].Member != ids[1] ||
			res.Targets[1].Outcome != video.OutcomeNotSent {
			t.Fatalf("got %+v, %v", res.Targets, err)
		}
		relay.SetOnRequest(nil)
		time.Sleep(time.Second)
		_, err = room.Undo(t.Context())
		must(t, err)
		time.Sleep(time.Second)
		for i, id := range ids {
			if got := room.Snapshot().Member(id).InputVolume; got != float64(3+i) {
				t.Errorf("the volume of %s is %v", id, got)
			}
		}
	})
}
