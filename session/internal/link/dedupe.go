package link

import "hash/maphash"

const (
	// dedupeLast is the smallest number of event ids that are remembered. The largest is twice that.
	dedupeLast = 1024
	// dedupeSlots keeps a set at most half full, so that a lookup ends at the first or second slot.
	dedupeSlots = 2 * dedupeLast
)

// dedupe remembers the last event ids of a connection by their hash, so that no id is copied. With a random seed, two
// of a thousand ids collide once in 10^13 connections.
type dedupe struct {
	seed   maphash.Seed
	now    *hashes // the last ids, fewer than dedupeLast
	before *hashes // the ids before those
}

func newDedupe() dedupe {
	return dedupe{seed: maphash.MakeSeed(), now: new(hashes), before: new(hashes)}
}

// hash returns the hash of an id. It is never 0, because 0 marks a free slot.
func (d *dedupe) hash(id []byte) uint64 { return maphash.Bytes(d.seed, id) | 1<<63 }

func (d *dedupe) holds(h uint64) bool { return d.now.has(h) || d.before.has(h) }

// again reports whether the id is among the last ones, and remembers it.
func (d *dedupe) again(id []byte) bool {
	h := d.hash(id)
	if d.holds(h) {
		return true
	}
	if d.now.n == dedupeLast {
		d.now, d.before = d.before, d.now
		*d.now = hashes{}
	}
	d.now.add(h)
	return false
}

// hashes is a set of hashes that only grows. A map, which supports deletion, costs three times as much (measured).
type hashes struct {
	slots [dedupeSlots]uint64 // at the index of the low bits, or the next free one; 0: free
	n     int
}

// find returns the slot of h, or the free slot for it.
func (s *hashes) find(h uint64) *uint64 {
	for i := h % dedupeSlots; ; i = (i + 1) % dedupeSlots {
		if slot := &s.slots[i]; *slot == h || *slot == 0 {
			return slot
		}
	}
}

func (s *hashes) has(h uint64) bool { return *s.find(h) == h }

func (s *hashes) add(h uint64) {
	*s.find(h) = h
	s.n++
}
