package cli

import (
	"time"

	"gavel/ui/output"
)

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
