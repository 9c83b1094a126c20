package plain_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay/director"
	"gavel/ui/config"
	"gavel/ui/plain"
)

func TestUndo(t *testing.T) {
	play(t, nil, func(s *stage) {
		s.typed("mute Ann")
		s.out.fresh()
		s.typed("undo")
		s.wants("Undone: mute Ann.")
		if got := s.muted(); len(got) != 2 {
			t.Errorf("muted are %v", got)
		}
		s.typed("undo")
		s.wants("There is nothing to undo.")
	})
}

// TestUndoReportsOnlyItsEffect undoes a command that cannot be undone, and one whose effect someone else has changed
// since.
func TestUndoReportsOnlyItsEffect(t *testing.T) {
	for name, tc := range map[string]struct {
		typed, others, want, lacks string
	}{
		"final":     {"start a recording", "", "Cannot undo: you started a recording, and", "Could not"},
		"all left":  {"mute Ann", "open Ann\n", "Nothing was undone, because", "Undone:"},
		"some left": {"mute Ann, Ben", "open Ann\n", "Undone: Ben is unmuted again.", "mute Ann"},
		"refused":   {"mute Ann", "refuse audioUnmute 403\n", "Could not unmute Ann: the room refused.", "Undone:"},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, nil, func(s *stage) {
				s.typed(tc.typed)
				director.Play(t, s.relay, tc.others)
				s.pass(time.Second)
				s.out.fresh()
				s.typed("undo")
				if got := s.out.fresh(); !strings.Contains(got, tc.want) || strings.Contains(got, tc.lacks) {
					t.Errorf("got\n%s\nwant %q without %q", got, tc.want, tc.lacks)
				}
			})
		})
	}
}

// TestBannerIsSettled decides about a person who keeps speaking in quiet mode.
func TestBannerIsSettled(t *testing.T) {
	for typed, want := range map[string]string{
		"let be":   "Ann may keep the microphone open.",
		"muffle":   "Ann may keep the microphone open.",
		"audience": "Demote Ann #",
	} {
		t.Run(typed, func(t *testing.T) {
			play(t, nil, func(s *stage) {
				for _, line := range []string{"mode quiet", "yes", "yes"} {
					s.typed(line)
				}
				for range 12 {
					director.Play(t, s.relay, "open Ann")
					s.pass(2 * time.Second)
				}
				s.wants("Ann keeps speaking without the floor. gavel has stopped muting this person. Type let be, audience or")
				s.typed(typed)
				s.wants(want)
				s.typed("yes")
				if here := s.room.Snapshot().Counts.People; (typed == "audience") != (here == 3) {
					t.Errorf("%d people are here", here)
				}
				s.typed("let be")
				s.wants("There is nothing to do.")
			})
		})
	}
}

// TestSecretsAreNotSpoken types an address with a password and the key of a channel, and reads it back.
func TestSecretsAreNotSpoken(t *testing.T) {
	play(t, nil, func(s *stage) {
		s.typed("startStream url=rtmp://user:hunter2@live.example.com/app/SECRETKEY")
		s.typed("read the streams")
		s.typed("play url=https://cdn.example.com/a.mp4?sig=SECRETKEY")
		s.typed("read the playbacks")
		said := s.out.all()
		for _, secret := range []string{"SECRETKEY", "hunter2"} {
			if strings.Contains(said, secret) {
				t.Errorf("%s is in\n%s", secret, said)
			}
		}
		if !strings.Contains(said, "live.example.com/app") || !strings.Contains(said, "cdn.example.com/a.mp4") {
			t.Errorf("the addresses are missing in\n%s", said)
		}
	})
}

// TestUndoAsksBeforeItOpensMany mutes people, and asks before it opens them again.
func TestUndoAsksBeforeItOpensMany(t *testing.T) {
	muteAll := func(s *stage) {
		s.typed("mute everybody")
		s.typed("yes")
	}
	for name, tc := range map[string]struct {
		over  int
		since time.Duration
		asks  bool
	}{
		"a few people":         {over: 4},
		"more than the limit":  {over: 3, asks: true},
		"after half a minute":  {over: 4, since: time.Minute, asks: true},
		"within half a minute": {over: 4, since: 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(o *plain.Options) { o.ConfirmOver = tc.over }, func(s *stage) {
				muteAll(s)
				s.pass(tc.since)
				s.out.fresh()
				s.typed("undo")
				if asked := strings.Contains(s.out.fresh(), "Type yes."); asked != tc.asks {
					t.Errorf("asked %v in\n%s", asked, s.out.all())
				}
				if got := s.muted(); (len(got) == 4) != tc.asks {
					t.Errorf("muted are %v", got)
				}
				if s.typed("yes"); len(s.muted()) != 2 {
					t.Errorf("after the answer, muted are %v", s.muted())
				}
			})
		})
	}
}

// TestMacroActsOnTheMembersOfItsPlan lets a member join between the plan and the yes.
func TestMacroActsOnTheMembersOfItsPlan(t *testing.T) {
	file, err := config.Parse("c.toml", []byte("[macros]\ncalm = [\"audioMute where open\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	play(t, func(o *plain.Options) { o.Macros = file.Macros }, func(s *stage) {
		s.typed("macro calm")
		s.play("join Eve\n")
		s.typed("yes")
		if got := s.muted(); !slices.Equal(got, []string{"Ann", "Ben", "Cy", "Dee Lee"}) {
			t.Errorf("muted are %v", got)
		}
	})
}

// TestRemovingManyNeedsTheirNumber types the number of the people, or the name of the room for all of them.
func TestRemovingManyNeedsTheirNumber(t *testing.T) {
	for _, test := range []struct {
		typed, asks, answer string
		here                int
	}{
		{"remove where !name=Ann", "Type 6.", "yes", 7},
		{"remove where !name=Ann", "Type 6.", "6", 1},
		{"remove where all", "Type Board.", "7", 7},
		{"remove Ben, Cy", "Type yes.", "yes", 5},
	} {
		t.Run(test.typed+" "+test.answer, func(t *testing.T) {
			play(t, nil, func(s *stage) {
				s.play("join Eve Fay Gil\n")
				s.typed(test.typed)
				s.wants(test.asks)
				s.typed(test.answer)
				if n := len(s.room.Snapshot().Members); n != test.here {
					t.Errorf("%d are here, want %d", n, test.here)
				}
			})
		})
	}
}
