package wire

import (
	"strconv"
	"time"
)

// MaxRetryAfter bounds the wait that the other side may ask for: a mistake of its must not keep us away for a day.
const MaxRetryAfter = 5 * time.Minute

// retryAfterIn reads the wait out of a refusal, where servers put it: beside the code or in its data, as a number or as
// text. That the service does so at all is not known.
func retryAfterIn(refusal Node) time.Duration {
	wait := refusal.Get("retry_after")
	if data := refusal.Get("data"); !present(wait) && data.IsObject() {
		return retryAfterIn(data)
	}
	n, err := strconv.ParseFloat(codeText(wait), 64)
	if err != nil {
		return 0
	}
	return BoundedRetry(n)
}

// BoundedRetry turns seconds into a wait between 0 and maxRetryAfter.
func BoundedRetry(seconds float64) time.Duration {
	if !(seconds > 0) { // also NaN
		return 0
	}
	return time.Duration(min(seconds, MaxRetryAfter.Seconds()) * float64(time.Second))
}
