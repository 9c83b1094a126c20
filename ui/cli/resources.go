package cli

import (
	"runtime"
	"runtime/debug"
)

const (
	// softMemory is what a client may take before memory is collected more eagerly than else; 10,000 members need a tenth
	// of it.
	softMemory = 256 << 20
	// manyMembers is from which size of a room on memory is more worth than the little time that collecting it takes: a room
	// of 100,000 would have 90 MB of garbage at most, and has 45.
	manyMembers    = 20_000
	tightCollector = 50
)

// limitMemory sets the soft limit for a process that follows a room, unless GOMEMLIMIT says something else.
func (a *app) limitMemory() {
	if a.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
}

// saveMemory collects garbage earlier where a room is large.
func saveMemory(members int) {
	if members > manyMembers {
		debug.SetGCPercent(tightCollector)
	}
}

// oneCore has the process run on one processor, unless GOMAXPROCS says something else. To read a stream of events and to
// apply it side by side takes as long, and a fifth more of processors that share their units (measured at 500,000 events a
// second). The console has keys to serve besides, and keeps them all.
func (a *app) oneCore() {
	if a.getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(1)
	}
}
