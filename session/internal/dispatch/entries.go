package dispatch

import (
	"slices"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// logJobs writes the outcomes of commands to the log. It runs for each snapshot and not for each answer, because a
// command on ten thousand members has ten thousand answers.
func (d *Dispatcher) logJobs() {
	fresh := make([]video.Entry, 0, len(d.toLog))
	for _, j := range d.toLog {
		if j.entry.N == 0 || !j.unlogged {
			continue
		}
		j.unlogged = false
		e := &j.entry
		e.Outcome, e.Targets, e.Created = j.overall(), j.results(), j.created()
		e.Err = wire.Cut(firstError(e.Targets), maxReasonBytes)
		fresh = append(fresh, *e)
		if d.isWorthRecording(j) {
			j.recorded = e.Outcome
			d.log.write(*e)
		}
	}
	d.toLog = d.toLog[:0]
	d.log.replace(fresh)
}

// isWorthRecording reports whether the present entry of a job is recorded. A bulk command has an answer for each
// target; the states in between are skipped.
func (d *Dispatcher) isWorthRecording(j *Job) bool {
	return j.overall() != j.recorded || !slices.Contains(d.jobs, j)
}

func (j *Job) results() []video.TargetResult {
	out := make([]video.TargetResult, 0, len(j.result.Targets))
	for _, s := range j.steps {
		for i := range s.targets {
			out = append(out, s.targets[i].TargetResult)
		}
	}
	return out
}

// created returns the id of the object that the job started, or "".
func (j *Job) created() string {
	for _, s := range j.steps {
		if s.created != "" {
			return s.created
		}
	}
	return ""
}

func firstError(targets []video.TargetResult) string {
	for _, t := range targets {
		if t.Err != nil {
			return video.Reason(t.Err)
		}
	}
	return ""
}

// pending returns the steps without a final outcome, for a snapshot. The steps of a composite have the same entry.
func (d *Dispatcher) pending() []video.Job {
	if len(d.jobs) == 0 {
		return nil
	}
	out := make([]video.Job, 0, len(d.jobs))
	for s := range d.steps() {
		p := video.Job{
			Entry:   s.job.entry.N,
			Command: s.cmd.Redacted(),
			Undo:    s.job.undoes != nil,
			Since:   s.job.since,
			State:   overall(&s.counts),
		}
		p.Command.Targets = nil
		undecided := false
		for i := range s.targets {
			t := &s.targets[i]
			undecided = undecided || t.undecided()
			if t.Member != "" && t.undecided() {
				p.Command.Targets = append(p.Command.Targets, t.Member)
			}
		}
		if undecided {
			out = append(out, p)
		}
	}
	return out
}
