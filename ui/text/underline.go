package text

import (
	"strings"
	"unicode"
)

// Number of characters that Underline shows before and after the start of the part.
const underlineBefore, underlineAfter = 32, 40

// Underline returns two lines for a terminal: raw text around a part of it, and carets under the part. Offset and
// length of the part are in bytes. If it is empty, one caret shows where it would be.
func Underline(raw string, offset, length int) string {
	before, after := []rune(raw[:offset]), []rune(raw[offset:])
	part := min(len([]rune(raw[offset:offset+length])), underlineAfter)
	if len(before) > underlineBefore {
		before = append([]rune(Ellipsis), before[len(before)-underlineBefore:]...)
	}
	if len(after) > underlineAfter {
		after = append(after[:underlineAfter:underlineAfter], []rune(Ellipsis)...)
	}
	carets := strings.Repeat("^", max(1, Width(blanked(after[:part]))))
	return blanked(before) + blanked(after) + "\n" + blanks(Width(blanked(before))) + carets
}

// blanked returns the text with a space for each control character.
func blanked(text []rune) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, string(text))
}
