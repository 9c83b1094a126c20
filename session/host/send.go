package host

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"gavel/session"
	"gavel/session/floor"
	"gavel/session/video"
)

const (
	// readFor bounds a read of the room, and writeFor a write of the shared document.
	readFor  = 2 * time.Second
	writeFor = 5 * time.Second
	// maxSent is how many commands are kept for undo.
	maxSent = 64
)

// latest is the kind of the latest action.
type latest uint8

const (
	nothingDone latest = iota
	byHand             // a command that is not a verb of the floor
	verbAlone          // a verb with nothing to undo in the room
	verbSent           // a verb whose command is the newest one
	verbPending        // a verb whose command was not answered yet
)

// newest returns the kind of the action that Undo would undo.
func (h *Host) newest(s *video.Snapshot) latest {
	step, ok := h.engine.LastStep()
	last := s.Undo
	var entry uint64
	if sent := h.sent[step.Order]; sent != nil {
		if entry = sent.sub.Entry(); !sent.answered {
			return verbPending
		}
	}
	switch {
	case !ok && last == nil:
		return nothingDone
	case !ok:
		return byHand
	case last == nil, entry != 0 && last.N < entry, entry == 0 && last.At.Before(step.At):
		return verbAlone
	case entry != 0 && last.N == entry:
		return verbSent
	}
	return byHand
}

// carryOut starts the requests of the engine. It does not wait for the network.
func (h *Host) carryOut(o floor.Out) {
	if o.Write != nil {
		h.write(o.Write)
	}
	for _, s := range o.Sends {
		h.send(s)
	}
	if o.Read != 0 {
		h.read(o.Read)
	}
}

// send submits a command of the floor. Commands are sent in the order of the engine's output.
func (h *Host) send(s floor.Send) {
	s.Command.Automatic = s.Verb == "" // an undo must not open a microphone that enforcement closed
	s.Command = spare(s.Command)
	sub, err := h.room.Submit(h.ctx, s.Command)
	if err != nil {
		h.engine.Ended(time.Now(), s.Number, s.Verb, unsent(s.Command, err))
		return
	}
	h.await(s, sub)
}

// spare makes a command of the floor skip the people who are protected before their request leaves. Hands are not
// protected.
func spare(c video.Command) video.Command {
	spares := func(c video.Command) video.Command {
		row, _ := c.Action.Info()
		c.SkipProtected = row.Sets.Field != video.FieldHand
		return c
	}
	if len(c.Steps) == 0 {
		return spares(c)
	}
	c.Steps = slices.Clone(c.Steps)
	for i, step := range c.Steps {
		c.Steps[i] = spares(step)
	}
	return c
}

// sendMode submits the command with which the engine has started a mode.
func (h *Host) sendMode(
	ctx context.Context, submit func(context.Context, video.Command) (*session.Submission, error), s floor.Send,
) (*session.Submission, error) {
	sub, err := submit(ctx, s.Command)
	if err != nil {
		_ = h.engine.Undo(time.Now(), true) // nothing was sent, so Undo only restores the mode
		return nil, err
	}
	h.await(s, sub)
	return sub, nil
}

// await reports the result of a command to the engine.
func (h *Host) await(s floor.Send, sub *session.Submission) {
	sent, people := &sentCommand{sub: sub}, leaving(s.Command, h.room.Snapshot(), time.Now())
	h.sent[s.Number] = sent
	delete(h.sent, s.Number-maxSent)
	h.spawn("command", func(ctx context.Context) {
		res, err := sub.Wait(ctx)
		if len(res.Targets) == 0 && err != nil {
			res = unsent(s.Command, err)
		}
		h.post(func() {
			sent.answered = true
			h.setAway(h.away.add(people, res, h.room.Snapshot()))
			h.engine.Ended(time.Now(), s.Number, s.Verb, res)
		})
	})
}

// unsent returns the result of a command that did not leave.
func unsent(c video.Command, why error) video.Result {
	res := video.Result{Command: c}
	for _, step := range c.List() {
		for _, id := range step.Targets {
			res.Targets = append(res.Targets, video.TargetResult{Member: id, Outcome: video.OutcomeNotSent, Err: why})
		}
	}
	return res
}

// read reads the room. If the read fails, the engine receives nothing and asks again.
func (h *Host) read(number uint64) {
	h.spawn("reading", func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, readFor)
		defer cancel()
		if _, err := h.room.Refresh(ctx); err != nil {
			return
		}
		h.post(func() { h.engine.Read(time.Now(), h.room.Snapshot(), number) })
	})
}

// write merges the shared document into the room's metadata. It bypasses the queue of the session, because nothing that
// the queue does suits it: the document must not fill the log and the undo, be pending (no undo starts then), or wait
// for the pace. Its order among the commands does not matter. Grants and enforcement wait until it was answered and
// read, and other consoles allow a second for its arrival.
func (h *Host) write(document json.RawMessage) {
	h.spawn("document", func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, writeFor)
		defer cancel()
		err := h.merge(ctx, document)
		h.post(func() { h.engine.Wrote(time.Now(), err) })
	})
}

func (h *Host) merge(ctx context.Context, document json.RawMessage) error {
	c := video.Command{Action: video.ActUpdateMeta, Args: video.Args{
		"meta": map[string]any{floor.MetaKey: document},
	}}
	requests, err := c.Requests(h.room.ID())
	if err != nil {
		return err
	}
	_, err = h.caller.Call(ctx, requests[0].Method, requests[0].Params)
	return err
}

// watchAway follows a submitted command that sends people away.
func (h *Host) watchAway(people []Away, sub *session.Submission) {
	if len(people) == 0 {
		return
	}
	h.spawn("sent away", func(ctx context.Context) {
		res, _ := sub.Wait(ctx)
		h.post(func() { h.setAway(h.away.add(people, res, h.room.Snapshot())) })
	})
}
