package session

import "time"

const (
	// againMin and againMax bound the wait before a question without an answer is asked again.
	againMin = time.Second
	againMax = 30 * time.Second
	// againDoubled is how often the wait may double from againMin before it is againMax.
	againDoubled = 5
)

// pauseAfter is the wait before a question is asked again that has failed so often.
func pauseAfter(failures int) time.Duration {
	return min(againMin<<min(failures, againDoubled), againMax)
}
