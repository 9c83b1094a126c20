package draw

import (
	"testing"
	"time"
)

func TestTook(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "", time.Microsecond: "1 ms", 84 * time.Millisecond: "84 ms", 1290 * time.Millisecond: "1.2 s", 12 * time.Second: "12 s",
	} {
		if got := Took(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
