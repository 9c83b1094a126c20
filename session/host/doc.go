// Package host runs the floor of one room: a goroutine that shows the room to the engine of package floor, sends what
// the engine asks for, and keeps its state on the disk. Console, plain mode and control port all use it, so that a verb
// means the same everywhere.
//
//	RoomSession ──Changed──▶ ┌──────┐ ──See, Tick──▶ ┌──────────────┐
//	            ◀──Submit──  │ Host │                │ floor.Engine │
//	            ◀──Refresh── └──────┘ ◀──Take─────── └──────────────┘
//	verbs ──Do──▶               │ ──────▶ State, for screens; a file of mode 600
//
// A host sleeps until the room changes, somebody presses a key, or the engine has something due: it has no ticker.
// Readings and writes take place on goroutines of their own, so that no verb waits for the network.
//
// While a host runs, it is the reader of RoomSession.Changed, and everything that a person sends by hand goes through
// [Host.Submit] and [Host.Undo]: a manual command beats the floor, and nothing may be opened where the consent of the
// room is never.
package host
