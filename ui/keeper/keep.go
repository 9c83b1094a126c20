// Package keeper restores the terminal when the console cannot: because it was killed, ran out of memory, or was ended
// by the runtime or an os.Exit. A small process beside it notices the end of a pipe, from which it also reads why. It
// exists on Linux. It holds no secret and nothing about a room.
package keeper

// Name is the name in a list of processes, so that whoever kills all processes called gavel spares the keeper.
const Name = "terminal-keeper"

// Mode is the argument that makes a program call Keep.
const Mode = "__keeper"

// End is how a console has ended.
type End struct {
	Console    int    // its process id
	Note, Said string // what New was given, and what the runtime wrote
	Restored   bool   // there was something to restore
}
