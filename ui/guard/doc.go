// Package guard holds the rules that protect people from commands in a hurry: what a command by hand on a protected
// person needs, and what a panic does. It is pure: snapshots and the time in, commands and answers out.
package guard
