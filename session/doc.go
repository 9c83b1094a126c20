// Package session is the RoomSession of SignalWire's Realtime SDK (version 3 page) for Go: one live video room, seen and
// moderated from a program.
//
// # Shape
//
// A [Client] is one authenticated WebSocket to the relay. [Join] gives a [RoomSession] on it: a goroutine that owns the
// state of one room. What the room says comes out as immutable [Snapshot] values; what the program wants goes in as
// [Command] values, or as one typed method for each method of the page.
//
//	socket ─▶ conn.read ─▶ Client ─▶ RoomSession.run ─▶ *Snapshot
//	            │ replies                   ▲ commands
//	            ▼                           │
//	        pending calls ◀── Call ── Do, AudioMute, SetLayout, …
//
// # Ownership
//
// The connection has one reader and one writer goroutine. Each joined room has one goroutine that owns its state, and one
// that runs the handlers registered with [On]. Every goroutine is joined by Close; a panic in one of them is recovered,
// ends what it belongs to, and is returned by Err.
//
// # Life of a command
//
// A command is checked before anything is sent (bad arguments, unknown targets, no connection). Then it has one of four
// certain states: not sent, unknown (bytes may have left, no verdict came), accepted (the room answered 2xx) and confirmed
// (an event or a read shows the effect). Nothing is queued while the connection is down, and nothing is sent twice.
//
// # What is proven
//
// The wire follows what the official Node SDK sends and accepts; no frame was exchanged with the real service. Where the
// service's behaviour is unknown, both answers work.
package session
