package ui

import (
	"time"

	"gavel/session/video"
	"gavel/ui/people"
)

const (
	// volumeStep is the change of one key press.
	volumeStep = 5
	// volumeEvery limits a held key to five commands per second for one member.
	volumeEvery = 200 * time.Millisecond
	// volumeHolds is how long a requested volume counts as the present one without confirmation.
	volumeHolds = 2 * time.Second
)

// knob is one volume of one member.
type knob struct {
	id     video.MemberID
	action video.Action
}

// wish is the requested value of a knob.
type wish struct {
	value float64
	at    time.Time // of the last turn
	sent  time.Time // of the last command
	open  bool      // not sent yet
}

// volumes collects the turns of the knobs, so that only the last value of a series is sent.
type volumes struct {
	wishes map[knob]*wish
	due    time.Time // when the next one is to be sent; zero for none
}

func (v *volumes) wish(k knob, value, by float64, now time.Time) {
	if v.wishes == nil {
		v.wishes = map[knob]*wish{}
	}
	w := v.wishes[k]
	if w == nil {
		w = &wish{}
		v.wishes[k] = w
	}
	if now.Sub(w.at) < volumeHolds {
		value = w.value
	}
	w.value, w.at, w.open = max(-people.VolumeBound, min(people.VolumeBound, value+by)), now, true
}
