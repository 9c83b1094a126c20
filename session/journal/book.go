package journal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Book is a journal that is open for reading at any line. It has the lines that were there when it was opened. One
// goroutine uses it.
type Book struct {
	files []opened
	lines []place
}

// place is where a line is.
type place struct {
	from int64
	size int32
	file int32
}

// OpenBook opens a journal with all its files. Close closes them.
func OpenBook(path string) (*Book, error) { return openBookOn(osDisk{}, path) }

func openBookOn(d disk, path string) (*Book, error) {
	files, err := openAll(d, path)
	if err != nil {
		return nil, err
	}
	return &Book{files: files}, nil
}

// Close closes the files.
func (b *Book) Close() { closeAll(b.files) }

// Lines reads all lines in order and numbers them for [Book.Line], from 0. It skips torn lines. It stops at the first
// line that is not one of a journal, with an error.
func (b *Book) Lines() iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		b.lines = nil
		for i := range b.files {
			if !b.file(i, yield) {
				return
			}
		}
	}
}

// file reads the lines of one file.
func (b *Book) file(n int, yield func(Line, error) bool) bool {
	f := b.files[n]
	in := bufio.NewReaderSize(f.text(), tailStep)
	var raw []byte
	for from, number := int64(0), 1; ; number++ {
		var err error
		raw, err = readLine(in, raw)
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			yield(Line{}, fmt.Errorf("%s, line %d: %w", f.name, number, err))
			return false
		}
		line, ok, err := wholeLine(raw, last)
		if err != nil {
			yield(Line{}, fmt.Errorf("%s, line %d: %w", f.name, number, err))
			return false
		}
		if ok {
			b.lines = append(b.lines, place{from, int32(len(raw)), int32(n)})
			if !yield(line, nil) {
				return false
			}
		}
		if last {
			return true
		}
		from += int64(len(raw)) + 1
	}
}

// Len returns how many lines were read.
func (b *Book) Len() int { return len(b.lines) }

// Line reads the line with that number again.
func (b *Book) Line(i int) (Line, error) {
	at := b.lines[i]
	raw := make([]byte, at.size)
	if _, err := b.files[at.file].ReadAt(raw, at.from); err != nil && !errors.Is(err, io.EOF) {
		return Line{}, err
	}
	line, ok, err := wholeLine(raw, false)
	if err == nil && !ok {
		err = errNotJournal
	}
	return line, err
}
