package host_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/floor"
	"gavel/session/host"
)

func TestStateSurvivesKill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		dir := filepath.Join(t.TempDir(), "floor")
		first := s.desk(host.Config{StateDir: dir})
		first.begin(floor.Queue, hold)
		s.hand("ann", true)
		s.hand("ben", true)
		s.hand("cy", true)
		first.next()
		time.Sleep(3 * time.Second)   // no Close, as if the process were killed
		files, err := os.ReadDir(dir) // the state, and the lock while the floor runs
		if err != nil || len(files) != 2 || filepath.Ext(files[0].Name()) != ".json" {
			t.Fatalf("%v, %v", files, err)
		}
		for _, f := range files {
			if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v, %v", f.Name(), info.Mode(), err)
			}
		}
		text, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
		if err != nil {
			t.Fatal(err)
		}
		first.Close()
		if err := os.WriteFile(filepath.Join(dir, files[0].Name()), text, 0o600); err != nil {
			t.Fatal(err)
		}

		second := s.desk(host.Config{StateDir: dir})
		saved := second.State().Saved
		if saved == nil || saved.Waiting() != 2 || second.State().Floor.Mode.Preset != floor.Open {
			t.Fatalf("saved %+v", saved)
		}
		from := s.from()
		if err := second.Resume(); err != nil {
			t.Fatal(err)
		}
		s.mic("dee", true)
		time.Sleep(time.Minute)
		want(t, "nothing is armed", strings.Join(s.sent(from), ", "), "")
		want(t, "holders", second.holders(), "ann")
		want(t, "queue", second.queue(), "ben cy")
		if err := second.Resume(); !errors.Is(err, floor.ErrNothing) {
			t.Error(err)
		}
	})
}

func TestBrokenStateIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, s.room+".json"), []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
		d := s.desk(host.Config{})
		h, err := host.New(d.room, nil, host.Config{StateDir: dir, Floor: floor.Config{Sharing: true}})
		if err == nil || h.State().Floor.Shared {
			t.Errorf("%v, %+v", err, h.State().Floor)
		}
		h.Close()
	})
}

// TestForgetKeepsTheFloorThatIsOn: the file of an earlier run is also that of this one. Forgetting the earlier floor must
// not delete what this run has saved, or is about to save.
func TestForgetKeepsTheFloorThatIsOn(t *testing.T) {
	for name, wait := range map[string]time.Duration{"saved": 3 * time.Second, "about to be saved": 0, "at once": -1} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t)
				dir := t.TempDir()
				first := s.desk(host.Config{StateDir: dir})
				first.begin(floor.Quiet)
				first.Close()
				second := s.desk(host.Config{StateDir: dir})
				if wait >= 0 {
					second.begin(floor.Queue)
					time.Sleep(wait)
				}
				if err := second.Forget(); err != nil {
					t.Fatal(err)
				}
				if second.State().Saved != nil {
					t.Error("the earlier floor is still offered")
				}
				text, err := os.ReadFile(filepath.Join(dir, s.room+".json")) // as a crash at this moment would leave it
				if on := err == nil && strings.Contains(string(text), `"preset":"queue"`); on != (wait >= 0) {
					t.Errorf("the file holds the floor that is on: %v, %v", on, err)
				}
				second.Close()
				saved := s.desk(host.Config{StateDir: dir}).State().Saved
				if wait >= 0 && (saved == nil || saved.Mode.Preset != floor.Queue) {
					t.Errorf("saved %+v, want queue mode", saved)
				}
				if wait < 0 && saved != nil {
					t.Errorf("saved %+v, want nothing", saved)
				}
			})
		})
	}
}

// TestForgetWhileTheStateIsWritten runs both at once, again and again. The race detector watches.
func TestForgetWhileTheStateIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		dir := t.TempDir()
		d := s.desk(host.Config{StateDir: dir})
		d.begin(floor.Queue)
		var done sync.WaitGroup
		for i := range 20 {
			done.Go(func() {
				time.Sleep(time.Duration(i) * 70 * time.Millisecond)
				if err := d.Forget(); err != nil {
					t.Error(err)
				}
			})
			done.Go(func() {
				time.Sleep(time.Duration(i) * 90 * time.Millisecond)
				if err := d.Do(func(e *floor.Engine, now time.Time) error { return e.Note(now, "x") }); err != nil {
					t.Error(err)
				}
			})
		}
		done.Wait()
		time.Sleep(3 * time.Second) // no Close: a crash
		text, err := os.ReadFile(filepath.Join(dir, s.room+".json"))
		if err != nil || !strings.Contains(string(text), `"preset":"queue"`) {
			t.Errorf("%s, %v", text, err)
		}
	})
}
