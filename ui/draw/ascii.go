package draw

import (
	"strings"

	"gavel/ui/text"
)

// plainSigns maps the console's own signs to ASCII of the same width.
var plainSigns = map[string]string{
	"·": "-", "…": "~", "–": "-", "—": "-", "×": "x", "›": ">", "→": ">", "’": "'", "≥": ">",
}

// ASCII replaces every cell of a frame that is not ASCII. Names are already spelled in ASCII. The rest are the
// console's own signs, and letters in strings that are not names.
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
			default: // a letter with its accents
				plain := text.ASCII(p.text)
				if len(plain) != p.w { // it would move the following cells
					plain = strings.Repeat("?", p.w)
				}
				b.WriteString(plain)
			}
			return true
		})
	}
	return b.String()
}
