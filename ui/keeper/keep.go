// Package keeper restores the terminal when the console cannot: after a kill, an out-of-memory kill, a fatal error of
// the runtime or an os.Exit. A small process beside the console notices the end of a pipe, and reads the reason from
// it. The package works on Linux only. It holds no secret and no data about a room.
package keeper

// Name is the keeper's name in a list of processes. It differs from gavel, so killing all processes with that name
// spares the keeper.
const Name = "terminal-keeper"

// Mode is the argument that makes a program call Keep.
const Mode = "__keeper"

// End describes how a console has ended.
type End struct {
	Console    int    // its process id
	Note, Said string // the note of New, and the text that the runtime wrote
	Restored   bool   // the keeper restored something
}
