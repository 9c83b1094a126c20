package journal

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"gavel/session/internal/filelock"
)

// disk is the file system that holds the journals. Tests use one that fails.
type disk interface {
	// open opens a file for reading anywhere and writing at its end. It creates a missing file.
	open(path string) (file, error)
	// read opens an existing file for reading.
	read(path string) (file, error)
	// move renames a file. It never replaces another one.
	move(from, to string) error
	remove(path string) error
	// syncNames makes the names in the file's directory survive a crash of the machine.
	syncNames(path string) error
	// parts returns the numbers of a journal's old files, in no order.
	parts(path string) ([]int, error)
}

// file is an open file of a journal.
type file interface {
	io.ReaderAt
	io.Writer
	io.Closer
	Size() (int64, error)
	Truncate(size int64) error
	Sync() error
	// isNamed reports whether the file still has the name.
	isNamed(path string) bool
	// lock keeps other processes out until unlock. It returns filelock.ErrHeld when the lock takes too long.
	lock() error
	unlock()
}

// mode is the permissions of a journal's files.
const mode = 0o600

// lockWait is how long another process may take to write its lines.
const lockWait = 2 * time.Second

// osDisk is the file system of this machine.
type osDisk struct {
	opener func(path string) (*os.File, error)
}

// openDefault opens a file that only its owner can use.
func openDefault(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_RDWR, mode)
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(mode); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

func (d osDisk) open(path string) (file, error) {
	f, err := d.opener(path)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

func (osDisk) read(path string) (file, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

func (osDisk) move(from, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
	}
	return os.Rename(from, to)
}

func (osDisk) remove(path string) error { return os.Remove(path) }

func (osDisk) syncNames(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer func() { _ = dir.Close() }()
	if err := dir.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}

func (osDisk) parts(path string) ([]int, error) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	var parts []int
	for _, e := range entries {
		if n, ok := partOf(e.Name(), filepath.Base(path)); ok {
			parts = append(parts, n)
		}
	}
	return parts, nil
}

// partOf returns the number in the name of an old file.
func partOf(name, journal string) (int, bool) {
	digits, ok := strings.CutPrefix(name, journal+".")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil && n > 0 && strconv.Itoa(n) == digits
}

// partName returns the name of an old file.
func partName(path string, part int) string { return path + "." + strconv.Itoa(part) }

// osFile is a file of this machine.
type osFile struct{ *os.File }

func (f osFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (f osFile) isNamed(path string) bool {
	named, err := os.Lstat(path)
	if err != nil {
		return false
	}
	is, err := f.Stat()
	return err == nil && os.SameFile(named, is)
}

func (f osFile) lock() error { return filelock.Lock(f.File, lockWait) }

func (f osFile) unlock() { filelock.Unlock(f.File) }
