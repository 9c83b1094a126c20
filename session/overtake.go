package session

import "errors"

// This file is about newer commands for somebody who still waits for a turn in an older one.

// errOvertaken is why a target was left out.
var errOvertaken = errors.New("a newer command was given for the same person")

// overtake leaves the targets of a new command out of older ones that would take its effect back when their turn comes. Two
// commands on one target each leave in the order in which they were given.
func (s *state) overtake(j *job) {
	for _, old := range s.jobs {
		if old.counts[OutcomePending] == 0 || len(old.targets)+len(j.targets) == 2 || !rivals(old.cmd.Action, j.cmd.Action) {
			continue
		}
		for i := range j.targets {
			if at, ok := old.target(j.targets[i].Member); ok && !old.targets[at].turn {
				old.targets[at].overtaken = true
			}
		}
	}
}

// rivals reports whether two actions set the same property of a member.
func rivals(a, b Action) bool { return a == b || shows[a] != 0 && shows[a] == shows[b] }
