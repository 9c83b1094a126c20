//go:build linux

package cli

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// keyString is what a terminal sends for a key, and the key that it is: "nothing" for none.
type keyString struct{ sent, means string }

// keyStrings reads those of ncurses-term that are one key or nothing. One that is a letter or a digit is left out: it may
// be bound to a command.
func keyStrings(t *testing.T) []keyString {
	t.Helper()
	f, err := os.Open("../term/testdata/ncurses.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var all []keyString
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) < 4 || fields[3] == "excluded" || len(fields[3]) == 1 {
			continue
		}
		sent, err := strconv.Unquote(fields[0])
		if err != nil {
			t.Fatalf("%s: %v", fields[0], err)
		}
		all = append(all, keyString{sent, fields[3]})
	}
	if len(all) < 800 {
		t.Fatalf("only %d strings", len(all))
	}
	return all
}

// TestKeyStringsCommandNothing sends every key string of ncurses-term to the program, whole, and every tenth in two
// pieces. No command is bound to such a key, so that the relay must get none.
func TestKeyStringsCommandNothing(t *testing.T) {
	t.Parallel()
	all := keyStrings(t)
	if testing.Short() {
		all = all[:60]
	}
	const consoles = 6
	for n := range consoles {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			relay := relayWith(t, "standup")
			h := onHeldTerminal(t, program(t, relay), false)
			h.until(t, "The standup")
			for i := n; i < len(all); i += consoles {
				h.pieces(t, all[i].sent)
				if i/consoles%10 == 0 {
					h.pieces(t, all[i].sent[:1], all[i].sent[1:])
				}
				if sent := commanded(relay); len(sent) > 0 {
					t.Fatalf("%q, which is %s, commanded %v", all[i].sent, all[i].means, sent)
				}
			}
			// The keyboard is alive after all of it. F9 may have protected the only member, but not the room.
			h.lock(t, relay)
			h.leave(t)
		})
	}
}

// lock presses K, and wants the relay to be asked for the lock. It presses once more after a pause, because a console
// that was held up has read all keys at once, as a paste, and ignores them until there is one.
func (h *held) lock(t *testing.T, relay *localrelay.Server) {
	t.Helper()
	const pause = time.Second
	h.pieces(t, "1")
	h.press(t, "K")
	for pressed := time.Now(); time.Since(pressed) < pause; time.Sleep(time.Millisecond) {
		if len(relay.Requests("video.lock")) > 0 {
			return
		}
	}
	t.Log("the console was held up, or it ignored keys after the last string")
	h.pieces(t, "1")
	time.Sleep(pause)
	h.press(t, "K")
	awaitRequest(t, relay, "video.lock")
}

// pieces writes a key in pieces, a moment apart, and leaves what it may have opened.
func (h *held) pieces(t *testing.T, pieces ...string) {
	t.Helper()
	const between, after = 60 * time.Millisecond, 15 * time.Millisecond
	for i, piece := range pieces {
		if i > 0 {
			time.Sleep(between) // a slow line
		}
		h.press(t, piece)
	}
	time.Sleep(after)
	h.press(t, "\x1b")
	time.Sleep(after)
	h.press(t, "\x1b1") // the rest of no sequence
	time.Sleep(after)
}

// ctrl-c quits whatever is going on: in a paste that never ends, when it comes alone after a silence, and in any form.
func TestField_K3_CtrlCAlwaysQuits(t *testing.T) {
	t.Parallel()
	const moved = "▎" // by the j before it, so that all of it is read
	for name, test := range map[string]struct{ opens, shows, keys string }{
		"an open paste":      {"j\x1b[200~hello", moved, "\x03"},
		"a field":            {"/abc", "Nobody matches", "\x03"},
		"kitty":              {keys: "\x1b[99;5u"},
		"modifyOtherKeys":    {keys: "\x1b[27;5;99~"},
		"after half a key":   {"j\x1b[", moved, "\x03"},
		"an open string":     {"j\x1b]11;rgb:", moved, "\x03"},
		"with other letters": {keys: "jj\x03kk"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := onHeldTerminal(t, program(t, relayWith(t, "standup")), false)
			h.until(t, "The standup")
			if test.opens != "" {
				seen := len(h.String())
				h.press(t, test.opens)
				h.untilAfter(t, seen, test.shows)
				time.Sleep(300 * time.Millisecond) // the silence
			}
			h.press(t, test.keys)
			if code := exited(t, h.cmd); code != exitDone {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// A 0x03 in pasted text quits nothing.
func TestPastedCtrlCDoesNotQuit(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	h := onHeldTerminal(t, program(t, relay), false)
	h.until(t, "The standup")
	h.press(t, "\x1b[200~a\x03b\x1b[201~")
	seen := len(h.String())
	h.untilAfter(t, seen-1, "")
	h.press(t, "m")
	awaitRequest(t, relay, "video.member.audio_mute")
	if sent := relay.Requests("video.member.audio_mute"); len(sent) != 1 {
		t.Errorf("%d commands", len(sent))
	}
	h.leave(t)
}
