// Package alarm reports what a moderator must not miss, in every room of a connection: a recording or stream that ended
// and not by us, a recording that must not run or is missing, a raid, somebody who was removed and is back, a recording
// of silence.
//
// An [Engine] watches one room, a [Board] all of them. Both are pure: snapshots and the time go in, alarms come out.
// They have no goroutine and no clock of their own, and one goroutine owns them. A snapshot is the state that gavel has
// read back, so an alarm needs no event: whatever the events said, the next snapshot shows what is so. Snapshots may be
// left out, but not come out of order.
//
// An engine never acts. Each row of the table of alarms names the ways out that a console can offer.
package alarm
