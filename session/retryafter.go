package session

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"gavel/session/video"
)

// maxRetryAfter bounds the wait that the other side may ask for: a mistake of its must not keep us away for a day.
const maxRetryAfter = 5 * time.Minute

// retryAfterOf reads the HTTP header of that name, seconds or a date. Source: RFC 9110 section 10.2.3.
func retryAfterOf(header string, now time.Time) time.Duration {
	if header == "" {
		return 0
	}
	if n, err := strconv.ParseFloat(header, 64); err == nil {
		return boundedRetry(n)
	}
	if at, err := http.ParseTime(header); err == nil {
		return boundedRetry(at.Sub(now).Seconds())
	}
	return 0
}

// retryAfterIn reads the wait out of a refusal, where servers put it: beside the code or in its data, as a number or as
// text. That the service does so at all is not known.
func retryAfterIn(refusal node) time.Duration {
	wait := refusal.Get("retry_after")
	if data := refusal.Get("data"); !present(wait) && data.isObject() {
		return retryAfterIn(data)
	}
	n, err := strconv.ParseFloat(codeText(wait), 64)
	if err != nil {
		return 0
	}
	return boundedRetry(n)
}

// boundedRetry turns seconds into a wait between 0 and maxRetryAfter.
func boundedRetry(seconds float64) time.Duration {
	if !(seconds > 0) { // also NaN
		return 0
	}
	return time.Duration(min(seconds, maxRetryAfter.Seconds()) * float64(time.Second))
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
