package cli

import (
	"math"
	"time"
)

// stats is what gavel watch --stats prints at the end.
type stats struct {
	Events     uint64  `json:"events"`
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpu_seconds"`
	RSSMB      float64 `json:"rss_mb"` // the most that was resident, in MiB
}

// statsSince measures from start until now. CPU and memory are those of the whole process.
func statsSince(start time.Time, events uint64) stats {
	cpu, rss := usage()
	const mib = 1 << 20
	return stats{
		Events: events, Seconds: thousandths(time.Since(start).Seconds()), CPUSeconds: thousandths(cpu.Seconds()),
		RSSMB: thousandths(float64(rss) / mib),
	}
}

func thousandths(f float64) float64 { return math.Round(f*1000) / 1000 }
