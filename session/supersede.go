package session

import "gavel/session/video"

// This file is about newer commands for somebody who still waits for a turn in an older one.

// supersede leaves the targets of a new command out of older ones that would take its effect back when their turn comes. Two
// commands on one target each leave in the order in which they were given.
func (d *dispatcher) supersede(j *job) {
	for _, old := range d.jobs {
		if old.counts[video.OutcomePending] == 0 || len(old.targets)+len(j.targets) == 2 {
			continue
		}
		for i := range j.targets {
			if at, ok := old.target(j.targets[i].Member); ok && !old.targets[at].turn {
				old.yieldTo(&old.targets[at], j.cmd.Action)
			}
		}
	}
}

// yieldTo makes room for a newer command. Undeafening also opens the microphone: where the newer command is about that, it is
// undeafened still, and then muted again, or not.
func (j *job) yieldTo(t *jobTarget, newer video.Action) {
	switch {
	case rivals(j.cmd.Action, newer):
		t.superseded = true
	case j.cmd.Action == video.ActUndeaf && newer == video.ActAudioMute:
		t.muteAfter = true
	case j.cmd.Action == video.ActUndeaf && newer == video.ActAudioUnmute:
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
