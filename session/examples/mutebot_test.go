package main

import (
	"testing"
)

func TestNewcomersAreMuted(t *testing.T) {
	t.Parallel()
	got := play(t, mute, `
		join Ann
		join Ben muted
		share Ann
		wait 1s
		drop
		join Cal                        # while there is no connection
		wait 2s
		refuse audioMute 403
		join Dan`)
	want := "Ann is muted\nCal is muted\n" +
		"Dan is not muted: video.member.audio_mute: refused with code 403: refused by the director\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
