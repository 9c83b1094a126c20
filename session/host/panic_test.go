package host_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestPanicIsOneCommand mutes two people, one of them a guest, locks the room and begins quiet mode. One undo restores
// mode and lock, and opens nothing. The next one opens the microphones.
func TestPanicIsOneCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		for _, id := range []string{"ann", "ben"} {
			s.mic(id, true)
		}
		d.do(func(e *floor.Engine, now time.Time) error { return e.Give(now, "ann", false) })
		want(t, "holders", d.holders(), "ann")
		d.oneEntry("the panic", d.panic)
		state := d.State()
		if state.Floor.Mode.Preset != floor.Quiet || state.Floor.Enforce != string(floor.Hold) || d.open() != "" ||
			state.Room.Room.Locked != video.Yes || !state.UndoPanic {
			t.Fatalf("after the panic: mode %v, open %q, locked %v", state.Floor.Mode, d.open(), state.Room.Room.Locked)
		}
		for _, step := range []struct {
			what, open string
		}{{"the mode and the lock", ""}, {"the mutes", "ann ben"}} {
			d.oneEntry("the undo of "+step.what, d.undo)
			state = d.State()
			if state.Floor.Mode.Preset != floor.Open || state.Room.Room.Locked != video.No || d.open() != step.open {
				t.Errorf("after the undo of %s: mode %v, open %q, want %q", step.what, state.Floor.Mode, d.open(), step.open)
			}
		}
	})
}

// TestPremortem_EscapeEndsAPanic opens a microphone after the panic was stopped: quiet mode no longer closes it.
func TestPremortem_EscapeEndsAPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		sub, err := d.Panic(t.Context(), video.Composite("panic", "panicked", nil, video.Lock()))
		if err != nil {
			t.Fatal(err)
		}
		sub.Cancel()
		if err := d.Calm(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		before := len(s.relay.Requests("video.member.audio_mute"))
		if err := s.relay.UpdateMember(s.room, "ann", map[string]any{"audio_muted": false}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Second)
		if sent := len(s.relay.Requests("video.member.audio_mute")) - before; sent > 0 {
			t.Errorf("%d requests after the end of the panic", sent)
		}
	})
}

// TestPanicThatSendsNothingIsInTheLog panics without the right to mute, so that no command stands for the new mode.
func TestPanicThatSendsNothingIsInTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		s.mic("ann", true)
		s.relay.Rule("video.member.audio_mute", 1, localrelay.Verdict{
			Action: localrelay.Refuse, Code: "403", Message: "Unauthorized",
		})
		if _, err := d.Run(t.Context(), video.AudioMute("ann")); !errors.Is(err, video.ErrRefused) {
			t.Fatal(err)
		}
		c := video.Composite("panic", "panicked", nil, video.AudioMute("ann"))
		c.SkipProtected, c.Independent, c.Purpose = true, true, video.ForPanic
		log := d.logged(func() {
			if _, err := d.Panic(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		})
		want(t, "the log", strings.Join(log, ", "), "floor.panic")
		want(t, "the mode", string(d.State().Floor.Mode.Preset), string(floor.Quiet))
	})
}

// TestUndoOfAModeAloneIsInTheLog undoes a panic that only muted people: the first step restores the mode, and sends
// nothing.
func TestUndoOfAModeAloneIsInTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		s.mic("ann", true)
		c := video.Composite("panic", "panicked", nil, video.AudioMute("ann"))
		c.SkipProtected, c.Independent, c.Purpose = true, true, video.ForPanic
		d.oneEntry("the panic", func() {
			if _, err := d.Panic(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		})
		want(t, "the undo of the mode", strings.Join(d.logged(d.undo), ", "), "floor.undone")
		want(t, "open", d.open(), "")
		d.oneEntry("the undo of the mutes", d.undo)
		want(t, "open", d.open(), "ann")
	})
}
