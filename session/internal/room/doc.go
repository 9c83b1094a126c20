// Package room keeps the state of a room: events and reads go in, and changes come out. It has no clock, goroutine or
// I/O of its own, and does not know commands.
//
// [Picture.Apply] has one reducer for each event type of the wire. A read makes a part of the state equal to an answer.
// The differences happened at an unknown time before the read.
package room
