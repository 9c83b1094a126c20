package journal

import (
	"errors"
	"io"
	"io/fs"
	"slices"

	"gavel/session/internal/filelock"
)

// opened is a file of a journal, open for reading.
type opened struct {
	file
	name  string
	part  int    // 0: the file has no whole line
	after string // hash at the end of the file before
	size  int64  // when it was opened. No line was being written then, unless held is true
	held  bool   // another program kept the lock, so the last line may be incomplete
}

// ErrEmpty means that a journal has no line, and no part of one.
var ErrEmpty = errors.New("the file is empty: nothing was recorded")

// openAll opens the files of a journal, oldest first. The file without a number comes last. It is missing when a
// process was killed while it rotated.
func openAll(d disk, path string) (files []opened, err error) {
	for range holdAttempts {
		files, err = openOnce(d, path)
		if !errors.Is(err, errMoving) {
			return files, err
		}
	}
	return nil, err
}

// openOnce is one attempt of openAll. The lock of the newest file keeps others from rotating. If there is no newest
// file at the start and one has appeared at the end, the attempt failed.
func openOnce(d disk, path string) (files []opened, err error) {
	newest, unlock, err := openNewest(d, path)
	exists := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	defer unlock()
	if files, err = openParts(d, path, newest.part); exists {
		files = append(files, newest)
	}
	switch {
	case err == nil && !exists && appeared(d, path):
		err = errMoving
	case err == nil && len(files) == 0:
		err = fs.ErrNotExist
	case err == nil && !slices.ContainsFunc(files, func(o opened) bool { return o.size > 0 }):
		err = ErrEmpty
	}
	if err != nil {
		closeAll(files)
		return nil, err
	}
	return files, nil
}

func appeared(d disk, path string) bool {
	f, err := d.read(path)
	if err != nil {
		return false
	}
	_ = f.Close()
	return true
}

// openNewest opens the file without a number. It locks the file, unless another program keeps the lock.
func openNewest(d disk, path string) (o opened, unlock func(), err error) {
	for range holdAttempts {
		o, unlock, err = openOne(d, path)
		if err != nil || o.held || o.isNamed(path) {
			return o, unlock, err
		}
		unlock()
		_ = o.Close()
	}
	return opened{}, func() {}, errMoving
}

// openParts opens the numbered files, except the one that is already open under its former name.
func openParts(d disk, path string, newest int) (files []opened, err error) {
	parts, err := d.parts(path)
	if err != nil {
		return nil, err
	}
	slices.Sort(parts)
	for _, n := range parts {
		f, unlock, err := openOne(d, partName(path, n))
		unlock()
		switch {
		case errors.Is(err, fs.ErrNotExist): // too old, and deleted since
			continue
		case err != nil:
			return files, err
		case f.part == 0:
			f.part = n
		}
		if newest > 0 && f.part >= newest { // renamed since
			_ = f.Close()
			continue
		}
		files = append(files, f)
	}
	return files, nil
}

// openOne opens a file while no line is being written. unlock releases its lock and is never nil.
func openOne(d disk, path string) (o opened, unlock func(), err error) {
	unlock = func() {}
	f, err := d.read(path)
	if err != nil {
		return opened{}, unlock, err
	}
	o = opened{file: f, name: path}
	switch err := f.lock(); {
	case err == nil:
		unlock = f.unlock
	case errors.Is(err, filelock.ErrHeld):
		o.held = true
	default:
		_ = f.Close()
		return opened{}, unlock, err
	}
	var b Beginning
	if o.size, err = f.Size(); err == nil {
		b, err = readBegin(f, o.size)
		o.part, o.after = b.Part, b.After
	}
	if err != nil && !errors.Is(err, errNotJournal) { // the verifier reports that, with the line
		unlock()
		_ = f.Close()
		return opened{}, func() {}, err
	}
	return o, unlock, nil
}

func closeAll(files []opened) {
	for _, f := range files {
		_ = f.Close()
	}
}

// text returns the file as it was when it was opened.
func (o opened) text() io.Reader { return io.NewSectionReader(o.file, 0, o.size) }
