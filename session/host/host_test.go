package host_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/localrelay"
	"gavel/session/video"
)

func TestNextIsOneCommandAndOneUndo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		d.begin(floor.Queue)
		s.hand("ann", true)
		s.hand("ben", true)
		s.hand("cy", true)
		d.next()
		want(t, "open", d.open(), "ann")
		from := s.from()
		d.oneEntry("next", d.next)
		want(t, "sent", strings.Join(s.sent(from), ", "), "audio_mute ann, audio_unmute ben, lowerhand ben")
		want(t, "holders", d.holders(), "ben")
		d.oneEntry("the undo of next", d.undo)
		want(t, "holders", d.holders(), "ann")
		want(t, "open", d.open(), "ann")
		want(t, "queue", d.queue(), "ben cy")
	})
}

// TestAVerbWithACommandIsOneEntry: the command is in the log, and nothing of the floor repeats it.
func TestAVerbWithACommandIsOneEntry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		for _, id := range []string{"ann", "ben"} {
			s.mic(id, true)
		}
		d.oneEntry("the mode", func() { d.begin(floor.Queue, hold) })
		d.oneEntry("the undo of the mode", d.undo)
		want(t, "open", d.open(), "ann ben")
		d.begin(floor.Queue, hold)
		for _, id := range []string{"ann", "ben"} {
			if err := s.relay.Insist(s.room, id, localrelay.Always, time.Second); err != nil {
				t.Fatal(err)
			}
			s.mic(id, true)
		}
		time.Sleep(time.Minute)
		if n := len(d.State().Floor.Banner); n != 2 {
			t.Fatalf("%d people on the banner", n)
		}
		log := d.logged(func() {
			d.do(func(e *floor.Engine, now time.Time) error { return e.Settle(now, floor.Muffle) })
		})
		want(t, "muffle", strings.Join(log, ", "), "floor.pardoned, floor.pardoned, command") // no command shows a pardon
	})
}

// TestUndoTakesTheNewest mixes verbs that send nothing, verbs that send a command, and commands by hand.
func TestUndoTakesTheNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		undo := func(opens string) {
			t.Helper()
			if _, err := d.Undo(t.Context(), false); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			want(t, "open", d.open(), opens)
		}
		s.mic("dee", true)
		d.begin(floor.Queue) // closes dee
		d.do(func(e *floor.Engine, now time.Time) error { return e.Enqueue(now, "cy", floor.Speakers) })
		if _, err := d.Submit(t.Context(), video.AudioUnmute("eve")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		want(t, "open", d.open(), "eve")
		want(t, "a manual command beats the floor", d.holders(), "eve")
		undo("")
		want(t, "queue", d.queue(), "cy")
		undo("")
		want(t, "queue", d.queue(), "")
		undo("dee")
		if mode := d.State().Floor.Mode.Preset; mode != floor.Open {
			t.Errorf("mode %s", mode)
		}
		if _, err := d.Undo(t.Context(), false); !errors.Is(err, floor.ErrNothing) {
			t.Error(err)
		}
	})
}

// slowContext makes the code that reads its deadline wait.
type slowContext struct{ context.Context }

func (c slowContext) Deadline() (time.Time, bool) {
	time.Sleep(10 * time.Millisecond)
	return c.Context.Deadline()
}

// TestRunKeepsTheOrder delays a command of another program. A later command by hand reaches the floor and the room
// after it.
func TestRunKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		from := s.from()
		go func() { _, _ = d.Run(slowContext{t.Context()}, video.AudioUnmute("ann")) }()
		synctest.Wait()
		if _, err := d.Submit(t.Context(), video.AudioMute("ann")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		want(t, "sent", strings.Join(s.sent(from), ", "), "audio_unmute ann, audio_mute ann")
		want(t, "open", d.open(), "")
	})
}

func TestConsentNever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{Floor: floor.Config{Consent: floor.ConsentNever}})
		s.mic("ann", true)
		s.hand("ben", true)
		for _, c := range []video.Command{video.AudioUnmute("ben"), video.VideoUnmute("ben"), video.Undeaf("ben")} {
			if _, err := d.Submit(t.Context(), c); !errors.Is(err, floor.ErrNoConsent) {
				t.Errorf("%v: %v", c, err)
			}
		}
		if _, err := d.Submit(t.Context(), video.AudioMute("ann")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if _, err := d.Undo(t.Context(), true); !errors.Is(err, floor.ErrNoConsent) {
			t.Errorf("the undo of a mute: %v", err)
		}
		d.begin(floor.Queue)
		d.next()
		want(t, "holders", d.holders(), "ben")
		want(t, "open", d.open(), "")
	})
}

// TestHandsLoweredSilently is zoom-osc-iso 92, 30: the relay lowers all hands without an event.
func TestHandsLoweredSilently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		d.begin(floor.Queue)
		s.hand("ann", true)
		s.hand("ben", true)
		s.relay.Lose("video.member.updated", localrelay.Always)
		s.hand("ann", false)
		s.hand("ben", false)
		s.relay.Lose("video.member.updated", 0)
		from := s.from()
		d.next()
		time.Sleep(3 * time.Second)
		want(t, "holders", d.holders(), "")
		want(t, "sent", strings.Join(s.sent(from), ", "), "")
		if d.notes(floor.NoteNobody) != 1 {
			t.Error("nothing was said")
		}
		for _, e := range d.room.Snapshot().Log {
			if e.Note == video.NoteResynced { // the connection was there all the time
				t.Errorf("%+v", e)
			}
		}
	})
}

func TestStubbornSpeakerOnTheRelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		d.begin(floor.Queue, hold)
		if err := s.relay.Insist(s.room, "ann", localrelay.Always, time.Second); err != nil {
			t.Fatal(err)
		}
		from := s.from()
		s.mic("ann", true)
		time.Sleep(time.Minute)
		want(t, "sent", strings.Join(s.sent(from), ", "), "audio_mute ann, audio_mute ann, audio_mute ann")
		if banner := d.State().Floor.Banner; len(banner) != 1 {
			t.Errorf("banner %+v", banner)
		}
		d.do(func(e *floor.Engine, now time.Time) error { return e.Settle(now, floor.Audience) })
		time.Sleep(time.Minute) // the relay sends no event; the next read shows it
		if d.room.Snapshot().Member("ann") != nil || len(d.State().Floor.Banner) != 0 {
			t.Error("ann is still on the stage")
		}
	})
}

// TestDemotedGuestVacatesAtOnce: the relay sends no event when a demoted member leaves.
func TestDemotedGuestVacatesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		d.begin(floor.Queue, hold)
		s.hand("ann", true)
		s.hand("ben", true)
		d.next()
		from := s.from()
		if _, err := d.Submit(t.Context(), video.Demote("ann")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(200 * time.Millisecond)
		want(t, "holders", d.holders(), "")
		want(t, "queue", d.queue(), "ben")
		time.Sleep(time.Minute)
		want(t, "sent", strings.Join(s.sent(from), ", "), "demote ann")
	})
}

func TestCutPausesTheFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		d.begin(floor.Queue, hold)
		s.relay.Reject(1000, localrelay.Rejection{})
		s.relay.Drop()
		time.Sleep(5 * time.Second)
		if err := d.Do(func(e *floor.Engine, now time.Time) error { return e.Give(now, "ann", false) }); !errors.Is(err, floor.ErrOffline) {
			t.Errorf("a verb offline: %v", err)
		}
		time.Sleep(10 * time.Second)
		s.relay.Reject(0, localrelay.Rejection{})
		s.mic("ben", true)
		time.Sleep(30 * time.Second)
		from := s.from()
		time.Sleep(time.Minute)
		if v := d.State().Floor; v.Paused != floor.WhyGap || len(s.sent(from)) != 0 {
			t.Errorf("paused %q, sent %v", v.Paused, s.sent(from))
		}
		d.do(func(e *floor.Engine, now time.Time) error { return e.Continue(now) })
		time.Sleep(3 * time.Second)
		want(t, "open", d.open(), "")
	})
}

// TestTwoHosts checks that one host never closes a grant of the other.
func TestTwoHosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		a := s.desk(host.Config{Floor: floor.Config{Console: "a", Operator: "Dana", Sharing: true}})
		b := s.desk(host.Config{Floor: floor.Config{Console: "b", Operator: "Kim", Sharing: true}})
		a.begin(floor.Queue, hold)
		time.Sleep(3 * time.Second)
		if v := b.State().Floor; v.Holder != "Dana" || v.Mine || v.Mode.Preset != floor.Queue || !a.State().Floor.Mine {
			t.Fatalf("b sees %+v", v)
		}
		s.mic("dee", true)
		time.Sleep(5 * time.Second)
		want(t, "the holder enforces", b.open(), "")
		s.hand("ann", true)
		s.hand("ben", true)
		from := s.from()
		b.next()
		time.Sleep(2 * time.Second)
		want(t, "a shows", a.holders(), "ann")
		time.Sleep(2 * time.Minute)
		want(t, "open", a.open(), "ann")
		b.do(func(e *floor.Engine, now time.Time) error { return e.Give(now, "cy", false) }) // no hand: cy opens in person
		time.Sleep(2 * time.Second)
		s.mic("cy", true)
		time.Sleep(time.Minute)
		want(t, "open", a.open(), "cy")
		if _, err := b.Submit(t.Context(), video.AudioUnmute("eve")); err != nil { // by hand
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		want(t, "open", a.open(), "cy eve")
		want(t, "sent", strings.Join(s.sent(from), ", "), "audio_unmute ann, lowerhand ann, audio_mute ann, audio_unmute eve")
		b.do(func(e *floor.Engine, now time.Time) error { return e.TakeOver(now) })
		time.Sleep(2 * time.Second)
		if a.State().Floor.Mine || !b.State().Floor.Mine || a.notes(floor.NoteLeaseLost) != 1 {
			t.Errorf("a %+v, b %+v", a.State().Floor, b.State().Floor)
		}
		if log := a.room.Snapshot().Log; strings.Contains(logText(log), "updateMeta") {
			t.Error("the log is full of the shared document")
		}
	})
}

func logText(log []*video.Entry) string {
	var b strings.Builder
	for _, e := range log {
		if e.Command != nil {
			b.WriteString(string(e.Command.Action) + " ")
		}
	}
	return b.String()
}

func TestIdleHostSleeps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{StateDir: t.TempDir()})
		d.begin(floor.Queue, hold)
		s.hand("ann", true)
		time.Sleep(2 * time.Minute)
		before, snapshots := d.State().Seq, d.room.Snapshot().Seq
		time.Sleep(10 * time.Minute)
		states, published := d.State().Seq-before, d.room.Snapshot().Seq-snapshots
		if states > 2*published+2 {
			t.Errorf("%d states for %d snapshots of a quiet room", states, published)
		}
	})
}

func TestCloseEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		s.relay.SetOnRequest(func(localrelay.Request) localrelay.Verdict { return localrelay.Verdict{Action: localrelay.Swallow} })
		d.begin(floor.Queue)
		if err := d.Do(func(e *floor.Engine, now time.Time) error { return e.Give(now, "ann", false) }); err != nil {
			t.Fatal(err)
		}
		if busy := d.State().Floor.Busy; busy != "ann" {
			t.Errorf("Do has returned, and the state shows %q", busy)
		}
		began := time.Now()
		d.Close()
		if took := time.Since(began); took > time.Second {
			t.Errorf("took %v", took)
		}
		if err := d.Do(func(*floor.Engine, time.Time) error { return nil }); !errors.Is(err, video.ErrClosed) {
			t.Error(err)
		}
		if _, err := d.Submit(context.Background(), video.AudioMute("ann")); !errors.Is(err, video.ErrClosed) {
			t.Error(err)
		}
	})
}

// heldRoom shows an old snapshot, as a room does for some milliseconds after an answer.
type heldRoom struct {
	*session.RoomSession
	held atomic.Pointer[video.Snapshot]
}

func (r *heldRoom) Snapshot() *video.Snapshot {
	if s := r.held.Load(); s != nil {
		return s
	}
	return r.RoomSession.Snapshot()
}

// TestUndoWaitsForPendingCommand undoes when the room has answered a newer command and no snapshot shows that yet. Undo
// must not undo that command, because that would open a microphone where the consent is never.
func TestUndoWaitsForPendingCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		room := &heldRoom{RoomSession: d.room}
		d.Close()
		h, err := host.New(room, nil, host.Config{Floor: floor.Config{Consent: floor.ConsentNever}})
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		s.mic("ben", true)
		for _, c := range []video.Command{video.SetRaisedHand(true, "ann"), video.AudioMute("ben")} {
			if _, err := h.Submit(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			room.held.Store(d.room.Snapshot())
			time.Sleep(time.Second)
		}
		var busy *video.StateError
		if _, err := h.Undo(t.Context(), false); !errors.As(err, &busy) {
			t.Errorf("%v", err)
		}
		time.Sleep(time.Second)
		want(t, "open", d.open(), "")
	})
}

// TestOutsideIsMarkedInTheLog gives verbs as another program does, with a command and without one.
func TestOutsideIsMarkedInTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		d.begin(floor.Queue)
		s.hand("ann", true)
		outside := func(verb func(e *floor.Engine, now time.Time) error) {
			t.Helper()
			if err := d.DoOutside(verb); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Second)
		}
		outside(func(e *floor.Engine, now time.Time) error { return e.Next(now, "ann", false) })
		outside(func(e *floor.Engine, now time.Time) error { return e.Enqueue(now, "ben", floor.Speakers) })
		d.do(func(e *floor.Engine, now time.Time) error { return e.Enqueue(now, "cy", floor.Speakers) })
		var got []string
		for _, e := range d.room.Snapshot().Log {
			switch {
			case e.Command != nil && e.Command.Outside:
				got = append(got, e.Command.Verb)
			case e.Note == video.NoteDecision && strings.Contains(string(e.Decision.Data), `"outside":true`):
				got = append(got, e.Decision.Kind)
			case e.Note == video.NoteDecision:
				got = append(got, "-"+e.Decision.Kind)
			}
		}
		want(t, "log", strings.Join(got, ", "), "give the floor to, floor.queued, -floor.queued")
	})
}

// TestWatchHasAnyNumberOfReaders waits twice for one verb, and for the end.
func TestWatchHasAnyNumberOfReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newStage(t).desk(host.Config{})
		one, two := d.Watch(), d.Watch()
		d.do(func(e *floor.Engine, now time.Time) error { return e.Note(now, "x") })
		<-one
		<-two
		last := d.Watch()
		d.Close()
		<-last
		<-d.Watch()
	})
}
