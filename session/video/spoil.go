package video

import "errors"

// MayBeUndone reports whether nothing came of the undo of a target, and something may come of another one.
func (t TargetResult) MayBeUndone() bool {
	var refusal *RPCError
	switch {
	case t.Outcome == OutcomeNotSent:
		return !t.passedOver()
	case t.Outcome != OutcomeRefused || errors.Is(t.Err, ErrNotFound):
		return false
	}
	return !errors.As(t.Err, &refusal) || !refusal.Forbidden()
}
