package cli

import (
	"runtime"
	"runtime/debug"
)

// softMemory is how much memory a client takes before it collects garbage more eagerly. 10,000 members need a seventh
// of it.
const softMemory = 256 << 20

// limitMemory sets the soft limit for a process that follows a room, unless GOMEMLIMIT says something else.
func (a *app) limitMemory() {
	if a.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
}

// oneCore has the process run on one processor, unless GOMAXPROCS says something else. To read a stream of events and
// to apply it side by side takes as long, and a fifth more of processors that share their units (measured at 500,000
// events a second). The console has keys to serve besides, and keeps them all.
func (a *app) oneCore() {
	if a.getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(1)
	}
}
