package main

import (
	"testing"
)

func TestTalkTimeIsReported(t *testing.T) {
	t.Parallel()
	got := play(t, report, `
		join Ann Ben Cal
		talk Ann 30s
		wait 31s
		talk Ben 2m
		wait 1m
		talk Ann 5s
		wait 10s
		leave Ann
		wait 1m
		talk Ben 1h
		wait 10s`)
	if want := "   2m11s  Ben\n     35s  Ann\n      0s  Cal\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
