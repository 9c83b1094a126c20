package session

import "time"

const (
	// againMin and againMax bound the wait before an unanswered request is repeated.
	againMin = time.Second
	againMax = 30 * time.Second
	// againDoubled is how many doublings lead from againMin to againMax.
	againDoubled = 5
)

// pauseAfter returns the wait before a request is repeated after so many failures in a row.
func pauseAfter(failures int) time.Duration {
	return min(againMin<<min(failures, againDoubled), againMax)
}
