package session

import "sync"

const (
	// batchBytes is how much text of events is handed to a room at once, about as much as one read of the socket gives:
	// one by one, the handing over cost as much as the reading (measured at 100,000 events a second).
	batchBytes = 32 << 10
	// batchFrames is how many events that is for the shortest of them.
	batchFrames = 128
)

// batch is some events for one room, in order. The reader fills it and gives it away; the room gives it back.
type batch struct {
	frames []frame
	text   []byte // of all but the largest frames
}

var batches = sync.Pool{New: func() any {
	return &batch{frames: make([]frame, 0, batchFrames), text: make([]byte, 0, batchBytes)}
}}

// fits reports whether the batch takes the frame, too. An empty one takes any.
func (b *batch) fits(f *frame) bool {
	return len(b.frames) == 0 || len(b.frames) < batchFrames && len(b.text)+len(f.buf) <= batchBytes
}

// add copies the frame into the batch. A large one keeps its buffer, which the reader will not use again: a room of 100,000
// members is told in 36 MB.
func (b *batch) add(f *frame) {
	if cap(f.buf) > maxKeptBuffer {
		b.frames = append(b.frames, *f)
		return
	}
	from := len(b.text)
	text := append(b.text, f.buf...)
	b.frames = append(b.frames, *f)
	b.frames[len(b.frames)-1].buf = text[from:len(text):len(text)]
	if cap(text) == cap(b.text) { // one that did not fit has an array of its own
		b.text = text
	}
}

// release gives the batch back. Nothing of its frames may be used afterwards.
func (b *batch) release() {
	if b == nil {
		return
	}
	clear(b.frames)
	b.frames, b.text = b.frames[:0], b.text[:0]
	batches.Put(b)
}
