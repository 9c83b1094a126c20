package session

import (
	"slices"

	"gavel/session/video"
)

func appendOnce(list []*job, j *job) []*job {
	j.unlogged = true
	if slices.Contains(list, j) {
		return list
	}
	return append(list, j)
}

// logJobs writes what became of commands into the log. It is done for each snapshot and not for each answer: a command on
// ten thousand people gets ten thousand answers.
func (d *dispatcher) logJobs() {
	fresh := make([]video.Entry, 0, len(d.toLog))
	for _, j := range d.toLog {
		if j.entry.N == 0 || !j.unlogged {
			continue
		}
		j.unlogged = false
		e := &j.entry
		e.Outcome, e.Targets, e.Created = j.overall(), j.results(), j.created
		e.Err = cut(firstError(e.Targets), maxReasonBytes)
		fresh = append(fresh, *e)
	}
	d.toLog = d.toLog[:0]
	d.log.replace(fresh)
}

func (j *job) results() []video.TargetResult {
	out := make([]video.TargetResult, len(j.targets))
	for i := range j.targets {
		out[i] = j.targets[i].TargetResult
	}
	return out
}

func firstError(targets []video.TargetResult) string {
	for _, t := range targets {
		if t.Err != nil {
			return t.Err.Error()
		}
	}
	return ""
}

// pending is the jobs for a snapshot.
func (d *dispatcher) pending() []video.Job {
	if len(d.jobs) == 0 {
		return nil
	}
	out := make([]video.Job, 0, len(d.jobs))
	for _, j := range d.jobs {
		p := video.Job{Entry: j.entry.N, Action: j.cmd.Action, Object: j.cmd.Object, Since: j.since, State: j.overall()}
		for i := range j.targets {
			t := &j.targets[i]
			if t.Member != "" && t.open() {
				p.Targets = append(p.Targets, t.Member)
			}
		}
		out = append(out, p)
	}
	return out
}
