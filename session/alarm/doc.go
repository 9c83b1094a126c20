// Package alarm reports events that a moderator must not miss, in every room of a connection: a recording or stream
// that someone else ended, a forbidden or missing recording, a raid, a removed person who has returned, a silent
// recording.
//
// An [Engine] watches one room, a [Board] all of them. Both are pure: they receive snapshots and the time, and return
// alarms. They have no goroutine and no clock of their own, and one goroutine owns them. A snapshot is the state that
// gavel has read, so an alarm does not depend on an event. Snapshots may be skipped, but must come in order.
//
// An engine never acts. Each row of the table of alarms names the remedies that a console can offer.
package alarm
