package dispatch

import "gavel/session/video"

// This file is about newer commands for members whose older command is still unsent.

// supersede leaves the targets of a new command out of older ones that would take its effect back when they are sent.
// Two commands on one target each leave in the order in which they were given.
func (d *Dispatcher) supersede(newer *step) {
	for _, j := range d.queue {
		if len(j.result.Targets)+len(newer.job.result.Targets) == 2 && j.urgent == newer.job.urgent {
			continue
		}
		for _, older := range j.steps {
			for i := range newer.targets {
				if t := older.of(newer.targets[i].Member); t != nil && t.queued() {
					older.yieldTo(t, newer.row)
				}
			}
		}
	}
}

// yieldTo makes room for a newer command. Undeafening also opens the microphone: where the newer command is about that,
// the member is undeafened still, and then muted again, or not.
func (s *step) yieldTo(t *target, newer *video.ActionInfo) {
	switch {
	case s.row.SupersededBy(newer):
		t.superseded = true
	case s.row.Unmutes() && newer.Sets.Field == video.FieldAudioMuted:
		t.muteAfter = newer.Sets.Value == video.Yes
	}
}
