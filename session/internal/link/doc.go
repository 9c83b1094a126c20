// Package link keeps one authenticated connection to the relay up: it dials, through a proxy where one is set, checks TLS, signs
// in, reads and writes frames, watches for life, and dials again with growing, jittered waits.
//
// A [Keeper] owns one supervisor goroutine and, for each connection, one reader and one writer. Rooms get what concerns them
// through a [Feed], in order: links, events, answers. Nothing is queued while there is no connection, and nothing is sent twice.
// The package knows frames and requests, but no room, no command and no handler.
package link
