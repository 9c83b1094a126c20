// Package scene turns a prepared arrangement of a room into one command: layout, places by role, levels, recordings,
// streams and playbacks. It is pure: a scene, a snapshot and facts about the members in, a plan out.
package scene

import (
	"time"

	"gavel/session/floor"
	"gavel/session/selector"
	"gavel/session/video"
)

// Scene is an arrangement of a room. Its zero fields change nothing.
type Scene struct {
	// Name identifies the scene. Key is its digit, 1 to 9; 0 means none.
	Name string
	Key  int
	// Layout is the name of the layout.
	Layout string
	// Places are places by role, in the order in which they are filled.
	Places []Place
	// HideMuted hides people without video, and HandsFirst puts raised hands first. Unknown changes nothing.
	HideMuted, HandsFirst video.Flag
	// Levels are volumes and sensitivities by role.
	Levels []Level
	// Floor is the mode of the floor; "" leaves it.
	Floor floor.Preset
	// Record is the change of the recording.
	Record Recording
	// Play is the name of an address to play, and Stream of one to stream to. Length is how long the playback lasts, 0 if
	// that is not known.
	Play, Stream string
	Length       time.Duration
	// StopPlaybacks and StopStreams stop all that run.
	StopPlaybacks, StopStreams bool
	// Immediate applies the scene with its key alone, without a preview.
	Immediate bool
	// Next is the scene that follows, by name; "" means the one with the next digit.
	Next string
}

// Place is a place on the canvas, and a selector of the members that it is for.
type Place struct {
	Position video.Position
	Of       *selector.Selector
}

// Level sets volumes of members. A nil value stays as it is.
type Level struct {
	Of *selector.Selector
	// Mic and Hear are from -50 to 50, Sensitivity is from 0 to 100.
	Mic, Hear, Sensitivity *float64
}

// Recording is a change of the recording by a scene.
type Recording string

// The possible values; "" changes nothing.
const (
	Start  Recording = "start"  // unless one runs; a paused one is resumed
	Pause  Recording = "pause"  // those that run
	Resume Recording = "resume" // those that are paused
	Stop   Recording = "stop"   // those that run or are paused
)

// Recordings returns the values as a configuration writes them.
func Recordings() []string {
	return []string{string(Start), string(Pause), string(Resume), string(Stop)}
}

// Empty reports whether the scene changes nothing.
func (s *Scene) Empty() bool {
	return s.Layout == "" && len(s.Places) == 0 && s.HideMuted == video.Unknown && s.HandsFirst == video.Unknown &&
		len(s.Levels) == 0 && s.Floor == "" && s.Record == "" && s.Play == "" && s.Stream == "" &&
		!s.StopPlaybacks && !s.StopStreams
}

// After returns the scene that follows another one, or nil: the one that it names, else the one with the next digit.
func After(all []Scene, s *Scene) *Scene {
	var next *Scene
	for i := range all {
		switch other := &all[i]; {
		case s.Next != "" && other.Name == s.Next:
			return other
		case s.Next == "" && other.Key > s.Key && s.Key > 0 && (next == nil || other.Key < next.Key):
			next = other
		}
	}
	return next
}

// Find returns the scene with the name, or nil.
func Find(all []Scene, name string) *Scene {
	for i := range all {
		if all[i].Name == name {
			return &all[i]
		}
	}
	return nil
}
