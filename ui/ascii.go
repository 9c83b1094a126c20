package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"gavel/theme"
)

// isASCII reports whether the terminal can show nothing but ASCII.
func isASCII(th *theme.Theme) bool {
	return th.Glyphs.Ellipsis != "" && th.Glyphs.Ellipsis[0] < utf8.RuneSelf
}

// plainSigns are the signs in our own words, each with one of ASCII that takes as many cells.
var plainSigns = map[rune]string{'·': "-", '…': "~", '–': "-", '—': "-", '×': "x", '›': ">", '→': ">", '’': "'"}

// asciiFrame replaces what is not ASCII in a frame, cell by cell. Names were spelled out before; what is left are our own
// signs, and letters in texts that are not names.
func asciiFrame(frame string) string {
	var b strings.Builder
	b.Grow(len(frame))
	for i, r := range frame {
		switch sign, ok := plainSigns[r]; {
		case r < utf8.RuneSelf:
			b.WriteByte(frame[i])
		case ok:
			b.WriteString(sign)
		default:
			b.WriteString(strings.Repeat("?", ansi.StringWidth(string(r))))
		}
	}
	return b.String()
}
