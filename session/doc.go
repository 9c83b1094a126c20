// Package session is the RoomSession of SignalWire's Realtime SDK (version 3 page) for Go: one live video room, seen
// and moderated from a program.
//
// # Shape
//
// A [Client] is one authenticated WebSocket to the relay. [Join] gives a [RoomSession] on it: a goroutine that owns the
// state of one room. What the room says comes out as immutable [video.Snapshot] values; what the program wants goes in
// as [video.Command] values, or as one typed method for each method of the page.
//
//	socket ─▶ conn.read ─▶ Client ─▶ RoomSession.run ─▶ *Snapshot
//	            │ replies                   ▲ commands
//	            ▼                           │
//	        pending calls ◀── Call ── Do, AudioMute, SetLayout, …
//
// # Ownership
//
// The connection has one reader and one writer goroutine. Each joined room has one goroutine that owns its state, and
// one that runs the handlers registered with [On]. Every goroutine is joined by Close; a panic in one of them is
// recovered, ends what it belongs to, and is returned by Err.
//
// # Life of a command
//
// A command is checked before anything is sent (bad arguments, unknown targets, no connection). Then it has one of four
// certain states: not sent, unknown (bytes may have left, no verdict came), accepted (the room answered 2xx) and
// confirmed (an event or a read shows the effect). Nothing is queued while the connection is down.
//
// An unknown outcome is judged by the first reading of the room that was asked for after it became unknown and that
// tells what the command sets; it then is confirmed or not done. An answer that comes late corrects either. Nothing is
// sent twice, with one exception: what only takes something away (audioMute, videoMute, lock, setHideVideoMuted) is
// sent once more when the connection was lost, the call is at most 5 s old, and the reading on the new connection shows
// that it was not done and that nobody else has touched it. [video.Entry.Verdict] has the words for all of this.
//
// # Limits
//
// A room keeps 10,000 members; Snapshot.Unshown counts the rest. A frame above 16 MiB, the list of about 40,000
// members, ends the connection. Ten commands a second are sent on average, five targets a second of a command on
// several people; 64 commands may wait for an answer, late answers to 256 requests are understood, 50 commands can be
// taken back, 1,000 log entries and 200 objects of each kind are kept. The room is read again every 60 s, more seldom
// when it is large; Stats.Drift counts what that finds.
//
// # What is proven
//
// The wire follows what the official Node SDK sends and accepts; no frame was exchanged with the real service. Where
// the service's behaviour is unknown, both answers work.
package session
