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
	Fault   Fault     `json:"-"`
	Files   int       `json:"files"`
	Lines   int       `json:"lines"`
	Runs    int       `json:"runs"`
	Torn    int       `json:"torn"` // lines that a crash or a full disk cut off, and that the next writer closed
	Lost    uint64    `json:"lost"` // records that the journal itself reports as lost
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
}

// Fault is what is wrong with a journal; the zero value is nothing.
type Fault struct {
	Code FaultCode
	A, B uint64 // numbers that belong to the code
}

// FaultCode is a kind of [Fault].
type FaultCode uint8

// The kinds of faults, of a line unless they say otherwise.
const (
	FaultLong     FaultCode = iota + 1 // it is too long to be a line
	FaultForeign                       // it is not a line of a journal
	FaultHash                          // its hash does not match its bytes
	FaultChain                         // it does not follow from the previous line
	FaultOrder                         // it is line A of its run but follows line B
	FaultNoStart                       // the first line of its run is missing
	FaultStart                         // it is not the first line of a run, although it says so
	FaultEnded                         // it comes after the end of its run
	FaultUnbegun                       // its run has no first line in this file
	FaultElse                          // it belongs to file A
	FaultTrailing                      // there is text after its end
	FaultCut                           // it has no end: a crash or a full disk cut it off
	FaultFiles                         // files A to B are missing before the file
)

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
			v.changed(Fault{Code: FaultLong})
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
		v.changed(Fault{Code: FaultChain})
		return
	}
	v.hash = hash
	var l checked
	if err := json.Unmarshal(raw, &l); err != nil || l.Run == "" {
		v.changed(Fault{Code: FaultForeign})
		return
	}
	v.report.Lines++
	if v.report.From.IsZero() {
		v.report.From = l.At
	}
	v.report.To, v.last = l.At, l.Kind
	if f := v.ofRun(&l); f != (Fault{}) {
		v.changed(f)
	}
}

// torn verifies a line that is not whole: a writer must have closed it as torn.
func (v *verifier) torn(raw []byte) {
	rest, closed := bytes.CutSuffix(raw, []byte(tornMark))
	if _, _, is := takeApart(rest); !closed || is || holdsWhole(rest) {
		if !bytes.HasPrefix(raw, []byte(openPrev)) && v.report.Lines == 0 {
			v.changed(Fault{Code: FaultForeign})
			return
		}
		v.changed(Fault{Code: FaultHash})
		return
	}
	v.report.Torn++
	if v.hash != "" {
		v.hash = afterTorn(v.hash, rest)
	}
}

// ofRun verifies the place of a line in its run. It returns the fault, if there is one.
func (v *verifier) ofRun(l *checked) Fault {
	run := v.runs[l.Run]
	switch {
	case run == nil && l.N != 1 && v.whole:
		return Fault{Code: FaultNoStart}
	case run == nil:
		run = &runState{}
		v.runs[l.Run] = run
	case run.ended:
		return Fault{Code: FaultEnded}
	case l.N != run.n+1:
		return Fault{FaultOrder, l.N, run.n}
	}
	if run.part != v.part && l.Kind != Begin {
		return Fault{Code: FaultUnbegun}
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
	return Fault{}
}

func (v *verifier) begins(text []byte) Fault {
	var b Beginning
	if err := json.Unmarshal(text, &b); err != nil {
		return Fault{Code: FaultStart}
	}
	if b.Schema > schema {
		v.err = fmt.Errorf("%s: the journal is from a newer gavel (format %d)", v.name, b.Schema)
		return Fault{}
	}
	if b.Part != v.part {
		return Fault{Code: FaultElse, A: uint64(b.Part)}
	}
	v.keep, v.keepFor = b.Keep, time.Duration(b.KeepFor)*time.Second
	return Fault{}
}

// ends verifies the text after the last newline of a file.
func (v *verifier) ends(rest []byte, newest, held bool) {
	if len(rest) == 0 {
		return
	}
	v.line++
	if holdsWhole(rest) {
		v.changed(Fault{Code: FaultTrailing})
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
		v.verdict(Torn, Fault{Code: FaultCut})
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
	v.report.Verdict, v.report.File, v.report.Fault = Missing, before, Fault{FaultFiles, uint64(from), uint64(to)}
}

func (v *verifier) changed(f Fault) { v.verdict(Changed, f) }

func (v *verifier) verdict(is Verdict, f Fault) {
	v.report.Verdict, v.report.File, v.report.Line, v.report.Fault = is, v.name, v.line, f
}
