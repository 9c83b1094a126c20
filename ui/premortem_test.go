package ui

import (
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/video"
)

// Bigbluebutton 16150: ending a mode unmuted everybody. The undo of a closing opens a few people at once only while the
// moderator remembers why they were closed; hearing counts as opening.
func TestPremortem_BigBlueButton16150_OldUndoAsks(t *testing.T) {
	for name, tc := range map[string]struct {
		key, method string
		after       time.Duration
		asks        bool
	}{
		"a muted person, soon":      {"m", "video.member.audio_unmute", 10 * time.Second, false},
		"a muted person, later":     {"m", "video.member.audio_unmute", time.Minute, true},
		"a deafened person, later":  {"d", "video.member.undeaf", time.Minute, true},
		"a camera, later":           {"c", "video.member.video_unmute", time.Minute, true},
		"an undo that closes, late": {"M", "video.member.audio_mute", time.Minute, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newGuardedScreen(t)
				who := video.MemberID("ann")
				if tc.key == "M" {
					who = "cy"
				}
				s.pick(who)
				s.press(tc.key)
				s.pass(tc.after)
				s.press("u")
				if got := s.m.dialogs.top() != nil; got != tc.asks {
					t.Fatalf("asks: %v, want %v", got, tc.asks)
				}
				if tc.asks {
					if n := s.sent(tc.method, string(who)); n != 0 {
						t.Fatalf("%d requests before the answer", n)
					}
					s.press("y")
				}
				if n := s.sent(tc.method, string(who)); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
			})
		})
	}
}

// K9s 334, 947, 173, companion 827: marks of people who have left stayed, and one press counted three times. Panic and
// the second press on a protected person need a press of their own.
func TestPremortem_K9s173_HeldKeyIsOnePress(t *testing.T) {
	for name, k := range map[string]tea.KeyMsg{
		"panic":            {Type: tea.KeyCtrlX},
		"protected person": {Type: tea.KeyRunes, Runes: []rune("m")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newGuardedScreen(t, "ann")
				s.pick("ann")
				for i := range 20 {
					s.run(k)
					if i == 0 {
						time.Sleep(500 * time.Millisecond) // until a keyboard repeats
					}
					time.Sleep(33 * time.Millisecond)
				}
				s.pass(time.Second)
				if s.state().Room.Locked || s.sent("video.member.audio_mute", "") != 0 {
					t.Error("a held key was several presses")
				}
			})
		})
	}
}

// The same reports: marks of people who have left are gone, and no command reaches the person now in their row.
func TestPremortem_K9s334_DeadMarks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.pick("ann")
		s.m.people.Marks.Add("ann")
		if err := s.relay.RemoveMember(s.room, "ann"); err != nil {
			t.Fatal(err)
		}
		s.pass(5 * time.Second)
		s.press("m")
		if n := s.sent("video.member.audio_mute", ""); n != 0 {
			t.Errorf("%d requests for somebody else", n)
		}
	})
}

// A "cancelled" bulk command went on through its limiter. After Escape, nothing unsent is sent.
func TestPremortem_EscapeStopsABulkCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.raid(60)
		var ids []video.MemberID
		for _, m := range s.m.snap.Members {
			ids = append(ids, m.ID)
		}
		s.background(s.m.commander.send(video.VideoMute(ids...)))
		s.pass(2 * time.Second)
		s.shows("stops the rest")
		s.run(tea.KeyMsg{Type: tea.KeyEscape})
		s.pass(100 * time.Millisecond)
		sent := s.sent("video.member.video_mute", "")
		s.pass(time.Minute)
		s.hear()
		if now := s.sent("video.member.video_mute", ""); now != sent || sent >= len(ids) {
			t.Errorf("%d of %d requests, %d after Escape", sent, len(ids), now-sent)
		}
	})
}

// Jibri 415: a recording ended while all were muted. While the floor is quiet, or during a break, silence is expected.
func TestPremortem_Jibri415_QuietIsMeant(t *testing.T) {
	for name, begin := range map[string]func(e *floor.Engine, now time.Time) error{
		"quiet": func(e *floor.Engine, now time.Time) error { return e.Begin(now, floor.Quiet.Mode(), true) },
		"break": func(e *floor.Engine, now time.Time) error { return e.Break(now, "break") },
		"open":  nil,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newGuardedScreen(t)
				if _, err := s.live.Do(t.Context(), video.StartRecording()); err != nil {
					t.Fatal(err)
				}
				if begin != nil {
					if err := s.m.room.Floor().Do(begin); err != nil {
						t.Fatal(err)
					}
				}
				for range 10 {
					s.pass(time.Minute)
					s.m.alarms.tick()
				}
				silent := false
				for _, a := range s.m.alarms.board.Alarms() {
					silent = silent || a.Kind == alarm.Silence
				}
				if silent == (begin != nil) {
					t.Errorf("the alarm about silence is up: %v", silent)
				}
			})
		})
	}
}

// Draupnir 1008, 622: a restart undid pardons. The host keeps them, and the next console asks it.
func TestPremortem_Draupnir1008_PardonAcrossARestart(t *testing.T) {
	for name, pardon := range map[string]bool{"pardoned": true, "not pardoned": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newGuardedScreen(t)
				s.pick("ben")
				s.press("x y")
				s.pass(5 * time.Second)
				e := s.m.alarms.board.Room(s.m.snap.Room.ID)
				if pardon {
					e.Pardon([]video.Person{{ID: "ben", Name: "Ben"}})
				}
				s.m.alarms.remember(s.m.room)
				again := newAlarms(s.m.commander, s.m.lobby) // as after a restart: it has only the memory that the host saved
				again.see(s.m.room, s.m.snap)
				s.join("ben2", "Ben")
				again.see(s.m.room, s.m.snap)
				if got := len(again.board.Alarms()) > 0; got == pardon {
					t.Errorf("an alarm is up: %v", got)
				}
			})
		})
	}
}
