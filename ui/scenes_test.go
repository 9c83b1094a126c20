package ui

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/scene"
	"gavel/session/selector"
	"gavel/session/video"
)

// sceneScreen is a floorScreen with scenes. Its commands are sent.
func sceneScreen(t *testing.T, scenes ...scene.Scene) *floorScreen {
	t.Helper()
	s := newFloorScreen(t, "Ann", "Ben", "Cy")
	s.m.ctx = t.Context()
	s.m.o.Scenes = scenes
	s.m.o.Addresses = map[video.Target][]Address{video.OnPlayback: {{
		Name: "intro", Find: func(context.Context) (string, error) { return "https://example.com/intro.mp4", nil },
	}}}
	return s
}

// act presses keys, each with its consequences, such as an address that is found.
func (s *floorScreen) act(keys string) {
	s.t.Helper()
	for k := range strings.FieldsSeq(keys) {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
		if k == "enter" {
			msg = tea.KeyMsg{Type: tea.KeyEnter}
		}
		_, cmd := s.m.Update(read(msg))
		s.follow(cmd)
		s.m.View()
		s.pass(1100 * time.Millisecond)
	}
}

// follow runs the commands that find an address. The next pass handles their results.
func (s *floorScreen) follow(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, one := range msg {
				s.follow(one)
			}
		case addressMsg:
			s.found <- msg
		}
	}()
}

// handleFound handles the addresses that were found.
func (s *floorScreen) handleFound() {
	for {
		select {
		case msg := <-s.found:
			_, next := s.m.Update(msg)
			s.follow(next)
			synctest.Wait()
		default:
			return
		}
	}
}

func role(t *testing.T, text string) *selector.Selector {
	t.Helper()
	of, err := selector.Parse(text, selector.Joins)
	if err != nil {
		t.Fatal(err)
	}
	return of
}

func TestSceneIsOneCommandOneEntryOneUndo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		minus := -5.0
		s := sceneScreen(t, scene.Scene{
			Name: "panel", Key: 2, Layout: "highlight-1-responsive", HideMuted: video.Yes, HandsFirst: video.Yes,
			Places: []scene.Place{
				{Position: video.Reserved(1), Of: role(t, "name=Ben")}, {Position: video.Standard(1), Of: role(t, "name=Zoe")},
			},
			Levels: []scene.Level{{Of: role(t, "name=Ann"), Mic: &minus}}, Record: scene.Start,
		})
		s.act("'")
		s.wantAll("Scenes", "panel")
		s.act("2")
		s.wantAll("Set the layout to highlight-1-responsive: Ben at reserved-1.", "Hide people without video.",
			"Put raised hands first.", "Start a recording.", "Nobody is here for standard-1, which is for name=Zoe.")
		if strings.Contains(s.m.View(), "does nothing here") {
			t.Error("the digit of the scene under the cursor is called a key without an effect")
		}
		before := len(s.live.Snapshot().Log)
		s.act("enter")
		room := s.live.Snapshot()
		if room.Room.LayoutName != "highlight-1-responsive" || room.Room.HideVideoMuted != video.Yes ||
			room.Room.PrioritizeHandraise != video.Yes || room.Member("ann").InputVolume != -5 || len(room.Recordings) != 1 {
			t.Errorf("the room is %+v", room.Room)
		}
		if at := room.Member("ben").CurrentPosition; at != video.Reserved(1) {
			t.Errorf("ben is at %s", at)
		}
		entries := 0
		for _, e := range room.Log[before:] {
			if e.Kind == video.EntryCommand {
				entries++
			}
		}
		if entries != 1 {
			t.Errorf("%d entries in the log", entries)
		}
		s.wantShown("you applied the scene")
		s.act("' 2")
		s.wantAll("Nothing would change", "Nobody is here for standard-1")
		s.act("enter")
		s.wantShown("already matches the scene")
		s.act("u")
		room = s.live.Snapshot()
		if room.Room.LayoutName == "highlight-1-responsive" || room.Room.HideVideoMuted == video.Yes ||
			room.Member("ann").InputVolume != 0 || len(room.Recordings) != 1 || !room.Recordings[0].Active() {
			t.Errorf("after undo: %+v %+v", room.Room, room.Member("ann"))
		}
		s.act(".")
		if got := s.live.Snapshot().Room.LayoutName; got != "highlight-1-responsive" {
			t.Errorf("again: the layout is %s", got)
		}
	})
}

func TestSceneOffersTheNextAfterItsPlayback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sceneScreen(t, scene.Scene{Name: "opening", Key: 1, Play: "intro", Length: time.Minute, Immediate: true},
			scene.Scene{Name: "questions", Key: 2, Layout: "3x3", Floor: floor.Queue})
		s.act("' 1")
		playbacks := s.live.Snapshot().Playbacks
		if len(playbacks) != 1 || !playbacks[0].Active() {
			t.Fatalf("playbacks: %+v", playbacks)
		}
		s.wantShown("left")
		if _, err := s.live.Submit(t.Context(), video.OnObject(video.ActPlaybackStop, playbacks[0].ID, nil)); err != nil {
			t.Fatal(err)
		}
		s.pass(2 * time.Second)
		s.wantAll("The playback has ended, and the layout stays.", `' shows the next scene, "questions"`)
		s.act("'")
		s.wantAll("Set the layout to 3x3.", "▎2 questions")
		s.act("enter")
		if got := s.live.Snapshot().Room.LayoutName; got != "3x3" {
			t.Errorf("the layout is %s", got)
		}
		if f := s.m.Floor(); f == nil || f.Mode.Preset != floor.Queue {
			t.Errorf("the floor is %+v", f)
		}
	})
}

func TestSceneThatStopsSomethingAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sceneScreen(t, scene.Scene{Name: "end", Key: 9, Record: scene.Stop, Immediate: true})
		if _, err := s.live.Submit(t.Context(), video.StartRecording()); err != nil {
			t.Fatal(err)
		}
		s.pass(time.Second)
		s.act("' 9")
		s.wantAll(`Apply the scene "end"?`, "This cannot be undone.")
		if !s.live.Snapshot().Recordings[0].Active() {
			t.Error("stopped without a question")
		}
		s.act("y")
		if s.live.Snapshot().Recordings[0].Active() {
			t.Error("it still runs")
		}
	})
}

func TestSceneIsRefusedWhileWatching(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sceneScreen(t, scene.Scene{Name: "big", Key: 1, Layout: "1x1"})
		s.m.watch = true
		s.act("' 1 enter")
		if s.live.Snapshot().Room.LayoutName == "1x1" {
			t.Error("sent while watching")
		}
		s.wantShown("Watching only")
	})
}

// TestSearchForAnAddressCanBeStopped presses keys while the address of a scene is being found.
func TestSearchForAnAddressCanBeStopped(t *testing.T) {
	for name, stop := range map[string]func(s *floorScreen){
		"watching only": func(s *floorScreen) { s.m.commander.toggleWatch() },
		"Esc":           func(s *floorScreen) { s.m.Update(read(tea.KeyMsg{Type: tea.KeyEscape})) },
		"panic":         func(s *floorScreen) { s.m.alarms.panicNow() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := sceneScreen(t, scene.Scene{Name: "opening", Key: 1, Play: "intro", Immediate: true})
				s.m.o.Addresses[video.OnPlayback][0].Find = func(context.Context) (string, error) {
					time.Sleep(10 * time.Second)
					return "https://example.com/intro.mp4", nil
				}
				s.act("' 1")
				stop(s)
				s.pass(20 * time.Second)
				if playbacks := s.live.Snapshot().Playbacks; len(playbacks) > 0 {
					t.Errorf("it was taken: %+v", playbacks[0])
				}
			})
		})
	}
}

// TestSceneWithAModeIsOneStep: the mode of the floor, and the people it mutes, belong to the same command, entry and
// undo.
func TestSceneWithAModeIsOneStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sceneScreen(t, scene.Scene{Name: "questions", Key: 2, Layout: "3x3", Floor: floor.Queue},
			scene.Scene{Name: "silence", Key: 3, Layout: "1x1", Floor: floor.Quiet})
		s.mic("ben", true)
		before := len(s.live.Snapshot().Log)
		s.act("' 2 enter")
		room := s.live.Snapshot()
		entries := 0
		for _, e := range room.Log[before:] {
			if e.Kind == video.EntryCommand {
				entries++
			}
		}
		if entries != 1 || room.Room.LayoutName != "3x3" || !room.Member("ben").AudioMuted || s.m.Floor().Mode.Preset != floor.Queue {
			t.Errorf("%d entries, layout %s, floor %s", entries, room.Room.LayoutName, s.m.Floor().Mode.Preset)
		}
		s.act("u y")
		room = s.live.Snapshot()
		if room.Room.LayoutName == "3x3" || room.Member("ben").AudioMuted || s.m.Floor().Mode.Preset != floor.Open {
			t.Errorf("after undo: layout %s, floor %s, %+v", room.Room.LayoutName, s.m.Floor().Mode.Preset, room.Member("ben"))
		}
		s.act("' 3 enter") // quiet mutes automatically, so it asks
		if s.live.Snapshot().Room.LayoutName == "1x1" {
			t.Error("taken without the answer")
		}
		s.act("y")
		if got := s.live.Snapshot().Room.LayoutName; got != "1x1" || s.m.Floor().Mode.Preset != floor.Quiet {
			t.Errorf("layout %s, floor %s", got, s.m.Floor().Mode.Preset)
		}
	})
}

// openBoth opens two microphones, and returns the number of entries in the log.
func (s *floorScreen) openBoth() int {
	s.t.Helper()
	for _, id := range []string{"ann", "ben"} {
		if err := s.relay.UpdateMember(s.room, id, map[string]any{"audio_muted": false}); err != nil {
			s.t.Fatal(err)
		}
	}
	s.pass(time.Second)
	return len(s.live.Snapshot().Log)
}

func TestSceneWithAFloorIsOneEntryAndOneUndo(t *testing.T) {
	for name, tc := range map[string]struct {
		mode floor.Preset
		take string // keys
		wait time.Duration
		ask  string
	}{
		"queue":             {floor.Queue, "' 2 enter", 0, "Undo: unmute Priya Raman, Ann and Ben?"},
		"queue, later":      {floor.Queue, "' 2 enter", time.Minute, "Ann and Ben"},
		"quiet, which asks": {floor.Quiet, "' 2 enter y", 0, "Undo: unmute Priya Raman, Ann and Ben?"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				minus := -5.0
				s := sceneScreen(t, scene.Scene{
					Name: "debate", Key: 2, Layout: "3x3", Floor: tc.mode,
					Levels: []scene.Level{{Of: role(t, "name=Cy"), Mic: &minus}},
				})
				was, before := s.live.Snapshot().Room.LayoutName, s.openBoth()
				s.act(tc.take)
				s.pass(3 * time.Second)
				room := s.live.Snapshot()
				if s.m.Floor().Mode.Preset != tc.mode || room.Room.LayoutName != "3x3" || !room.Member("ann").AudioMuted ||
					!room.Member("ben").AudioMuted || room.Member("cy").InputVolume != -5 {
					t.Fatalf("after the scene: %+v, %+v", s.m.Floor().Mode, room.Room)
				}
				if n := len(room.Log) - before; n != 1 {
					t.Errorf("%d entries in the log: %+v", n, room.Log[before:])
				}
				s.pass(tc.wait)
				s.act("u")
				s.wantAll(tc.ask)
				if !s.live.Snapshot().Member("ann").AudioMuted {
					t.Error("undo opened Ann before the answer")
				}
				s.act("y")
				s.pass(3 * time.Second)
				room = s.live.Snapshot()
				if s.m.Floor().Mode.Preset != floor.Open || room.Room.LayoutName != was || room.Member("ann").AudioMuted ||
					room.Member("ben").AudioMuted || room.Member("cy").InputVolume != 0 {
					t.Errorf("after undo: %+v, %+v", s.m.Floor().Mode, room.Room)
				}
				if s.m.snap.Undo != nil {
					t.Errorf("something is left to undo: %+v", s.m.snap.Undo)
				}
			})
		})
	}
}

func TestSceneWithOnlyAFloorIsOneStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sceneScreen(t, scene.Scene{Name: "talk", Key: 2, Floor: floor.Queue})
		priya := s.live.Snapshot().Members[0].ID
		if err := s.relay.UpdateMember(s.room, string(priya), map[string]any{"audio_muted": true}); err != nil {
			t.Fatal(err)
		}
		s.pass(time.Second)
		s.act("' 2 enter")
		if s.m.Floor().Mode.Preset != floor.Queue {
			t.Fatalf("the mode is %s", s.m.Floor().Mode.Preset)
		}
		s.act("u")
		if s.m.Floor().Mode.Preset != floor.Open {
			t.Errorf("after undo, the mode is %s", s.m.Floor().Mode.Preset)
		}
	})
}

// TestSceneSparesProtectedPeople tries a place, and the volumes of all, on a person who is protected for tonight.
func TestSceneSparesProtectedPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		minus := -5.0
		s := sceneScreen(t, scene.Scene{
			Name: "panel", Key: 2, Layout: "3x3", Floor: floor.Queue,
			Places: []scene.Place{{Position: video.Standard(9), Of: role(t, "name=Ann")}},
			Levels: []scene.Level{{Of: role(t, "all"), Mic: &minus}},
		})
		s.openBoth()
		if err := s.m.room.Floor().Protect(true, "ann"); err != nil {
			t.Fatal(err)
		}
		s.act("' 2")
		s.wantAll("standard-9 is for name=Ann, who is protected and keeps another", "Left out: Ann is protected.")
		s.act("enter")
		s.pass(3 * time.Second)
		room := s.live.Snapshot()
		if ann := room.Member("ann"); ann.AudioMuted || ann.InputVolume != 0 || ann.RequestedPosition == video.Standard(9) {
			t.Errorf("Ann is %+v", ann)
		}
		if ben := room.Member("ben"); !ben.AudioMuted || ben.InputVolume != -5 {
			t.Errorf("Ben is %+v", ben)
		}
	})
}

// TestSceneThatMutesManyAsks: people whom a mode mutes count, even in a scene that is taken at once.
func TestSceneThatMutesManyAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sceneScreen(t, scene.Scene{Name: "debate", Key: 2, Layout: "3x3", Floor: floor.Queue, Immediate: true})
		s.m.o.ConfirmOver = 3
		s.openBoth()
		s.act("' 2")
		s.wantAll(`Apply the scene "debate"?`)
		if s.m.Floor().Mode.Preset != floor.Open {
			t.Error("taken without an answer")
		}
		s.act("y")
		s.pass(3 * time.Second)
		if room := s.live.Snapshot(); !room.Member("ann").AudioMuted || s.m.Floor().Mode.Preset != floor.Queue {
			t.Errorf("not taken: %+v", s.m.Floor().Mode)
		}
	})
}
