package process

import (
	"math"
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"
)

func TestMemoryHasSoftLimit(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(math.MaxInt64))
	for _, tc := range []struct {
		env  string
		want int64
	}{{"1GiB", math.MaxInt64}, {"", softMemory}} {
		LimitMemory(func(string) string { return tc.env })
		if got := debug.SetMemoryLimit(-1); got != tc.want {
			t.Errorf("GOMEMLIMIT=%q: the limit is %d, want %d", tc.env, got, tc.want)
		}
	}
}

func TestGarbageIsCollectedAfterTheStart(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	inForce := func() int {
		percent := debug.SetGCPercent(100)
		debug.SetGCPercent(percent)
		return percent
	}
	synctest.Test(t, func(t *testing.T) {
		PaceGarbage(func(string) string { return "100" })
		time.Sleep(2 * startup)
		if got := inForce(); got != 100 {
			t.Errorf("with GOGC set, it became %d", got)
		}
		PaceGarbage(func(string) string { return "" })
		if got := inForce(); got != startPercent {
			t.Errorf("at the start, it is %d", got)
		}
		time.Sleep(2 * startup)
		if got := inForce(); got != nightPercent {
			t.Errorf("later, it is %d", got)
		}
	})
}
