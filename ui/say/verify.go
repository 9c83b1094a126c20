package say

import (
	"fmt"
	"strings"
	"time"

	"gavel/session/journal"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// ReplayVerdict returns what a replay says about its journal, or "" if there is nothing wrong with it. broken is why
// its end could not be read.
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
		said += " What follows cannot be shown."
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
		b.WriteString("; lost, as the journal says itself: " + draw.Plural(int(r.Lost), "record", "records"))
	}
	return b.String() + "\n"
}
