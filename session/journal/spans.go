package journal

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// Span is a period of time.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// spans collects periods in any order, in Unix nanoseconds, because a night has a million of them. Two programs may
// record the same room, so the same period may occur twice.
type spans []stretch

type stretch struct{ from, to int64 }

func (s *spans) add(from, to time.Time) {
	if to.After(from) {
		*s = append(*s, stretch{from.UnixNano(), to.UnixNano()})
	}
}

// joined returns the periods in order. It merges those that overlap or are at most gap apart.
func (s spans) joined(gap time.Duration) spans {
	slices.SortFunc(s, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	out := s[:0:0]
	for _, one := range s {
		if last := len(out) - 1; last >= 0 && one.from-out[last].to <= int64(gap) {
			out[last].to = max(out[last].to, one.to)
			continue
		}
		out = append(out, one)
	}
	return out
}

// bridged returns the periods in order, and joins them over gaps that no run has recorded, because nobody was seen to
// leave in them.
func (s spans) bridged(watched spans) spans {
	out := s[:0:0]
	for _, one := range s.joined(0) {
		last := len(out) - 1
		if last >= 0 && !watched.overlap(spans{{out[last].to, one.from}}) {
			out[last].to = one.to
			continue
		}
		out = append(out, one)
	}
	return out
}

// total returns the time that the periods cover.
func (s spans) total() time.Duration {
	var d int64
	for _, one := range s.joined(0) {
		d += one.to - one.from
	}
	return time.Duration(d)
}

// list returns the periods in order, as values.
func (s spans) list() []Span {
	out := make([]Span, 0, len(s))
	for _, one := range s.joined(0) {
		out = append(out, Span{time.Unix(0, one.from), time.Unix(0, one.to)})
	}
	return out
}

// overlap reports whether any moment is in both.
func (s spans) overlap(other spans) bool {
	for _, a := range s {
		for _, b := range other {
			if a.from < b.to && b.from < a.to {
				return true
			}
		}
	}
	return false
}

// Seconds is a duration that JSON shows in seconds with at most three decimals.
type Seconds time.Duration

// MarshalJSON implements [json.Marshaler].
func (s Seconds) MarshalJSON() ([]byte, error) {
	return json.Marshal(float64(time.Duration(s).Milliseconds()) / 1000)
}
