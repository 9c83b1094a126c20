package link

import (
	"errors"
	"net"
	"strings"
	"unicode"
)

// maxForeign is how many characters are shown of a text that somebody unknown sent.
const maxForeign = 200

// printable makes foreign text harmless for a terminal and a log: one line, no control, format or unassigned
// characters, at most maxForeign characters.
func printable(s string) string {
	var b strings.Builder
	n, gap := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			gap = b.Len() > 0
			continue
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			continue
		case n >= maxForeign:
			return b.String() + "…"
		}
		if gap {
			b.WriteByte(' ')
			n, gap = n+1, false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// shorten drops addresses and ports from an error of the network: they differ from loss to loss and tell nobody
// anything.
func shorten(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
