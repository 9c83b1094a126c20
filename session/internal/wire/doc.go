// Package wire turns text into values and values into text: frames and what they hold, requests, answers and the
// objects of a room. It checks everything that comes from the other side. It has no goroutine, no clock and no I/O.
package wire
