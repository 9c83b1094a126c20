package dispatch

import "gavel/session/video"

// Shown reports whether the job waits for nothing that the room may still show: every target has its answer, and the
// room shows the effect of what it has accepted. What no event and no reading can show is not waited for.
func (j *Job) Shown() bool {
	for _, s := range j.steps {
		if s.counts[video.OutcomePending] > 0 || s.counts[video.OutcomeAccepted] > 0 && s.row.Blind == "" {
			return false
		}
	}
	return true
}

// Confirm returns the result with the outcomes of accepted targets as they are now, and the id of what the job started.
func (j *Job) Confirm(r video.Result) video.Result {
	now := j.results()
	targets := make([]video.TargetResult, len(r.Targets))
	for i, t := range r.Targets {
		if t.Outcome == video.OutcomeAccepted && now[i].Outcome == video.OutcomeConfirmed {
			t.Outcome = video.OutcomeConfirmed
		}
		targets[i] = t
	}
	r.Targets, r.Created = targets, j.created()
	return r
}
