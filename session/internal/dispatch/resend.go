package dispatch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gavel/session/internal/link"
	"gavel/session/video"
)

// resendFor is how long after the call a command may be sent a second time by itself. Later, someone else may have
// decided otherwise.
const resendFor = 5 * time.Second

// mayResend reports whether a command whose effect is missing may be sent once more: the connection was lost, the room
// was read on a new one, the member is still there, and nobody else has touched what it sets.
func (d *Dispatcher) mayResend(s *step, t *target, now time.Time) bool {
	return s.row.Resendable && d.mayResendHere(s, t, now)
}

func (d *Dispatcher) mayResendHere(s *step, t *target, now time.Time) bool {
	return !t.again && !t.changed && !gaveUp(t.Err) && now.Sub(s.job.since) <= resendFor &&
		d.link.State == video.LinkLive && d.link.Gen > s.job.gen && !d.room.Stale() && !d.room.Session().Ended &&
		(t.Member == "" || d.room.Member(t.Member) != nil)
}

// gaveUp reports whether the waiting for an answer ended for another reason than the loss of the connection.
func gaveUp(err error) bool {
	return errors.Is(err, link.ErrNoAnswer) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// resend asks the loop to send the command again.
func (d *Dispatcher) resend(s *step, t *target) {
	again := s.cmd
	if t.Member != "" {
		again.Targets = []video.MemberID{t.Member}
	}
	d.sendAgain(s, t, again)
}

func (d *Dispatcher) sendAgain(s *step, t *target, c video.Command) {
	requests, err := c.Requests(d.room.Session().ID)
	if err != nil {
		return // it was sent before: this cannot be
	}
	t.again, t.waits = true, ""
	s.job.entry.Again = true
	i, _ := s.target(t.Member)
	s.set(t, video.OutcomePending)
	d.orders.Resend = append(
		d.orders.Resend,
		Request{Request: requests[0], Gen: d.link.Gen, step: s, target: i, purpose: toResend},
	)
}

// muteOrWarn closes a microphone that undeaf has opened against our wish: by the rule of repetitions if it allows, else
// by telling the moderator.
func (d *Dispatcher) muteOrWarn(s *step, t *target, now time.Time) {
	if d.mayResendHere(s, t, now) {
		d.sendAgain(s, t, video.AudioMute(t.Member))
		return
	}
	d.warnOpenMic(t)
	t.Err = &openMicError{half: true, why: video.ErrUnknown}
}

func (d *Dispatcher) warnOpenMic(t *target) {
	if t.warned {
		return
	}
	t.warned = true
	d.Note(
		video.Entry{
			At:   t.doubtAt,
			Kind: video.EntryWarning,
			Note: video.NoteOpenMic,
			Who:  []video.Person{d.person(t.Member)},
		},
	)
}

// openMicError says that somebody hears again, or may, whose microphone was to stay off and may be on. It matches
// [video.ErrUnknown] and nothing else: neither "refused" nor "not sent" would be true of the whole.
type openMicError struct {
	half bool  // undeafened for certain
	why  error // why it was not muted again
}

func (e *openMicError) Error() string {
	return fmt.Sprintf("undeafened, but the microphone may be open: mute again: %v", e.why)
}

// Is reports whether target is ErrUnknown.
func (e *openMicError) Is(target error) bool { return target == video.ErrUnknown }
