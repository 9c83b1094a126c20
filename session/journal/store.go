package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"gavel/session/internal/filelock"
)

// item is a line without a place: Run and N of its head are not set yet.
type item struct {
	head
	body []byte // JSON, or nil
}

// store appends the lines of one run to the files of a journal. One goroutine uses it.
type store struct {
	disk disk
	path string
	most int64 // size at which a file is rotated
	keep int   // how many older files are kept

	keepFor time.Duration // and for how long; 0: without a limit

	who Beginning
	run string
	up  func() time.Duration

	n uint64 // lines written by this run

	f        file      // nil: not open
	hasBegin bool      // this run has a Begin line in f
	empty    bool      // f has no whole line
	part     int       // number of f
	end      int64     // end of the last known line in f; -1: unknown
	tail     tail      // how f ends, up to end
	before   string    // hash at the end of the file before f; empty: unknown
	largest  int       // length of the longest snapshot line: a new file must hold one, and more
	begun    time.Time // when f begins
	files    int       // number of files with a Begin line of this run
	newName  bool      // the directory entry may not survive a crash of the machine
	unsynced bool      // lines that should be on the disk may not survive a crash of the machine
}

// holdAttempts bounds how often a file may be renamed while the store opens it.
const holdAttempts = 10

// errMoving means that the file is renamed at every attempt.
var errMoving = errors.New("the file is renamed repeatedly")

// hold opens and locks the file that has the name now, and finds out how it ends.
func (s *store) hold(more int) (unlock func(), err error) {
	for range holdAttempts {
		if s.f == nil {
			if s.f, err = s.disk.open(s.path); err != nil {
				return nil, err
			}
			s.end, s.hasBegin = -1, false
		}
		if err := s.f.lock(); err != nil {
			return nil, err
		}
		named := s.f.isNamed(s.path)
		if err := s.refresh(); err != nil {
			s.f.unlock()
			return nil, err
		}
		switch {
		case !named: // renamed, deleted, or rotated by another run
			s.leave()
		case !s.empty && (s.isOld() || s.end+int64(more) > max(s.most, 4*int64(s.largest))):
			if err := s.rotate(); err != nil {
				s.f.unlock()
				return nil, err
			}
		default:
			return s.f.unlock, nil
		}
	}
	return nil, errMoving
}

// refresh finds out how the file ends after others have written to it.
func (s *store) refresh() error {
	size, err := s.f.Size()
	if err != nil || size == s.end {
		return err
	}
	if size == 0 && s.end > 0 { // log rotation has copied and emptied it
		s.before = s.tail.hash
	}
	if s.end < 0 || size < s.end { // it was just opened, or was truncated
		if s.part, err = s.partOf(size); err != nil {
			return err
		}
	}
	if s.tail, err = readTail(s.f, size, s.before); err == nil {
		s.end = size
	}
	return err
}

// partOf returns the number of the open file. A file without lines gets the number after the previous file's.
func (s *store) partOf(size int64) (int, error) {
	is, err := readBegin(s.f, size)
	s.begun = is.at
	if err != nil || is.Part > 0 {
		s.empty = false
		return is.Part, err
	}
	s.hasBegin, s.empty = false, true
	last, err := s.lastPart()
	if err != nil {
		return 0, err
	}
	if last >= s.part && last > 0 { // else the previous file was renamed, and before is known
		if s.before, err = s.endOf(partName(s.path, last)); err != nil {
			return 0, err
		}
		s.part = last
	}
	if s.before == "" {
		s.before = origin
	}
	return s.part + 1, nil
}

// lastPart returns the highest number of an old file, or 0 when there is none.
func (s *store) lastPart() (int, error) {
	parts, err := s.disk.parts(s.path)
	if err != nil || len(parts) == 0 {
		return 0, err
	}
	return slices.Max(parts), nil
}

// endOf returns the hash at the end of an old file.
func (s *store) endOf(path string) (string, error) {
	f, err := s.disk.read(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	size, err := f.Size()
	if err != nil {
		return "", err
	}
	t, err := readTail(f, size, "")
	return t.hash, err
}

// leave closes a locked file that has another name now. The next file continues its chain.
func (s *store) leave() {
	s.before = s.tail.hash
	s.f.unlock()
	_ = s.f.Close()
	s.f = nil
}

// rotate renames a locked file to its number. If the process is killed after the renaming, the next one finds no file.
// It then starts one that continues the file with the highest number.
func (s *store) rotate() error {
	if err := s.disk.move(s.path, partName(s.path, s.part)); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	s.newName = true
	s.leave()
	return nil
}

// append writes lines in one piece. With sync, they are on the disk when it returns nil. written reports whether the
// lines are in the file; if not, the file has none of them, or a torn line.
func (s *store) append(items []item, sync bool) (written bool, err error) {
	more := 0
	for _, it := range items {
		more += headLen + tailLen + len(it.body)
	}
	unlock, err := s.hold(more)
	if err != nil {
		return false, err
	}
	defer unlock()
	if len(items) > 0 {
		if err := s.write(items, more); err != nil {
			return false, err
		}
	}
	if s.unsynced = s.unsynced || sync; !s.unsynced {
		return true, nil
	}
	if err := s.sync(); err != nil {
		return true, err
	}
	s.unsynced = false
	return true, nil
}

func (s *store) write(items []item, size int) error {
	text, hash, n := s.compose(items, size)
	if k, err := s.f.Write(text); err != nil {
		s.takeBack(k)
		return err
	}
	s.newName = s.newName || s.end == 0
	s.end += int64(len(text))
	s.tail, s.n, s.empty = tail{hash: hash}, n, false
	if !s.hasBegin {
		s.hasBegin = true
		s.files++
		s.prune()
	}
	return nil
}

// compose returns the text of the lines, after everything that must precede them. It also returns the hash and the
// number of the last line.
func (s *store) compose(items []item, size int) (text []byte, hash string, n uint64) {
	const heads = 256 // an estimate for each line
	text = append(make([]byte, 0, size+heads*(len(items)+1)), s.tail.close...)
	hash, n = s.tail.hash, s.n
	var rest []byte
	add := func(it *item) {
		n++
		it.Run, it.N = s.run, n
		rest = it.append(rest[:0])
		if it.body != nil {
			rest = append(append(rest, nameOfKind...), it.body...)
		}
		from := len(text)
		text, hash = appendLine(text, hash, rest)
		text = append(text, '\n')
		if it.Kind == Snapshot {
			s.largest = max(s.largest, len(text)-from)
		}
	}
	if !s.hasBegin {
		who := s.who
		who.Part, who.Keep, who.KeepFor = s.part, s.keep, int64(s.keepFor/time.Second)
		if s.empty {
			who.After = s.before
		}
		add(&item{head{At: time.Now(), Up: s.up(), Kind: Begin}, encode(who, nil)})
	}
	for i := range items {
		add(&items[i])
	}
	return text, hash, n
}

// takeBack removes the part of the lines that fitted on a full disk. The lock is still held, so no other process has
// written after them.
func (s *store) takeBack(written int) {
	if written == 0 {
		return
	}
	if s.f.Truncate(s.end) != nil {
		s.end = -1 // the next attempt finds the end of the file
	}
}

// sync makes the file and its name survive a crash of the machine.
func (s *store) sync() error {
	if err := s.f.Sync(); err != nil {
		return err
	}
	if s.newName {
		if err := s.disk.syncNames(s.path); err != nil {
			return err
		}
		s.newName = false
	}
	return nil
}

// prune deletes the oldest files. The next prune retries a file that could not be deleted.
func (s *store) prune() {
	parts, err := s.disk.parts(s.path)
	if err != nil {
		return
	}
	slices.Sort(parts)
	for i, p := range parts {
		if p >= s.part-s.keep && !s.isOver(parts, i) {
			continue
		}
		if b, err := s.beginOf(p); err == nil && b.Part == p { // otherwise the file is not of this journal
			_ = s.disk.remove(partName(s.path, p))
		}
	}
}

// beginOf reads how an old file begins.
func (s *store) beginOf(part int) (Beginning, error) {
	f, err := s.disk.read(partName(s.path, part))
	if err != nil {
		return Beginning{}, err
	}
	defer func() { _ = f.Close() }()
	size, err := f.Size()
	if err != nil {
		return Beginning{}, err
	}
	return readBegin(f, size)
}

// newFileAfter is how old a file may be for a new run, if old files are deleted after a time.
const newFileAfter = 24 * time.Hour

// isOld reports whether a new run must begin a new file, so that the present one can be deleted in time.
func (s *store) isOld() bool {
	return s.keepFor > 0 && s.n == 0 && !s.begun.IsZero() && time.Since(s.begun) > newFileAfter
}

// isOver reports whether an older file was kept long enough. Its last record is not later than the start of the next.
func (s *store) isOver(parts []int, i int) bool {
	if s.keepFor == 0 {
		return false
	}
	next := s.begun
	if i+1 < len(parts) {
		b, err := s.beginOf(parts[i+1])
		if err != nil {
			return false
		}
		next = b.at
	}
	return !next.IsZero() && time.Since(next) > s.keepFor
}

// check opens the file and rejects one that is not a journal, before anything is written.
func (s *store) check() error {
	unlock, err := s.hold(0)
	if errors.Is(err, filelock.ErrHeld) { // another program uses it now and will release it
		return nil
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if err != nil {
		return err
	}
	unlock()
	return nil
}

func (s *store) close() {
	if s.f != nil {
		_ = s.f.Close()
		s.f = nil
	}
}
