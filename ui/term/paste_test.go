package term

import (
	"strings"
	"testing"
	"time"
)

func TestPaste(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("abc", 400_000)
	for _, test := range []struct {
		name   string
		pieces []piece
		want   string
	}{
		{"whole", []piece{at(0, "\x1b[200~hello\x1b[201~m")}, "[hello] m"},
		{"empty", []piece{at(0, "\x1b[200~\x1b[201~m")}, "m"},
		{"in pieces", []piece{at(0, "\x1b[200~he"), at(900*ms, "llo\x1b[20"), at(900*ms, "1~m")}, "[hello] m"},
		{"its mark byte by byte", []piece{
			at(0, "\x1b"), at(ms, "["), at(ms, "200~x"),
			at(ms, "\x1b"), at(ms, "["), at(ms, "2"), at(ms, "0"), at(ms, "1"), at(ms, "~m"),
		}, "esc [x] m"},
		{"two in one read", []piece{at(0, "\x1b[200~a\x1b[201~\x1b[200~b\x1b[201~")}, "[a] [b]"},
		{"with sequences in it", []piece{at(0, "\x1b[200~a\x1b[Ab\x1b[201~")}, "[a\x1b[Ab]"},
		{"eight bits", []piece{at(0, "\x9b200~é\x9b201~m")}, "[é] m"},
		{
			"a letter that has the mark of eight bits in it",
			[]piece{at(0, "\x1b[200~\u06db201~q\x1b[201~m")},
			"[\u06db201~q] m",
		},
		{"invalid UTF-8", []piece{at(0, "\x1b[200~a\xff\xfeb\x1b[201~")}, "[ab]"},

		{"open, ended by a second of silence", []piece{at(0, "\x1b[200~hello"), at(time.Second, "m")}, "[hello] m"},
		{"open, its mark cut off", []piece{at(0, "\x1b[200~hello\x1b[20"), at(time.Second, "m")}, "[hello] m"},
		{"open, still text just before", []piece{at(0, "\x1b[200~hello"), at(999*ms, "m")}, "[hellom]"},
		{"ctrl-c alone after silence quits", []piece{at(0, "\x1b[200~hello"), at(200*ms, "\x03")}, "ctrl+c"},
		{"ctrl-c of kitty alone after silence quits", []piece{at(0, "\x1b[200~hello"), at(200*ms, "\x1b[99;5u")}, "ctrl+c"},
		{"ctrl-c in the text is text", []piece{at(0, "\x1b[200~a\x03b\x1b[201~")}, "[a\x03b]"},
		{
			"ctrl-c alone without silence is text",
			[]piece{at(0, "\x1b[200~a"), at(199*ms, "\x03"), at(ms, "\x1b[201~")},
			"[a\x03]",
		},
		{"ctrl-c with others after silence is text", []piece{at(0, "\x1b[200~a"), at(300*ms, "\x03b\x1b[201~")}, "[a\x03b]"},
		{"ctrl-c after the end of an open one", []piece{at(0, "\x1b[200~hello"), at(1100*ms, "\x03")}, "[hello] ctrl+c"},
		{"keys after the quit are keys", []piece{at(0, "\x1b[200~hello"), at(300*ms, "\x03"), at(ms, "m")}, "ctrl+c m"},
		{
			"more than a field takes",
			[]piece{at(0, "\x1b[200~"), at(0, long), at(0, "\x1b[20"), at(0, "1~m")},
			"[" + long[:maxPaste-5] + long[len(long)-5:] + "] m",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var d decoder
			got := strings.Join(play(&d, test.pieces...), " ")
			if len(got) > 1000 { // the middle of it does not matter
				got = got[:10] + got[len(got)-4:]
				test.want = test.want[:10] + test.want[len(test.want)-4:]
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestUnmarkedPaste(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		pieces []piece
		want   string
	}{
		{"many different keys at once", []piece{at(0, "mute everybody at once")}, "[mute everybody at once]"},
		{
			"the rest of them",
			[]piece{at(0, "mute everybody at once"), at(100*ms, "xm"), at(250*ms, "m")},
			"[mute everybody at once] [xm] m",
		},
		{"a held key", []piece{at(0, strings.Repeat("j", 30))}, strings.Repeat("j ", 29) + "j"},
		{"a held letter beyond ASCII", []piece{at(0, strings.Repeat("é", 30))}, strings.Repeat("é ", 29) + "é"},
		{"as many as a person presses", []piece{at(0, "abcdefghijklmnopqrst")}, "a b c d e f g h i j k l m n o p q r s t"},
		{"ctrl-c among them", []piece{at(0, "mute everybody \x03 at once")}, "ctrl+c"},
		{"after an Escape", []piece{at(0, "\x1b"), at(ms, "mute everybody at once")}, "esc [mute everybody at once]"},
		{"an answer in two pieces is not a paste", []piece{at(0, "\x1b"), at(ms, "]11;rgb:ffff/ffff/ffff\a")}, "esc <light>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var d decoder
			if got := strings.Join(play(&d, test.pieces...), " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
