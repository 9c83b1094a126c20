package ui

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestKeyboardLeavesAnswersOut(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"dK":                               "dK",
		"\x1b":                             "\x1b",
		"\x1b\x1b[A\x1bd":                  "\x1b\x1b[A\x1bd",
		"\x1b]":                            "\x1b]",
		"a\x1b]11;rgb:1e/1e/1e\x1b\\b":     "ab",
		"a\x1b]52;c;eA==\ab":               "ab",
		"a\x1bP1+r544e=78\x1b\\b":          "ab",
		"\x1b_Gi=1;OK\x1b\\K":              "K",
		"\x1b[?62;22c\x1b[>41;0c\x1b[2;3R": "",
		"\x1b[<35;10;10M\x1b[M !!q":        "q",
		"\x1b[200~dd\x1b[201~":             "\x1b[200~dd\x1b[201~",
		"\x1b[1;5A\x1b[3~\x1bOP\x1b[15~":   "\x1b[1;5A\x1b[3~\x1bOP\x1b[15~",
		"\x1b]never ends\x03q":             "\x03q",
		"\x1b[20\x1b[Aq":                   "\x1b[Aq",
	} {
		k := &keyboard{}
		b := []byte(in)
		if got := string(b[:k.filter(b, false)]); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestKeyboardLeavesOutWhatComesInPieces(t *testing.T) {
	t.Parallel()
	k, got := &keyboard{}, ""
	for _, piece := range []string{"a\x1b[<35;", "10;10M", "b\x1b]11;rg", "b:1e\x1b", "\\c\x1b[1", ";5Ad"} {
		b := append(append([]byte{}, k.held...), piece...)
		k.held = k.held[:0]
		got += string(b[:k.filter(b, false)])
	}
	if want := "abc\x1b[1;5Ad"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKeyboardWaitsForTheRestOfASequence(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells whether more has come")
	}
	for head, rest := range map[string]string{"\x1b": "[<35;10;10Mq", "d\x1b[": "<0;5;5mq", "\x1b]": "11;rgb:1e/1e/1e\aq"} {
		got, inTime := readInTwo(t, head, rest)
		for tries := 0; !inTime && tries < 50; tries++ { // a busy machine may have written the rest too late
			got, inTime = readInTwo(t, head, rest)
		}
		if want := strings.TrimRight(head, "\x1b[]") + "q"; got != want {
			t.Errorf("%q and %q: got %q, want %q", head, rest, got, want)
		}
	}
}

// readInTwo reads what comes in two pieces, and tells whether the second came early enough to be waited for.
func readInTwo(t *testing.T, head, rest string) (got string, inTime bool) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = r.Close(), w.Close() }()
	k := &keyboard{File: r, gone: func() {}}
	began := time.Now()
	if _, err := w.WriteString(head); err != nil {
		t.Fatal(err)
	}
	written := make(chan time.Duration, 1)
	time.AfterFunc(pieceWait/5, func() {
		_, _ = w.WriteString(rest)
		written <- time.Since(began)
	})
	b := make([]byte, 256)
	n, err := k.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(b[:n]), <-written < pieceWait
}

func TestKeyboardMarksWhatIsPouredIn(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0)
	type chunk struct {
		after time.Duration
		in    string
		want  string
	}
	long := "mute them all and dDxy"
	for name, chunks := range map[string][]chunk{
		"fingers":            {{0, "jjm", "jjm"}, {0, "d", "d"}},
		"a held key":         {{0, strings.Repeat("j", 60), strings.Repeat("j", 60)}},
		"held arrows":        {{0, strings.Repeat("\x1b[A", 20), strings.Repeat("\x1b[A", 20)}},
		"poured, and a rest": {{0, long, pasteBegin + long + pasteEnd}, {time.Millisecond, "mx", pasteBegin + "mx" + pasteEnd}, {time.Second, "m", "m"}},
		"ctrl-c":             {{0, long + "\x03", "\x03"}},
		"marked by the terminal, in two reads": {
			{0, pasteBegin + long, pasteBegin + long}, {0, long, long}, {0, long + pasteEnd, long + pasteEnd}, {0, "m", "m"},
		},
	} {
		k, now := &keyboard{}, start
		for _, c := range chunks {
			b := make([]byte, 256)
			now = now.Add(c.after)
			if got := string(b[:k.mark(b, copy(b, c.in), now)]); got != c.want {
				t.Errorf("%s: %q became %q, want %q", name, c.in, got, c.want)
			}
		}
	}
}
