// Package session is the RoomSession of SignalWire's Realtime SDK (version 3 reference) for Go: one live video room,
// for a program that watches and moderates it. The values are in package [gavel/session/video].
//
// # Shape
//
// A [Client] is one authenticated WebSocket to the relay. [Join] returns a [RoomSession] on it. State comes out as
// immutable [video.Snapshot] values; requests go in as [video.Command] values, or through one typed method for each
// method of the reference. [Member], [Recording], [Playback], [Stream] and [Room] are values with their methods.
//
//	socket ─▶ link.Keeper ─▶ RoomSession ─▶ room.Picture ─▶ *Snapshot
//	              ▲               │ changes
//	              │ requests      ▼
//	              └──── dispatch.Dispatcher ◀── Submit, Do, AudioMute, SetLayout, …
//
// # Ownership
//
// The connection has one supervisor, one reader and one writer goroutine. Each joined room has one goroutine that owns
// its state and its queue of commands, and one that runs the handlers registered with [On]. Close waits for all of
// them. A panic in one of them ends its client or room. Err then matches [video.ErrInternal], and the panic is in the
// log.
//
// # Events
//
// [On] and [Once] accept a kind of event of package video and call a handler with its type. A kind that a source never
// reports does not compile. [RoomSession.OnMember] and similar methods give handlers an object with its methods.
// [WithHandler] gives Join a handler, which misses no event. After a gap, such as a reconnect, the room is read, and
// every difference becomes an event with Synthetic set: a member has joined, left, or stopped talking.
// [RoomSession.Events] delivers all events in one channel. [RoomSession.Ended] tells a loop when to stop.
//
// A snapshot is the present state; an event is a change. A program that only needs the state reads Snapshot when
// [RoomSession.Changed] signals. It cannot fall behind.
//
// # Life of a command
//
// A command is checked before anything is sent: its arguments, its targets, the connection. Commands leave in the order
// in which they were submitted. Each target then has one of these outcomes: not sent, unknown (bytes may have left, no
// answer came), refused, accepted (the room answered 2xx) or confirmed (an event or a read shows the effect). Nothing
// is queued while the connection is down.
//
// The first read of the room that started after an outcome became unknown decides it: confirmed or not done. A late
// answer corrects either. Nothing is sent twice, with one exception: audioMute, videoMute, lock and setHideVideoMuted
// are sent once more after a lost connection. The call must be at most 5 s old, and the read on the new connection must
// show that the command was not done and that nobody else changed the same property.
//
// You read what you wrote: [RoomSession.Do], [RoomSession.Undo] and the typed methods return when the snapshot shows
// the effect, or after 2 s, and then the outcome is accepted. [RoomSession.Submit] and [Submission.Wait] do not wait
// for the effect. [RoomSession.Refresh] and [RoomSession.Subscribe] return the snapshot that holds the result of the
// read.
//
// A nil map or list as a parameter is a [*video.ArgumentError]; leave out what is not given. A nil handler is ignored.
//
// # Limits
//
// A room keeps 10,000 members; Snapshot.Unshown counts the rest. A frame above 16 MiB, which is the list of about
// 40,000 members, ends the connection. On average, at most ten commands and five targets of bulk commands leave per
// second. Up to 64 commands may wait for an answer, and late answers are recognised for the last 256 requests without
// an answer. A room keeps 50 undo steps, 1,000 log entries and 200 objects of each kind. It is read again every 60 s,
// and less often when it is large; Stats.Drift counts the differences.
//
// # What is proven
//
// The wire follows what the official Node SDK sends and accepts. gavel has never run against the real service. Where
// the behaviour of the service is unknown, both answers work. See PROTOCOL.md.
package session
