package cli

import "runtime/debug"

// softMemory is what a client may take before memory is collected more eagerly than else; 10,000 members need a sixth of it.
const softMemory = 256 << 20

// limitMemory sets the soft limit for a process that follows a room, unless GOMEMLIMIT says something else.
func (a *app) limitMemory() {
	if a.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
}
