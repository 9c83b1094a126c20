// Package localrelay is a room server inside this program: it speaks the server's side of the Realtime protocol of
// SignalWire Video over a WebSocket, so that the console, the command line, the demo and the tests run without an
// account. The official Node SDK (3.13.0 and 4.2.1) is meant to find no difference.
//
// # What it follows
//
// The wire is described in PROTOCOL.md; comments name its sections. Where that page says "unknown", the relay takes
// one of the plausible behaviours and the comment beside the code says which.
//
// # Ownership
//
// One mutex (Server.mu) guards all rooms, resumable sessions, subscriptions and the ledger. A request, a simulated
// event and a call of a control method each hold it from the first change to the last queued frame, so every client
// sees one order of events. Nothing that can wait is done under it.
//
// Goroutines: one serves HTTP, each room has one (its life: traffic and the ends of playbacks), each connection has
// a reader and a writer, and a delayed reply has one until it is sent. Close ends and joins all of them. A slow client
// is cut off when its queue is full; it never makes the relay or another client wait.
//
// # What it does not do
//
// No media, no REST, no TLS, no room tokens and no listening on anything but loopback. It reads and writes no file.
package localrelay
