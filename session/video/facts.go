package video

import "slices"

// The kinds of decisions that hold data which is not on the wire. A journal keeps them so that a replay can show the
// room as it was shown.
const (
	FactMine      = "mine"       // the id of an object that this session started
	FactClaimed   = "claimed"    // whether this session probably started an object
	FactDeafMuted = "deaf_muted" // whether a deafened member was muted before
	FactHandAt    = "hand_at"    // when a raised hand went up
	FactDemoted   = "demoted"    // the ids in [Snapshot].Demoted
	FactDenied    = "denied"     // [Snapshot].Denied
	FactFloor     = "floor.view" // the floor
)

// Facts returns the kinds of decisions that only a replay needs.
func Facts() []string {
	return []string{FactMine, FactClaimed, FactDeafMuted, FactHandAt, FactDemoted, FactDenied, FactFloor}
}

// IsFact reports whether only a replay needs the decision.
func (d *Decision) IsFact() bool { return slices.Contains(Facts(), d.Kind) }
