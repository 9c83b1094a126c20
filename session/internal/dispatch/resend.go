package dispatch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gavel/session/internal/link"
	"gavel/session/video"
)

// resendFor is how long after the call a command may be resent automatically. Later, someone else may have decided
// otherwise.
const resendFor = 5 * time.Second

// mayResend reports whether a command without effect may be resent: the connection was lost, the room was read on a new
// one, the member is still there, and nobody else has changed the same property.
func (d *Dispatcher) mayResend(s *step, t *target, now time.Time) bool {
	return s.row.Resendable && d.mayResendHere(s, t, now)
}

func (d *Dispatcher) mayResendHere(s *step, t *target, now time.Time) bool {
	return !t.again && !t.changed && !gaveUp(t.Err) && now.Sub(s.job.since) <= resendFor &&
		d.link.State == video.LinkLive && d.link.Gen > s.job.gen && !d.room.Stale() && !d.room.Session().Ended &&
		(t.Member == "" || d.room.Member(t.Member) != nil)
}

// gaveUp reports whether the wait for an answer ended for another reason than the loss of the connection.
func gaveUp(err error) bool {
	return errors.Is(err, link.ErrNoAnswer) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// resend asks the owner to send the command again.
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
		return // it was sent before, so this cannot fail
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

// muteOrWarn closes a microphone that undeaf has opened but that should stay off. If the rules for resending do not
// allow that, it warns the moderator.
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
			At:   t.unknownSince,
			Kind: video.EntryWarning,
			Note: video.NoteOpenMic,
			Who:  []video.Person{d.person(t.Member)},
		},
	)
}

// openMicError reports that a member hears again, or may, and that its microphone may be on but should be off. It
// matches only [video.ErrUnknown], because neither "refused" nor "not sent" is true of the whole.
type openMicError struct {
	half bool  // certainly undeafened
	why  error // why it was not muted again
}

func (e *openMicError) Error() string {
	return fmt.Sprintf("undeafened, but the microphone may be open: mute again: %v", e.why)
}

// Is reports whether target is ErrUnknown.
func (e *openMicError) Is(target error) bool { return target == video.ErrUnknown }
