package ui

import (
	"maps"
	"reflect"
	"slices"

	"gavel/session/video"
	"gavel/ui/waits"
)

// This file compares a command with the pending ones, which the snapshot has in their order.

// ahead maps the targets of pending commands to the newest one that changes what c would change, such as a microphone.
// The room is "".
func (m *commander) ahead(c video.Command) map[video.MemberID]*video.Job {
	row, _ := c.Action.Info()
	found := map[video.MemberID]*video.Job{}
	for i := range m.snap.Pending {
		job := &m.snap.Pending[i]
		of, _ := job.Command.Action.Info()
		if !of.Overlaps(row) || job.Command.Object != c.Object {
			continue
		}
		if of.Target != video.OnMember {
			found[""] = job
		}
		for _, id := range job.Command.Targets {
			found[id] = job
		}
	}
	return found
}

// unrepeated returns a command without the targets for which the same command is pending. It reports false if none is
// left. A command is a repeat only while it is the newest on its target: "mute" after "unmute" counts, however quickly
// it follows.
func (m *commander) unrepeated(c video.Command) (video.Command, bool) {
	if len(c.Steps) > 0 {
		return c, slices.ContainsFunc(c.Steps, func(step video.Command) bool {
			_, meant := m.unrepeated(step)
			return meant
		})
	}
	if len(m.snap.Pending) == 0 {
		return c, true
	}
	normal, err := c.Normalize()
	if row, _ := c.Action.Info(); err != nil || row.AddsUp() {
		return c, true
	}
	normal, ahead := normal.Redacted(), m.ahead(c)
	repeated := func(id video.MemberID) bool {
		job := ahead[id]
		return job != nil && !job.Undo && same(&job.Command, &normal) &&
			(job.State == video.OutcomePending || waits.AfterSent.Holds(job.Since, m.clk))
	}
	if len(c.Targets) == 0 {
		return c, !repeated("")
	}
	c.Targets = slices.DeleteFunc(slices.Clone(c.Targets), repeated)
	return c, len(c.Targets) > 0
}

// same reports whether two commands do the same, to any target.
func same(a, b *video.Command) bool {
	return a.Action == b.Action && a.Object == b.Object && a.KeepMuted == b.KeepMuted &&
		maps.EqualFunc(a.Args, b.Args, func(x, y any) bool { return reflect.DeepEqual(x, y) })
}
