package control

import (
	"fmt"
	"testing"
)

func TestRingIsBounded(t *testing.T) {
	t.Parallel()
	r := newRing()
	for i := range ringEvents + 10 {
		r.add(fmt.Appendf(nil, "%d", i))
	}
	if lines, first, missed, _ := r.from(1); !missed || len(lines) != 0 || first != ringEvents+11 {
		t.Errorf("%d lines from %d, missed %v", len(lines), first, missed)
	}
	if lines, _, missed, _ := r.from(12); missed || string(lines[0]) != "11" {
		t.Errorf("%q, missed %v", lines[0], missed)
	}
	at := r.next()
	r.gap()
	if _, _, missed, _ := r.from(at); !missed {
		t.Error("a gap is not reported")
	}
	for range 10 {
		r.add(make([]byte, ringBytes/4))
	}
	if r.bytes > ringBytes {
		t.Errorf("%d bytes are kept", r.bytes)
	}
}

// TestBatchesAreBounded gives a reader that was away the events in pieces, each of which is copied and written by
// itself.
func TestBatchesAreBounded(t *testing.T) {
	t.Parallel()
	r := newRing()
	for range 9 {
		r.add(make([]byte, batchBytes/2))
	}
	r.add(make([]byte, 2*batchBytes))
	r.close()
	at, batches := uint64(1), 0
	for {
		lines, first, missed, more := r.from(at)
		batches++
		size := 0
		for _, line := range lines {
			size += len(line)
		}
		if missed || first != at || len(lines) == 0 || size > batchBytes && len(lines) > 1 {
			t.Fatalf("%d lines of %d bytes from %d, want %d", len(lines), size, first, at)
		}
		if at = first + uint64(len(lines)); more == nil {
			break
		}
		<-more
	}
	if at != r.next() || batches != 6 {
		t.Errorf("%d batches to %d, want 6 to %d", batches, at, r.next())
	}
}
