package session

import (
	"slices"
	"sync"
)

const (
	// batchBytes is how much text of events is handed to a room at once, about as much as one read of the socket gives:
	// one by one, the handing over cost as much as the reading (measured at 100,000 events a second).
	batchBytes = 32 << 10
	// batchFrames is how many events that is for the shortest of them, and batchSpans how many values they have.
	batchFrames = 128
	batchSpans  = 4 << 10
)

// batch is some events for one room, in order. The reader fills it and gives it away; the room gives it back.
type batch struct {
	frames []frame
	text   []byte // of all but the largest frames
	tape   []span // likewise
}

var batches = sync.Pool{New: func() any {
	return &batch{
		frames: make([]frame, 0, batchFrames), text: make([]byte, 0, batchBytes), tape: make([]span, 0, batchSpans),
	}
}}

// fits reports whether the batch takes the frame, too. An empty one takes any.
func (b *batch) fits(f *frame) bool {
	return len(b.frames) == 0 || len(b.frames) < batchFrames &&
		len(b.text)+len(f.text) <= batchBytes && len(b.tape)+len(f.tape) <= batchSpans
}

// add copies the frame into the batch. A large one keeps its document, which the reader will not use again.
func (b *batch) add(f *frame) {
	b.frames = append(b.frames, *f)
	if cap(f.text) > maxKeptBuffer {
		return
	}
	d := &b.frames[len(b.frames)-1].document
	d.text, b.text = stow(b.text, f.text)
	d.tape, b.tape = stow(b.tape, f.tape)
}

// stow appends a copy of x to all; where it does not fit, the copy gets an array of its own.
func stow[T any](all, x []T) (kept, rest []T) {
	from, to := len(all), len(all)+len(x)
	if to > cap(all) {
		return slices.Clone(x), all
	}
	all = append(all, x...)
	return all[from:to:to], all
}

// release gives the batch back. Nothing of its frames may be used afterwards.
func (b *batch) release() {
	if b == nil {
		return
	}
	clear(b.frames)
	b.frames, b.text, b.tape = b.frames[:0], b.text[:0], b.tape[:0]
	batches.Put(b)
}
