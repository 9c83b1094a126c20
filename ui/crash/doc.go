// Package crash writes a report when the console has crashed: the trace without names and secrets, in a file that only
// its owner can read. It also keeps the program's memory off the disk.
package crash
