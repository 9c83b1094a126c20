package ui

import "testing"

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
