package talk

import "time"

// Bucket is the finest time that a History tells apart, and Window how far back it reaches.
const (
	Bucket = 5 * time.Second
	Window = buckets * Bucket
)

const (
	buckets = 180
	// unit is what a bucket counts. It fits a byte: a bucket holds at most 50.
	unit = 100 * time.Millisecond
	full = uint8(Bucket / unit)
)

// Levels is the greatest level of a cell: the person talked all the time. Level 0 is silence.
const Levels = 8

// History is when one person talked in the last 15 minutes. It takes 200 bytes, however much is added. The zero value
// is that of a person who has never talked. It is not safe for concurrent use.
type History struct {
	newest int64 // number of the newest bucket, counted from 1970; 0: nothing was added
	ring   [buckets]uint8
	rev    uint32
}

// Rev grows with each addition, so that a drawing knows whether it is out of date. h may be nil.
func (h *History) Rev() uint32 {
	if h == nil {
		return 0
	}
	return h.rev
}

// Empty reports whether the person did not talk within the window until now. h may be nil.
func (h *History) Empty(now time.Time) bool {
	return h == nil || h.newest == 0 || number(now)-h.newest >= buckets
}

// Add adds a finished run of talking. Runs may come late, but not overlap.
func (h *History) Add(from, to time.Time) {
	if from.Before(to.Add(-Window)) {
		from = to.Add(-Window)
	}
	if !from.Before(to) {
		return
	}
	h.rev++
	h.advance(number(to))
	for n := number(from); n <= number(to); n++ {
		if n > h.newest-buckets {
			at := &h.ring[n%buckets]
			*at = min(full, *at+uint8(overlap(n, 1, from, to)/unit))
		}
	}
}

// advance makes a bucket the newest, and clears those that it passes.
func (h *History) advance(to int64) {
	for n := max(h.newest+1, to-buckets+1); n <= to; n++ {
		h.ring[n%buckets] = 0
	}
	h.newest = max(h.newest, to)
}

// Cells fills out with levels from 0 to [Levels], the last cell for the time that now belongs to. Each cell stands for
// per buckets. Cells start at fixed times, so that they move only when a new one begins. running is the start of a run
// that has not ended; zero for none. h may be nil.
func (h *History) Cells(out []uint8, per int, now, running time.Time) {
	last := number(now) / int64(per)
	for i := range out {
		first := (last - int64(len(out)-1-i)) * int64(per)
		talked := h.sum(first, per)
		if !running.IsZero() {
			talked += overlap(first, per, running, now)
		}
		out[i] = level(talked, min(time.Duration(per)*Bucket, now.Sub(start(first))))
	}
}

// Talked returns how long the person talked within the window until now, a run that has not ended included. h may be
// nil.
func (h *History) Talked(now, running time.Time) time.Duration {
	first := number(now) - buckets + 1
	talked := h.sum(first, buckets)
	if !running.IsZero() {
		talked += overlap(first, buckets, running, now)
	}
	return talked
}

// sum adds up n buckets.
func (h *History) sum(first int64, n int) time.Duration {
	if h == nil {
		return 0
	}
	units := 0
	for b := max(first, h.newest-buckets+1); b < first+int64(n) && b <= h.newest; b++ {
		units += int(h.ring[b%buckets])
	}
	return time.Duration(units) * unit
}

// level returns the level of a cell of a length in which the person talked for a time.
func level(talked, of time.Duration) uint8 {
	if talked <= 0 || of <= 0 {
		return 0
	}
	return uint8(min(Levels, (talked*Levels+of-1)/of))
}

// number returns the number of the bucket of a time, and start the time at which a bucket starts.
func number(t time.Time) int64     { return t.UnixNano() / int64(Bucket) }
func start(number int64) time.Time { return time.Unix(0, number*int64(Bucket)) }

// overlap returns how much of a run is within n buckets.
func overlap(first int64, n int, from, to time.Time) time.Duration {
	begin, end := start(first), start(first+int64(n))
	if from.After(begin) {
		begin = from
	}
	if to.Before(end) {
		end = to
	}
	return max(0, end.Sub(begin))
}
