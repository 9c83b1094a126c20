package process

import (
	"math"
	"runtime/debug"
	"testing"
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
