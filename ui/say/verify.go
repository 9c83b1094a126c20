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
		said = fmt.Sprintf("This journal was changed in line %d: %s.", r.Line, JournalFault(r.Fault))
	case r.Verdict == journal.Changed:
		said = "This journal was changed."
	case r.Verdict == journal.Missing:
		said = "This journal is not complete: " + JournalFault(r.Fault) + "."
	case r.Verdict == journal.Torn:
		said = "The last line of this journal was cut off by a crash or a full disk."
	}
	if broken != nil {
		said += " The rest cannot be shown."
	}
	return said
}

// journalFaults are the clauses about faults of a line.
var journalFaults = map[journal.FaultCode]string{
	journal.FaultLong:     "it is too long to be a line",
	journal.FaultForeign:  "it is not a line of a journal",
	journal.FaultHash:     "its hash does not match its bytes",
	journal.FaultChain:    "it does not follow from the previous line: a line was changed, removed, moved or inserted",
	journal.FaultNoStart:  "the first line of its run is missing",
	journal.FaultStart:    "it is not the first line of a run",
	journal.FaultEnded:    "it comes after the end of its run",
	journal.FaultUnbegun:  "its run has no first line in this file",
	journal.FaultTrailing: "there is text after its end",
	journal.FaultCut:      "it has no end: a crash or a full disk cut it off",
}

// JournalFault returns what is wrong with a journal as a clause, or "".
func JournalFault(f journal.Fault) string {
	switch {
	case f.Code == journal.FaultOrder:
		return fmt.Sprintf("it is line %d of its run but follows line %d", f.A, f.B)
	case f.Code == journal.FaultElse:
		return fmt.Sprintf("it belongs to file %d", f.A)
	case f.Code == journal.FaultFiles && f.A < f.B:
		return fmt.Sprintf("the previous files, numbers %d to %d, are missing", f.A, f.B)
	case f.Code == journal.FaultFiles:
		return fmt.Sprintf("the previous file, number %d, is missing", f.B)
	}
	return journalFaults[f.Code]
}

// Verified returns the verdict about a journal, and a line about its content.
func Verified(r journal.Report) string {
	var b strings.Builder
	b.WriteString(string(r.Verdict))
	switch {
	case r.Line > 0:
		fmt.Fprintf(&b, ": %s, line %d: %s", text.Clean(r.File), r.Line, JournalFault(r.Fault))
	case r.Fault != (journal.Fault{}):
		fmt.Fprintf(&b, ": %s: %s", text.Clean(r.File), JournalFault(r.Fault))
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
