package floor

import (
	"cmp"
	"slices"

	"gavel/session/fold"
)

// OrderBy is the order of the speakers' lane.
type OrderBy string

// The orders. Only a moderator changes the order.
const (
	ByTime      OrderBy = "time"  // of raised hands; also the zero value
	FirstFirst  OrderBy = "first" // people without a turn come first
	Alternating OrderBy = "alternating"
	ByHand      OrderBy = "manual"
)

// Order is the order of the speakers' lane.
type Order struct {
	By OrderBy `json:"by,omitempty"`
	// Key is the metadata key whose values are the groups for Alternating.
	Key string `json:"key,omitempty"`
}

// Check returns an [ArgumentError] if the order is unknown, or if Key does not go with it.
func (o Order) Check() error {
	switch o.By {
	case "", ByTime, FirstFirst, ByHand:
		if o.Key == "" {
			return nil
		}
		return &ArgumentError{Name: "key", Value: o.Key, Allowed: "only with the order alternating"}
	case Alternating:
		if o.Key != "" {
			return nil
		}
		return &ArgumentError{Name: "key", Value: "", Allowed: "a key of the members' metadata"}
	}
	return noOrder(o)
}

func noOrder(o Order) error {
	return &ArgumentError{Name: "order", Value: fold.Clip(string(o.By)), Allowed: "time, first, alternating or manual"}
}

// arrange returns the entries in the order in which they are called: points of order, replies, then speakers. People
// who are away come last, because they cannot be called. When they are back, they return to their place. last is the
// group of the latest speaker.
func (o Order) arrange(entries []*Entry, last string) []*Entry {
	list := slices.Clone(entries)
	slices.SortStableFunc(list, func(a, b *Entry) int {
		return cmp.Or(compareBool(!a.Away.IsZero(), !b.Away.IsZero()), cmp.Compare(b.Lane, a.Lane), o.compare(a, b))
	})
	if o.By == Alternating {
		from := slices.IndexFunc(list, func(en *Entry) bool { return en.Lane == Speakers && en.Away.IsZero() })
		to := slices.IndexFunc(list, func(en *Entry) bool { return !en.Away.IsZero() })
		if to < 0 {
			to = len(list)
		}
		if from >= 0 {
			alternate(list[from:to], last)
		}
	}
	return list
}

// compare orders two entries of one lane. Replies and points of order are always ordered by time.
func (o Order) compare(a, b *Entry) int {
	byTime := cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.tie, b.tie))
	switch {
	case a.Lane != Speakers:
		return byTime
	case o.By == ByHand:
		return cmp.Or(cmp.Compare(a.rank, b.rank), byTime)
	case o.By == FirstFirst:
		return cmp.Or(compareBool(a.Spoken, b.Spoken), byTime)
	}
	return byTime
}

// before reports whether entry a comes before entry b if both can be called.
func (o Order) before(a, b *Entry) bool {
	return cmp.Or(cmp.Compare(b.Lane, a.Lane), o.compare(a, b)) < 0
}

// alternate repeatedly moves the first entry of a group other than the last one forward. Entries of one group remain at
// the end.
func alternate(list []*Entry, last string) {
	for i := range list {
		j := slices.IndexFunc(list[i:], func(en *Entry) bool { return en.Group != last })
		if j > 0 {
			en := list[i+j]
			copy(list[i+1:i+j+1], list[i:i+j])
			list[i] = en
		}
		last = list[i].Group
	}
}

// compareBool orders false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
