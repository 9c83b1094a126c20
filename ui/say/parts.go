package say

import (
	"strings"

	"gavel/ui/draw"
	"gavel/ui/text"
)

// Parts of sentences.

// sentence makes a sentence of a clause.
func sentence(clause string) string { return draw.Capital(clause) + "." }

// clause returns text from elsewhere as a clause. It may end with a full stop.
func clause(untrusted string) string { return strings.TrimRight(text.Clean(untrusted), ".") }

// nothingSent ends a refusal.
const nothingSent = "Nothing was sent."

// Clauses that are also messages of the command line.
const (
	RoomOver    = "the room has ended"
	Reconnected = "connected again"
	JournalOn   = "the journal is on again"
)

// of adds names to a clause, and colon adds what explains it; "" adds nothing.
func of(who string) string {
	if who == "" {
		return ""
	}
	return " (" + who + ")"
}

func colon(who string) string {
	if who == "" {
		return ""
	}
	return ": " + who
}
