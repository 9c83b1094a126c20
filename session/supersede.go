package session

import "gavel/session/video"

// This file is about newer commands for members whose older command is still unsent.

// supersede leaves the targets of a new command out of older ones that would take its effect back when they are sent. Two
// commands on one target each leave in the order in which they were given.
func (d *dispatcher) supersede(newer *step) {
	for _, j := range d.queue {
		if len(j.result.Targets)+len(newer.job.result.Targets) == 2 && j.urgent == newer.job.urgent {
			continue
		}
		for _, older := range j.steps {
			for i := range newer.targets {
				if t := older.of(newer.targets[i].Member); t != nil && t.queued() {
					older.yieldTo(t, newer.cmd.Action)
				}
			}
		}
	}
}

// yieldTo makes room for a newer command. Undeafening also opens the microphone: where the newer command is about that, the
// member is undeafened still, and then muted again, or not.
func (s *step) yieldTo(t *target, newer video.Action) {
	switch {
	case rivals(s.cmd.Action, newer):
		t.superseded = true
	case s.cmd.Action == video.ActUndeaf && newer == video.ActAudioMute:
		t.muteAfter = true
	case s.cmd.Action == video.ActUndeaf && newer == video.ActAudioUnmute:
		t.muteAfter = false
	}
}

// rivals reports whether two actions set the same property of a member. Deafening also switches the microphone off: an older
// opening of it must not come after that.
func rivals(older, newer video.Action) bool {
	if older == newer {
		return newer != video.ActUpdateMemberMeta && newer != video.ActDeleteMemberMeta // they add up
	}
	return shows[older] != 0 && shows[older] == shows[newer] || older == video.ActAudioUnmute && newer == video.ActDeaf
}
