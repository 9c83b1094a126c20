package term

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// start is the first time on the tests' clock.
var start = time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC)

// feed decodes bytes that arrive at once, and adds the messages due after silence.
func feed(keys string) []tea.Msg {
	var d decoder
	out := d.feed(start, []byte(keys))
	return append(out, d.silence(start.Add(time.Minute))...)
}

// describe returns the names of messages. A key has its name in Bubble Tea, with its runes as they are.
func describe(msgs []tea.Msg) []string {
	var out []string
	for _, msg := range msgs {
		switch msg := msg.(type) {
		case tea.KeyMsg:
			s := msg.String()
			if s == " " {
				s = "space"
			}
			out = append(out, s)
		case OtherKey:
			out = append(out, "("+string(msg)+")")
		case tea.MouseMsg:
			out = append(out, fmt.Sprintf("<%s %d,%d>", strings.ReplaceAll(msg.String(), " ", "-"), msg.X, msg.Y))
		case cursorAt: // neither a key nor visible
		case Ambiguous:
			out = append(out, "<ambiguous>")
		case Background:
			out = append(out, map[bool]string{true: "<dark>", false: "<light>"}[msg.Dark()])
		default:
			out = append(out, fmt.Sprintf("%T", msg))
		}
	}
	return out
}

// piece is bytes that arrive after a pause.
type piece struct {
	after time.Duration
	bytes string
}

func at(d time.Duration, s string) piece { return piece{d, s} }

// play decodes pieces, with the messages due in the pauses and in the minute after the last piece.
func play(d *decoder, pieces ...piece) []string {
	var out []string
	now := start
	for _, p := range pieces {
		next := now.Add(p.after)
		if deadline, ok := d.deadline(); ok && deadline.Before(next) {
			out = append(out, describe(d.silence(deadline))...)
		}
		now = next
		out = append(out, describe(d.feed(now, []byte(p.bytes)))...)
	}
	if deadline, ok := d.deadline(); ok {
		out = append(out, describe(d.silence(deadline))...)
	}
	return append(out, describe(d.silence(now.Add(time.Minute)))...)
}

const ms = time.Millisecond

func TestDecoder(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		pieces []piece
		want   string
	}{
		{"letters in one read are separate keys", []piece{at(0, "jjm")}, "j j m"},
		{"control keys", []piece{at(0, "\x01\t\r\x7f\x00 ")}, "ctrl+a tab enter backspace ctrl+@ space"},
		{"a letter in UTF-8", []piece{at(0, "é漢")}, "é 漢"},
		{"a letter in two pieces", []piece{at(0, "\xe6\xbc"), at(900*ms, "\xa2m")}, "漢 m"},
		{"a letter without its end", []piece{at(0, "\xe6\xbc"), at(1001*ms, "m")}, "m"},
		{"invalid UTF-8", []piece{at(0, "\xffm\xe9m\x81")}, "m m"},

		{"a lone Escape acts at once", []piece{at(0, "\x1b")}, "esc"},
		{"Escape twice", []piece{at(0, "\x1b\x1b")}, "esc esc"},
		{"Escape twice, apart", []piece{at(0, "\x1b"), at(100*ms, "\x1b")}, "esc esc"},
		{"Escape and a letter in one read", []piece{at(0, "\x1bj")}, "esc j"},
		{"Escape and a letter, apart", []piece{at(0, "\x1b"), at(60*ms, "j")}, "esc j"},
		{"Escape and Enter in one read", []piece{at(0, "\x1b\r")}, "esc enter"},
		{"Escape and P in one read", []piece{at(0, "\x1bP")}, "esc P"},
		{"Escape and P, apart", []piece{at(0, "\x1b"), at(300*ms, "P")}, "esc P"},
		{"Escape, P and y, apart", []piece{at(0, "\x1b"), at(300*ms, "P"), at(400*ms, "y")}, "esc P y"},
		{"Escape and an arrow", []piece{at(0, "\x1b\x1b[A")}, "esc up"},
		{"an arrow in two pieces after ESC", []piece{at(0, "\x1b"), at(60*ms, "[C")}, "esc right"},
		{"an arrow a second later", []piece{at(0, "\x1b"), at(time.Second, "[C")}, "esc right"},
		{"the rest more than a second later", []piece{at(0, "\x1b"), at(1001*ms, "[C")}, "esc [ C"},
		{"F1 in two pieces", []piece{at(0, "\x1bO"), at(60*ms, "P")}, "f1"},
		{"keys after the arrow", []piece{at(0, "\x1b["), at(60*ms, "Cm")}, "right m"},

		{"thirty arrows in one write", []piece{at(0, strings.Repeat("\x1b[B", 30))}, strings.Repeat("down ", 29) + "down"},
		{"Shift+Enter of Konsole", []piece{at(0, "\x1bOM")}, "enter"},
		{"Ctrl+Left of rxvt", []piece{at(0, "\x1bOd")}, "ctrl+left"},
		{"keypad 2", []piece{at(0, "\x1bOr")}, "2"},
		{"Shift+F1", []piece{at(0, "\x1bO2P")}, "f13"},
		{"Shift+Delete of rxvt and m", []piece{at(0, "\x1b[3$m")}, "(shift+delete) m"},
		{"console F1", []piece{at(0, "\x1b[[A")}, "f1"},
		{"v3220's F6", []piece{at(0, "\x1b[OP")}, "f1"},
		{"xterm with modifyCursorKeys 3", []piece{at(0, "\x1b[>1;5A")}, "ctrl+up"},
		{"eight bits", []piece{at(0, "\x9bA\x8fP")}, "up f1"},

		{"ctrl-c within a sequence", []piece{at(0, "\x1b[1;\x03")}, "ctrl+c"},
		{"ctrl-c within a string", []piece{at(0, "\x1b]11;\x03")}, "ctrl+c"},
		{"ctrl-c within a mouse report", []piece{at(0, "\x1b[M\x03")}, "ctrl+c"},
		{"Enter within a sequence is dropped with it", []piece{at(0, "\x1b[1;\r"), at(ms, "m")}, "m"},
		{"a sequence within a sequence", []piece{at(0, "\x1b[1;\x1b[A")}, "up"},
		{"a sequence without its end is dropped", []piece{at(0, "\x1b[1;"), at(1001*ms, "m")}, "m"},
		{"noise", []piece{at(0, "\x1b["+strings.Repeat("1;", 3000)), at(ms, "1Am")}, "m"},
		{
			"a string that is too long",
			[]piece{
				at(0, "\x1b]"+strings.Repeat("m", 5000)), at(ms, "mm"), at(ms, "m\x1b"), at(ms, "\\x"),
			},
			"x",
		},
		{"the focus was lost", []piece{at(0, "\x1b[O\x1b[I"), at(0, "m")}, "m"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var d decoder
			if got := strings.Join(play(&d, test.pieces...), " "); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestCodedKeys(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, keys, want string }{
		{"ctrl-c", "\x1b[99;5u", "ctrl+c"},
		{"ctrl-c of modifyOtherKeys", "\x1b[27;5;99~", "ctrl+c"},
		{"ctrl-c with capitals locked", "\x1b[99;69u", "ctrl+c"},
		{"ctrl-c on a Russian keyboard", "\x1b[1089::99;5u", "ctrl+c"},
		{"ctrl-c released", "\x1b[99;5:3u", ""},
		{"ctrl-c repeated", "\x1b[99;5:2u", "ctrl+c"},
		{"Escape", "\x1b[27u", "esc"},
		{"Escape with Shift", "\x1b[27;2u", "esc"},
		{"M", "\x1b[109;2u", "M"},
		{"M with its shifted code", "\x1b[109:77;2u", "M"},
		{"M of modifyOtherKeys", "\x1b[27;2;77~", "M"},
		{"M from a terminal that sends capitals", "\x1b[77;2u", "M"},
		{"m with capitals locked", "\x1b[109;65u", "M"},
		{"M with capitals locked", "\x1b[109;66u", "m"},
		{"m with numbers locked", "\x1b[109;129u", "m"},
		{"a Russian letter", "\x1b[1100u", "ь"},
		{"a Hebrew letter with Shift", "\x1b[1510;2u", "צ"},
		{"exclamation mark", "\x1b[49:33;2u", "!"},
		{"Shift and a digit", "\x1b[49;2u", "(shift+1)"},
		{"exclamation mark of modifyOtherKeys", "\x1b[27;2;33~", "!"},
		{"space with Shift", "\x1b[32;2u", "space"},
		{"Enter", "\x1b[13u", "enter"},
		{"Enter with Shift", "\x1b[13;2u", "(shift+enter)"},
		{"Enter with Ctrl", "\x1b[27;5;13~", "(ctrl+enter)"},
		{"Tab with Shift", "\x1b[9;2u", "shift+tab"},
		{"backspace with Shift", "\x1b[127;2u", "backspace"},
		{"Alt and a letter", "\x1b[109;3u", "(alt+m)"},
		{"Ctrl, Shift and a letter", "\x1b[99;6u", "(ctrl+shift+c)"},
		{"Super and a letter", "\x1b[109;9u", "(super+m)"},
		{"ctrl-@", "\x1b[32;5u", "ctrl+@"},
		{"ctrl-\\", "\x1b[92;5u", "ctrl+\\"},
		{"a key of the keypad", "\x1b[57401u", "2"},
		{"Enter of the keypad", "\x1b[57414u", "enter"},
		{"an arrow of the keypad", "\x1b[57419;5u", "ctrl+up"},
		{"Shift alone", "\x1b[57441;2u", ""},
		{"F13 of kitty", "\x1b[57376u", "f13"},
		{"an arrow released", "\x1b[1;1:3A", ""},
		{"an arrow repeated", "\x1b[1;5:2A", "ctrl+up"},
		{"Delete released", "\x1b[3;1:3~", ""},
		{"text with the key", "\x1b[97;;229u", "a"},
		{"a code without a character", "\x1b[1114112u\x1b[1u\x1b[0u\x1b[u", ""},
		{"a code that is too long", "\x1b[99999999999999999999u", ""},
		{"Delete with Ctrl", "\x1b[3;5~", "(ctrl+delete)"},
		{"an arrow with Alt", "\x1b[1;3A", "(alt+up)"},
		{"F9 with Shift", "\x1b[20;2~", "(shift+f9)"},
		{"Windows' form", "\x1b[65;30;97;1;0;1_", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(describe(feed(test.keys)), " "); got != test.want {
				t.Errorf("%q is %s, want %s", test.keys, got, test.want)
			}
		})
	}
}

func TestAnswersAreNotKeys(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, keys, want string }{
		{"background, dark", "\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\", "<dark>"},
		{"background, light, ended by BEL", "\x1b]11;rgb:ffff/ffff/ffff\a", "<light>"},
		{"foreground", "\x1b]10;rgb:ffff/ffff/ffff\a", ""},
		{"background without a colour", "\x1b]11;mauve\a", ""},
		{"eight bits", "\x9d11;rgb:ff/ff/ff\x9c", "<light>"},
		{"a title with a letter that contains the 8-bit end", "\x1b]lÜmm\x1b\\", ""},
		{"clipboard", "\x1b]52;c;bWFtYQ==\a", ""},
		{"device attributes", "\x1b[?64;1;2;6;22c\x1b[>41;366;0c\x1b[=0c", ""},
		{"tertiary device attributes", "\x1bP!|00000000\x1b\\", ""},
		{"version", "\x1bP>|XTerm(379)\x1b\\", ""},
		{"state of a mode", "\x1b[?2026;2$y\x1b[4;2$y", ""},
		{"cursor position", "\x1b[24;80R\x1b[?24;80;1R\x1b[1;2R", ""},
		{"status", "\x1b[0n\x1b[?997;1n", ""},
		{"kitty's flags", "\x1b[?0u", ""},
		{"modifyOtherKeys", "\x1b[>4;0m", ""},
		{"window size", "\x1b[8;24;80t\x1b[48;24;80;0;0t", ""},
		{"kitty's graphics", "\x1b_Gi=31;OK\x1b\\", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(describe(feed(test.keys+"m")), " "); got != strings.TrimSpace(test.want+" m") {
				t.Errorf("%q and m are %s, want %s", test.keys, got, test.want)
			}
			for i := 1; i < len(test.keys); i++ {
				if i <= 2 && test.keys[1] == 'P' {
					continue // no query of gavel is answered with a DCS: ESC P is Escape and P after 50 ms
				}
				var d decoder
				got := play(&d, at(0, test.keys[:i]), at(600*ms, test.keys[i:]))
				got = slices.DeleteFunc(got, func(s string) bool { return s == "esc" })
				if strings.Join(got, " ") != test.want {
					t.Errorf("%q and %q are %v, want %s", test.keys[:i], test.keys[i:], got, test.want)
				}
			}
		})
	}
}

func TestStringWithoutItsEnd(t *testing.T) {
	t.Parallel()
	var d decoder
	pieces := []piece{at(0, "\x1b]11;rgb:")}
	for range 20 {
		pieces = append(pieces, at(300*ms, "m"))
	}
	if got := play(&d, pieces...); len(got) < 3 {
		t.Errorf("after 6 s of keys only %v arrived", got)
	}
}

func TestBoundAlt(t *testing.T) {
	t.Parallel()
	d := decoder{alt: func(k tea.Key) bool { return k.String() == "b" || k.String() == "up" }}
	got := strings.Join(play(&d, at(0, "\x1bb\x1bm\x1b\x1b[A\x1b[98;3u\x1b[1;3A"), at(0, "\x1b"), at(ms, "b")), " ")
	if want := "alt+b esc m alt+up alt+b alt+up esc b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMouse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, keys, want string }{
		{"press", "\x1b[<0;10;5M", "<left-press 9,4>"},
		{"release", "\x1b[<0;10;5m", "<left-release 9,4>"},
		{"wheel", "\x1b[<64;1;1M\x1b[<65;1;1M", "<wheel-up 0,0> <wheel-down 0,0>"},
		{"modifiers", "\x1b[<28;1;1M", "<ctrl+alt+shift+left-press 0,0>"},
		{"motion", "\x1b[<35;3;4M", "<motion 2,3>"},
		{"extra button", "\x1b[<128;1;1M", "<backward-press 0,0>"},
		{"X10", "\x1b[M !!\x1b[M#!!", "<left-press 0,0> <release 0,0>"},
		{"X10 with letters for columns", "\x1b[M mm", "<left-press 76,76>"},
		{"out of the screen", "\x1b[<0;0;0M\x1b[M\x20\x20\x20", ""},
		{"without numbers", "\x1b[<M\x1b[<1;2M\x1b[<1;2;3;4M", ""},
		{"rxvt's", "\x1b[32;10;5M", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(describe(feed(test.keys)), " "); got != test.want {
				t.Errorf("%q is %s, want %s", test.keys, got, test.want)
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for name, keys := range map[string]string{"letter": "j", "arrow": "\x1b[B", "mouse": "\x1b[<64;10;10M", "kitty": "\x1b[99;5u"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var d decoder
			for b.Loop() {
				d.feed(start, []byte(keys))
			}
		})
	}
}

// FuzzDecoder feeds random bytes in pieces. Nothing may panic, and the held bytes stay bounded.
func FuzzDecoder(f *testing.F) {
	seeds := []string{"\x1b[A", "\x1b]11;rgb:0/0/0\a", "\x1b[200~m\x1b[201~", "\x9bA", "\x1bOP", "\x1b[M   ", "é"}
	for _, seed := range seeds {
		f.Add([]byte(seed), byte(1))
	}
	f.Fuzz(func(t *testing.T, b []byte, n byte) {
		b = b[:min(len(b), 2*maxHeld)] // byte by byte, more takes seconds
		var d decoder
		now := start
		for part := range slices.Chunk(b, max(int(n), 1)) {
			d.feed(now, part)
			now = now.Add(time.Duration(n) * 10 * ms)
			if len(d.held) > maxHeld {
				t.Fatalf("%d bytes are held", len(d.held))
			}
		}
		d.silence(now.Add(time.Hour))
		d.feed(now.Add(2*time.Hour), nil)
		if got := describe(d.feed(now.Add(2*time.Hour), []byte("m"))); len(got) != 1 || got[0] != "m" {
			t.Fatalf("an hour later, m is %v", got)
		}
	})
}
