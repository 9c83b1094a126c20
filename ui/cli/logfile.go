package cli

import (
	"bytes"
	"errors"
	"os"
	"sync"
)

const (
	// logHalf is how long the file of --log may be before it becomes the older half, FILE.1, and a new one is begun. Both
	// together are what a log may take from a disk: 10 MiB.
	logHalf = 5 << 20
	// logTail is what stays of a file that cannot be renamed.
	logTail = 1 << 20
	logOld  = ".1"
)

// logFile is the file of --log. It never takes more than 2 × logHalf, and the newest lines are always in it. A line is one
// write to the end of it. When it was moved away or deleted, the next line begins a new one.
type logFile struct {
	path string
	mu   sync.Mutex // guards what follows
	file *os.File
	torn bool // the last line has no end: the disk was full
}

func openLog(path string) (*logFile, error) {
	f, err := openPrivate("--log", path)
	if err != nil {
		return nil, err
	}
	return &logFile{path: path, file: f}, nil
}

// Write appends one line.
func (l *logFile) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !isNamed(l.file, l.path) {
		l.begin() // if it can; what has no name is as good a place as none
	}
	info, err := l.file.Stat()
	if err != nil {
		return 0, err
	}
	if size := info.Size(); size > 0 && size+int64(len(line)) > logHalf {
		if err := l.turn(size); err != nil {
			return 0, err
		}
	}
	if l.torn {
		_, err = l.file.Write([]byte("\n"))
		l.torn = err != nil
	}
	n, err := l.file.Write(line)
	l.torn = l.torn || (n > 0 && n < len(line))
	return n, err
}

// begin opens the file of that name in the place of the one that is open, and reports whether it could.
func (l *logFile) begin() bool {
	f, err := openPrivate("--log", l.path)
	if err != nil {
		return false
	}
	_ = l.file.Close()
	l.file, l.torn = f, false
	return true
}

// turn makes the file the older half and begins a new one. Where that cannot be, the oldest lines go.
func (l *logFile) turn(size int64) error {
	if size <= 2*logHalf && os.Rename(l.path, l.path+logOld) == nil && l.begin() {
		return nil
	}
	tail := make([]byte, min(size, logTail))
	if _, err := l.file.ReadAt(tail, size-int64(len(tail))); err != nil {
		tail = nil
	}
	_, tail, _ = bytes.Cut(tail, []byte("\n")) // the first one is a part
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.Write(tail)
	return err
}

// Close closes the file.
func (l *logFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}

// isNamed reports whether the open file is the one that has the name.
func isNamed(f *os.File, path string) bool {
	named, err := os.Lstat(path)
	open, openErr := f.Stat()
	return errors.Join(err, openErr) == nil && os.SameFile(named, open)
}
