package journal

import (
	"cmp"
	"time"

	"gavel/session/video"
)

// Room records one joined room. It is a [video.Recorder].
type Room struct {
	w    *Writer
	stop func() // ends the calls of what Begin got
}

var _ video.Recorder = (*Room)(nil)

// Room returns a recorder for one joined room, to be passed to session.WithRecorder.
func (w *Writer) Room() *Room { return &Room{w: w} }

// Begin takes over whom to tell that the state has changed.
func (r *Room) Begin(_ video.Room, changed func()) { r.stop = r.w.onChange(changed) }

// Record hands a record to the writer.
func (r *Room) Record(rec video.Record) { r.w.add(rec, nil) }

// Intend hands over the record of a command that cannot be undone. settled learns when it is on the disk, or that it
// cannot be now, or that this takes longer than limit. A record that comes late is written all the same: the next one
// holds the outcome.
func (r *Room) Intend(rec video.Record, limit time.Duration, settled func(error)) {
	p := &promise{sync: true, call: settled}
	p.timer = time.AfterFunc(limit, func() {
		p.once.Do(func() {
			r.w.isSlow()
			settled(cmp.Or(r.w.Err(), errSlow))
		})
	})
	if !r.w.add(rec, p) {
		p.settle(errFull)
	}
}

// State returns how the journal is.
func (r *Room) State() video.RecorderState {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	return video.RecorderState{Err: r.w.reason(), Missing: r.w.missing, Wanted: r.w.wanted}
}

// End forgets the room. What was handed over is still written.
func (r *Room) End() { r.stop() }
