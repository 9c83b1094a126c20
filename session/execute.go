package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxParallel is how many requests of one command are under way at once: enough that a room of hundreds is muted in a
// moment, few enough that one moderator does not look like a storm.
const maxParallel = 8

// Do runs a command and returns when the room has answered for every target. What happens afterwards, the confirmation by
// an event or by a reading after a lost connection, is in the log entry Result.Entry.
//
// The error is nil when every target accepted. It is an [*ArgumentError] or a [*StateError] when nothing was sent, and else
// the errors of the targets joined: [*RPCError] for a refusal, [ErrUnknown] where no verdict came, [ErrOffline] where the
// request did not leave. Nothing is queued, nothing is sent twice. Do is safe for concurrent use.
func (r *RoomSession) Do(ctx context.Context, c Command) (Result, error) {
	return r.do(ctx, c, false)
}

func (r *RoomSession) do(ctx context.Context, c Command, isUndo bool) (Result, error) {
	c, err := c.Normalize()
	if err != nil {
		return Result{Command: c}, err
	}
	if c.Action == ActSubscribe {
		_, err := r.Subscribe(ctx)
		return Result{Command: c}, err
	}
	requests, err := c.Requests(r.id)
	if err != nil {
		return Result{Command: c}, err
	}
	var j *job
	var refused error
	err = r.on(ctx, func(l *loop) {
		if j, refused = l.s.begin(c, isUndo, time.Now()); refused == nil {
			l.publish(time.Now()) // that it is under way must be on the screen before anything else
		}
	})
	if err = errors.Join(err, refused); err != nil {
		return Result{Command: c}, err
	}
	res := r.sendAll(ctx, j, requests)
	return res, res.Err()
}

// sendAll sends the requests of a job, a few at a time, and gathers the verdicts.
func (r *RoomSession) sendAll(ctx context.Context, j *job, requests []Request) Result {
	res := Result{Command: j.cmd, Targets: make([]TargetResult, len(requests)), Entry: j.entry}
	values := make([]json.RawMessage, len(requests))
	work := make(chan int)
	var wg sync.WaitGroup
	for range min(maxParallel, len(requests)) {
		wg.Go(func() {
			for i := range work {
				res.Targets[i], values[i] = r.sendOne(ctx, j, i, requests[i])
			}
		})
	}
	for i := range requests {
		work <- i
	}
	close(work)
	wg.Wait()
	res.Took = time.Since(j.since)
	res.Value = values[0]
	return res
}

// sendOne sends one request, and what must follow it, and reports the verdict to the state.
func (r *RoomSession) sendOne(ctx context.Context, j *job, i int, q Request) (TargetResult, json.RawMessage) {
	began := time.Now()
	raw, err := r.request(ctx, q)
	if j.cmd.Action == ActUndeaf && j.cmd.KeepMuted && j.targets[i].before.DeafMuted {
		err = r.muteAgain(ctx, q.Target, err)
	}
	row, _ := j.cmd.Action.Info()
	value := decodeValue(row, raw)
	took := time.Since(began)
	t := TargetResult{Member: q.Target, Outcome: outcomeOf(err), Took: took, Err: err}
	// The state is told whatever became of ctx: the outcome is a fact.
	_ = r.on(context.Background(), func(l *loop) {
		now := time.Now()
		if err == nil {
			l.s.creation(j, value, now)
		}
		l.s.verdict(j, i, err, took, now)
		t.Outcome = j.targets[i].Outcome
	})
	return t, value
}

// request sends one request, unless a recovered panic of the encoder or a closed session prevents it.
func (r *RoomSession) request(ctx context.Context, q Request) (json.RawMessage, error) {
	select {
	case <-r.stop:
		return nil, ErrClosed
	default:
	}
	return r.client.request(ctx, q.Method, q.Params)
}

// muteAgain mutes somebody who was muted before being deafened: undeaf has opened the microphone, or may have when its
// outcome is unknown.
func (r *RoomSession) muteAgain(ctx context.Context, id MemberID, undeafed error) error {
	if undeafed != nil && !errors.Is(undeafed, ErrUnknown) {
		return undeafed
	}
	requests, err := AudioMute(id).Requests(r.id)
	if err == nil {
		_, err = r.request(ctx, requests[0])
	}
	if err != nil {
		return fmt.Errorf("undeafened, but the microphone may be open: mute again: %w", err)
	}
	return undeafed
}

// creation takes over what a starting method returned, and remembers it as ours.
func (s *state) creation(j *job, value json.RawMessage, now time.Time) {
	if j.known == nil {
		return
	}
	v, id := parseEntity(value)
	if id == "" { // the room may tell it by the event alone
		j.told = s.started(j) == holds
		return
	}
	j.created, j.told = id, s.exists(id)
	switch j.cmd.Action {
	case ActStartRecording:
		if s.recordingOf(id) == nil {
			s.recording(v, id, StateRecording, now)
		}
	case ActPlay:
		if s.playbackOf(id) == nil {
			s.playback(v, id, StatePlaying, now)
		}
	case ActStartStream:
		if s.streamOf(id) == nil {
			s.stream(v, id, StateStreaming, now)
		}
	}
	s.claim(id)
}

// claim marks what this session started.
func (s *state) claim(id string) {
	if r := s.recordingOf(id); r != nil {
		mine := *r
		mine.Mine = true
		s.recordings = put(s.recordings, &mine, func(o *Recording) bool { return o.ID == id })
	}
	if p := s.playbackOf(id); p != nil {
		mine := *p
		mine.Mine = true
		s.playbacks = put(s.playbacks, &mine, func(o *Playback) bool { return o.ID == id })
	}
	if t := s.streamOf(id); t != nil {
		mine := *t
		mine.Mine = true
		s.streams = put(s.streams, &mine, func(o *Stream) bool { return o.ID == id })
	}
}

// Undo takes back the newest command that can be taken back: only for those whom it really changed, and only where things
// are still as it left them. It returns a [*StateError] when there is nothing to take back.
func (r *RoomSession) Undo(ctx context.Context) (Result, error) {
	var cmds []Command
	var skipped []Person
	var refused error
	err := r.on(ctx, func(l *loop) { cmds, skipped, refused = l.s.startUndo() })
	if err = errors.Join(err, refused); err != nil {
		return Result{}, err
	}
	var all Result
	for _, c := range cmds {
		res, err := r.do(ctx, c, true)
		if err != nil && len(res.Targets) == 0 {
			res.Targets = []TargetResult{{Outcome: OutcomeNotSent, Err: err}}
		}
		all.Command, all.Entry = c, res.Entry
		all.Targets = append(all.Targets, res.Targets...)
		all.Took += res.Took
	}
	r.noteSkipped(skipped, len(cmds))
	return all, all.Err()
}

// startUndo checks that something can be taken back now, and takes its record off the stack.
func (s *state) startUndo() ([]Command, []Person, error) {
	if len(s.undo) == 0 {
		return nil, nil, &StateError{Reason: "nothing to undo", Err: ErrNotFound}
	}
	now := circumstances{s.room.Ended, s.link.State, s.stale, s.denied}
	if err := s.undo[len(s.undo)-1].cmd.checkRoom(now); err != nil {
		return nil, nil, err // the record stays: it can be taken back later
	}
	cmds, skipped, _ := s.takeBack()
	s.dirty = true
	if len(cmds) == 0 && len(skipped) == 0 {
		return nil, nil, &StateError{Reason: "nothing to undo: it was changed again since", Err: ErrNotFound}
	}
	return cmds, skipped, nil
}

func (r *RoomSession) noteSkipped(skipped []Person, done int) {
	if len(skipped) == 0 {
		return
	}
	text := "undo left alone, because changed since or gone"
	if done == 0 {
		text = "undo did nothing: changed since or gone"
	}
	_ = r.on(context.Background(), func(l *loop) {
		l.s.note(Entry{At: time.Now(), Kind: EntryWarning, Text: text, Who: skipped})
	})
}

// redacted is the command as it may be logged: the key of a stream is a secret.
func (c Command) redacted() Command {
	raw, isText := c.Args["url"].(string)
	if !isText {
		return c
	}
	args := Args{}
	for name, v := range c.Args {
		args[name] = v
	}
	args["url"] = maskURL(raw)
	c.Args = args
	return c
}

// maskURL hides the last part of the path of rtmp addresses, and user names and queries of all.
func maskURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "****"
	}
	u.User = nil
	if u.RawQuery != "" {
		u.RawQuery = "****"
	}
	u.Fragment = ""
	if strings.HasPrefix(u.Scheme, "rtmp") {
		parts := strings.Split(strings.Trim(u.Path, "/"), "/")
		parts = append(slices.Clone(parts[:min(1, len(parts)-1)]), "****")
		return u.Scheme + "://" + u.Host + "/" + strings.Join(parts, "/")
	}
	return u.String()
}
