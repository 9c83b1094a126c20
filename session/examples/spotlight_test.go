package main

import (
	"testing"
)

func TestSpeakerGetsTheBox(t *testing.T) {
	t.Parallel()
	got := play(t, follow, `
		join Ann Ben Cal
		talk Ann 10s
		wait 5s
		talk Ben 20s        # Ann keeps the box while she talks
		wait 10s
		talk Cal 20s
		leave Ben
		wait 1s`)
	if want := "Ann has the box\nBen has the box\nCal has the box\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
