package session

import (
	"errors"
	"time"

	"gavel/session/video"
)

// maxAwaited bounds how many requests without a verdict may still be answered late.
const maxAwaited = 256

// awaited is a request whose answer may come after its caller was told that the outcome is unknown.
type awaited struct {
	s      *step
	target int
}

// await remembers a request. A late answer that came before this is used at once.
func (d *dispatcher) await(id string, s *step, target int) {
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

// lateAnswered corrects what was said of a command, when its answer comes after all. It reports whether the answer was ours.
func (d *dispatcher) lateAnswered(a lateAnswer, now time.Time) bool {
	ref, ours := d.awaited[a.id]
	if !ours {
		return false
	}
	delete(d.awaited, a.id)
	s, t := ref.s, &ref.s.targets[ref.target]
	before := t.Outcome
	switch {
	case t.waits != a.id || before == video.OutcomePending: // it was sent again since: that answer counts
		return true
	case a.err == nil && before != video.OutcomeConfirmed:
		t.Err = nil
		s.set(t, video.OutcomeAccepted)
		d.accepted(s, t)
	case errors.Is(a.err, video.ErrRefused):
		s.cmd.MaskIn(a.err)
		t.Err = a.err
		s.set(t, video.OutcomeRefused)
		d.refused(s, a.err)
	default:
		return true
	}
	t.waits = ""
	s.job.entry.Late = true
	d.advance(s.job, now)
	d.noteLate(s, t, now)
	return true
}

// noteLate tells the correction in a line of its own: the line of the command may be far up in the log.
func (d *dispatcher) noteLate(s *step, t *target, now time.Time) {
	row, _ := s.cmd.Action.Info()
	text := "answered late, it was accepted: " + row.Label
	if t.Outcome == video.OutcomeRefused {
		text = "answered late, it was denied: " + row.Label
	}
	e := video.Entry{At: now, Kind: video.EntryWarning, Text: text}
	if t.Member != "" {
		e.Who = []video.Person{d.person(t.Member)}
	}
	d.note(e)
	if t.Outcome != video.OutcomeRefused && d.keepsMutedOpen(s, t) {
		d.warnOpenMic(t)
	}
}

// keepsMutedOpen reports whether an undeafening that was accepted late has left open a microphone that was to stay off.
func (d *dispatcher) keepsMutedOpen(s *step, t *target) bool {
	m := d.room.Member(t.Member)
	return s.keepsMuted(t) && m != nil && !m.AudioMuted
}
