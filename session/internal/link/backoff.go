package link

import (
	"errors"
	"time"

	"gavel/session/video"
)

// backoff returns the wait before attempt n after a loss, at most hi. n counts from 0; random is in [0, 1).
//
// It uses full jitter, so clients that were cut off together spread over the whole interval. The first attempt waits
// less than lo, because most losses are short. The interval of the later ones doubles from lo until it reaches hi.
// After one wait from the full interval, every further wait is hi itself: the clients are already spread, none dials
// more than once per hi, and none waits longer than hi when the relay is back. Jitter around hi would break one of the
// two.
func backoff(n int, lo, hi time.Duration, random float64) time.Duration {
	widest := widestAttempt(lo, hi)
	switch {
	case n <= 0:
		return time.Duration(random * float64(min(lo, hi)))
	case n > widest || lo >= hi:
		return hi
	case n == widest:
		return lo + time.Duration(random*float64(hi-lo))
	}
	return lo + time.Duration(random*float64(lo<<n-lo))
}

// widestAttempt returns the first attempt whose wait is drawn from the whole interval up to hi.
func widestAttempt(lo, hi time.Duration) int {
	n := 1
	for top := lo; lo > 0 && n < 64 && top < hi-top; top <<= 1 { // top*2 < hi, without overflow
		n++
	}
	return n
}

// slowBackoff returns the wait after an end that a quick new attempt would only repeat: the server asked for less
// load, or one side breaks the protocol. The wait is at least hi and spread over as much again, because a server that
// disconnects all clients at once must not get them all back at once.
func slowBackoff(hi time.Duration, random float64) time.Duration {
	return hi + time.Duration(random*float64(hi))
}

// askedWait returns the wait that the relay asked for when it refused an attempt; 0 if it asked for none.
func askedWait(err error) time.Duration {
	var (
		dial    *video.DialError
		refused *video.RPCError
	)
	switch {
	case errors.As(err, &refused):
		return refused.RetryAfter
	case errors.As(err, &dial):
		return dial.RetryAfter
	}
	return 0
}
