// Package localrelay is a room server inside this program: it speaks the server's side of the Realtime protocol of
// SignalWire Video over a WebSocket, so that the console, the command line, the demo and the tests run without an
// account. The official Node SDK (3.13.0 and 4.2.1) is meant to find no difference.
//
// # How to extend
//
// The most common case first. In a test, a scene is a script of the director (gavel help relay lists its verbs):
//
//  1. A scene of a test: director.Play(t, relay, "join Ann Ben\ntalk Ann 5s"); then look at RoomState.
//  2. Time: StartPipe in a synctest bubble, or Options.StandStill, with which a script's wait takes no time.
//  3. A request that fails: the verbs refuse, silence, cut, pretend, empty, late; in Go, Server.Rule and SetOnRequest.
//  4. An event that is lost or odd: the verbs lose and event; in Go, Server.Lose, Push and PushRaw.
//  5. A scene of the demo: a file in director/scenes. Its first line names its subject; a test plays it to its end.
//  6. A new verb: a row in a table of director, on a Go method of Server, and a case in TestVerbsChangePeople.
//  7. A method: a handler in handlers.go, its RoomSession name in director/methods.go, its call in
//     conformance/calls.mjs and a check in conformance/checks; session/README.md has the steps outside of the relay.
//  8. A field of a member: memberEntity and MemberState; r.touch(m, "field") sends it with the next flush.
//  9. An event: r.emit in the function that changes the room; its name in director/methods.go.
//  10. A layout: a row of layoutGroups in units of 360, and one of the table in layout_test.go.
//  11. Simulated behaviour: happenings.go, with its share in percent.
//  12. Then run: go test ./session/localrelay/... and, with GAVEL_CONFORMANCE=1, its conformance.
//
// # What it follows
//
// The wire is described in PROTOCOL.md; comments name its sections. Where PROTOCOL.md says "unknown", the relay has
// one of the plausible behaviours, which a comment beside the code names.
//
// # Ownership
//
// One mutex (Server.mu) guards all rooms, resumable sessions, subscriptions and the ledger. A request, a simulated
// event and a call of a control method each hold it from the first change to the last queued
// frame, so every client sees one order of events. No code waits under it.
//
// Goroutines: one serves HTTP, one makes planned calls, each room has one (its life: traffic and the ends of
// playbacks), each connection has a reader and a writer, and a delayed reply has one until it is sent. Close ends and
// joins all of them. A slow client is cut off when its queue is full; it never makes the relay or another client wait.
//
// # What it does not do
//
// No media, no REST, no TLS, no room tokens and no listening on anything but loopback. It reads and writes no file.
package localrelay
