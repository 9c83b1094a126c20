package host

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"gavel/session/floor"
)

// New runs the floor of a room until Close. caller may be nil; nothing is shared then. New returns an error if the
// state of an earlier run cannot be read. The host runs even then.
func New(room Room, caller Caller, cfg Config) (*Host, error) {
	if caller == nil {
		cfg.Floor.Sharing = false
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	h := &Host{
		room: room, caller: caller, log: cfg.Logger, file: newFile(cfg.StateDir, room.ID()),
		changed: make(chan struct{}, 1), ops: make(chan op), done: make(chan struct{}),
		engine: floor.New(cfg.Floor), sent: map[uint64]*sentCommand{}, timer: time.NewTimer(time.Hour),
		always: cfg.Floor.Protected,
	}
	h.ctx, h.stop = context.WithCancel(context.Background())
	kept, err := h.file.read()
	if kept != nil {
		h.engine.Shield(kept.State)
		h.alarms, h.away = kept.Alarms, kept.Away
		if kept.Worth() && !h.file.live.IsElsewhere() {
			h.saved = &kept.State
		}
	}
	h.doors = h.newDoors(cfg)
	h.see()
	room.Protect(h.isProtected)
	go h.run()
	return h, err
}

// run serves the room, verbs and the clock.
func (h *Host) run() {
	defer h.end()
	for {
		select {
		case _, open := <-h.room.Changed():
			h.see()
			if !open {
				return
			}
		case o := <-h.ops:
			h.serve(o)
		case <-h.timer.C:
			h.engine.Tick(time.Now())
			h.follow()
		case <-h.ctx.Done():
			return
		}
	}
}

// serve runs an operation.
func (h *Host) serve(o op) {
	o.run()
	if o.soon {
		runtime.Gosched() // a command leaves before the state is published
	} else {
		h.follow()
	}
	if o.done != nil {
		close(o.done)
	}
	if o.soon {
		h.follow()
	}
}

// end saves the state and waits for everything in progress.
func (h *Host) end() {
	if p := recover(); p != nil {
		h.log.Error("host: panic", "value", fmt.Sprint(p), "stack", string(debug.Stack()))
	} else {
		h.save()
	}
	h.stop()
	h.timer.Stop()
	h.tasks.Wait()
	h.file.close()
	close(h.done)
	close(h.changed)
	h.wake()
}

// see shows the room to the engine.
func (h *Host) see() {
	now, s := time.Now(), h.room.Snapshot()
	h.engine.See(now, s)
	h.seeDoors(now, s)
	h.setAway(h.away.see(h.seen, s))
	h.seen = s
	h.follow()
}

// follow carries out the engine's output, publishes, and sets the timer.
func (h *Host) follow() {
	h.output(h.room.LogDecision)
	h.publish()
	h.setTimer()
}

// output carries out the engine's output. alone keeps the notes that would add nothing to a command, if the output has
// none.
func (h *Host) output(alone keeping) {
	for {
		o := h.engine.Take(time.Now())
		inCommand := alone
		if len(o.Sends) > 0 {
			inCommand = h.room.RecordDecision
		}
		h.record(o.Notes, inCommand)
		if len(o.Sends) == 0 && o.Write == nil && o.Read == 0 {
			return
		}
		h.carryOut(o)
	}
}

// publish publishes the present state.
func (h *Host) publish() {
	now, room := time.Now(), h.room.Snapshot()
	h.seq++
	s := &State{
		Seq: h.seq, At: now, Room: room, Floor: h.engine.View(now),
		Notes: slices.Clip(h.notes), Noted: h.noted, Saved: h.saved,
		Away:    h.away,
		Tonight: h.engine.Tonight(),
	}
	switch h.newest(room) {
	case verbAlone:
		s.UndoAlone = true
	case verbSent:
		step, _ := h.engine.LastStep()
		s.UndoPanic = step.Verb == floor.VerbPanic
	}
	was := h.state.Swap(s)
	h.recordView(s)
	h.wake()
	select {
	case h.changed <- struct{}{}:
	default:
	}
	inUse := s.Floor.InUse() || was != nil && was.Floor.InUse() // the end of a floor is saved, too
	if h.saveAt.IsZero() && h.file != nil && (inUse || len(s.Tonight) > 0) {
		h.saveAt = now.Add(saveAfter)
	}
}

// setTimer sets the timer to the next thing that the engine or the file has due.
func (h *Host) setTimer() {
	now := time.Now()
	next := now.Add(time.Hour)
	if !h.saveAt.IsZero() {
		if !h.saveAt.After(now) {
			h.save()
		} else {
			next = h.saveAt
		}
	}
	if due := h.engine.Due(); !due.IsZero() && due.Before(next) {
		next = due
	}
	h.timer.Reset(max(0, next.Sub(now)))
}

// save writes the state in another goroutine, so that a slow disk delays nobody.
func (h *Host) save() {
	h.saveAt = time.Time{}
	if h.file == nil || h.state.Load() == nil {
		return
	}
	write := h.keep()
	h.spawn("state", func(context.Context) {
		if err := write(); err != nil {
			h.log.Warn("host: the floor was not saved", "error", err)
		}
	})
}

// keep returns a function that writes the state as it is now. It may be called on any goroutine.
func (h *Host) keep() func() error {
	k, number := &kept{h.engine.Save(time.Now()), h.alarms, h.away, h.over}, h.file.newest.Add(1)
	return func() error { return h.file.write(number, k) }
}
