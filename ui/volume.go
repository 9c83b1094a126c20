package ui

import (
	"time"

	"gavel/session/video"
	"gavel/ui/people"
)

const (
	// volumeStep is what one key press changes.
	volumeStep = 5
	// volumeEvery keeps a held key from sending more than five commands a second for one member.
	volumeEvery = 200 * time.Millisecond
	// volumeHolds is how long a wish counts as the present value, until the room has told it.
	volumeHolds = 2 * time.Second
)

// knob is one volume of one member.
type knob struct {
	id     video.MemberID
	action video.Action
}

// wish is what a knob was turned to.
type wish struct {
	value float64
	at    time.Time // of the last turn
	sent  time.Time // of the last command
	open  bool      // not sent yet
}

// volumes collects the turns of the knobs, so that only the last value of a run of keys is sent.
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
