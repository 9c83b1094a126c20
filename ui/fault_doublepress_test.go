package ui

import (
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/uitest"
)

// sentActions lists the commands that reached the room.
func (s *screenTest) sentActions() []video.Action {
	var all []video.Action
	for _, c := range s.room.sent {
		all = append(all, c.Action)
	}
	return all
}

func (s *screenTest) wantSent(want ...video.Action) {
	s.t.Helper()
	got := s.sentActions()
	if len(got) != len(want) {
		s.t.Errorf("sent %v, want %v; the footer says %q", got, want, s.footer())
		return
	}
	for i := range want {
		if got[i] != want[i] {
			s.t.Errorf("sent %v, want %v", got, want)
			return
		}
	}
}

// hold presses a key and delays the answers to the commands that it starts.
func (s *screenTest) hold(name string) (answer func()) {
	s.t.Helper()
	s.pass(150 * time.Millisecond)
	_, cmd := s.m.Update(read(uitest.KeyOf(name)))
	s.m.View()
	return func() { s.run(cmd) }
}

// C4: a command on the same target within a second, or while it is pending, is ignored with a note. The same command
// after its opposite counts.
func TestFault_C4_DoublePress(t *testing.T) {
	t.Run("within a second", func(t *testing.T) {
		s := newScreen(t, 80, 24)
		s.press("m m")
		s.wantSent(video.ActAudioMute)
		s.wantFooter("Already sent.")
		s.pass(1100 * time.Millisecond)
		s.press("m")
		s.wantSent(video.ActAudioMute, video.ActAudioMute)
	})
	t.Run("on its way for longer", func(t *testing.T) {
		s := newScreen(t, 80, 24)
		answer := s.hold("m")
		s.pass(5 * time.Second)
		s.press("m")
		s.wantSent(video.ActAudioMute)
		answer()
		s.pass(time.Second)
		s.press("m")
		s.wantSent(video.ActAudioMute, video.ActAudioMute)
	})
	t.Run("after its opposite", func(t *testing.T) {
		s := newScreen(t, 80, 24)
		s.press("m M m M")
		s.wantSent(video.ActAudioMute, video.ActAudioUnmute, video.ActAudioMute, video.ActAudioUnmute)
	})
	t.Run("after its opposite while all are on their way", func(t *testing.T) {
		s := newScreen(t, 80, 24)
		s.hold("M") // Mark's microphone is on: nothing to send
		s.wantSent()
		s.hold("m")
		s.hold("M")
		s.hold("m")
		s.wantSent(video.ActAudioMute, video.ActAudioUnmute, video.ActAudioMute)
		s.hold("m")
		s.wantFooter("Already sent.")
	})
	t.Run("deafening mutes, its end unmutes", func(t *testing.T) {
		s := newScreen(t, 80, 24)
		s.hold("m")
		s.hold("d")
		s.hold("D")
		s.hold("m")
		s.wantSent(video.ActAudioMute, video.ActDeaf, video.ActUndeaf, video.ActAudioMute)
	})
	t.Run("after undo", func(t *testing.T) {
		s := newScreen(t, 80, 24)
		s.press("m")
		mute := video.AudioMute("m1")
		s.change(func(c *video.Snapshot) { c.Undo = &video.Entry{N: 9, Command: &mute} })
		s.press("u m")
		s.wantSent(video.ActAudioMute, video.ActAudioMute)
	})
	t.Run("other people and other keys do not count", func(t *testing.T) {
		s := newScreen(t, 80, 24)
		s.press("c j j j j m k k k k c")
		s.wantSent(video.ActVideoMute, video.ActVideoMute)
		s.pass(time.Second)
	})
}

// C5: a repeat of the keyboard is not a second press.
func TestFault_C5_KeyRepeat(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.edit("m1", func(m *video.Member) { m.AudioMuted = false })
	for range 40 {
		s.now = s.now.Add(33 * time.Millisecond)
		s.send(uitest.KeyOf("m"))
	}
	s.wantSent(video.ActAudioMute)
	s.pass(2 * time.Second)
	for range 20 { // also after the answer, and for a key that toggles by the room's state
		s.now = s.now.Add(33 * time.Millisecond)
		s.send(uitest.KeyOf("K"))
		s.change(func(c *video.Snapshot) { c.Room.Locked = video.Yes })
	}
	s.wantSent(video.ActAudioMute, video.ActLock)
}

// C19: a held volume key sends the last value only, at most five times a second for one member.
func TestFault_C19_VolumeSpam(t *testing.T) {
	s := newScreen(t, 80, 24)
	began := s.now
	for range 60 { // two seconds of a held key
		s.now = s.now.Add(33 * time.Millisecond)
		s.send(uitest.KeyOf("+"))
		s.pass(0)
	}
	s.pass(2 * time.Second)
	seconds := s.now.Sub(began).Seconds()
	if n := len(s.room.sent); n < 2 || float64(n) > 5*seconds {
		t.Errorf("%d commands in %.1f s", n, seconds)
	}
	perSecond := 0
	for _, c := range s.room.sent {
		if c.Action == video.ActSetInputVolume {
			perSecond++
		}
	}
	if perSecond > 11 {
		t.Errorf("%d commands within two seconds of a held key, want at most 5 a second", perSecond)
	}
	s.wantCommand(video.SetInputVolume(50, "m1"))
}

// C20: nothing is sent while the state is stale, and each key shows why.
func TestFault_C20_NothingWhileStale(t *testing.T) {
	for _, key := range []string{
		"m", "M", "c", "C", "d", "D", "h", "H", "p", "P", "x", "+", "-", "<", ">", "%", "o", "K", "V", "l", "r", "b", "T",
		"n", "u", ".",
	} {
		t.Run(key, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.press("j j m")
			s.pass(5 * time.Second)
			s.room.sent = nil
			mute := video.AudioMute("m1")
			s.change(func(c *video.Snapshot) {
				c.Stale, c.Undo = true, &video.Entry{N: 9, Command: &mute}
				c.Link.State, c.Link.RetryAt = video.LinkWaiting, s.now.Add(3*time.Second)
			})
			s.press(key)
			if len(s.m.dialogs.list) > 0 { // a list to choose from may open; choosing must be refused
				s.press("enter")
			}
			s.wantCommands(0)
			if s.room.undos > 0 {
				t.Error("an undo was sent")
			}
			line, _ := s.m.status.shown(s.now)
			if len(s.m.dialogs.list) == 0 && line == "" {
				t.Errorf("no reason is shown; the footer says %q", s.footer())
			}
		})
	}
}

// While the opposite command is pending, the last known state is out of date: the key must not be refused as "already".
func TestOppositeOfPendingCommandIsSent(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("j") // David's microphone is off
	s.hold("M")
	s.hold("m")
	s.wantSent(video.ActAudioUnmute, video.ActAudioMute)

	s = newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) {
		c.Pending = []video.Job{{Command: video.Command{Action: video.ActAudioUnmute, Targets: []video.MemberID{"m2"}}, State: video.OutcomeAccepted}}
	})
	s.press("j m")
	s.wantSent(video.ActAudioMute)
}

// Undo reverts the newest command of the moderator, never the one before it.
func TestUndoWaitsForPendingCommand(t *testing.T) {
	s := newScreen(t, 80, 24)
	older := video.AudioMute("m5")
	s.change(func(c *video.Snapshot) { c.Undo = &video.Entry{N: 7, Command: &older} })
	answer := s.hold("m")
	s.press("u")
	if s.room.undos != 0 {
		t.Error("undo reverted the command before the pending one")
	}
	s.wantFooter("still in progress")
	answer()
	s.press("u")
	if s.room.undos != 1 {
		t.Errorf("%d undos, want 1", s.room.undos)
	}
}

// The answer to a command may come while another room is on the screen.
func TestAnswerAfterTheRoomHasChanged(t *testing.T) {
	s := newScreen(t, 80, 24)
	answer := s.hold("m")
	s.change(func(c *video.Snapshot) { c.Room.ID = "rs-2" })
	answer()
	s.wantText("Weekly standup")
}
