// Package talk remembers when people talked: a ring of buckets for each person. It has no clock; the caller passes each
// time.
package talk
