// Package talk remembers when somebody talked: a ring of buckets for each person. It has no clock; the caller names
// each time.
package talk
