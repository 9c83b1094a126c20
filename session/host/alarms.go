package host

import (
	"time"

	"gavel/session/alarm"
	"gavel/session/video"
)

// Remember saves the memory of the alarms of the room for a later run.
func (h *Host) Remember(m alarm.Memory) {
	h.on(func() {
		if h.alarms = m; h.file != nil && h.saveAt.IsZero() {
			h.saveAt = time.Now().Add(saveAfter)
		}
	})
}

// Remembered returns the newest value of Remember, or else the memory of an earlier run.
func (h *Host) Remembered() (m alarm.Memory) {
	h.on(func() { m = h.alarms })
	return m
}

// AlarmsOf completes the configuration of the alarms of the room. It adds the memory of an earlier run, and the
// protected people, including tonight's decisions.
func (h *Host) AlarmsOf(cfg alarm.Config) alarm.Config {
	cfg.Memory = h.Remembered()
	cfg.Protected = func(m *video.Member) bool { return h.Protects(m, h.State().Room.Member) }
	return cfg
}
