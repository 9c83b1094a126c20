package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gavel/session/video"
)

// repeatFor is how long after the call a command may be sent a second time by itself. Later, somebody else may have decided
// otherwise.
const repeatFor = 5 * time.Second

// repetition is a command that is to be sent a second time for one target.
type repetition struct {
	j      *job
	target int
	cmd    video.Command
	gen    int // of the connection whose reading asks for it
}

// mayRepeat reports whether a command whose effect is missing may be sent once more: the connection was lost, the room was
// read on a new one, the member is still there, and nobody else has touched what it sets.
func (s *state) mayRepeat(j *job, t *jobTarget, now time.Time) bool {
	return j.row.Resendable && s.mayRepeatHere(j, t, now)
}

func (s *state) mayRepeatHere(j *job, t *jobTarget, now time.Time) bool {
	return !t.again && !t.touched && !gaveUp(t.Err) && now.Sub(j.since) <= repeatFor &&
		s.link.State == video.LinkLive && s.link.Gen > j.gen && !s.stale && !s.room.Ended &&
		(t.Member == "" || s.Member(t.Member) != nil)
}

// gaveUp reports whether the waiting for an answer ended for another reason than the loss of the connection.
func gaveUp(err error) bool {
	return errors.Is(err, errNoAnswer) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// repeat asks the loop to send the command again.
func (s *state) repeat(j *job, t *jobTarget) {
	again := j.cmd
	if t.Member != "" {
		again.Targets = []video.MemberID{t.Member}
	}
	s.sendAgain(j, t, again)
}

func (s *state) sendAgain(j *job, t *jobTarget, c video.Command) {
	t.again, t.waits = true, ""
	j.entry.Again = true
	i, _ := j.target(t.Member)
	j.set(t, video.OutcomePending)
	s.repetitions = append(s.repetitions, repetition{j, i, c, s.link.Gen})
}

// muteOrWarn closes a microphone that undeaf has opened against our wish: by the rule of repetitions if it allows, else by
// telling the moderator.
func (s *state) muteOrWarn(j *job, t *jobTarget, now time.Time) {
	if s.mayRepeatHere(j, t, now) {
		s.sendAgain(j, t, video.AudioMute(t.Member))
		return
	}
	s.warnOpenMic(t)
	t.Err = &openMicError{half: true, why: video.ErrUnknown}
}

func (s *state) warnOpenMic(t *jobTarget) {
	if t.warned {
		return
	}
	t.warned = true
	s.note(video.Entry{At: t.doubtAt, Kind: video.EntryWarning, Text: "undeafened, but the microphone may be open: mute again", Who: []video.Person{s.person(t.Member)}})
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

// sendRepetitions sends what the state wants sent again.
func (l *loop) sendRepetitions() {
	list := l.s.repetitions
	l.s.repetitions = nil
	for _, again := range list {
		l.wg.Go(func() {
			defer l.r.client.link.guard("repetition")
			l.sendAgain(again)
		})
	}
}

func (l *loop) sendAgain(again repetition) {
	began := time.Now()
	requests, err := again.cmd.Requests(l.r.id)
	if err == nil {
		_, err = l.r.request(l.ctx, again.gen, requests[0], func() {})
	}
	a := answerOf{err: err, at: time.Now(), took: time.Since(began)}
	// When the session has ended meanwhile its end has noted that the outcome is unknown.
	_ = l.r.on(l.ctx, func(l *loop) { l.s.verdict(again.j, again.target, a, time.Now()) })
}
