// Package host runs the floor of one room: a goroutine that passes snapshots to the engine of package floor, sends the
// commands that the engine asks for, and keeps its state on the disk. Console, plain mode and control port all use it,
// so that a verb works the same everywhere.
//
//	RoomSession ──Changed──▶ ┌──────┐ ──See, Tick──▶ ┌──────────────┐
//	            ◀──Submit──  │ Host │                │ floor.Engine │
//	            ◀──Refresh── └──────┘ ◀──Take─────── └──────────────┘
//	verbs ──Do──▶               │ ──────▶ State, for screens; a file of mode 600
//
// A host sleeps until the room changes, a verb is called, or the engine has something due. It has no ticker. Reads and
// writes run in their own goroutines, so that no verb waits for the network.
//
// While a host runs, it is the only reader of RoomSession.Changed, and all manual commands must go through
// [Host.Submit] and [Host.Undo]. A manual command takes precedence over the floor, but opens nothing if the room's
// consent setting is never.
package host
