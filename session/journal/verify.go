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

// Verdict is what is true of a journal.
type Verdict string

// The verdicts.
const (
	Whole   Verdict = "whole"   // every line follows from the one before it, and the last run has ended
	Live    Verdict = "live"    // likewise, but the last run has not ended: it still writes, or was killed
	Torn    Verdict = "torn"    // likewise, but the last line is cut off: a crash, or a full disk
	Changed Verdict = "changed" // somebody has changed, removed, moved or inserted something
	Missing Verdict = "missing" // a file is missing
)

// Report is what [Verify] found.
type Report struct {
	Verdict Verdict   `json:"verdict"`
	File    string    `json:"file,omitempty"` // where a line is cut off or was changed, or before which a file is missing
	Line    int       `json:"line,omitempty"` // of File, from 1
	Reason  string    `json:"reason,omitempty"`
	Files   int       `json:"files"`
	Lines   int       `json:"lines"`
	Runs    int       `json:"runs"`
	Torn    int       `json:"torn"` // lines that were cut off by a crash or a full disk, and closed by the next writer
	Lost    uint64    `json:"lost"` // records that the journal itself reports as lost
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
}

// Verify reads a journal with all its files. The error says that it cannot be read, or is no journal.
//
// It finds every byte that was changed in a line with an end, and every line and file that was removed, unless it was
// the last, or the oldest ones of those that are kept. It cannot find lines that are missing at the very end, nor a
// journal that somebody has written anew from beginning to end, because the hashes need no secret: keep a copy of the
// last line elsewhere if that matters.
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

// verifyAttempts bounds how often a journal is read again because its writers have rotated it meanwhile: files that
// were too old to be kept by then look as if they were missing.
const verifyAttempts = 10

// rotatedSince reports whether the newest file is a newer one by now.
func rotatedSince(d disk, path string, newest int) bool {
	o, unlock, err := openNewest(d, path)
	unlock()
	if err != nil {
		return true // it is being rotated
	}
	defer func() { _ = o.Close() }()
	return o.part != newest
}

// verifyOnce returns the number of the newest file, too.
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

// verifier is what is known of the lines so far.
type verifier struct {
	report Report
	err    error
	name   string
	line   int    // of the file
	part   int    // of the file
	keep   int    // of the newest beginning
	hash   string // of the chain; empty: not known, because an older file is no longer there
	whole  bool   // the journal is there from its first line
	last   Kind
	runs   map[string]*runState
}

type runState struct {
	n     uint64
	ended bool
	part  int // the newest in which it has begun
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
	if f.part == 0 { // nobody has begun in it
		f.part = v.part + 1
	}
	v.name, v.line, v.part = f.name, 0, f.part
	in := bufio.NewReaderSize(f.text(), tailStep)
	for v.report.Verdict == "" && v.err == nil {
		raw, err := readLine(in)
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

// errLong: a line is longer than any that is written.
var errLong = errors.New("line too long")

// readLine reads a line without its end. With io.EOF it returns what has no end.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		more, err := in.ReadSlice('\n')
		line = append(line, more...)
		switch {
		case err == nil:
			return line[:len(line)-1], nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return line, err
		case len(line) > maxLine+tailStep:
			return nil, errLong
		}
	}
}

// checked is what the verifier reads of a line.
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
		v.changed("it does not follow from the line before: one was changed, removed or moved, or this one was inserted")
		return
	}
	v.hash = hash
	var l checked
	if err := json.Unmarshal(raw, &l); err != nil || l.Run == "" {
		v.changed("it is not a line of a journal")
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

// torn verifies a line that is not whole: it must have been closed as such.
func (v *verifier) torn(raw []byte) {
	rest, closed := bytes.CutSuffix(raw, []byte(tornMark))
	if _, _, is := takeApart(rest); !closed || is || holdsWhole(rest) {
		v.changed("its bytes do not have its hash")
		return
	}
	v.report.Torn++
	if v.hash != "" {
		v.hash = behindTorn(v.hash, rest)
	}
}

// ofRun verifies the place of a line in its run, and returns what is wrong with it, or "".
func (v *verifier) ofRun(l *checked) string {
	run := v.runs[l.Run]
	switch {
	case run == nil && l.N != 1 && v.whole:
		return "the beginning of its run is missing"
	case run == nil:
		run = &runState{}
		v.runs[l.Run] = run
	case run.ended:
		return "it comes after the end of its run"
	case l.N != run.n+1:
		return fmt.Sprintf("it is line %d of its run, and comes after line %d", l.N, run.n)
	}
	if run.part != v.part && l.Kind != Begin {
		return "its run has not begun in this file"
	}
	run.n, run.part, run.ended = l.N, v.part, l.Kind == End
	switch l.Kind {
	case Begin:
		return v.begins(l.Is)
	case Gap:
		var lost Lost
		_ = json.Unmarshal(l.Is, &lost) // a whole line with another content lost nothing
		v.report.Lost += lost.Missing
	}
	return ""
}

func (v *verifier) begins(text []byte) string {
	var b Beginning
	if err := json.Unmarshal(text, &b); err != nil {
		return "it is not the beginning of a run"
	}
	if b.Schema > schema {
		v.err = fmt.Errorf("%s: the journal is of a newer gavel, version %d", v.name, b.Schema)
		return ""
	}
	if b.Part != v.part {
		return fmt.Sprintf("it belongs to file %d", b.Part)
	}
	v.keep = b.Keep
	return ""
}

// ends verifies what stands behind the last newline of a file.
func (v *verifier) ends(rest []byte, newest, held bool) {
	if len(rest) == 0 {
		return
	}
	v.line++
	if holdsWhole(rest) {
		v.changed("something stands behind its end")
		return
	}
	if _, _, whole := takeApart(rest); whole {
		if v.next(rest); v.report.Verdict != "" {
			return
		}
	} else {
		v.report.Torn++
		if v.hash != "" {
			v.hash = behindTorn(v.hash, rest)
		}
	}
	if newest && !held {
		v.verdict(Torn, "it has no end: a crash, or a full disk, cut it off")
	}
}

// lacks says whether old files are missing that should be there, and else how the journal ends.
func (v *verifier) lacks(files []opened) {
	if oldest := files[0]; oldest.part > max(1, v.part-v.keep) {
		v.missing(oldest.name, max(1, v.part-v.keep), oldest.part-1)
		return
	}
	v.report.Verdict = Live
	if v.last == End {
		v.report.Verdict = Whole
	}
}

func (v *verifier) missing(before string, from, to int) {
	v.report.Verdict, v.report.File = Missing, before
	v.report.Reason = fmt.Sprintf("file %d of the journal, which comes before it, is missing", to)
	if from < to {
		v.report.Reason = fmt.Sprintf("files %d to %d of the journal, which come before it, are missing", from, to)
	}
}

func (v *verifier) changed(reason string) { v.verdict(Changed, reason) }

func (v *verifier) verdict(is Verdict, reason string) {
	v.report.Verdict, v.report.File, v.report.Line, v.report.Reason = is, v.name, v.line, reason
}
