package host

import (
	"encoding/json"
	"time"

	"gavel/session/door"
	"gavel/session/floor"
	"gavel/session/video"
)

// newDoors returns the doors of a room; nil for no rules. Protection and pardons are those of the host.
func (h *Host) newDoors(cfg Config) *door.Engine {
	if len(cfg.Doors) == 0 {
		return nil
	}
	return door.New(door.Config{
		Rules: cfg.Doors, Panel: cfg.Floor.Panel,
		Protected: func(m *video.Member) bool { // doors are for people, who have no owner
			return floor.IsProtected(m, h.engine.Tonight(), h.always) // State may not include a member that has just come back
		},
		Pardoned: func(m *video.Member) bool { return h.alarms.Pardons(m, cfg.Floor.RejoinKey) },
	})
}

// seeDoors passes the room to the doors, logs the hits, and sends their commands. The log comes first.
func (h *Host) seeDoors(now time.Time, s *video.Snapshot) {
	if h.doors == nil {
		return
	}
	for _, hit := range h.doors.See(now, s) {
		text, err := json.Marshal(hit)
		if err == nil {
			err = h.room.LogDecision(door.Kind, text)
		}
		if err != nil && h.ctx.Err() == nil {
			h.log.Warn("host: a door was not logged", "error", err)
		}
		c, acts := hit.Command()
		if !acts {
			continue
		}
		c.Reason = hit.Reason
		people := leaving(c, s, now)
		sub, err := h.room.Submit(h.ctx, c)
		if err != nil {
			h.log.Warn("host: a door could not act", "error", err)
			continue
		}
		h.watchAway(people, sub) // the log of the room has the outcome
	}
}
