package waits

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func TestSecondPressCountsWhenTheKeyRests(t *testing.T) {
	t.Parallel()
	at := time.Unix(1_700_000_000, 0)
	wait := table[AfterSame].wait
	for name, tc := range map[string]struct {
		drop  bool
		after time.Duration
		want  bool
	}{
		"the key rests":    {false, wait, true},
		"too early":        {false, wait - time.Millisecond, false},
		"the key repeats":  {true, wait, false},
		"long after a key": {true, time.Hour, false},
	} {
		var s Second
		if !s.Due().IsZero() {
			t.Errorf("%s: something is due", name)
		}
		did := 0
		s.Press(at, func() tea.Cmd { did++; return nil })
		if tc.drop {
			s.Drop()
		}
		for range 2 {
			_ = s.Counts(at.Add(tc.after))
		}
		if (did == 1) != tc.want || did > 1 {
			t.Errorf("%s: it was done %d times", name, did)
		}
	}
}
