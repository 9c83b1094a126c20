package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// errNotJournal means that the file is not a journal. Nothing is written to it.
var errNotJournal = errors.New("the file is not a journal")

// tail is how a file ends.
type tail struct {
	hash  string // hash at the end of the chain; empty: the file has no whole line, and the hash before it is unknown
	close string // text to write first if the last line has no end
}

const (
	// tailStep is how much is read first from the end of a file, and tailMost bounds how much is read.
	tailStep, tailMost = 64 << 10, 2 * maxLine
)

// readTail finds the end of the chain in a file of the given size. before is the hash at the end of the previous file.
func readTail(f io.ReaderAt, size int64, before string) (tail, error) {
	for step := int64(tailStep); ; step *= 4 {
		from := max(0, size-step)
		text := make([]byte, size-from)
		if _, err := f.ReadAt(text, from); err != nil && !errors.Is(err, io.EOF) {
			return tail{}, err
		}
		lines := bytes.Split(text, []byte("\n"))
		if from > 0 {
			lines = lines[1:] // its start was not read
		}
		for i, line := range slices.Backward(lines) {
			if _, hash, ok := takeApart(line); ok {
				return follow(hash, lines[i+1:], i == len(lines)-1), nil
			}
		}
		switch {
		case from == 0:
			return follow(before, lines, false), nil
		case step > tailMost:
			return tail{}, errNotJournal
		}
	}
}

// follow continues the chain over the torn lines after a whole one. The last element is the text after the last
// newline. whole reports that this text is the whole line itself.
func follow(hash string, lines [][]byte, whole bool) tail {
	if whole {
		return tail{hash, "\n"}
	}
	t := tail{hash: hash}
	for i, line := range lines {
		last := i == len(lines)-1
		if last && len(line) == 0 {
			break
		}
		if last {
			t.close = tornMark + "\n"
		} else {
			line = bytes.TrimSuffix(line, []byte(tornMark))
		}
		t.hash = afterTorn(t.hash, line)
	}
	return t
}

// readBegin returns the content of the first whole line of a file. Part is 0 when there is none. It rejects a file that
// does not begin like a journal.
func readBegin(f io.ReaderAt, size int64) (Beginning, error) {
	text := make([]byte, min(size, tailStep))
	if _, err := f.ReadAt(text, 0); err != nil && !errors.Is(err, io.EOF) {
		return Beginning{}, err
	}
	for line := range bytes.Lines(text) {
		line, ended := bytes.CutSuffix(line, []byte("\n"))
		if _, _, ok := takeApart(line); ok {
			var l struct {
				Kind Kind
				Time time.Time
				Is   Beginning
			}
			if err := json.Unmarshal(line, &l); err != nil || l.Kind != Begin {
				return Beginning{}, errNotJournal
			}
			if l.Is.Schema > schema {
				return Beginning{}, fmt.Errorf("the file is a journal of a newer gavel (format %d)", l.Is.Schema)
			}
			l.Is.at = l.Time
			return l.Is, nil
		}
		if ended && !bytes.HasSuffix(line, []byte(tornMark)) || !ended && !isTorn(line) {
			return Beginning{}, errNotJournal
		}
	}
	return Beginning{}, nil
}

// isTorn reports whether the text may be the rest of a line: its start, perhaps with a part of the mark, or the bytes
// that a power failure leaves of a line that never reached the disk.
func isTorn(text []byte) bool {
	same := 0
	for same < min(len(text), len(openPrev)) && text[same] == openPrev[same] {
		same++
	}
	rest := text[same:]
	return same == len(openPrev) || bytes.HasPrefix([]byte(tornMark), rest) || len(bytes.Trim(rest, "\x00")) == 0
}
