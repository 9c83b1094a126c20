package plain_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"gavel/session"
	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/plain"
	"gavel/ui/say"
)

// stage is a room on the local relay with a console of lines, in a bubble of virtual time. Ann and Ben can be heard,
// Cy and Dee Lee are muted.
type stage struct {
	t     *testing.T
	relay *localrelay.Server
	in    *io.PipeWriter
	out   *lines
	ended chan error
	room  *session.RoomSession
	host  *host.Host
}

// lines is the output so far.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
	read int // length that wants has looked at
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// fresh returns the output since the last call.
func (l *lines) fresh() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.text.String()[l.read:]
	l.read = l.text.Len()
	return s
}

// play runs f with a console of lines. change may change its options.
func play(t *testing.T, change func(*plain.Options), f func(s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		relay, err := localrelay.StartPipe(localrelay.Options{Rooms: -1, Seed: 1, Quiet: true, Project: "p", Token: "t"})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = relay.Close() }()
		director.Play(t, relay, "start room \"Board\"\njoin Ann Ben\njoin Cy \"Dee Lee\" muted\n")
		client, err := session.Dial(t.Context(), session.Config{
			URL: relay.URL(), Project: relay.Project(), Token: video.Secret(relay.Token()), NetDial: relay.Dial,
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		room, err := session.Join(t.Context(), client, relay.Rooms()[0].Name)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = room.Close() }()
		h, err := host.New(room, client, host.Config{Floor: floor.Config{Consent: floor.ConsentAlways}})
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		in, typed := io.Pipe()
		s := &stage{t: t, relay: relay, in: typed, out: &lines{}, ended: make(chan error, 1), room: room, host: h}
		o := plain.Options{Room: h, In: in, Out: s.out, ConfirmOver: 5}
		if change != nil {
			change(&o)
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go func() { s.ended <- plain.Run(ctx, o) }()
		s.pass(time.Second)
		f(s)
		stop()
		_ = typed.Close()
		checkBytes(t, s.out.all())
	})
}

// checkBytes is codex 11823: a screen reader read rewritten lines again and again. It holds what a screen reader relies on: whole lines, without a character that moves anything.
func checkBytes(t *testing.T, text string) {
	t.Helper()
	if text != "" && !strings.HasSuffix(text, "\n") {
		t.Errorf("the last line has no end: %q", text)
	}
	for _, r := range text {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			t.Fatalf("%U is written in %q", r, text)
		}
	}
}

func (s *stage) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (s *stage) play(script string) {
	s.t.Helper()
	director.Play(s.t, s.relay, script)
	s.pass(time.Second)
}

func (s *stage) typed(line string) {
	s.t.Helper()
	if _, err := io.WriteString(s.in, line+"\n"); err != nil {
		s.t.Fatal(err)
	}
	s.pass(time.Second)
}

// wants checks that the output since the last call has the parts, in this order.
func (s *stage) wants(parts ...string) {
	s.t.Helper()
	text := s.out.fresh()
	rest := text
	for _, part := range parts {
		i := strings.Index(rest, part)
		if i < 0 {
			s.t.Errorf("%q is missing in\n%s", part, text)
			return
		}
		rest = rest[i+len(part):]
	}
}

func (s *stage) lacks(part string) {
	s.t.Helper()
	if text := s.out.fresh(); strings.Contains(text, part) {
		s.t.Errorf("%q is in\n%s", part, text)
	}
}

func (s *stage) muted() (names []string) {
	for _, m := range s.room.Snapshot().Members {
		if m.AudioMuted {
			names = append(names, m.Name)
		}
	}
	return names
}

func TestTypedCommands(t *testing.T) {
	tests := []struct {
		typed string
		want  string
		muted []string // nil: as before
	}{
		{"mute Ann", "Ann is muted. Confirmed", []string{"Ann", "Cy", "Dee Lee"}},
		{"  MUTE   ann ", "Ann is muted.", []string{"Ann", "Cy", "Dee Lee"}},
		{"mute an", "Ann is muted.", []string{"Ann", "Cy", "Dee Lee"}},
		{"mute Ann, Ben", "Ann and Ben are muted.", []string{"Ann", "Ben", "Cy", "Dee Lee"}},
		{"unmute dee lee", "Dee Lee is unmuted.", []string{"Cy"}},
		{"mute everybody", "4 people are muted", []string{"Ann", "Ben", "Cy", "Dee Lee"}},
		{"mute everybody but Ann", "Ben", []string{"Ben", "Cy", "Dee Lee"}},
		{"mute where open", "are muted", []string{"Ann", "Ben", "Cy", "Dee Lee"}},
		{"audioMute memberId=Ben", "Ben is muted.", []string{"Ben", "Cy", "Dee Lee"}},
		{"setLayout name=3x3", "The layout is 3x3.", nil},
		{"lock the room", "The room is locked.", nil},
		{"hide people without video", "People without video are hidden", nil},
		{"start a recording", "A recording", nil},
		{"stop the recording", "Nothing was sent.", nil},
		{"mute Cy", "Cy is already muted. Nothing was sent.", nil},
		{"mute Zoe", `Nobody here is called "Zoe". Nothing was sent.`, nil},
		{"mute n", `can be Ann`, nil},
		{"mute", "Nobody is named. Nothing was sent.", nil},
		{"mute Ann,", "A name is empty. Nothing was sent.", nil},
		{"mute where", "the selector is empty; for all members, write all. Nothing was sent.", nil},
		{"mute where talkin", "Did you mean talking? Nothing was sent.", nil},
		{"mute where hand", "Nobody matches hand. Nothing was sent.", nil},
		{"setLayout nam=3x3", "Nothing was sent.", nil},
		{"setLayout 3x3", "Write parameters as name=value. Nothing was sent.", nil},
		{"dance", `There is no verb like "dance".`, nil},
		{strings.Repeat("x", 9000), "That line is too long. Nothing was sent.", nil},
		{"yes", "Nothing was asked.", nil},
		{"lower all hands", "There is nobody to act on. Nothing was sent.", nil},
	}
	for _, test := range tests {
		t.Run(test.typed[:min(len(test.typed), 30)], func(t *testing.T) {
			play(t, nil, func(s *stage) {
				s.out.fresh()
				s.typed(test.typed)
				// The answer may come before the event that shows the effect.
				if got := s.out.fresh(); !strings.Contains(got, test.want) && !strings.Contains(got, ": accepted") {
					t.Errorf("%q is missing in\n%s", test.want, got)
				}
				if test.muted == nil {
					test.muted = []string{"Cy", "Dee Lee"}
				}
				if got := s.muted(); !slices.Equal(got, test.muted) {
					t.Errorf("muted are %v, want %v", got, test.muted)
				}
			})
		})
	}
}

// TestDestructiveCommandsAsk removes a member, and ends the room.
func TestDestructiveCommandsAsk(t *testing.T) {
	tests := []struct {
		typed, asks, answer string
		here                int
	}{
		{"remove Ben", "This cannot be undone. Type yes.", "yes", 3},
		{"remove Ben", "Remove Ben #", "y", 4},
		{"remove Ben", "Type yes.", "", 4},
		{"remove Ben, Cy", "Remove 2 people: Ben #", "yes", 2},
		{"remove Ben", "Type yes.", "remove Ann", 4},
		{"end the room", "ends the session. This cannot be undone. Type Board.", "yes", 4},
		{"end the room", "Type Board.", "board", 0},
	}
	for _, test := range tests {
		t.Run(test.typed+" "+test.answer, func(t *testing.T) {
			play(t, nil, func(s *stage) {
				s.typed(test.typed)
				s.wants(test.asks)
				s.typed(test.answer)
				if test.here == 4 {
					s.wants("Cancelled. Nothing was sent.")
				}
				if n := len(s.relay.Rooms()); test.here == 0 && n != 0 {
					t.Error("the room goes on")
				}
				if n := len(s.room.Snapshot().Members); test.here > 0 && n != test.here {
					t.Errorf("%d are here, want %d", n, test.here)
				}
			})
		})
	}
}

// TestManyAsk has more people than one answers for without looking.
func TestManyAsk(t *testing.T) {
	play(t, func(o *plain.Options) { o.ConfirmOver = 2 }, func(s *stage) {
		s.play("join Eve Fay Gil\n")
		s.typed("mute everybody")
		s.wants("Mute 5 of 7 people? Type yes. Anything else cancels.")
		s.typed("yes")
		if got := s.muted(); len(got) != 7 {
			t.Errorf("muted are %v", got)
		}
	})
}

func TestProtectedPeopleAreLeftOut(t *testing.T) {
	play(t, nil, func(s *stage) {
		if err := s.host.Protect(true, s.room.Snapshot().Members[0].ID); err != nil { // Ann
			t.Fatal(err)
		}
		s.pass(time.Second)
		s.typed("mute everybody")
		if got := s.muted(); !slices.Equal(got, []string{"Ben", "Cy", "Dee Lee"}) {
			t.Errorf("muted are %v", got)
		}
		s.typed("mute where name~ann")
		s.wants("Ann is protected. Nothing was sent.")
		s.typed("unmute where protected | name~ben")
		if got := s.muted(); !slices.Equal(got, []string{"Cy", "Dee Lee"}) {
			t.Errorf("muted are %v", got)
		}
		s.typed("mute everybody")
		s.typed("mute Ann") // by name, one may
		if got := s.muted(); !slices.Equal(got, []string{"Ann", "Ben", "Cy", "Dee Lee"}) {
			t.Errorf("muted are %v", got)
		}
	})
}

func TestReadOnlySendsNothing(t *testing.T) {
	play(t, func(o *plain.Options) { o.ReadOnly = true }, func(s *stage) {
		for _, line := range []string{"mute Ann", "lock the room", "next", "mode quiet", "undo", "item Budget", "end the room"} {
			s.out.fresh()
			s.typed(line)
			s.wants("This console only watches. Nothing was sent.")
		}
		if got := s.muted(); len(got) != 2 {
			t.Errorf("muted are %v", got)
		}
	})
}

// TestFloorIsSpoken goes through a turn: next, grant, half a minute left, over-time, next.
func TestFloorIsSpoken(t *testing.T) {
	play(t, nil, func(s *stage) {
		s.wants(`Room "Board": 4 people.`, "Type help for the verbs")
		s.play("hand Cy\nwait 1s\nhand \"Dee Lee\"\n")
		s.wants("Next: Cy.", "Cy raised a hand.", "Dee Lee raised a hand.")
		s.typed("mode queue")
		s.wants("Queue: mutes 2 of", "Type yes")
		s.typed("yes")
		s.wants("queue")
		s.typed("next")
		s.wants("Cy has the floor", "Next: Dee Lee.")
		s.typed("note Minutes please")
		s.wants("Minutes please")
		s.typed("item Budget")
		s.wants("Budget")
		s.typed("next")
		s.typed("stop")
		s.out.fresh()
		s.typed("next")
		s.typed("next")
		s.wants("Nobody is waiting for the floor.")
		s.typed("hands")
		s.wants(say.NobodyWaits)
	})
}

// TestTurnIsTimed has turns of a minute.
func TestTurnIsTimed(t *testing.T) {
	play(t, nil, func(s *stage) {
		mode := floor.Queue.Mode()
		mode.Turn = time.Minute
		if err := s.host.Do(func(e *floor.Engine, now time.Time) error { return e.Begin(now, mode, true) }); err != nil {
			t.Fatal(err)
		}
		s.play("hand Cy\n")
		s.typed("next")
		s.play("talk Cy 90s\n")
		s.out.fresh()
		s.pass(25 * time.Second)
		s.lacks("seconds left")
		s.pass(10 * time.Second)
		s.wants("30 seconds left for Cy.")
		s.pass(40 * time.Second)
		s.wants("Time is up for Cy.")
		if n := strings.Count(s.out.all(), "30 seconds left"); n != 1 {
			t.Errorf("it was said %d times", n)
		}
	})
}

// TestBurstsAreOneLine has a rush at the door.
func TestBurstsAreOneLine(t *testing.T) {
	play(t, nil, func(s *stage) {
		s.out.fresh()
		s.play("join P1 P2 P3 P4 P5 P6 P7 P8 P9 muted\n")
		s.pass(5 * time.Second)
		text := s.out.fresh()
		if n := strings.Count(text, "joined"); n > 3 {
			t.Errorf("%d lines about people who joined:\n%s", n, text)
		}
		if !strings.Contains(text, "and 4 others joined.") {
			t.Errorf("got\n%s", text)
		}
	})
}

// TestAlarmsComeFirst starts a forbidden recording, while a member joins and raises a hand.
func TestAlarmsComeFirst(t *testing.T) {
	alarms := func(o *plain.Options) {
		o.Alarms = func(*video.Room) alarm.Config { return alarm.Config{Recording: alarm.Never} }
	}
	play(t, alarms, func(s *stage) {
		s.out.fresh()
		s.play("join Zoe\nhand Zoe\nstart recording\n")
		s.pass(5 * time.Second)
		s.wants("Alarm: A recording is running, and this room must not be recorded.", "recording", "Zoe joined.")
		s.typed("alarms")
		s.wants("Alarm: A recording is running")
	})
}

// TestAlarmsAreRemembered removes a member: the host keeps that for a later run.
func TestAlarmsAreRemembered(t *testing.T) {
	play(t, nil, func(s *stage) {
		s.typed("remove Ben")
		s.typed("yes")
		s.play("join Ben\n")
		s.pass(5 * time.Second)
		if m := s.host.Remembered(); len(m.Removed) != 1 || m.Removed[0].Name != "ben" {
			t.Errorf("remembered is %+v", m)
		}
	})
}

// TestHostileNames has names that would move the cursor or turn the text around.
func TestHostileNames(t *testing.T) {
	play(t, nil, func(s *stage) {
		s.play("join \"\x1b[31mRed\x1b[0m\" \"\u202eevil\u202c\" \"يوسف\" \"a\u2066b\" muted\n")
		s.typed("who")
		s.wants("يوسف: muted.")
		s.typed("help")
		s.wants("mute everybody but NAMES: mute all others.")
	})
}

func TestEndOfInputGoesOnAndQuitEnds(t *testing.T) {
	t.Run("end of input", func(t *testing.T) {
		play(t, nil, func(s *stage) {
			_ = s.in.Close()
			s.play("join Zoe\n")
			s.wants("Zoe joined.")
			select {
			case err := <-s.ended:
				t.Errorf("it ended: %v", err)
			default:
			}
		})
	})
	t.Run("quit", func(t *testing.T) {
		play(t, nil, func(s *stage) {
			s.typed("quit")
			if err := <-s.ended; err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("the end of the room", func(t *testing.T) {
		play(t, nil, func(s *stage) {
			s.play("end room\n")
			s.wants("The room has ended.")
			if err := <-s.ended; err != nil {
				t.Error(err)
			}
		})
	})
}

// TestMacroShowsItsPlanFirst runs several commands as one, after a yes.
func TestMacroShowsItsPlanFirst(t *testing.T) {
	file, err := config.Parse("c.toml", []byte(`macros.calm = ["audioMute where open", "lock", "lowerHand where hand"]`))
	if err == nil {
		t.Fatal("lowerHand is no method of the reference")
	}
	file, err = config.Parse("c.toml", []byte(`[macros]
calm = ["audioMute where open", "lock"]
hush = ["audioMute where hand"]`))
	if err != nil {
		t.Fatal(err)
	}
	play(t, func(o *plain.Options) { o.Macros = file.Macros }, func(s *stage) {
		s.out.fresh()
		s.typed("macro quiet")
		s.wants(`There is no macro "quiet". The macros are calm and hush.`)
		s.typed("macro hush")
		s.wants("nothing to do", "None of its commands would do anything. Nothing was sent.")
		s.typed("yes")
		s.wants("Nothing was asked.")
		s.typed("macro calm")
		s.wants("1. Mute Ann and Ben.", "2. Lock the room.", `Run "calm"? Type yes.`)
		s.typed("yes")
		if got := s.muted(); len(got) != 4 || s.room.Snapshot().Room.Locked != video.Yes {
			t.Errorf("muted are %v, locked: %v", got, s.room.Snapshot().Room.Locked)
		}
		s.typed("undo")
		if got := s.muted(); len(got) != 2 || s.room.Snapshot().Room.Locked != video.No {
			t.Errorf("after undo, muted are %v, locked: %v", got, s.room.Snapshot().Room.Locked)
		}
	})
}

// TestPremortem_Codex11823_NothingIsRewritten: a screen reader read rewritten lines again and again. While time passes
// and nothing happens, nothing is written, not even a clock.
func TestPremortem_Codex11823_NothingIsRewritten(t *testing.T) {
	play(t, nil, func(s *stage) {
		s.play("hand Cy\ntalk Ann 20m\n")
		s.typed("mode queue")
		s.typed("yes")
		s.typed("next")
		s.pass(10 * time.Second)
		before := s.out.all()
		s.pass(10 * time.Minute)
		if after := s.out.all(); after != before {
			t.Errorf("this was written while nothing happened:\n%s", after[len(before):])
		}
	})
}
