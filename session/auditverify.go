package session

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// AuditError says from which line on an audit file does not hold.
type AuditError struct {
	Line int // from 1
	// Torn says that nothing is wrong but the last line, which has no end: the process or the machine crashed while it
	// was written, or the file was cut there.
	Torn   bool
	Reason string
}

// Error is one sentence without a full stop.
func (e *AuditError) Error() string { return fmt.Sprintf("audit, line %d: %s", e.Line, e.Reason) }

// VerifyAudit reads what [WithAudit] has written and returns nil when each line follows from the one before it in its
// run, and each run from what stood in the file when it began. Else it returns an [*AuditError] about the first line
// that does not: a line before it was changed, removed or moved, or it was put in. What a full disk or a crash left of
// a line is no error where the next run tells of it; at the end of the file, AuditError.Torn tells it apart.
//
// What it cannot tell: lines missing at the very end, which nothing follows, whole runs that nothing follows, lines put
// behind the last one of a run that has no end, and the order of lines of different runs. Nor does it know a file that
// somebody has written anew from beginning to end: keep a copy of the last line elsewhere where that matters. Of a file
// that was rotated, the parts are verified one by one, or in order.
func VerifyAudit(r io.Reader) error {
	v := verifier{runs: map[string]string{}, seen: map[string]struct{}{}}
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read the audit: %w", err)
		}
		if err != nil {
			return v.end(line)
		}
		if wrong := v.line(line[:len(line)-1]); wrong != "" {
			return &AuditError{Line: v.n, Reason: wrong}
		}
	}
}

// verifier is what is known of the lines read so far.
type verifier struct {
	n      int
	runs   map[string]string   // the hash of the last line of each run; empty where it has ended
	seen   map[string]struct{} // the hashes of all lines
	broken string              // the hash of the line before, where that is no whole line
}

// verifiedLine is what the chain needs of a line.
type verifiedLine struct {
	Run   string      `json:"run"`
	Prev  string      `json:"prev"`
	Begin *auditBegin `json:"begin"`
	End   bool        `json:"end"`
}

// line judges a line and returns what is wrong with it, or "".
func (v *verifier) line(raw []byte) string {
	v.n++
	if len(raw) == 0 {
		return ""
	}
	hash := hashOf(raw)
	var l verifiedLine
	whole := json.Unmarshal(raw, &l) == nil && l.Run != ""
	switch {
	case whole && v.broken != "" && (l.Begin == nil || l.Begin.Last != v.broken):
		return "the line before is no entry, and nothing tells of a crash"
	case !whole && v.broken != "":
		return "this line and the one before are no entries"
	case !whole:
		v.broken = hash
		v.seen[hash] = struct{}{}
		return ""
	}
	v.broken = ""
	prev, known := v.runs[l.Run]
	switch {
	case known && prev == "":
		return "it stands behind the end of its run"
	case known && l.Prev != prev:
		return "it does not follow from the line before in its run: one was changed, removed or moved, or this was put in"
	case !known && l.Begin == nil:
		return "the beginning of its run is missing"
	case l.Begin != nil && !v.stood(l.Begin.Last):
		return "the line that stood before this run is missing or was changed"
	}
	if v.runs[l.Run] = hash; l.End {
		v.runs[l.Run] = ""
	}
	v.seen[hash] = struct{}{}
	return ""
}

// stood reports whether the file may have ended in a line with the hash when a run began.
func (v *verifier) stood(last string) bool {
	_, ok := v.seen[last]
	return ok || last == ""
}

// end judges what stands behind the last whole line.
func (v *verifier) end(rest []byte) error {
	switch {
	case len(bytes.TrimSpace(rest)) > 0:
		return &AuditError{Line: v.n + 1, Torn: true, Reason: "the last line is incomplete: a crash or a full disk cut it off"}
	case v.broken != "":
		return &AuditError{Line: v.n, Reason: "it is not an entry"}
	}
	return nil
}
