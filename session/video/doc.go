// Package video is the vocabulary of a live SignalWire Video room: plain values, from the standard library only.
//
// It defines what exists ([Member], [Room], [Layout], [Recording], [Playback], [Stream], and the [Snapshot] of all of
// them), what is reported ([Event] and its kinds), what can be requested ([Command] and the action table), and what the
// outcome is ([Outcome], [Entry], [Job], [Link]). It has no goroutine, no clock and no I/O; package session has those.
package video
