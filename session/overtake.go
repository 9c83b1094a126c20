package session

import "gavel/session/video"

// This file is about newer commands for somebody who still waits for a turn in an older one.

// overtake leaves the targets of a new command out of older ones that would take its effect back when their turn comes. Two
// commands on one target each leave in the order in which they were given.
func (s *state) overtake(j *job) {
	for _, old := range s.jobs {
		if old.counts[video.OutcomePending] == 0 || len(old.targets)+len(j.targets) == 2 {
			continue
		}
		for i := range j.targets {
			if at, ok := old.target(j.targets[i].Member); ok && !old.targets[at].turn {
				old.yield(&old.targets[at], j.row)
			}
		}
	}
}

// yield makes room for a newer command. Undeafening also opens the microphone: where the newer command is about that, it is
// undeafened still, and then muted again, or not.
func (j *job) yield(t *jobTarget, newer *video.ActionInfo) {
	switch {
	case j.row.SupersededBy(newer):
		t.overtaken = true
	case j.row.Unmutes() && newer.Sets.Property == video.PropAudioMuted:
		t.muteAfter = newer.Sets.Value == video.Yes
	}
}
