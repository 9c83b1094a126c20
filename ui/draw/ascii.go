package draw

import (
	"strings"
)

// plainSigns are the signs in our own words, each with one of ASCII that takes as many cells.
var plainSigns = map[string]string{"·": "-", "…": "~", "–": "-", "—": "-", "×": "x", "›": ">", "→": ">", "’": "'", "≥": ">"}

// ASCII replaces what is not ASCII in a frame, cell by cell. Names were spelled out before; what is left are our own
// signs, and letters in texts that are not names.
func ASCII(frame string) string {
	var b strings.Builder
	b.Grow(len(frame))
	for i, line := range strings.Split(frame, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		pieces(line, func(p piece) bool {
			sign, ok := plainSigns[p.text]
			switch {
			case p.escape || len(p.text) == 1:
				b.WriteString(p.text)
			case ok:
				b.WriteString(sign)
			default: // a letter with all that stands on it
				b.WriteString(strings.Repeat("?", p.w))
			}
			return true
		})
	}
	return b.String()
}
