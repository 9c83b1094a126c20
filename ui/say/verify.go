package say

import (
	"fmt"
	"strings"
	"time"

	"gavel/session/journal"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// ReplayVerdict returns the sentences of a replay about its journal, or "" if the journal is whole. broken is the
// reason why its end could not be read, or nil.
func ReplayVerdict(r journal.Report, broken error) string {
	said := ""
	switch {
	case r.Verdict == journal.Changed && r.Line > 0:
		said = fmt.Sprintf("This journal was changed in line %d: %s.", r.Line, r.Reason)
	case r.Verdict == journal.Changed:
		said = "This journal was changed."
	case r.Verdict == journal.Missing:
		said = "This journal is not complete: " + r.Reason + "."
	case r.Verdict == journal.Torn:
		said = "The last line of this journal was cut off by a crash or a full disk."
	}
	if broken != nil {
		said += " The rest cannot be shown."
	}
	return said
}

// Verified returns the verdict about a journal, and a line about its content.
func Verified(r journal.Report) string {
	var b strings.Builder
	b.WriteString(string(r.Verdict))
	switch {
	case r.Line > 0:
		fmt.Fprintf(&b, ": %s, line %d: %s", text.Clean(r.File), r.Line, r.Reason)
	case r.Reason != "":
		fmt.Fprintf(&b, ": %s: %s", text.Clean(r.File), r.Reason)
	}
	fmt.Fprintf(&b, "\n%s, %s of %s", draw.Plural(r.Lines, "line", "lines"), draw.Plural(r.Runs, "run", "runs"),
		draw.Plural(r.Files, "file", "files"))
	if !r.From.IsZero() {
		fmt.Fprintf(&b, ", %s to %s", r.From.Format(time.DateTime), r.To.Format(time.DateTime))
	}
	if r.Torn > 0 {
		b.WriteString("; cut off by a crash or a full disk: " + draw.Plural(r.Torn, "line", "lines"))
	}
	if r.Lost > 0 {
		b.WriteString("; lost, according to the journal itself: " + draw.Plural(int(r.Lost), "record", "records"))
	}
	return b.String() + "\n"
}
