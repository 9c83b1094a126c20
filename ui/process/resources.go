// Package process controls and measures the process of a command: memory, processors, the terminal's job control, used
// resources.
package process

import (
	"math"
	"runtime"
	"runtime/debug"
	"time"
)

// softMemory is the memory, in bytes, above which a client collects garbage more eagerly. 10,000 members need a seventh
// of it.
const softMemory = 256 << 20

// LimitMemory sets the soft limit for a process that follows a room, unless GOMEMLIMIT is set.
func LimitMemory(getenv func(string) string) {
	if getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
}

const (
	// startup is the time in which a room is read and drawn.
	startup = time.Second
	// startPercent is GOGC during startup. Go's own 100 would collect garbage once, while the largest frame is read.
	startPercent = 200
	// nightPercent is GOGC afterwards. With 700 events a second in a room of 1,000, a console needs 21 MB instead of 23
	// (measured), and no more time.
	nightPercent = 50
)

// PaceGarbage makes garbage collection rare for the first second, in which the room is read and drawn, and frequent
// after that, because a console runs all night. It changes nothing if GOGC is set.
func PaceGarbage(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(startPercent)
		time.AfterFunc(startup, func() { debug.SetGCPercent(nightPercent) })
	}
}

// OneCore limits the process to one processor, unless GOMAXPROCS is set. A second one makes nothing faster: on the way
// from a key to its request, and from an event to the screen, one goroutine waits for the other, and each step would
// wake a processor in vain. A second processor costs a quarter more CPU time. Call it first: the half megabyte that a
// second processor allocates at the start is never returned.
func OneCore(getenv func(string) string) {
	if getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(1)
	}
}

// Stats is the last output of gavel watch --stats: the events, and the resources used since the room was read.
type Stats struct {
	Events     uint64  `json:"events"`
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpu_seconds"`
	RSSMB      float64 `json:"rss_mb"` // peak resident memory, in MiB
}

// Meter measures the cost of following a room.
type Meter struct {
	at  time.Time
	cpu time.Duration
}

// StartMeter starts a measurement.
func StartMeter() Meter {
	cpu, _ := usage()
	return Meter{time.Now(), cpu}
}

// Stats returns the resources used since StartMeter. CPU time and memory are those of the whole process.
func (m Meter) Stats(events uint64) Stats {
	cpu, rss := usage()
	const mib = 1 << 20
	return Stats{
		Events: events, Seconds: thousandths(time.Since(m.at).Seconds()),
		CPUSeconds: thousandths((cpu - m.cpu).Seconds()),
		RSSMB:      thousandths(float64(rss) / mib),
	}
}

// thousandths rounds a number to three decimal places.
func thousandths(f float64) float64 { return math.Round(f*1000) / 1000 }
