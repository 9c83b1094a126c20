package say

import (
	"testing"
	"time"

	"gavel/session/journal"
)

func TestVerified(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	for name, c := range map[string]struct {
		report journal.Report
		want   string
	}{
		"whole": {
			journal.Report{Verdict: journal.Whole, Files: 1, Lines: 10, Runs: 2, From: from, To: from.Add(time.Hour)},
			"whole\n10 lines, 2 runs of 1 file, 2026-03-04 05:06:07 to 2026-03-04 06:06:07\n",
		},
		"a line": {
			journal.Report{
				Verdict: journal.Changed, File: "ni\x1bght", Line: 3, Fault: journal.Fault{Code: journal.FaultHash}, Files: 1, Lines: 3, Runs: 1,
			},
			"changed: ni<1B>ght, line 3: its hash does not match its bytes\n3 lines, 1 run of 1 file\n",
		},
		"a file": {
			journal.Report{Verdict: journal.Missing, File: "night.2", Fault: journal.Fault{Code: journal.FaultFiles, A: 1, B: 1}, Files: 2, Lines: 1, Runs: 1},
			"missing: night.2: the previous file, number 1, is missing\n1 line, 1 run of 2 files\n",
		},
		"losses": {
			journal.Report{Verdict: journal.Whole, Files: 1, Lines: 2, Runs: 1, Torn: 1, Lost: 4},
			"whole\n2 lines, 1 run of 1 file; cut off by a crash or a full disk: 1 line; " +
				"lost, according to the journal itself: 4 records\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Verified(c.report); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestEveryFaultOfAJournalHasWords(t *testing.T) {
	t.Parallel()
	for code := journal.FaultLong; code <= journal.FaultFiles; code++ {
		if JournalFault(journal.Fault{Code: code}) == "" {
			t.Errorf("code %d has no words", code)
		}
	}
}
