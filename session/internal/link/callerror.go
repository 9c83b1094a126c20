package link

import (
	"context"
	"errors"
	"fmt"

	"gavel/session/video"
)

// LateAnswer is the answer to a request whose caller had been told that the outcome is unknown.
type LateAnswer struct {
	ID, method string
	Err        error // nil: the room said yes after all
}

// UnknownError says that a request may have reached the room, and which one, so that a late answer can be matched.
type UnknownError struct {
	ID, Method string
	Why        error
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("%s: %v: %v", e.Method, video.ErrUnknown, e.Why)
}

// Is reports whether target is ErrUnknown.
func (e *UnknownError) Is(target error) bool { return target == video.ErrUnknown }

// Unwrap returns why no verdict came.
func (e *UnknownError) Unwrap() error { return e.Why }

// NotSent is the error of a request of which no byte has left.
func NotSent(method string, why error) error {
	switch {
	case why == nil || errors.Is(why, video.ErrOffline):
		return fmt.Errorf("%s: %w", method, video.ErrOffline)
	case errors.Is(why, context.Canceled) || errors.Is(why, context.DeadlineExceeded):
		return &droppedError{method, why}
	}
	return fmt.Errorf("%s: %w: %w", method, video.ErrOffline, why)
}

// droppedError says that a request was not sent because its caller did not want it any more, or not for so long. It matches
// ErrOffline, as everything that was not sent does.
type droppedError struct {
	method string
	why    error
}

func (e *droppedError) Error() string {
	if errors.Is(e.why, context.Canceled) {
		return e.method + ": not sent: stopped before its turn"
	}
	return e.method + ": not sent: its time was over before its turn"
}

// Is reports whether target is ErrOffline.
func (e *droppedError) Is(target error) bool { return target == video.ErrOffline }

// Unwrap returns the error of the context.
func (e *droppedError) Unwrap() error { return e.why }

// lost is the error of a call that ends without an answer for the reason why.
func (k *call) lost(why error) error {
	if k.stage == queued {
		return NotSent(k.method, why)
	}
	return &UnknownError{k.id, k.method, why}
}

// ErrCut is why the rest of a command is not sent after the connection was lost.
var ErrCut = errors.New("the connection was lost in the middle of the command")
