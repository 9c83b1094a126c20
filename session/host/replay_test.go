package host_test

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/journal"
	"gavel/session/replay"
	"gavel/session/video"
)

// TestAReplayShowsTheFloorThatWas records a turn, and reads the floor from the journal, without an engine.
func TestAReplayShowsTheFloorThatWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	var given time.Time
	var was floor.View
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		w, err := journal.Open(journal.Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		client, err := session.Dial(t.Context(), session.Config{
			URL: s.relay.URL(), Project: s.relay.Project(), Token: video.Secret(s.relay.Token()), NetDial: s.relay.Dial,
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		room, err := session.Join(t.Context(), client, s.room, session.WithRecorder(w.Room()))
		if err != nil {
			t.Fatal(err)
		}
		h, err := host.New(room, client, host.Config{Floor: floor.Config{Consent: floor.ConsentAlways}})
		if err != nil {
			t.Fatal(err)
		}
		d := &desk{h, t, room}
		d.begin(floor.Queue)
		s.hand("ben", true)
		s.hand("cy", true)
		time.Sleep(time.Second)
		d.do(func(e *floor.Engine, now time.Time) error { return e.Give(now, "ben", true) })
		given, was = time.Now(), h.State().Floor
		time.Sleep(10 * time.Second)
		d.do(func(e *floor.Engine, now time.Time) error { return e.TakeBack(now, true) })
		h.Close()
		_ = room.Close()
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	})
	night, err := replay.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer night.Close()
	reel, _ := night.Reel(night.Sessions()[0].ID)
	reel.SeekTime(given)
	v, _ := reel.Floor()
	if v == nil || len(v.Turns) != 1 || len(was.Turns) != 1 || v.Turns[0].ID != was.Turns[0].ID || v.Next != was.Next ||
		len(v.Queue) != len(was.Queue) || v.Mode != was.Mode || v.Queue[0].Callable != was.Queue[0].Callable {
		t.Fatalf("replayed %+v\nwas %+v", v, was)
	}
	reel.Seek(reel.Len())
	if v, _ := reel.Floor(); len(v.Turns) != 0 {
		t.Errorf("at the end: %+v", v)
	}
}
