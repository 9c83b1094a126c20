package link

import (
	"errors"
	"gavel/session/video"
	"time"
)

// backoff is how long to wait before attempt n after a loss, n counting from 0; random is in [0, 1). Never above hi.
//
// It is full jitter: clients that were cut off together spread over the whole interval. The first attempt waits less
// than lo, because most losses are short; the interval of the later ones doubles from lo until it is as wide as hi
// allows. Once a wait was drawn from all of it, every further one is hi itself: the clients are spread by then and stay
// so, none dials more than once in hi, and none waits longer than hi when the relay is back. Jitter around hi would
// break one of the two.
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

// widestAttempt is the first attempt whose wait is drawn from all up to hi.
func widestAttempt(lo, hi time.Duration) int {
	n := 1
	for top := lo; lo > 0 && n < 64 && top < hi-top; top <<= 1 { // top*2 < hi, without an overflow
		n++
	}
	return n
}

// slowBackoff is the wait after an end that a quick new attempt would only repeat: the server asked for less load, or
// one side breaks the rules of the other. It is at least hi, and spread over as much again, because a server that sends
// everybody away at once must not get everybody back at once.
func slowBackoff(hi time.Duration, random float64) time.Duration {
	return hi + time.Duration(random*float64(hi))
}

// askedWait is how long a failed attempt asks us to wait before the next; 0 when it does not.
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
