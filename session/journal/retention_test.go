package journal

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
)

// TestOldFilesAreDeletedAfterTheirTime has a short run every week. The file in use stays, and the rest is whole.
func TestOldFilesAreDeletedAfterTheirTime(t *testing.T) {
	const day = 24 * time.Hour
	tests := []struct {
		name  string
		keep  time.Duration
		parts []int // when the eighth run has started
	}{
		{"without a limit", 0, nil},
		{"30 days", 30 * day, []int{3, 4, 5, 6, 7}},
		{"8 days", 8 * day, []int{6, 7}},
		{"a second", time.Second, []int{7}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory()
				for range 8 {
					w, r := openedOn(t, m, Options{KeepFor: test.keep})
					r.Record(video.Record{Room: "room-1", Seq: 1, At: time.Now(), Snapshot: &video.Snapshot{}})
					if err := w.Close(); err != nil {
						t.Fatal(err)
					}
					ours(t, m, "after a run")
					time.Sleep(7 * day)
				}
				parts, err := (&process{memory: m, steps: -1}).parts(testPath)
				if slices.Sort(parts); err != nil || !slices.Equal(parts, test.parts) {
					t.Errorf("%v are left, want %v (%v)", parts, test.parts, err)
				}
				if m.names[testPath] == nil {
					t.Error("the file in use is gone")
				}
				if got := verdictOf(t, m).Verdict; got != Whole {
					t.Errorf("it is %s", got)
				}
			})
		})
	}
}

// TestFileInUseIsNeverDeleted has one run that lasts longer than files are kept.
func TestFileInUseIsNeverDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		w, r := openedOn(t, m, Options{KeepFor: time.Hour})
		for i := range 48 {
			r.Record(video.Record{Room: "room-1", Seq: uint64(i + 1), At: time.Now(), Snapshot: &video.Snapshot{}})
			time.Sleep(time.Hour)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if r := verdictOf(t, m); r.Verdict != Whole || r.Lines != 50 {
			t.Errorf("%+v", r)
		}
	})
}

// TestMissingFileIsFoundDespiteRetention removes a file that is not old enough to be deleted.
func TestMissingFileIsFoundDespiteRetention(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		for range 4 {
			w, _ := openedOn(t, m, Options{KeepFor: 365 * 24 * time.Hour})
			_ = w.Close()
			time.Sleep(48 * time.Hour)
		}
		delete(m.names, partName(testPath, 1))
		if r := verdictOf(t, m); r.Verdict != Missing {
			t.Errorf("%+v", r)
		}
	})
}

// TestFilesOfOthersAreNeverDeleted has a file whose name looks like an old file of the journal.
func TestFilesOfOthersAreNeverDeleted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(path+".1", []byte("my notes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		writeNamed(t, path, Options{Keep: 1, KeepFor: time.Nanosecond, MaxBytes: 1})
	}
	if _, err := os.Stat(path + ".1"); err != nil {
		t.Error(err)
	}
}
