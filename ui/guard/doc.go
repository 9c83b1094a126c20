// Package guard holds the rules that protect people from commands in a hurry: which question a command needs, what one
// by hand on a protected person needs, and what a panic does. It is pure: snapshots and the time in, commands and
// answers out.
package guard
