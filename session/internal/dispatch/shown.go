package dispatch

import (
	"errors"
	"slices"

	"gavel/session/video"
)

// Shown reports whether no further effect of the job can show: every target has its answer, and the room shows the
// effects of the accepted ones. Effects that no event and no read can show do not count.
func (j *Job) Shown() bool {
	for _, s := range j.steps {
		blind := s.row.Blind != "" || s.row.Risk == video.RiskRead
		if s.counts[video.OutcomePending] > 0 || s.counts[video.OutcomeAccepted] > 0 && !blind {
			return false
		}
	}
	return true
}

// Confirm returns the result of the job with the present outcomes of accepted targets, and the id of the object that
// the job started. The result of an undo does not contain skipped targets.
func (j *Job) Confirm(r video.Result) video.Result {
	now := j.results()
	if len(now) != len(r.Targets) {
		now = slices.DeleteFunc(now, func(t video.TargetResult) bool { return errors.Is(t.Err, video.ErrConflict) })
	}
	targets := slices.Clone(r.Targets)
	for i := range targets {
		if targets[i].Outcome == video.OutcomeAccepted && i < len(now) && now[i].Outcome == video.OutcomeConfirmed {
			targets[i].Outcome = video.OutcomeConfirmed
		}
	}
	r.Targets, r.Created = targets, j.created()
	return r
}
