package dispatch

import (
	"cmp"
	"slices"

	"gavel/session/video"
)

// add appends the entry, records it and returns its number.
func (j *journal) add(e video.Entry) uint64 {
	e.N = j.show(e)
	j.write(e)
	return e.N
}

// show appends the entry and returns its number.
func (j *journal) show(e video.Entry) uint64 {
	j.last++
	e.N = j.last
	if len(j.entries) >= video.LogSize && len(j.entries) == cap(j.entries) {
		// The front is dropped when the array is full, once in LogSize entries.
		fresh := make([]*video.Entry, video.LogSize-1, 2*video.LogSize)
		copy(fresh, j.entries[len(j.entries)-video.LogSize+1:])
		j.entries = fresh
	}
	j.entries = append(j.entries, &e)
	return e.N
}

// write sends an entry to the recorder.
func (j *journal) write(e video.Entry) {
	if j.written != nil {
		j.written(e)
	}
}

// replace replaces the entries with the same numbers, with one copy of the array for all of them.
func (j *journal) replace(fresh []video.Entry) {
	if len(fresh) == 0 {
		return
	}
	j.entries = append(make([]*video.Entry, 0, max(cap(j.entries), video.LogSize)), j.entries...)
	number := func(e *video.Entry, n uint64) int { return cmp.Compare(e.N, n) }
	for i := range fresh {
		if at, found := slices.BinarySearchFunc(j.entries, fresh[i].N, number); found {
			j.entries[at] = &fresh[i]
		}
	}
}

// entry returns the entry with the number, or nil. The caller must not change it.
func (j *journal) entry(n uint64) *video.Entry {
	for _, e := range slices.Backward(j.entries) {
		if e.N == n {
			return e
		}
	}
	return nil
}

// view returns the newest LogSize entries for a snapshot.
func (j *journal) view() []*video.Entry {
	return slices.Clip(j.entries[max(0, len(j.entries)-video.LogSize):])
}
