package dispatch

import (
	"errors"
	"time"

	"gavel/session/internal/link"
	"gavel/session/video"
)

// maxAwaited bounds the requests without an answer that may still be answered late.
const maxAwaited = 256

// await records a request whose answer may come late.
func (d *Dispatcher) await(id string, s *step, target int) {
	if d.awaited == nil {
		d.awaited = map[string]awaited{}
	}
	if len(d.awaitedIDs) >= maxAwaited {
		delete(d.awaited, d.awaitedIDs[0])
		d.awaitedIDs = d.awaitedIDs[1:]
	}
	d.awaited[id] = awaited{s, target}
	d.awaitedIDs = append(d.awaitedIDs, id)
}

// LateAnswered corrects the outcome of a command when its answer comes late. It reports whether the answer belongs to a
// command.
func (d *Dispatcher) LateAnswered(a link.LateAnswer, now time.Time) bool {
	ref, ours := d.awaited[a.ID]
	if !ours {
		return false
	}
	delete(d.awaited, a.ID)
	s, t := ref.s, &ref.s.targets[ref.target]
	before := t.Outcome
	switch {
	case t.waits != a.ID || before == video.OutcomePending: // it was resent, and that answer counts
		return true
	case a.Err == nil && before != video.OutcomeConfirmed:
		t.Err = nil
		s.set(t, video.OutcomeAccepted)
		d.accepted(s, t)
	case errors.Is(a.Err, video.ErrRefused):
		s.cmd.RedactError(a.Err)
		t.Err = a.Err
		s.set(t, video.OutcomeRefused)
		d.refused(s, a.Err)
	default:
		return true
	}
	t.waits = ""
	s.job.entry.Late = true
	d.advance(s.job, now)
	d.noteLate(s, t, now)
	return true
}

// noteLate logs the correction in a new line, because the line of the command may be far up in the log.
func (d *Dispatcher) noteLate(s *step, t *target, now time.Time) {
	note := video.NoteLateAccepted
	if t.Outcome == video.OutcomeRefused {
		note = video.NoteLateRefused
	}
	e := video.Entry{At: now, Kind: video.EntryWarning, Note: note, Action: s.cmd.Action}
	if t.Member != "" {
		e.Who = []video.Person{d.person(t.Member)}
	}
	d.Note(e)
	if t.Outcome != video.OutcomeRefused && d.keepsMutedOpen(s, t) {
		d.warnOpenMic(t)
	}
}

// keepsMutedOpen reports whether an undeafening that was accepted late has opened a microphone that should stay off.
func (d *Dispatcher) keepsMutedOpen(s *step, t *target) bool {
	m := d.room.Member(t.Member)
	return s.keepsMuted(t) && m != nil && !m.AudioMuted
}
