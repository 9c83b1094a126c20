package link

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// retryAfterOf reads the HTTP header of that name, seconds or a date. Source: RFC 9110 section 10.2.3.
func retryAfterOf(header string, now time.Time) time.Duration {
	if header == "" {
		return 0
	}
	if n, err := strconv.ParseFloat(header, 64); err == nil {
		return wire.BoundedRetry(n)
	}
	if at, err := http.ParseTime(header); err == nil {
		return wire.BoundedRetry(at.Sub(now).Seconds())
	}
	return 0
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
