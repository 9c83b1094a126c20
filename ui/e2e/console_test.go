package e2e_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// graceOver is longer than the time for which a new question ignores keys.
const graceOver = 500 * time.Millisecond

// demo starts the console on a silent local room.
func demo(t *testing.T, args ...string) *terminal {
	t.Helper()
	s := run(t, 120, 36, append([]string{"demo", "--seed", "3", "--quiet", "--members", "6"}, args...)...)
	s.want("Weekly standup", "6 here")
	return s
}

// highlighted matches the name on the row with the cursor bar.
var highlighted = regexp.MustCompile(`▎\s+(?:● )?(.*?)\s{2,}`)

func cursor(t *testing.T, screen string) string {
	t.Helper()
	m := highlighted.FindStringSubmatch(screen)
	if m == nil {
		t.Fatalf("no row is highlighted:\n%s", screen)
	}
	return m[1]
}

// down moves the cursor to the next member and returns the name.
func down(t *testing.T, s *terminal) string {
	t.Helper()
	before := cursor(t, s.screen())
	s.keys("j")
	return cursor(t, s.until("the cursor to move", func(screen string) bool {
		m := highlighted.FindStringSubmatch(screen)
		return m != nil && m[1] != before
	}))
}

func TestConsoleMutesHighlightedMember(t *testing.T) {
	t.Parallel()
	s := demo(t)
	down(t, s)
	who := down(t, s)
	s.keys("d")
	s.want("you deafened "+who, "✓")
	s.keys("D")
	s.want("you undeafened "+who, "✓")
}

func TestConsoleAsksBeforeRemoving(t *testing.T) {
	t.Parallel()
	s := demo(t)
	who := down(t, s)
	s.text("xy") // y is ignored: typed before the question could be read
	s.want("Remove", who)
	time.Sleep(graceOver)
	s.want("Remove", "6 here")
	s.keys("Enter") // never means yes
	s.until("the question to go", func(screen string) bool {
		return !strings.Contains(screen, "y remove") && strings.Contains(screen, "6 here")
	})
	s.keys("x")
	s.want("Remove", who)
	time.Sleep(graceOver)
	s.keys("y")
	s.want("5 here", "you removed "+who)
}

func TestConsoleRecordsOnOneKey(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.until("not recording", func(screen string) bool {
		return strings.Contains(screen, "not recording") || strings.Contains(screen, "no REC")
	})
	s.keys("r")
	s.want("REC", "you started a recording")
	time.Sleep(300 * time.Millisecond) // the same key pressed at once counts as held
	s.keys("r")
	s.want("ause", "top")
}

func TestPaletteRunsMethodByName(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.keys(":")
	s.text("setLayout name=2x2")
	s.keys("Enter")
	s.want("2x2", "you set the layout", "✓")
	s.keys("u")
	s.want("undo: you set the layout")
}

func TestAllKeysOfOneReadCount(t *testing.T) {
	t.Parallel()
	s := demo(t)
	first := cursor(t, s.screen())
	s.text("jjj")
	s.until("the cursor to move", func(screen string) bool {
		m := highlighted.FindStringSubmatch(screen)
		return m != nil && m[1] != first
	})
	s.text("kkk")
	s.until("the cursor to be back", func(screen string) bool {
		m := highlighted.FindStringSubmatch(screen)
		return m != nil && m[1] == first
	})
}

func TestTerminalIsRestored(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(*terminal){
		"q":      func(s *terminal) { s.keys("q") },
		"ctrl-c": func(s *terminal) { s.keys("C-c") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			leave(s)
			screen := s.want("exit=", "echo")
			if !strings.Contains(screen, "echo") || strings.Contains(screen, "-echo") || strings.Contains(screen, "people") {
				t.Errorf("the terminal was not restored:\n%s", screen)
			}
		})
	}
}

func TestBusyHugeRoomAnswersKeys(t *testing.T) {
	t.Parallel()
	s := run(t, 120, 36, "demo", "--seed", "1", "--members", "2000", "--rate", "5000")
	s.want("People")
	s.keys("G")
	var pressed time.Time
	s.until("a deafened member", func(screen string) bool {
		if strings.Contains(screen, "is deafened. Confirmed") { // in the footer: the log has scrolled on
			return true
		}
		// The member may have left at that moment: then no command is sent. The answer of a busy machine takes a while.
		if time.Since(pressed) > 3*time.Second {
			s.keys("k", "d")
			pressed = time.Now()
		}
		return false
	})
	s.keys("q")
	s.want("exit=0")
}

func TestTooSmallScreenShowsMessageAndQuits(t *testing.T) {
	t.Parallel()
	s := run(t, 40, 10, "demo", "--quiet")
	s.want("60")
	s.keys("q")
	s.want("exit=0")
}
