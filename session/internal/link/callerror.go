package link

import (
	"context"
	"errors"
	"fmt"

	"gavel/session/video"
)

// LateAnswer is the answer to a request that had already ended with "outcome unknown".
type LateAnswer struct {
	ID, method string
	Err        error // nil: the room accepted the request after all
}

// UnknownError reports that a request may have reached the room. ID and Method identify it, so that a late answer can
// be matched.
type UnknownError struct {
	ID, Method string
	Why        error
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("%s: outcome unknown: %s", e.Method, video.Reason(e.Why))
}

// Is reports whether target is ErrUnknown.
func (e *UnknownError) Is(target error) bool { return target == video.ErrUnknown }

// Unwrap returns the reason why no answer came.
func (e *UnknownError) Unwrap() error { return e.Why }

// NotSent returns the error of a request of which no byte has left. A nil reason means that there is no connection.
func NotSent(method string, why error) error {
	if why == nil {
		why = video.ErrOffline
	}
	return &notSentError{method, why}
}

// notSentError matches ErrNotSent and the reason.
type notSentError struct {
	method string
	why    error
}

func (e *notSentError) Error() string {
	switch {
	case errors.Is(e.why, context.Canceled):
		return e.method + ": not sent: stopped before its turn"
	case errors.Is(e.why, context.DeadlineExceeded):
		return e.method + ": not sent: its deadline passed before its turn"
	}
	return fmt.Sprintf("%s: not sent: %s", e.method, video.Reason(e.why))
}

// Is reports whether target is ErrNotSent.
func (e *notSentError) Is(target error) bool { return target == video.ErrNotSent }

// Unwrap returns the reason.
func (e *notSentError) Unwrap() error { return e.why }

// ErrCut is the reason why the rest of a bulk command is not sent after the connection was lost.
var ErrCut error = cutError{}

// cutError matches ErrOffline.
type cutError struct{}

func (cutError) Error() string { return "the connection was lost during the command" }

// Is reports whether target is ErrOffline.
func (cutError) Is(target error) bool { return target == video.ErrOffline }

// downError is the reason why a connection has ended. It matches ErrOffline.
type downError struct{ why error }

func (e *downError) Error() string { return e.why.Error() }

// Is reports whether target is ErrOffline.
func (e *downError) Is(target error) bool { return target == video.ErrOffline }

// Unwrap returns the reason.
func (e *downError) Unwrap() error { return e.why }
