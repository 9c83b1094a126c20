package say

import (
	"gavel/session/video"
	"gavel/ui/draw"
)

// PanicCounts is what a panic would do, in numbers. Layout is the small layout that replaces the present one, or "".
type PanicCounts struct {
	Locks, OnAir, Records          bool
	Clears, Talking, Open, Cameras int
	Layout                         string
	Spared                         []video.MemberID
}

// Panic lists what a panic would do, in its order.
func Panic(p PanicCounts, who People) []string {
	var lines []string
	if p.Locks {
		lines = append(lines, "Lock the room.")
	}
	if p.Clears > 0 {
		said := "Take " + draw.Plural(p.Clears, "member", "members") + " off the canvas."
		if p.Layout != "" {
			said = "Change the layout to " + p.Layout + ", because one request cannot name everyone."
		}
		lines = append(lines, said)
	}
	if n := p.Talking + p.Open; n > 0 {
		said := "Mute " + draw.Plural(n, "microphone", "microphones")
		if p.Talking > 0 {
			said += "; " + draw.Plural(p.Talking, "is in use now", "are in use now")
		}
		lines = append(lines, said+".")
	}
	if p.Cameras > 0 {
		lines = append(lines, "Turn off "+draw.Plural(p.Cameras, "camera or screen", "cameras and screens")+" of newcomers.")
	}
	lines = append(lines, "Keep the room quiet: anyone who opens a microphone is muted.")
	if len(p.Spared) > 0 {
		lines = append(lines, "Protected, and left alone: "+who.Names(p.Spared)+".")
	}
	if p.Records {
		lines = append(lines, "The recording continues.")
	}
	if p.OnAir {
		lines = append(lines, "A stream is on air.")
	}
	return lines
}

// PanicContinues follows the end of a mode while a panic is still muting people. stop is the key that stops it.
func PanicContinues(stop string) string {
	return "The panic still mutes people. " + stop + " stops it."
}

// OnAir follows the start of a panic while a stream is running.
const OnAir = "A stream is on air."

// UndoPanic returns the question before microphones and cameras that a panic has turned off are turned on, without its
// question mark.
func UndoPanic(microphones, cameras int) string {
	said := "Undo: open"
	mics, cams := draw.Plural(microphones, "microphone", "microphones"), draw.Plural(cameras, "camera", "cameras")
	switch {
	case microphones == 0:
		return said + " " + cams
	case cameras == 0:
		return said + " " + mics
	default:
		return said + " " + mics + " and " + cams
	}
}
