// Package guard holds the rules that protect people from hasty commands: which question a command needs, when a manual
// command on a protected person must be repeated, and what a panic does. It is pure: snapshots and times come in,
// commands and answers go out.
package guard
