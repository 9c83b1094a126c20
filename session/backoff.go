package session

import "time"

// backoff is how long to wait before attempt n after a loss, n counting from 0; random is in [0, 1). It is full jitter:
// clients that were cut off together spread over the whole interval. The first attempt waits less than lo, because most
// losses are short; the interval of the later ones doubles from lo until it is as wide as hi allows. Never above hi.
func backoff(n int, lo, hi time.Duration, random float64) time.Duration {
	if n <= 0 {
		return time.Duration(random * float64(min(lo, hi)))
	}
	top := hi
	if n < 32 && lo<<n > 0 { // beyond that the shift overflows
		top = min(lo<<n, hi)
	}
	if top <= lo {
		return top
	}
	return lo + time.Duration(random*float64(top-lo))
}

// slowBackoff is the wait after an end that a quick new attempt would only repeat: the server asked for less load, or
// one side breaks the rules of the other.
func slowBackoff(hi time.Duration, random float64) time.Duration {
	return hi/2 + time.Duration(random*float64(hi-hi/2))
}
