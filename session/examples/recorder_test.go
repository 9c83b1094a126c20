package main

import (
	"testing"
)

func TestRecordingFollowsFirstAndLastMember(t *testing.T) {
	t.Parallel()
	got := play(t, record, `
		join Ann
		wait 1s
		join Ben
		leave Ann
		wait 1s
		leave Ben
		wait 1s
		join Cal
		wait 1s
		leave Cal`)
	if want := "recording\nstopped: completed\nrecording\nstopped: completed\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
