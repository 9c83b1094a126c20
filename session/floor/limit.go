package floor

import (
	"slices"
	"time"
)

// Limits of enforcement.
const (
	closingGrace   = 2 * time.Second // before the first closing: a point of order is legitimate
	closingsPerMin = 3               // of one person
	closingWindow  = time.Minute
	perSecond      = 5               // commands of enforcement
	noEffectAfter  = 3 * time.Second // a closing without effect by then counts, and may be repeated
)

// window holds the times of events within a span before now, oldest first.
type window []time.Time

// count removes events older than the span, and returns how many remain.
func (w *window) count(now time.Time, span time.Duration) int {
	*w = slices.DeleteFunc(*w, func(at time.Time) bool { return now.Sub(at) >= span })
	return len(*w)
}

// free returns when fewer than limit events are within the span; now if they already are.
func (w *window) free(now time.Time, span time.Duration, limit int) time.Time {
	if n := w.count(now, span); n >= limit {
		return (*w)[n-limit].Add(span)
	}
	return now
}

// add adds an event.
func (w *window) add(now time.Time) { *w = append(*w, now) }
