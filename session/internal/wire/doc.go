// Package wire encodes and decodes text: frames, requests, answers and the entities of a room. It checks everything
// that the relay sends. It has no goroutines, no clock and no I/O.
package wire
