package floor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gavel/session/fold"
)

// Preset is the name of a set of parameters of a floor.
type Preset string

// The presets. Open is the zero value of a floor: nothing is enforced.
const (
	Open  Preset = "open"  // everyone may speak
	Queue Preset = "queue" // guests come from the queue, one at a time
	Panel Preset = "panel" // the panel is free, guests come from the queue
	Quiet Preset = "quiet" // nobody speaks
)

// Enforcement is the consequence of opening a microphone without the floor.
type Enforcement string

// The kinds of enforcement.
const (
	Off  Enforcement = "off"  // nothing
	Mark Enforcement = "mark" // the console shows the person
	Hold Enforcement = "hold" // gavel closes the microphone, within limits
)

// Consent is the rule about whose microphones a verb may open.
type Consent string

// The kinds of consent. The zero value of [Config].Consent is ConsentHand.
const (
	ConsentHand   Consent = "hand"   // people whose hand is up, and the panel
	ConsentAlways Consent = "always" // everyone
	ConsentNever  Consent = "never"  // nobody, by any command
)

// Mode holds the parameters of a floor.
type Mode struct {
	// Preset names the mode. The panel is free in Panel only.
	Preset Preset `json:"preset"`
	// Guests is how many people have the floor at the same time, 1 to 20. Quiet has 0; a verb still gives the floor to
	// one.
	Guests int `json:"guests"`
	// Enforce is the consequence of speaking without the floor.
	Enforce Enforcement `json:"enforce"`
	// Override, in Queue only, makes a guest of a person who opens a microphone. If all places are taken, the guest who
	// has spoken longest is muted.
	Override bool `json:"override,omitempty"`
	// Turn is the length of a turn; 0 means no limit, otherwise 5 s to 12 h.
	Turn time.Duration `json:"turn,omitempty"`
}

// presets hold the parameters of each preset.
var presets = map[Preset]Mode{
	Open:  {Preset: Open, Guests: 1, Enforce: Off},
	Queue: {Preset: Queue, Guests: 1, Enforce: Mark},
	Panel: {Preset: Panel, Guests: 1, Enforce: Mark},
	Quiet: {Preset: Quiet, Guests: 0, Enforce: Hold},
}

// Presets returns the names of the presets.
func Presets() []Preset { return []Preset{Open, Queue, Panel, Quiet} }

// Mode returns the parameters of the preset, or those of Open for an unknown preset.
func (p Preset) Mode() Mode {
	if m, ok := presets[p]; ok {
		return m
	}
	return presets[Open]
}

// ParsePreset returns the preset with a name. The error is an [ArgumentError].
func ParsePreset(name string) (Preset, error) {
	if p := Preset(name); slices.Contains(Presets(), p) {
		return p, nil
	}
	var names []string
	for _, p := range Presets() {
		names = append(names, string(p))
	}
	last := len(names) - 1
	allowed := strings.Join(names[:last], ", ") + " or " + names[last]
	return "", &ArgumentError{Name: "mode", Value: fold.Clip(name), Allowed: allowed}
}

// Limits of a mode.
const (
	maxGuests = 20
	minTurn   = 5 * time.Second
	maxTurn   = 12 * time.Hour
)

// Check returns an [ArgumentError] that names the invalid parameter, its value and the allowed values.
func (m Mode) Check() error {
	bad := func(name string, value any, allowed string) error {
		return &ArgumentError{Name: name, Value: fmt.Sprint(value), Allowed: allowed}
	}
	if _, err := ParsePreset(string(m.Preset)); err != nil {
		return err
	}
	switch {
	case m.Preset != Quiet && m.Guests < 1:
		return bad("max", m.Guests, fmt.Sprintf("1 to %d; for no guest, use quiet mode", maxGuests))
	case m.Preset == Quiet && m.Guests != 0:
		return bad("max", m.Guests, "0 in quiet mode")
	case m.Guests > maxGuests:
		return bad("max", m.Guests, fmt.Sprintf("1 to %d", maxGuests))
	case !slices.Contains([]Enforcement{Off, Mark, Hold}, m.Enforce):
		return bad("enforce", m.Enforce, "off, mark or hold")
	case m.Preset == Open && m.Enforce != Off:
		return bad("enforce", m.Enforce, "off in open mode")
	case m.Override && m.Preset != Queue:
		return bad("override", m.Override, "only in queue mode")
	case m.Turn != 0 && (m.Turn < minTurn || m.Turn > maxTurn):
		return bad("turn", m.Turn, "5s to 12h, or 0 for no limit")
	}
	return nil
}

// places returns how many people can have the floor at once through a verb.
func (m Mode) places() int { return max(m.Guests, 1) }

// enforces reports whether speaking without the floor has a consequence in the mode.
func (m Mode) enforces() bool { return m.Enforce == Mark || m.Enforce == Hold }
