package dispatch

import "gavel/session/video"

// This file handles newer commands for members whose older command is still unsent.

// supersede removes the targets of a new command from older commands that would reverse its effect. Other commands on
// the same target leave in the order in which they were given.
func (d *Dispatcher) supersede(newer *step) {
	for _, j := range d.queue {
		if len(j.result.Targets)+len(newer.job.result.Targets) == 2 && j.urgent == newer.job.urgent {
			continue
		}
		for _, older := range j.steps {
			for i := range newer.targets {
				if t := older.of(newer.targets[i].Member); t != nil && t.queued() {
					older.giveWay(t, newer.row)
				}
			}
		}
	}
}

// giveWay adapts an unsent target to a newer command. Undeafening also opens the microphone. If the newer command is
// about the microphone, the member is still undeafened, and then muted again, or not.
func (s *step) giveWay(t *target, newer *video.ActionInfo) {
	switch {
	case s.row.SupersededBy(newer):
		t.superseded = true
	case s.row.Unmutes() && newer.Sets.Field == video.FieldAudioMuted:
		t.muteAfter = newer.Sets.Value == video.Yes
	}
}
