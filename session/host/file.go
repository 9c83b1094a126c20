package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/video"
)

const (
	// saveAfter is how long after a change the state is written, so that a burst of changes causes one write.
	saveAfter = time.Second
	// fileMode and dirMode allow only the owner to read the state, which holds names, notes and lines of text.
	fileMode, dirMode = 0o600, 0o700
	// maxFile is the largest file that is read, in bytes. The state of a room of 300 people takes a tenth of it.
	maxFile = 4 << 20
)

// file stores the state of one room session on disk. A nil file stores nothing.
type file struct {
	path string

	mu      sync.Mutex // held during disk access
	newest  uint64     // number of the newest written state
	written []byte
}

// newFile returns the file of a room session in a folder.
func newFile(dir, roomSessionID string) *file {
	if dir == "" || !video.ValidID(roomSessionID) {
		return nil
	}
	return &file{path: filepath.Join(dir, roomSessionID+".json")}
}

// kept is what a file holds.
type kept struct {
	floor.State
	Alarms alarm.Memory `json:"alarms"`
	Away   []Away       `json:"away,omitempty"`
}

// worth reports whether there is anything to keep.
func (k *kept) worth() bool {
	return k.Worth() || k.Shields() || !k.Alarms.IsZero() || len(k.Away) > 0
}

// read returns the state of an earlier run, or nil if there is none worth keeping.
func (f *file) read() (*kept, error) {
	if f == nil {
		return nil, nil
	}
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
		Away   *[]Away
	}{&k.Alarms, &k.Away}
	if err := json.Unmarshal(text, &beside); err != nil {
		return nil, fmt.Errorf("host: read what belongs to the floor: %w", err)
	}
	k.Away = k.Away[max(0, len(k.Away)-maxAway):]
	if !k.worth() {
		return nil, nil
	}
	return &k, nil
}

// write replaces the file, unless it holds a newer state. After a crash it holds the old state or the new one, never a
// part.
func (f *file) write(number uint64, text []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number < f.newest || bytes.Equal(text, f.written) {
		return nil
	}
	f.newest = number
	if err := os.MkdirAll(filepath.Dir(f.path), dirMode); err != nil {
		return fmt.Errorf("host: save the floor: %w", err)
	}
	part, err := os.CreateTemp(filepath.Dir(f.path), ".floor-*") // of mode 600
	if err != nil {
		return fmt.Errorf("host: save the floor: %w", err)
	}
	_, err = part.Write(text)
	err = errors.Join(err, part.Chmod(fileMode), part.Sync(), part.Close())
	if err == nil {
		err = os.Rename(part.Name(), f.path)
	}
	if err != nil {
		return fmt.Errorf("host: save the floor: %w", errors.Join(err, os.Remove(part.Name())))
	}
	f.written = text
	return nil
}

// remove removes the state of an earlier run. It leaves the file alone once this run has written it.
func (f *file) remove() error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.written != nil {
		return nil
	}
	if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("host: delete the floor: %w", err)
	}
	return nil
}
