package room

import (
	"slices"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// maxMedia bounds how many recordings of one session are kept, and likewise playbacks and streams.
const maxMedia = 200

// put replaces the element with the same id, or appends it. Lists in older snapshots do not change.
func put[T any](list []*T, fresh *T, same func(*T) bool) []*T {
	out := slices.Clone(list)
	if i := slices.IndexFunc(out, same); i >= 0 {
		out[i] = fresh
		return out
	}
	if len(out) >= maxMedia {
		out = out[1:]
	}
	return append(out, fresh)
}

// merger merges v into a recording, playback or stream. state is what the event or list implies. v is absent for an
// object that a list lacks.
type merger func(p *Picture, v wire.Node, id, state string, at time.Time)

// activeStates are the states of an object that runs or is paused.
var activeStates = []string{video.StateRecording, video.StatePlaying, video.StateStreaming, video.StatePaused}

// stateAfter returns the new state of an object: the one that the room sent, else the one that the event or list
// implies. was is the state so far. An ended object never becomes active again. For every other state the room decides.
func stateAfter(was, says, implied string) string {
	switch {
	case implied == video.StateCompleted && (says == "" || slices.Contains(activeStates, says)):
		return implied
	case says != "":
		return says
	case was != "":
		return was
	}
	return implied
}

// recording is the [merger] of recordings.
func (p *Picture) recording(v wire.Node, id, state string, at time.Time) {
	before := p.Recording(id)
	fresh := video.Recording{ID: id, SeenAt: at}
	was := ""
	if before != nil {
		fresh, was = *before, before.State
	}
	if v.Found() {
		fresh.State = "" // until the room sends it
	}
	p.stats.Odd += uint64(wire.MergeRecording(&fresh, v))
	fresh.State = stateAfter(was, fresh.State, state)
	if fresh.Over = fresh.Over || state == video.StateCompleted; before != nil && before.HasEnded() {
		fresh.State = before.State // a late event does not restart it
	}
	p.recordings = put(p.recordings, &fresh, func(r *video.Recording) bool { return r.ID == id })
	p.flagRecording()
	p.change(video.Change{
		Kind: video.ChangeRecording, At: at, Object: id, State: fresh.State, WasState: was,
		Differs: before == nil || recordingDiffers(*before, fresh),
	})
}

// flagRecording makes Room.Recording agree with the list, once the list is known.
func (p *Picture) flagRecording() {
	active := slices.ContainsFunc(p.recordings, (*video.Recording).Active)
	if active || p.recsKnown {
		p.room.Recording = video.FlagOf(active)
	}
}

// flagStreaming makes Room.Streaming agree with the list.
func (p *Picture) flagStreaming() {
	p.room.Streaming = video.FlagOf(slices.ContainsFunc(p.streams, (*video.Stream).Active))
}

// playback is the [merger] of playbacks.
func (p *Picture) playback(v wire.Node, id, state string, at time.Time) {
	before := p.Playback(id)
	fresh := video.Playback{ID: id}
	was := ""
	if before != nil {
		fresh, was = *before, before.State
	}
	if v.Found() {
		fresh.State = "" // until the room sends it
	}
	fresh.SeenAt = at
	p.stats.Odd += uint64(wire.MergePlayback(&fresh, v))
	fresh.State = stateAfter(was, fresh.State, state)
	if fresh.Over = fresh.Over || state == video.StateCompleted; before != nil && before.HasEnded() {
		fresh.State = before.State // a late event does not restart it
	}
	p.playbacks = put(p.playbacks, &fresh, func(o *video.Playback) bool { return o.ID == id })
	p.change(video.Change{
		Kind: video.ChangePlayback, At: at, Object: id, State: fresh.State, WasState: was,
		Differs: before == nil || playbackDiffers(*before, fresh),
	})
}

// stream is the [merger] of streams.
func (p *Picture) stream(v wire.Node, id, state string, at time.Time) {
	before := p.Stream(id)
	fresh := video.Stream{ID: id, SeenAt: at}
	was := ""
	if before != nil {
		fresh, was = *before, before.State
	}
	if v.Found() {
		fresh.State = "" // until the room sends it
	}
	p.stats.Odd += uint64(wire.MergeStream(&fresh, v))
	fresh.State = stateAfter(was, fresh.State, state)
	if fresh.Over = fresh.Over || state == video.StateCompleted; before != nil && before.HasEnded() {
		fresh.State = before.State // a late event does not restart it
	}
	p.streams = put(p.streams, &fresh, func(t *video.Stream) bool { return t.ID == id })
	p.flagStreaming()
	p.change(video.Change{
		Kind: video.ChangeStream, At: at, Object: id, State: fresh.State, WasState: was,
		Differs: before == nil || streamDiffers(*before, fresh),
	})
}

// The functions below report whether more has changed than what changes as time passes.

func recordingDiffers(was, is video.Recording) bool {
	was.Duration = is.Duration
	return was != is
}

func playbackDiffers(was, is video.Playback) bool {
	was.Position, was.SeenAt = is.Position, is.SeenAt
	return was != is
}

func streamDiffers(was, is video.Stream) bool {
	was.Duration = is.Duration
	return was != is
}

// Started adds an object that a command of this session created, as the answer describes it. Its event may come later.
func (p *Picture) Started(part video.Part, v wire.Node, id string, at time.Time) []video.Change {
	p.begin(video.ByEvent)
	switch part {
	case video.PartRecordings:
		p.recording(v, id, video.StateRecording, at)
	case video.PartPlaybacks:
		p.playback(v, id, video.StatePlaying, at)
	case video.PartStreams:
		p.stream(v, id, video.StateStreaming, at)
	}
	return p.changes
}

// Claim marks an object as started by this session, or not.
func (p *Picture) Claim(id string, mine bool) {
	if r := p.Recording(id); r != nil && r.Mine != mine {
		fresh := *r
		fresh.Mine = mine
		p.recordings = put(p.recordings, &fresh, func(o *video.Recording) bool { return o.ID == id })
	}
	if b := p.Playback(id); b != nil && b.Mine != mine {
		fresh := *b
		fresh.Mine = mine
		p.playbacks = put(p.playbacks, &fresh, func(o *video.Playback) bool { return o.ID == id })
	}
	if t := p.Stream(id); t != nil && t.Mine != mine {
		fresh := *t
		fresh.Mine = mine
		p.streams = put(p.streams, &fresh, func(o *video.Stream) bool { return o.ID == id })
	}
	p.dirty = true
}
