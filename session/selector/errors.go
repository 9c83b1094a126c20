package selector

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gavel/session/fold"
)

// Error reports why and where a text is not a selector.
type Error struct {
	// Text is the selector as typed, at most [MaxBytes] of it.
	Text string
	// Offset and Length bound the invalid part of Text, in bytes. If something is missing, Length is 0.
	Offset, Length int
	// Problem is the fault, without a full stop.
	Problem string
	// Nearest is the word that was probably meant, or "".
	Nearest string
	// Lacks is the data that a known word needs and the process lacks, or 0.
	Lacks Known
}

// Error returns the column, the problem and the nearest word on one line. The caller adds which selector it is.
func (e *Error) Error() string {
	text := fmt.Sprintf("column %d: %s", e.Column(), e.Problem)
	if e.Nearest != "" {
		text += fmt.Sprintf("; did you mean %q?", e.Nearest)
	}
	return text
}

// Column returns the place of the fault in characters, counted from 1.
func (e *Error) Column() int { return 1 + utf8.RuneCountInString(e.Text[:e.Offset]) }

// nearest returns the name of the word that was probably meant, among those whose data is known, or "".
func nearest(typed string, known Known) string {
	best, closest := "", max(2, 1+utf8.RuneCountInString(typed)/3) // up to a third of the letters may be wrong
	typed = strings.ToLower(typed)
	for i := range words {
		w := &words[i]
		if w.Needs&^known != 0 {
			continue
		}
		if slices.Contains(w.tried, typed) {
			return w.Name
		}
		d := fold.Distance(typed, w.Name)
		if len(typed) > 1 && strings.HasPrefix(w.Name, typed) {
			d = 1
		}
		// A name without "name~", such as "ann", must not become "all".
		if d < closest && w.Name != "all" {
			best, closest = w.Name, d
		}
	}
	return best
}
