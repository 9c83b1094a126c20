package link

import (
	"slices"
	"sync"

	"gavel/session/internal/wire"
)

const (
	// batchBytes is how much text of events is handed to a room at once, about as much as one read of the socket gives:
	// one by one, the handing over cost as much as the reading (measured at 100,000 events a second).
	batchBytes = 32 << 10
	// batchFrames is how many events that is for the shortest of them, and batchSpans how many values they have.
	batchFrames = 128
	batchSpans  = 4 << 10
)

// Batch is some events for one room, in order. The reader fills it and gives it away; the room gives it back.
type Batch struct {
	Frames []wire.Frame
	text   []byte      // of all but the largest frames
	tape   []wire.Span // likewise
}

var batches = sync.Pool{New: func() any {
	return &Batch{
		Frames: make([]wire.Frame, 0, batchFrames), text: make([]byte, 0, batchBytes), tape: make([]wire.Span, 0, batchSpans),
	}
}}

// fits reports whether the batch takes the frame, too. An empty one takes any.
func (b *Batch) fits(f *wire.Frame) bool {
	return len(b.Frames) == 0 || len(b.Frames) < batchFrames &&
		len(b.text)+len(f.Text) <= batchBytes && len(b.tape)+len(f.Tape) <= batchSpans
}

// add copies the frame into the batch. A large one keeps its document, which the reader will not use again.
func (b *Batch) add(f *wire.Frame) {
	b.Frames = append(b.Frames, *f)
	if cap(f.Text) > wire.MaxKeptBuffer {
		return
	}
	d := &b.Frames[len(b.Frames)-1].Document
	d.Text, b.text = stow(b.text, f.Text)
	d.Tape, b.tape = stow(b.tape, f.Tape)
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

// Release gives the batch back. Nothing of its frames may be used afterwards.
func (b *Batch) Release() {
	if b == nil {
		return
	}
	clear(b.Frames)
	b.Frames, b.text, b.tape = b.Frames[:0], b.text[:0], b.tape[:0]
	batches.Put(b)
}
