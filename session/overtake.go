package session

import (
	"context"
	"errors"
)

// This file is about the time that targets of a command on several people wait for their turn. What happens to them meanwhile
// is not the command's doing.

// errOvertaken is why a target was left out.
var errOvertaken = errors.New("a newer command was given for the same person")

// takeTurn tells the state that a target's turn has come; the error says why its request must not leave after all.
func (s *sending) takeTurn(ctx context.Context, i int) error {
	if len(s.j.targets) == 1 {
		return nil
	}
	var why error
	if err := s.r.on(ctx, func(l *loop) { why = l.s.takeTurn(s.j, i) }); err != nil {
		return err
	}
	return why
}

// takeTurn looks at a target once more: how it is now is how it was before the command.
func (s *state) takeTurn(j *job, i int) error {
	t := &j.targets[i]
	if t.overtaken {
		return errOvertaken
	}
	t.turn, t.touched = true, false
	if e := s.seats[t.Member]; e != nil {
		t.before = s.share(e)
	}
	return nil
}

// overtake leaves the targets of a new command out of older ones that would take its effect back when their turn comes.
func (s *state) overtake(j *job) {
	for _, old := range s.jobs {
		if old.counts[OutcomePending] == 0 || !rivals(old.cmd.Action, j.cmd.Action) {
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
