package host_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/alarm"
	"gavel/session/door"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/localrelay"
	"gavel/session/selector"
	"gavel/session/video"
)

func doorOf(t *testing.T, who string, do door.Do) []door.Rule {
	t.Helper()
	s, err := selector.Parse(who, selector.Everything)
	if err != nil {
		t.Fatal(err)
	}
	return []door.Rule{{Name: "trolls", Who: s, Do: do, Reason: "as agreed"}}
}

// come lets a member join with an open microphone.
func (s *stage) come(id, name string) {
	s.t.Helper()
	if _, err := s.relay.AddMember(s.room, localrelay.MemberSpec{ID: id, Name: name}); err != nil {
		s.t.Fatal(err)
	}
	time.Sleep(2 * time.Second)
}

// requests returns the methods that were sent to the room.
func (s *stage) requests(method string) (n int) {
	for _, r := range s.relay.Ledger() {
		if strings.Contains(r.Method, method) {
			n++
		}
	}
	return n
}

// logged returns how many hits of doors are in the log.
func logged(d *desk) (n int) {
	for _, e := range d.State().Room.Log {
		if e.Note == video.NoteDecision && e.Decision != nil && e.Decision.Kind == door.Kind {
			n++
		}
	}
	return n
}

func TestADoorMutesAndLogs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{Doors: doorOf(t, "name~troll", door.Mute)})
		time.Sleep(time.Second)
		s.come("t1", "Troll")
		s.come("a1", "Anna")
		if n := s.requests("audio_mute"); n != 1 || logged(d) != 1 {
			t.Errorf("%d muted, %d in the log", n, logged(d))
		}
		i := slices.IndexFunc(d.State().Room.Members, func(m *video.Member) bool { return m.ID == "t1" })
		if i < 0 || !d.State().Room.Members[i].AudioMuted {
			t.Error("the troll is not muted")
		}
		if _, err := d.Undo(t.Context(), true); err == nil {
			t.Error("undo takes back what a door did: a person means their own newest command")
		}
	})
}

// TestPremortem_Draupnir1008_PardonBeatsADoor: a restart undid pardons (Draupnir 1008, 622).
func TestPremortem_Draupnir1008_PardonBeatsADoor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		cfg := host.Config{StateDir: t.TempDir(), Doors: doorOf(t, "name~troll", door.Remove)}
		d := s.desk(cfg)
		time.Sleep(time.Second)
		d.Remember(alarm.Memory{Pardoned: []string{"troll"}})
		s.come("t1", "Troll")
		if n := s.requests("video.member.remove"); n != 0 || logged(d) != 1 {
			t.Errorf("%d were removed, %d in the log", n, logged(d))
		}
		time.Sleep(10 * time.Second)
		d.Close()
		again := s.desk(cfg)
		time.Sleep(time.Second)
		s.come("t2", "TROLL")
		s.come("t3", "Trolla")
		if n := s.requests("video.member.remove"); n != 1 || logged(again) != 2 {
			t.Errorf("after a restart, %d were removed, %d in the log", n, logged(again))
		}
	})
}

func TestDoorsSpareProtectedPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		guard := func(m *video.Member) bool { return m.Name == "Ann" }
		d := s.desk(host.Config{Doors: doorOf(t, "all", door.Remove), Floor: floor.Config{Protected: guard}})
		time.Sleep(time.Second)
		s.come("a1", "Ann")
		if n := s.requests("video.member.remove"); n != 0 || logged(d) != 1 {
			t.Errorf("%d were removed, %d in the log", n, logged(d))
		}
	})
}

// TestDoorsRecogniseReturningMember protects a member for tonight, who comes back on another connection.
func TestDoorsRecogniseReturningMember(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{Doors: doorOf(t, "name~ines", door.Remove), Floor: floor.Config{RejoinKey: "user"}})
		ines := localrelay.MemberSpec{ID: "i1", Name: "Ines", Meta: map[string]any{"user": "ines"}}
		if err := d.Protect(true, "i1"); err != nil {
			t.Fatal(err)
		}
		for _, ines.ID = range []string{"i1", "i2"} {
			if _, err := s.relay.AddMember(s.room, ines); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Second)
		}
		for _, e := range d.State().Room.Log {
			if e.Decision != nil && e.Decision.Kind == door.Kind && !strings.Contains(string(e.Decision.Data), `"held":"protected"`) {
				t.Errorf("the door did not know: %s", e.Decision.Data)
			}
		}
		if n := s.requests("video.member.remove"); n != 0 || logged(d) != 2 {
			t.Errorf("%d were removed, %d in the log", n, logged(d))
		}
	})
}

func TestDoorsFillTheListOfPeopleSentAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{Doors: doorOf(t, "name~troll", door.Remove)})
		time.Sleep(time.Second)
		s.come("t1", "Troll")
		wantAway(t, d, "Troll removeMember as agreed")
		if !d.State().Away[0].Automatic {
			t.Error("a hit of a door is not automatic")
		}
	})
}
