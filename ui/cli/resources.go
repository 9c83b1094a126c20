package cli

import (
	"runtime"
	"runtime/debug"
	"time"

	"gavel/ui/output"
)

// softMemory is the memory, in bytes, above which a client collects garbage more eagerly. 10,000 members need a seventh
// of it.
const softMemory = 256 << 20

// limitMemory sets the soft limit for a process that follows a room, unless GOMEMLIMIT is set.
func (a *app) limitMemory() {
	if a.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
}

// oneCore limits the process to one processor, unless GOMAXPROCS is set. Reading and applying events on two processors
// is no faster and takes a fifth more CPU time (measured at 500,000 events per second). The console keeps all
// processors, because it must also serve keys.
func (a *app) oneCore() {
	if a.getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(1)
	}
}

// stats is what gavel watch --stats prints at the end: the events, and the resources used since the room was read.
type stats struct {
	Events     uint64  `json:"events"`
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpu_seconds"`
	RSSMB      float64 `json:"rss_mb"` // peak resident memory, in MiB
}

// meter measures the cost of following a room.
type meter struct {
	at  time.Time
	cpu time.Duration
}

// startMeter starts a measurement.
func startMeter() meter {
	cpu, _ := usage()
	return meter{time.Now(), cpu}
}

// stats returns what was used since the meter was started. CPU and memory are those of the whole process.
func (m meter) stats(events uint64) stats {
	cpu, rss := usage()
	const mib = 1 << 20
	return stats{
		Events: events, Seconds: output.Thousandths(time.Since(m.at).Seconds()),
		CPUSeconds: output.Thousandths((cpu - m.cpu).Seconds()),
		RSSMB:      output.Thousandths(float64(rss) / mib),
	}
}
