package talk

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	"unsafe"
)

// base is the start of a bucket, and of a cell of every width.
var base = time.Unix(int64(buckets*Bucket/time.Second)*2_000_000, 0)

func at(seconds float64) time.Time { return base.Add(time.Duration(seconds * float64(time.Second))) }

func TestCells(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		runs    [][2]float64
		per     int
		now     float64
		running float64 // 0: none
		want    []uint8
	}{
		"silence":              {now: 22, per: 1, want: []uint8{0, 0, 0, 0}},
		"one bucket":           {runs: [][2]float64{{5, 10}}, now: 20, per: 1, want: []uint8{8, 0, 0, 0}},
		"across buckets":       {runs: [][2]float64{{7.5, 12.5}}, now: 20, per: 1, want: []uint8{4, 4, 0, 0}},
		"a word":               {runs: [][2]float64{{6, 6.3}}, now: 20, per: 1, want: []uint8{1, 0, 0, 0}},
		"two runs in a bucket": {runs: [][2]float64{{5, 6}, {8, 9.5}}, now: 20, per: 1, want: []uint8{4, 0, 0, 0}},
		"wide cells":           {runs: [][2]float64{{0, 5}}, now: 39, per: 2, want: []uint8{4, 0, 0, 0}},
		"talks now":            {now: 22, per: 1, running: 12.5, want: []uint8{0, 4, 8, 8}},
		"has just started":     {now: 20.5, per: 1, running: 20, want: []uint8{0, 0, 0, 8}},
		"late run":             {runs: [][2]float64{{15, 20}, {5, 10}}, now: 20, per: 1, want: []uint8{8, 0, 8, 0}},
		"ends before it starts": {
			runs: [][2]float64{{10, 5}}, now: 20, per: 1, want: []uint8{0, 0, 0, 0},
		},
		"too old": {runs: [][2]float64{{5, 10}}, now: 5 + Window.Seconds(), per: 1, want: []uint8{0, 0, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var h History
			for _, run := range c.runs {
				h.Add(at(run[0]), at(run[1]))
			}
			running := time.Time{}
			if c.running > 0 {
				running = at(c.running)
			}
			got := make([]uint8, len(c.want))
			h.Cells(got, c.per, at(c.now), running)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// A nil History is that of a person who never talked before.
func TestNilHistory(t *testing.T) {
	t.Parallel()
	var h *History
	out := []uint8{9, 9}
	h.Cells(out, 1, at(10), at(5))
	if !slices.Equal(out, []uint8{8, 0}) {
		t.Errorf("got %v", out)
	}
	if !h.Empty(at(0)) || h.Talked(at(10), time.Time{}) != 0 {
		t.Error("a nil history is not empty")
	}
}

// However runs are cut, the history holds the talking within the window, to a tenth of a second for each run.
func TestTalkedAddsUp(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(3, 5))
	var h History
	type run struct{ from, to time.Time }
	var runs []run
	now := base
	for range 500 {
		now = now.Add(time.Duration(rnd.IntN(20_000)) * time.Millisecond)
		from := now
		now = now.Add(time.Duration(rnd.IntN(30_000)) * time.Millisecond)
		h.Add(from, now)
		runs = append(runs, run{from, now})
		want, n := time.Duration(0), 0
		first := number(now) - buckets + 1
		for _, r := range runs {
			if o := overlap(first, buckets, r.from, r.to); o > 0 {
				want += o
				n += int(o/Bucket) + 2
			}
		}
		got := h.Talked(now, time.Time{})
		if got > want || got < want-time.Duration(n)*unit {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

// Ten thousand people who have all talked take 2 MB.
func TestHistoryIsSmall(t *testing.T) {
	t.Parallel()
	if size := unsafe.Sizeof(History{}); size > 200 {
		t.Errorf("a history takes %d bytes", size)
	}
}

func BenchmarkCells(b *testing.B) {
	var h History
	h.Add(at(0), at(300))
	out := make([]uint8, 60)
	b.ReportAllocs()
	for b.Loop() {
		h.Cells(out, 1, at(310), at(305))
	}
}
