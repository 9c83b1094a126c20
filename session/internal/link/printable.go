package link

import (
	"errors"
	"net"
	"strings"
	"unicode"
)

// maxUntrusted is how many characters of an untrusted text are shown.
const maxUntrusted = 200

// printable makes untrusted text safe for a terminal and a log: one line, no control, format or unassigned characters,
// at most maxUntrusted characters.
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
		case n >= maxUntrusted:
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

// shorten removes addresses and ports from a network error, because they differ each time and help no one.
func shorten(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}
