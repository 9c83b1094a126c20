package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Verdict is the result of verifying a journal.
type Verdict string

// The verdicts.
const (
	Whole   Verdict = "whole"   // every line follows from the previous one, and the last run has ended
	Live    Verdict = "live"    // as Whole, but the last run has not ended: it still writes, or was killed
	Torn    Verdict = "torn"    // as Whole, but the last line is cut off by a crash or a full disk
	Changed Verdict = "changed" // something was changed, removed, moved or inserted
	Missing Verdict = "missing" // a file is missing
)

// Report is the result of [Verify].
type Report struct {
	Verdict Verdict   `json:"verdict"`
	File    string    `json:"file,omitempty"` // with the faulty line, or after the missing file
	Line    int       `json:"line,omitempty"` // line number in File, from 1
	Reason  string    `json:"reason,omitempty"`
	Files   int       `json:"files"`
	Lines   int       `json:"lines"`
	Runs    int       `json:"runs"`
	Torn    int       `json:"torn"` // lines that a crash or a full disk cut off, and that the next writer closed
	Lost    uint64    `json:"lost"` // records that the journal itself reports as lost
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
}

// Verify reads a journal with all its files. It returns an error when the journal cannot be read, or when the file is
// not a journal; [ErrEmpty] if there is nothing in it.
//
// It finds every changed byte in a line with an end. It finds every removed line and file, except the last line and the
// oldest of the files that are kept. It cannot find lines that are missing at the very end, or a journal that was
// rewritten from the first line, because the hashes need no secret. Keep a copy of the last line elsewhere if that
// matters.
func Verify(path string) (Report, error) { return verifyOn(osDisk{}, path) }

func verifyOn(d disk, path string) (r Report, err error) {
	for range verifyAttempts {
		var newest int
		if r, newest, err = verifyOnce(d, path); err != nil || r.Verdict != Missing || !rotatedSince(d, path, newest) {
			break
		}
	}
	return r, err
}

// verifyAttempts bounds how often a journal is read again because its writers have rotated it. Files that became too
// old in that time would look missing.
const verifyAttempts = 10

// rotatedSince reports whether there is a newer file now.
func rotatedSince(d disk, path string, newest int) bool {
	o, unlock, err := openNewest(d, path)
	unlock()
	if err != nil {
		return true // it is being rotated
	}
	defer func() { _ = o.Close() }()
	return o.part != newest
}

// verifyOnce also returns the number of the newest file.
func verifyOnce(d disk, path string) (r Report, newest int, err error) {
	files, err := openAll(d, path)
	if err != nil {
		return Report{}, 0, err
	}
	defer closeAll(files)
	newest = files[len(files)-1].part
	v := verifier{runs: map[string]*runState{}, report: Report{Files: len(files)}}
	for i, f := range files {
		if v.file(f, i == len(files)-1); v.err != nil || v.report.Verdict != "" {
			break
		}
	}
	if v.err == nil && v.report.Verdict == "" {
		v.lacks(files)
	}
	v.report.Runs = len(v.runs)
	return v.report, newest, v.err
}

// verifier is the knowledge from the lines so far.
type verifier struct {
	report Report
	err    error
	name   string
	line   int // number of the line in the file
	part   int // number of the file
	keep   int // from the newest Begin line

	keepFor time.Duration // likewise
	hash    string        // hash at the end of the chain; empty: unknown, because an older file no longer exists
	whole   bool          // the journal exists from its first line
	last    Kind
	runs    map[string]*runState
}

type runState struct {
	n     uint64
	ended bool
	part  int // newest file in which the run has a Begin line
}

// file verifies the next file.
func (v *verifier) file(f opened, newest bool) {
	switch {
	case v.part == 0 && f.part <= 1:
		v.hash, v.whole = origin, true
	case v.part == 0:
		v.hash = f.after
	case v.part > 0 && f.part > v.part+1:
		v.missing(f.name, v.part+1, f.part-1)
		return
	}
	if f.part == 0 { // it has no Begin line
		f.part = v.part + 1
	}
	v.name, v.line, v.part = f.name, 0, f.part
	in := bufio.NewReaderSize(f.text(), tailStep)
	var raw []byte
	for v.report.Verdict == "" && v.err == nil {
		var err error
		raw, err = readLine(in, raw)
		switch {
		case errors.Is(err, io.EOF):
			v.ends(raw, newest, f.held)
			return
		case errors.Is(err, errLong):
			v.line++
			v.changed("it is too long to be a line")
		case err != nil:
			v.err = err
		default:
			v.line++
			v.next(raw)
		}
	}
}

// errLong means that a line is longer than gavel writes.
var errLong = errors.New("line too long")

// readLine reads a line without its newline into the array of line. At io.EOF it returns the text after the last
// newline.
func readLine(in *bufio.Reader, line []byte) ([]byte, error) {
	line = line[:0]
	for {
		more, err := in.ReadSlice('\n')
		line = append(line, more...)
		switch {
		case err == nil:
			return line[:len(line)-1], nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return line, err
		case len(line) > maxLine+tailStep:
			return line, errLong
		}
	}
}

// checked is the part of a line that the verifier decodes.
type checked struct {
	head
	Is json.RawMessage
}

// next verifies a line with an end.
func (v *verifier) next(raw []byte) {
	prev, hash, ok := takeApart(raw)
	if !ok {
		v.torn(raw)
		return
	}
	if v.hash != "" && prev != v.hash {
		v.changed("it does not follow from the previous line: a line was changed, removed, moved or inserted")
		return
	}
	v.hash = hash
	var l checked
	if err := json.Unmarshal(raw, &l); err != nil || l.Run == "" {
		v.changed("it is not a journal line")
		return
	}
	v.report.Lines++
	if v.report.From.IsZero() {
		v.report.From = l.At
	}
	v.report.To, v.last = l.At, l.Kind
	if reason := v.ofRun(&l); reason != "" {
		v.changed(reason)
	}
}

// torn verifies a line that is not whole: a writer must have closed it as torn.
func (v *verifier) torn(raw []byte) {
	rest, closed := bytes.CutSuffix(raw, []byte(tornMark))
	if _, _, is := takeApart(rest); !closed || is || holdsWhole(rest) {
		if !bytes.HasPrefix(raw, []byte(openPrev)) && v.report.Lines == 0 {
			v.changed("it is not a line of a journal")
			return
		}
		v.changed("its hash does not match its bytes")
		return
	}
	v.report.Torn++
	if v.hash != "" {
		v.hash = afterTorn(v.hash, rest)
	}
}

// ofRun verifies the place of a line in its run. It returns the fault, or "".
func (v *verifier) ofRun(l *checked) string {
	run := v.runs[l.Run]
	switch {
	case run == nil && l.N != 1 && v.whole:
		return "the first line of its run is missing"
	case run == nil:
		run = &runState{}
		v.runs[l.Run] = run
	case run.ended:
		return "it comes after the end of its run"
	case l.N != run.n+1:
		return fmt.Sprintf("it is line %d of its run but follows line %d", l.N, run.n)
	}
	if run.part != v.part && l.Kind != Begin {
		return "its run has no first line in this file"
	}
	run.n, run.part, run.ended = l.N, v.part, l.Kind == End
	switch l.Kind {
	case Begin:
		return v.begins(l.Is)
	case Gap:
		var lost Lost
		_ = json.Unmarshal(l.Is, &lost) // a line with other content reports no loss
		v.report.Lost += lost.Missing
	}
	return ""
}

func (v *verifier) begins(text []byte) string {
	var b Beginning
	if err := json.Unmarshal(text, &b); err != nil {
		return "it is not the first line of a run"
	}
	if b.Schema > schema {
		v.err = fmt.Errorf("%s: the journal is from a newer gavel (format %d)", v.name, b.Schema)
		return ""
	}
	if b.Part != v.part {
		return fmt.Sprintf("it belongs to file %d", b.Part)
	}
	v.keep, v.keepFor = b.Keep, time.Duration(b.KeepFor)*time.Second
	return ""
}

// ends verifies the text after the last newline of a file.
func (v *verifier) ends(rest []byte, newest, held bool) {
	if len(rest) == 0 {
		return
	}
	v.line++
	if holdsWhole(rest) {
		v.changed("there is text after its end")
		return
	}
	if _, _, whole := takeApart(rest); whole {
		if v.next(rest); v.report.Verdict != "" {
			return
		}
	} else {
		v.report.Torn++
		if v.hash != "" {
			v.hash = afterTorn(v.hash, rest)
		}
	}
	if newest && !held {
		v.verdict(Torn, "it has no end: a crash or a full disk cut it off")
	}
}

// lacks reports missing old files, or else how the journal ends.
func (v *verifier) lacks(files []opened) {
	if oldest := files[0]; oldest.part > max(1, v.part-v.keep) && !v.kept() {
		v.missing(oldest.name, max(1, v.part-v.keep), oldest.part-1)
		return
	}
	v.report.Verdict = Live
	if v.last == End {
		v.report.Verdict = Whole
	}
}

// kept reports whether the files before the oldest were kept long enough: they ended before it began.
func (v *verifier) kept() bool { return v.keepFor > 0 && v.report.To.Sub(v.report.From) >= v.keepFor }

func (v *verifier) missing(before string, from, to int) {
	v.report.Verdict, v.report.File = Missing, before
	v.report.Reason = fmt.Sprintf("the previous file, number %d, is missing", to)
	if from < to {
		v.report.Reason = fmt.Sprintf("the previous files, numbers %d to %d, are missing", from, to)
	}
}

func (v *verifier) changed(reason string) { v.verdict(Changed, reason) }

func (v *verifier) verdict(is Verdict, reason string) {
	v.report.Verdict, v.report.File, v.report.Line, v.report.Reason = is, v.name, v.line, reason
}
