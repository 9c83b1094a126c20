// Package people follows who is in a room: the roster with its counts, the order and the filter of a list, marks, and
// what people are called in sentences. It takes snapshots and has no clock; what a snapshot costs depends on how much
// has changed.
package people
