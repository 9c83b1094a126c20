package host

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/internal/filelock"
	"gavel/session/video"
)

const (
	// saveAfter is how long after a change the state is written, so that a burst of changes causes one write.
	saveAfter = time.Second
	// dirMode allows only the owner to read the folder of the state, which holds names, notes and lines of text.
	dirMode = 0o700
	// maxFile is the largest file that is read, in bytes. The state of a room of 300 people takes a tenth of it.
	maxFile = 4 << 20
	// lockWait is how long another program may take to write the state. Then this one writes without the lock.
	lockWait = 2 * time.Second
)

// file stores the state of one room session on disk. Several programs may have the room open, so each write unites the
// knowledge of this program with the file. A nil file stores nothing.
type file struct {
	path string

	newest atomic.Uint64  // number of the newest state that was asked for
	disk   chan struct{}  // holds a value during disk access
	base   kept           // the knowledge of this program when it last read or wrote the file
	mine   time.Time      // State.At of the floor in the file that this program has written; zero for none
	live   filelock.Claim // held while this program has a floor in the file
}

// newFile returns the file of a room session in a folder.
func newFile(dir, roomSessionID string) *file {
	if dir == "" || !video.ValidID(roomSessionID) {
		return nil
	}
	path := filepath.Join(dir, roomSessionID)
	return &file{path: path + ".json", disk: make(chan struct{}, 1), live: filelock.NewClaim(path + ".lock")}
}

// kept is the content of a file.
type kept struct {
	floor.State
	Alarms alarm.Memory `json:"alarms"`
	Away   awayList     `json:"away,omitempty"`

	over time.Time // State.At of the floor of an earlier run that was resumed or forgotten; zero for none
}

// worth reports whether there is anything to keep.
func (k *kept) worth() bool {
	return k.Worth() || k.Shields() || !k.Alarms.IsZero() || len(k.Away) > 0
}

// read returns the state of an earlier run, or nil if there is none worth keeping. Nothing may be written before.
func (f *file) read() (*kept, error) {
	if f == nil {
		return nil, nil
	}
	k, err := f.load()
	if err != nil || k == nil {
		return nil, err
	}
	if f.base = *k; !k.worth() {
		return nil, nil
	}
	return k, nil
}

// load returns the content of the file, or nil if there is no file.
func (f *file) load() (*kept, error) {
	info, err := os.Stat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("host: read the floor: %w", err)
	case info.Size() > maxFile:
		return nil, fmt.Errorf("host: read the floor: %s is larger than %d bytes", f.path, maxFile)
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return nil, fmt.Errorf("host: read the floor: %w", err)
	}
	var k kept
	if k.State, err = floor.Decode(text); err != nil {
		return nil, err
	}
	beside := struct {
		Alarms *alarm.Memory
		Away   *awayList
	}{&k.Alarms, &k.Away}
	if err := json.Unmarshal(text, &beside); err != nil {
		return nil, fmt.Errorf("host: read the alarms and departures beside the floor: %w", err)
	}
	k.Away = k.Away[max(0, len(k.Away)-maxAway):]
	return &k, nil
}

// close ends the claim on the floor. Nothing may be written afterwards.
func (f *file) close() {
	if f != nil {
		f.live.Release()
	}
}

// write replaces the file, unless a newer state of this program waits to be written. So states that wait for a slow
// disk cost one write. After a crash the file holds the old state or the new one, never a part. It deletes a file with
// nothing worth keeping.
func (f *file) write(number uint64, own *kept) error {
	f.disk <- struct{}{}
	defer func() { <-f.disk }()
	if number < f.newest.Load() || f.mine.IsZero() && own.over.IsZero() && !own.worth() {
		return nil
	}
	if err := f.replace(own); err != nil {
		return fmt.Errorf("host: save the floor: %w", err)
	}
	if f.base = *own; own.Worth() {
		f.mine = own.At
		f.live.Hold()
	} else {
		f.live.Release()
	}
	return nil
}

// replace unites the knowledge of this program with the file, and replaces or deletes the file in one step. Other
// programs wait for it, so that none of them overwrites content that it has not read.
func (f *file) replace(own *kept) error {
	if err := os.MkdirAll(filepath.Dir(f.path), dirMode); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(f.path))
	if err != nil {
		return err
	}
	defer func() { _ = dir.Close() }() // ends the lock
	_ = filelock.Lock(dir, lockWait)   // a program that hangs must not stop this one from saving
	k := *own
	if other, _ := f.load(); other != nil { // an unreadable file is replaced
		k = f.unite(own, other)
	}
	if !k.worth() {
		if err := os.Remove(f.path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	text, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return f.swap(text)
}

// swap replaces the text of the file in one step.
func (f *file) swap(text []byte) error {
	part, err := filelock.Part(f.path, text)
	if err != nil {
		return err
	}
	if err := os.Rename(part, f.path); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

// unite returns the knowledge of this program together with the content of the file. Of the floors, this program's
// counts if it is worth resuming. Otherwise the floor in the file stays, unless this program has written, resumed or
// forgotten it.
func (f *file) unite(own, other *kept) kept {
	k := *own
	if !own.Worth() && other.Worth() && !other.At.Equal(f.mine) && !other.At.Equal(own.over) {
		k.State = other.State
		k.Protected, k.Released, k.Keys = own.Protected, own.Released, maps.Clone(own.Keys)
		maps.Copy(k.Keys, other.Keys) // the keys identify its people
	}
	k.State.Unite(f.base.Decisions(), &other.State)
	k.Alarms, k.Away = own.Alarms.Unite(other.Alarms), own.Away.unite(f.base.Away, other.Away)
	return k
}
