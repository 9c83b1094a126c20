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
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		k := &keyboard{File: r, gone: func() {}}
		if _, err := w.WriteString(head); err != nil {
			t.Fatal(err)
		}
		later := time.AfterFunc(pieceWait/5, func() { _, _ = w.WriteString(rest) })
		b := make([]byte, 256)
		n, err := k.Read(b)
		want := strings.TrimRight(head, "\x1b[]") + "q"
		if got := string(b[:n]); err != nil || got != want {
			t.Errorf("%q and %q: got %q, %v, want %q", head, rest, got, err, want)
		}
		later.Stop()
		_, _ = r.Close(), w.Close()
	}
}
