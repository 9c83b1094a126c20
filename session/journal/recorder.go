package journal

import (
	"cmp"
	"time"

	"gavel/session/video"
)

// Room records one joined room. It is a [video.Recorder].
type Room struct {
	w    *Writer
	stop func() // stops the calls of the function that Begin got
}

var _ video.Recorder = (*Room)(nil)

// Room returns a recorder for one joined room, to be passed to session.WithRecorder.
func (w *Writer) Room() *Room { return &Room{w: w} }

// Begin registers a function that is called when the state changes.
func (r *Room) Begin(_ video.Room, changed func()) { r.stop = r.w.onChange(changed) }

// Record passes a record to the writer.
func (r *Room) Record(rec video.Record) { r.w.add(rec, nil) }

// Intend records a destructive command. It does not block. It calls done once, from any goroutine: with nil when the
// record is on the disk, or with the reason when it cannot be written now or takes longer than limit. A late record is
// still written, because the next one holds the outcome.
func (r *Room) Intend(rec video.Record, limit time.Duration, done func(error)) {
	p := &promise{sync: true, call: done}
	p.timer = time.AfterFunc(limit, func() {
		p.once.Do(func() {
			r.w.isSlow()
			done(cmp.Or(r.w.Err(), errSlow))
		})
	})
	if !r.w.add(rec, p) {
		p.resolve(errFull)
	}
}

// State returns the state of the journal.
func (r *Room) State() video.RecorderState {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	return video.RecorderState{Err: r.w.reason(), Missing: r.w.missing, Wanted: r.w.wanted}
}

// End forgets the room. Records passed before are still written.
func (r *Room) End() { r.stop() }
