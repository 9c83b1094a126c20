package session_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
)

// slowDisk takes a while to say that it has what it was given.
type slowDisk struct{ disk }

func (d *slowDisk) Sync() error {
	time.Sleep(50 * time.Millisecond)
	return nil
}

func TestCommandsKeepTheirOrderBehindOneThatIsRecorded(t *testing.T) {
	audited(t, &slowDisk{disk{room: -1}}, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) {
		for range 20 {
			var wg sync.WaitGroup
			wg.Go(func() { _ = room.SetMeta(t.Context(), map[string]any{"a": 1}) })
			for i := range 5 { // all of them wait, and are let go at once
				time.Sleep(time.Millisecond)
				wg.Go(func() { _ = room.UpdateMeta(t.Context(), map[string]any{"last": i}) })
			}
			wg.Wait()
			if meta, err := room.GetMeta(t.Context()); err != nil || len(meta) != 2 || fmt.Sprint(meta["last"]) != "4" {
				t.Errorf("the metadata is %v, %v", meta, err)
			}
		}
	})
}

func TestFault_O1_StuckDiskCostsNoCommand(t *testing.T) {
	d := &disk{room: -1}
	audited(t, d, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) {
		flip(t, room, 1)
		stuck := make(chan struct{})
		defer close(stuck)
		d.mu.Lock()
		d.stuck = stuck
		d.mu.Unlock()
		members := room.Snapshot().Members
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		if err := room.RemoveMember(ctx, members[1].ID); err != nil {
			t.Errorf("with little time: %v", err)
		}
		time.Sleep(6 * time.Second) // now it is known that the disk takes nothing
		began := time.Now()
		if err := room.RemoveMember(t.Context(), members[2].ID); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > 10*time.Millisecond {
			t.Errorf("a disk that is known to take nothing was waited for %v", took)
		}
	})
}
