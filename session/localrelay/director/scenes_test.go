package director

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/localrelay"
)

// TestEveryScene plays each scene to its end for a client that only watches. Every line succeeds, except waits for the
// moderator.
func TestEveryScene(t *testing.T) {
	t.Parallel()
	scenes := Scenes()
	if len(scenes) < 4 {
		t.Fatalf("there are %d scenes", len(scenes))
	}
	for _, scene := range scenes {
		t.Run(scene.Name, func(t *testing.T) {
			t.Parallel()
			script, err := ReadScene(scene.Name)
			if err != nil {
				t.Fatal(err)
			}
			if !script.OwnRooms() || scene.About == "" || strings.HasPrefix(scene.About, "#") {
				t.Errorf("%q starts no room above its curtain, or has no first line with its subject", scene.About)
			}
			synctest.Test(t, func(t *testing.T) {
				s, err := localrelay.StartPipe(localrelay.Options{Rooms: -1, MaxQueue: 1 << 26})
				if err != nil {
					t.Fatal(err)
				}
				playScene(t, s, script)
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// playScene prepares the rooms, connects a client, and plays.
func playScene(t *testing.T, s *localrelay.Server, script *Script) {
	t.Helper()
	d := New(s)
	if err := d.Check(script); err != nil {
		t.Fatal(err)
	}
	done := func(a Answer) bool {
		if a.Err != nil && !strings.Contains(a.Err.Error(), " came within ") {
			t.Error(a.Err)
		}
		return true
	}
	stage, play := script.Split()
	if err := d.Run(t.Context(), stage, done); err != nil {
		t.Fatal(err)
	}
	rs := s.Rooms()[0].RoomSessionID
	if n := len(stateOf(t, s, rs).Members); n < 10 || n > 20 {
		t.Errorf("the scene opens with %d people", n)
	}
	watch(t, s, rs)
	began := time.Now()
	if err := d.Run(t.Context(), play, done); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < time.Minute || took > 10*time.Minute {
		t.Errorf("the scene takes %v", took)
	}
}

func TestUnknownScene(t *testing.T) {
	t.Parallel()
	_, err := ReadScene("opera")
	if err == nil || !strings.Contains(err.Error(), "classroom, council, panel, questions, raid, townhall, trouble") {
		t.Errorf("got %v", err)
	}
}
