package doctor

import (
	"regexp"
	"testing"
	"time"
)

func TestTook(t *testing.T) {
	for ago, want := range map[time.Duration]string{
		0:                       `^(less than 1|\d) ms$`,
		120 * time.Millisecond:  `^1\d\d ms$`,
		1500 * time.Millisecond: `^1\.\d s$`,
	} {
		if got := took(time.Now().Add(-ago)); !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("%v: %q", ago, got)
		}
	}
}
