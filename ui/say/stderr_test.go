package say

import (
	"slices"
	"testing"
)

func TestFailedMessage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		failed []string
		want   string
	}{
		{[]string{"Ann: refused"}, "1 of 12 failed: Ann: refused"},
		{[]string{"Ann: refused", "Ben: not here"}, "2 of 12 failed: Ann: refused; Ben: not here"},
		{
			slices.Repeat([]string{"Ann: no"}, 10),
			"10 of 12 failed: Ann: no; Ann: no; Ann: no; Ann: no; Ann: no; Ann: no; Ann: no; Ann: no; and 2 others",
		},
	} {
		if got := FailedMessage(c.failed, 12); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
