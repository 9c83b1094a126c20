// Package replay rebuilds a recorded room from a journal: lines in, snapshots out. It has no clock, no goroutine and no
// network. Time comes only from the records. A decision of the floor is shown as it was recorded, and never made again.
//
// A [Night] is an open journal with its older files. A [Reel] is one room session of it, as a list of steps: one for
// each line about the room, and one for each start of talking, which a journal records only when the talking ends.
// After each step, [Reel.Snapshot] returns the room as the console showed it then, without commands in progress, undo
// and statistics.
package replay
