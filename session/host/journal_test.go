package host_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/video"
)

// decisions is a recorder that keeps the notes of a floor, and counts its views.
type decisions struct {
	mu      sync.Mutex // guards the fields below
	list    []video.Decision
	views   int
	files   uint64
	changed func()
}

func (d *decisions) Begin(_ video.Room, changed func()) { d.changed = changed }

func (d *decisions) Record(r video.Record) {
	if r.Decision == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case r.Decision.Kind == video.FactFloor:
		d.views++
	case slices.Contains(floor.NoteKinds(), floor.NoteKind(r.Decision.Kind)):
		d.list = append(d.list, *r.Decision)
	}
}

func (d *decisions) Intend(_ video.Record, _ time.Duration, done func(error)) { done(nil) }

func (d *decisions) State() video.RecorderState {
	d.mu.Lock()
	defer d.mu.Unlock()
	return video.RecorderState{Wanted: d.files}
}

func (d *decisions) End() {}

// viewsIn returns how many views are recorded while f runs.
func (d *decisions) viewsIn(f func()) int {
	count := func() int {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.views
	}
	before := count()
	f()
	synctest.Wait()
	return count() - before
}

// notes returns the recorded notes of the kinds.
func (d *decisions) notes(t *testing.T, kinds ...floor.NoteKind) (out []floor.Note) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range d.list {
		var n floor.Note
		if err := json.Unmarshal(one.Data, &n); err != nil || one.Kind != string(n.Kind) {
			t.Fatalf("%s %s: %v", one.Kind, one.Data, err)
		}
		if slices.Contains(kinds, n.Kind) {
			out = append(out, n)
		}
	}
	return out
}

// TestTheFloorIsRecordedOnceInEachFile talks for a minute, and then lets the recorder begin another file.
func TestTheFloorIsRecordedOnceInEachFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, kept := newStage(t), &decisions{}
		d := s.desk(host.Config{}, session.WithRecorder(kept))
		d.begin(floor.Queue)
		s.hand("ann", true)
		d.next()
		time.Sleep(time.Second)
		if n := kept.viewsIn(func() { s.talk("ann", time.Minute) }); n > 5 { // starts and stops of the clock, and the minute
			t.Errorf("a turn of a minute recorded the floor %d times", n)
		}
		n := kept.viewsIn(func() {
			kept.mu.Lock()
			kept.files++
			kept.mu.Unlock()
			kept.changed()
			time.Sleep(time.Second)
		})
		if n != 1 {
			t.Errorf("a new file has the floor %d times", n)
		}
	})
}

// TestJournalHasTheFloor: the recorder gets every turn, note, item, break and count, with the offset in the recording.
func TestJournalHasTheFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, kept := newStage(t), &decisions{}
		d := s.desk(host.Config{Floor: floor.Config{Operator: "Dana"}}, session.WithRecorder(kept))
		if _, err := d.room.Do(t.Context(), video.StartRecording()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		time.Sleep(5 * time.Second)
		d.begin(floor.Queue)
		s.hand("ann", true)
		s.hand("ben", true)
		d.do(func(e *floor.Engine, now time.Time) error { return e.Item(now, "Budget") })
		s.set("ann", map[string]any{"handraised": false}) // the hand was for what came before
		time.Sleep(time.Second)
		s.hand("ann", true)
		time.Sleep(time.Minute)
		d.next()
		s.talk("ann", 20*time.Second)
		d.do(func(e *floor.Engine, now time.Time) error { return e.Note(now, "quorum") })
		d.do(func(e *floor.Engine, now time.Time) error { return e.TakeBack(now, true) })
		d.do(func(e *floor.Engine, now time.Time) error { return e.Break(now, "break") })
		time.Sleep(time.Minute)
		d.do(func(e *floor.Engine, now time.Time) error { return e.Break(now, "") })
		d.do(func(e *floor.Engine, now time.Time) error { e.Count(now); return nil })

		var got []string
		for _, n := range kept.notes(t, floor.NoteMode, floor.NoteItem, floor.NoteGranted, floor.NoteText, floor.NoteEnded,
			floor.NoteBreak, floor.NoteCount) {
			if off := n.At.Sub(began); (n.Offset-off).Abs() > 2*time.Second || n.Offset <= 0 || n.By != "Dana" {
				t.Errorf("%s by %q is at %v in the recording, want %v", n.Kind, n.By, n.Offset, off)
			}
			got = append(got, strings.TrimPrefix(string(n.Kind), "floor.")+detail(n))
		}
		want(t, "recorded", strings.Join(got, ", "), "mode queue, item Budget, granted ann in Budget, note quorum, "+
			"ended ann in Budget after 21s: taken, break break, break, count ben")
	})
}

// detail returns what a note says besides its kind.
func detail(n floor.Note) (said string) {
	switch {
	case n.Mode != nil:
		return " " + string(n.Mode.Preset)
	case n.Turn != nil:
		said = " " + n.Who.Name + " in " + n.Turn.Item
		if n.Turn.Offset <= 0 || n.Turn.Granted.IsZero() {
			said += " (without offset)"
		}
		if !n.Turn.Ended.IsZero() {
			said += fmt.Sprintf(" after %v: %s", n.Turn.Used.Round(time.Second), n.Why)
		}
		return said
	case n.Text != "":
		return " " + n.Text
	}
	for _, w := range n.Others {
		said += " " + w.Name
	}
	return said
}
