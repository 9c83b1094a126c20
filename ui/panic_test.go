package ui

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/draw"
)

// ctrlX presses the key of panic and passes the resulting messages to the console, as a running program does.
func (s *floorScreen) ctrlX(times int) {
	s.t.Helper()
	for range times {
		s.run(tea.KeyMsg{Type: tea.KeyCtrlX})
		s.pass(500 * time.Millisecond)
	}
}

// run presses a key. Commands run in the background, and their messages wait in the channel of the screen.
func (s *floorScreen) run(k tea.KeyMsg) {
	s.t.Helper()
	_, cmd := s.m.Update(read(k))
	s.m.View()
	s.background(cmd)
}

func (s *floorScreen) background(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if s.back == nil {
		s.back = make(chan tea.Msg, 100)
	}
	go func() {
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				s.background(c)
			}
		default:
			select {
			case s.back <- msg:
			default: // the test does not listen
			}
		}
	}()
}

// hear passes the messages of finished commands to the console.
func (s *floorScreen) hear() {
	synctest.Wait()
	for {
		select {
		case msg := <-s.back:
			if _, wake := msg.(wakeMsg); !wake && msg != nil {
				_, cmd := s.m.Update(msg)
				s.background(cmd)
			}
			s.m.View()
			synctest.Wait()
		default:
			return
		}
	}
}

// raid makes n strangers join at once, with microphones and cameras on.
func (s *floorScreen) raid(n int) {
	s.t.Helper()
	for i := range n {
		id := fmt.Sprintf("guest%d", i)
		if _, err := s.relay.AddMember(s.room, localrelay.MemberSpec{ID: id, Name: "Guest " + id}); err != nil {
			s.t.Fatal(err)
		}
		if err := s.relay.SetTalking(s.room, id, i%4 == 0); err != nil {
			s.t.Fatal(err)
		}
	}
	s.pass(time.Second)
}

// join adds a person.
func (s *floorScreen) join(id, name string) {
	s.t.Helper()
	if _, err := s.relay.AddMember(s.room, localrelay.MemberSpec{ID: id, Name: name, AudioMuted: true}); err != nil {
		s.t.Fatal(err)
	}
	s.pass(time.Second)
}

// state returns the relay's state of the room.
func (s *floorScreen) state() localrelay.RoomState {
	s.t.Helper()
	state, err := s.relay.RoomState(s.room)
	if err != nil {
		s.t.Fatal(err)
	}
	return state
}

// TestPanicTakesTwoPresses: the first press shows the plan, the second runs it. The protected person is not changed.
func TestPanicTakesTwoPresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t, "ann")
		s.raid(20)
		s.ctrlX(1)
		s.shows("Panic?", "Lock the room.", "Take 24 members off the canvas.", "5 are in use now", "Protected, and left alone: Ann")
		if s.state().Room.Locked {
			t.Fatal("one press locked the room")
		}
		s.ctrlX(1)
		for range 12 {
			s.pass(500 * time.Millisecond)
			s.hear()
		}
		state := s.state()
		if !state.Room.Locked {
			t.Error("the room is not locked")
		}
		for _, m := range state.Members {
			if m.ID == "ann" {
				if m.AudioMuted || m.VideoMuted || m.CurrentPosition == "off-canvas" {
					t.Errorf("the protected person is touched: %+v", m)
				}
				continue
			}
			if !m.AudioMuted || m.CurrentPosition != "off-canvas" || strings.HasPrefix(m.ID, "guest") && !m.VideoMuted {
				t.Errorf("%s: muted %v, camera off %v, at %s", m.ID, m.AudioMuted, m.VideoMuted, m.CurrentPosition)
			}
		}
		if f := s.m.Floor(); f.Mode.Preset != floor.Quiet || f.Enforce != string(floor.Hold) {
			t.Errorf("the floor is %v, enforcing %s", f.Mode.Preset, f.Enforce)
		}
		first := s.relay.Requests("video.lock")[0].Seq
		layout := s.relay.Requests("video.set_layout")
		if len(layout) != 1 || layout[0].Seq != first+1 {
			t.Errorf("the layout is not the second request: %+v", layout)
		}
		commands := 0
		for _, e := range s.m.snap.Log {
			if e.Kind == video.EntryCommand {
				commands++
			}
		}
		if commands != 1 {
			t.Errorf("%d entries in the log, want 1", commands)
		}
	})
}

// TestPanicWorksFromEverywhere presses the key in a question, a menu, a text field and the palette.
func TestPanicWorksFromEverywhere(t *testing.T) {
	for _, open := range []string{"x", "!", "/", ":", "?"} {
		t.Run(open, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newGuardedScreen(t)
				s.pick("ann")
				s.press(open)
				s.ctrlX(2)
				s.pass(time.Second)
				if !s.state().Room.Locked {
					t.Errorf("the room is not locked:\n%s", draw.Strip(s.m.View()))
				}
			})
		})
	}
}

// TestUndoOfPanic undoes lock, layout and mode with one key, and shows a plan before it unmutes anyone. It skips people
// whom someone else has changed since.
func TestUndoOfPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.ctrlX(2)
		s.pass(3 * time.Second)
		s.hear()
		s.mic("ben", true) // Ben opens himself, and is muted by himself again
		s.mic("ben", false)
		before := len(s.relay.Requests("video.member.audio_unmute"))
		s.run(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("u")})
		s.pass(time.Second)
		s.hear()
		if state := s.state(); state.Room.Locked || s.m.Floor().Mode.Preset != floor.Open {
			t.Fatalf("locked %v, mode %v", state.Room.Locked, s.m.Floor().Mode.Preset)
		}
		if n := len(s.relay.Requests("video.member.audio_unmute")) - before; n != 0 {
			t.Fatalf("%d people were opened without a question", n)
		}
		s.shows("Undo: open", "y open")
		s.run(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("x")}) // not an answer
		s.pass(time.Second)
		s.run(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("y")})
		s.pass(3 * time.Second)
		s.hear()
		if s.sent("video.member.audio_unmute", "ann") != 1 || s.sent("video.member.audio_unmute", "ben") != 0 ||
			s.sent("video.member.audio_unmute", "cy") != 0 {
			t.Errorf("opened: %v", s.relay.Requests("video.member.audio_unmute"))
		}
	})
}

// TestPremortem_EscapeSendsNothingMore stops a panic in a crowd. No unsent command is sent afterwards, not even when
// someone opens a microphone.
func TestPremortem_EscapeSendsNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.raid(100)
		s.run(tea.KeyMsg{Type: tea.KeyCtrlX})
		s.pass(500 * time.Millisecond)
		s.run(tea.KeyMsg{Type: tea.KeyCtrlX})
		s.pass(time.Second)
		s.shows("stops the rest")
		s.run(tea.KeyMsg{Type: tea.KeyEscape})
		s.pass(100 * time.Millisecond)
		sent := len(s.relay.Ledger())
		s.mic("cy", true)
		s.pass(time.Minute)
		s.hear()
		for _, r := range s.relay.Ledger()[sent:] {
			if strings.Contains(r.Method, "mute") {
				t.Fatalf("%s was sent after Escape", r.Method)
			}
		}
		open := 0
		for _, m := range s.state().Members {
			if !m.AudioMuted {
				open++
			}
		}
		if open == 0 {
			t.Error("everybody was muted before Escape: the test proves nothing")
		}
	})
}

// TestOpenReportsThatThePanicContinues opens the floor while the panic still mutes a crowd.
func TestOpenReportsThatThePanicContinues(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.raid(100)
		s.ctrlX(2)
		s.pass(time.Second)
		s.press("! o")
		s.shows("The floor is open.", "The panic still mutes people. Esc stops it.")
		s.run(tea.KeyMsg{Type: tea.KeyEscape})
		s.pass(time.Minute)
		s.hear()
		s.press("! Q")
		s.press("! o")
		s.shows("The floor is open. Nobody was unmuted.")
		if strings.Contains(draw.Strip(s.m.View()), "still mutes") {
			t.Error("the panic was stopped")
		}
	})
}

// TestPremortem_PanicGoesBeforeARunningBulkCommand panics while a bulk command opens a crowd: that one is stopped.
func TestPremortem_PanicGoesBeforeARunningBulkCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.raid(60)
		var ids []video.MemberID
		for _, m := range s.m.snap.Members {
			ids = append(ids, m.ID)
		}
		s.background(s.m.commander.send(video.VideoMute(ids...)))
		s.pass(2 * time.Second)
		unsent := s.sent("video.member.video_mute", "guest")
		s.ctrlX(2)
		for range 20 {
			s.pass(500 * time.Millisecond)
			s.hear()
		}
		if unsent >= len(ids)-10 {
			t.Fatalf("the bulk command was over: %d", unsent)
		}
		for _, m := range s.state().Members {
			if !m.AudioMuted {
				t.Errorf("%s is open", m.ID)
			}
		}
	})
}

// TestPanicAsksAfterAQuarterOfAnHour waits for the alarm, and ends the mode through it.
func TestPanicAsksAfterAQuarterOfAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.ctrlX(2)
		s.pass(14 * time.Minute)
		s.m.alarms.tick()
		if s.m.alarms.top() != nil {
			t.Fatal("it asks too early")
		}
		s.pass(2 * time.Minute)
		s.m.alarms.tick()
		s.m.dirty = true
		s.shows("Should the room stay quiet?")
		s.press("0")
		s.shows("end quiet mode", "stay quiet")
		before := len(s.relay.Requests("video.member.audio_unmute"))
		s.press("e")
		if s.m.Floor().Mode.Preset != floor.Open || len(s.relay.Requests("video.member.audio_unmute")) != before {
			t.Errorf("the mode is %v", s.m.Floor().Mode.Preset)
		}
	})
}

// TestPanicReportsWhatIsOnAir has a recording and a stream: the panic stops neither.
func TestPanicReportsWhatIsOnAir(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		for _, c := range []video.Command{
			video.StartRecording(), {Action: video.ActStartStream, Args: video.Args{"url": "rtmp://example.com/a"}},
		} {
			if _, err := s.live.Do(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		s.pass(time.Second)
		s.ctrlX(1)
		s.shows("The recording continues.", "A stream is on air.")
		s.ctrlX(1)
		s.pass(time.Second)
		s.hear()
		s.shows("A stream is on air.")
		if state := s.state(); len(state.Recordings) != 1 || len(state.Streams) != 1 || state.Streams[0].State != "streaming" {
			t.Errorf("%+v %+v", state.Recordings, state.Streams)
		}
	})
}

// TestPaletteFindsGuardVerbs runs both verbs by everyday words.
func TestPaletteFindsGuardVerbs(t *testing.T) {
	for typed, shown := range map[string]string{
		"panic": "Panic?", "protect": "Protected for tonight: Ann", "raid": "Panic?", "interpreter": "Protected for tonight: Ann",
	} {
		t.Run(typed, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newGuardedScreen(t)
				s.pick("ann")
				s.press(":")
				for _, r := range typed {
					s.run(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
					s.pass(100 * time.Millisecond)
				}
				s.run(tea.KeyMsg{Type: tea.KeyEnter})
				s.pass(time.Second)
				s.hear()
				s.shows(shown)
			})
		})
	}
}

// TestPanicInAQuietRoom has nothing to send: only the mode is left.
func TestPanicInAQuietRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t, "ann", "ben", "cy", "dee")
		if _, err := s.live.Do(t.Context(), video.Lock()); err != nil {
			t.Fatal(err)
		}
		if err := s.m.room.Floor().Protect(true, s.m.snap.Members[0].ID); err != nil {
			t.Fatal(err)
		}
		s.pass(time.Second)
		s.ctrlX(2)
		s.pass(time.Second)
		if f := s.m.Floor(); f.Mode.Preset != floor.Quiet {
			t.Errorf("the floor is %v", f.Mode.Preset)
		}
		if n := s.sent("video.member.audio_mute", ""); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

// TestPanicIsForTheRoomOnTheScreen shows another room between the second press and the moment at which it counts.
func TestPanicIsForTheRoomOnTheScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.ctrlX(1)
		s.m.Update(read(tea.KeyMsg{Type: tea.KeyCtrlX}))
		s.m.enter(s.m.room)
		s.pass(5 * time.Second)
		if s.state().Room.Locked {
			t.Error("the next room was locked")
		}
	})
}

// TestAnAlarmShowsThePlanOfAPanic: the letter of panic in one alarm is that of pardon in another, and an alarm may come
// on top just before the key that opens it.
func TestAnAlarmShowsThePlanOfAPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		s.pass(15 * time.Minute)
		s.raid(20)
		s.press("0 p")
		s.shows("Panic?", "Lock the room.")
		if s.state().Room.Locked {
			t.Fatal("one letter locked the room")
		}
		s.ctrlX(1)
		s.pass(2 * time.Second)
		if !s.state().Room.Locked {
			t.Error("the room is open")
		}
	})
}
