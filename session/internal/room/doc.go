// Package room is the picture of a room: events and readings go in, and what they changed comes out. The picture has no
// clock, no goroutine and no I/O of its own, and knows nothing of commands.
//
// [Picture.Apply] has one reducer for each event type of the wire. A reading makes a part of the picture equal to an
// answer: what is different then happened at some time before, and nobody knows when.
package room
