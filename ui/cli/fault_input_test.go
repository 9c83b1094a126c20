//go:build linux

package cli

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"gavel/session/localrelay"
	"gavel/ui/term"
)

// commanded returns the requests at a relay that change a room.
func commanded(relay *localrelay.Server) []string {
	var methods []string
	for _, r := range relay.Requests("") {
		switch {
		case strings.HasPrefix(r.Method, "signalwire."), strings.HasSuffix(r.Method, ".get"),
			strings.HasSuffix(r.Method, ".list"),
			strings.HasSuffix(r.Method, "list_available_layouts"), strings.HasSuffix(r.Method, "get_meta"):
		default:
			methods = append(methods, r.Method)
		}
	}
	return methods
}

// leave ends a console by a signal, which no dialog or burst can delay.
func (h *held) leave(t *testing.T) {
	t.Helper()
	since := time.Now()
	_ = h.cmd.Process.Signal(syscall.SIGINT)
	h.wantRestored(t, since, exitInterrupted)
}

func TestFault_T1_SizesOfAllKinds(t *testing.T) {
	t.Parallel()
	h := onHeldTerminal(t, program(t, nil, "demo", "--rate", "100"), false)
	h.until(t, "Weekly standup")
	r := rand.New(rand.NewPCG(1, 1))
	edges := []uint16{0, 1, 2, 14, 15, 59, 60, 10_000, 65_535}
	sizes := 500
	if testing.Short() {
		sizes = 150
	}
	for i := range sizes {
		size := pty.Winsize{Rows: uint16(r.IntN(100)), Cols: uint16(r.IntN(300))}
		if i%5 == 0 {
			size = pty.Winsize{Rows: edges[r.IntN(len(edges))], Cols: edges[r.IntN(len(edges))]}
		}
		if err := pty.Setsize(h.file, &size); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond) // a thousand a second
	}
	_ = pty.Setsize(h.file, &pty.Winsize{Rows: 1, Cols: 1})
	time.Sleep(100 * time.Millisecond)
	seen := len(h.String())
	_ = pty.Setsize(h.file, &pty.Winsize{Rows: 30, Cols: 120})
	h.untilAfter(t, seen, "Weekly standup")
	since := time.Now()
	h.press(t, "q")
	h.wantRestored(t, since, exitDone)
}

func TestFault_T2_LocaleWithoutUTF8(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	room := relay.Rooms()[0].RoomSessionID
	if _, err := relay.AddMember(room, localrelay.MemberSpec{Name: "Үнэн 田中 Zoë"}); err != nil {
		t.Fatal(err)
	}
	for _, locale := range []string{"C", "POSIX", "en_US.ISO-8859-1"} {
		cmd := program(t, relay)
		cmd.Env = append(cmd.Env, "LANG="+locale, "LC_ALL=", "LC_CTYPE=")
		h := onHeldTerminal(t, cmd, false)
		h.until(t, "The standup")
		h.leave(t)
		for _, r := range h.String() {
			if r > '~' {
				t.Errorf("%s: %q was written", locale, r)
				break
			}
		}
	}
}

func TestFault_T10_AnswersAndJunkOnInput(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	h := onHeldTerminal(t, program(t, relay), false)
	h.until(t, "The standup")
	for _, junk := range []string{
		"\x1b[?62;1;2;6;9;15;22c", "\x1b[>41;354;0c", "\x1b]11;rgb:dddd/mmmm/xxxx\x1b\\", "\x1b]52;c;eG14ZGRk\a",
		"\x1bP1+r544e=78\x1b\\",
		"\x1b[I", "\x1b[O", "\x1b[12;40R", "\x1b[?2026;2$y", "\x1b[<35;10;10M", "\x1b[1;2;3;4;5;6;7;8;9m",
		"\x1b_Gi=1;OK\x1b\\", "\x1b[200",
	} {
		h.press(t, junk)
		time.Sleep(60 * time.Millisecond) // apart, so that none is lost in a burst
	}
	h.press(t, strings.Repeat("\x1b[<35;10;10M\x1b[<0;5;5M\x1b[<0;5;5m", 500))
	time.Sleep(300 * time.Millisecond) // commands would have been sent by now
	h.leave(t)
	if sent := commanded(relay); len(sent) > 0 {
		t.Errorf("junk caused commands: %v", sent)
	}
}

// foreign matches what the output must not hold besides our own sequences: controls, C1, and characters that reorder or
// hide text.
var foreign = regexp.MustCompile("[\x00-\x07\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f" +
	"\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

// ours matches the sequences that a frame may hold: colours, cursor, erasing, a letter in the last column, and the
// marks around a frame of several rows.
var ours = regexp.MustCompile(`\x1b\[(?:[0-9;]*[mHKG]|\?(?:25|7|2026)[hl])`)

func TestFault_T11_HostileTextOnAPty(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	room := relay.Rooms()[0].RoomSessionID
	for _, name := range []string{
		"a\x1b[31mred", "b\x1b]0;title\a", "c\u009b2J", "d\u202egnp.exe", "e\r\nf", "g\x1bPq#0\x1b\\",
		"h\x1b]8;;http://x\x1b\\y", "i\u200bj\u2066k",
		"l\x1b[?1049l", "m\x07\x08\x7f", "n\u2028o", "\x1b[2J\x1b[H", "p\x1b]52;c;eA==\a", "q\ufeff\u0085\U000e0041",
	} {
		if _, err := relay.AddMember(room, localrelay.MemberSpec{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	h := onHeldTerminal(t, program(t, relay), false)
	h.until(t, "The standup")
	for _, key := range []string{"G", "k", "i", "\x1b", "5", "2", "1", "/", "a", "\r"} {
		h.press(t, key)
		time.Sleep(60 * time.Millisecond)
	}
	h.leave(t)
	const asked = "\x1b]11;?\a" // the last bytes before the first frame
	_, frames, _ := strings.Cut(h.String(), asked)
	frames, _, restored := strings.Cut(frames, term.RestoreBytes)
	if !restored {
		t.Error("the terminal was not restored")
	}
	rest := ours.ReplaceAllString(frames, "")
	if i := foreign.FindStringIndex(rest); i != nil {
		t.Errorf("untrusted bytes reached the terminal: %q", rest[max(0, i[0]-40):min(len(rest), i[1]+40)])
	}
}

// letters are keys that would all be commands.
const letters = "dmxKrchpDMCHPuwl"

func TestFault_C11_PasteInBrackets(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	h := onHeldTerminal(t, program(t, relay), false)
	h.until(t, "The standup")
	h.press(t, "\x1b[200~"+strings.Repeat(letters+"y\r\n", 20_000)+"\x1b[201~")
	time.Sleep(500 * time.Millisecond) // commands would have been sent by now
	h.leave(t)
	if sent := commanded(relay); len(sent) > 0 {
		t.Errorf("a paste caused commands: %v", sent[:min(len(sent), 9)])
	}
}

func TestFault_C12_PasteWithoutBrackets(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	h := onHeldTerminal(t, program(t, relay), false)
	h.until(t, "The standup")
	h.press(t, strings.Repeat(letters+" y\n x\tm ", 20_000))
	time.Sleep(500 * time.Millisecond) // commands would have been sent by now
	h.leave(t)
	if sent := commanded(relay); len(sent) > 0 {
		t.Errorf("a paste caused commands: %v", sent[:min(len(sent), 9)])
	}
}
