package control

import (
	"errors"
	"sync"
	"time"

	"gavel/session/video"
)

// missedFor is how long a name that no room has is not asked for again. A button that polls a room before it starts, or
// a flood of made-up names, would otherwise send three requests to the service for each of its own.
const missedFor = 2 * time.Second

// errNotServed reports a room that may exist but is not served.
var errNotServed = errors.New("this control port does not serve the room")

// missing are the names that were not found recently.
type missing struct {
	mu    sync.Mutex
	names map[string]miss
}

type miss struct {
	at  time.Time
	err error
}

// lately returns the error of a name that was not found recently, or nil.
func (m *missing) lately(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if one, known := m.names[name]; known && time.Since(one.at) < missedFor {
		return one.err
	}
	return nil
}

// note remembers a name if the error says that no served room has it, and returns the error.
func (m *missing) note(name string, err error) error {
	if !errors.Is(err, video.ErrNotFound) && !errors.Is(err, errNotServed) {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.names == nil || len(m.names) >= maxNames {
		m.names = map[string]miss{}
	}
	m.names[name] = miss{time.Now(), err}
	return err
}
