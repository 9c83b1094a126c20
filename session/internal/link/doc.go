// Package link keeps one authenticated connection to the relay open. It dials, through a proxy if one is configured,
// checks TLS, signs in, reads and writes frames, detects dead connections, and dials again with growing, jittered
// waits.
//
// A [Keeper] owns one supervisor goroutine and, for each connection, one reader and one writer. Rooms receive items
// through a [Feed], in order: links, events, answers. Nothing is queued while there is no connection, and nothing is
// sent twice. The package knows frames and requests, but no rooms, commands or handlers.
package link
