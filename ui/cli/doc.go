// Package cli is the command line of gavel: its commands, flags, environment, credentials, exit codes and JSON output.
//
// It is the only place that builds a session and a console, and that knows the local relay. Data goes to stdout.
// Messages go to stderr, one sentence each. For people, untrusted text is cleaned by package text; JSON keeps it and
// escapes what a terminal would obey.
//
// Errors become sentences and exit codes in one place, exit.go. Nothing outlives Main: the function that opens a
// connection, file or relay closes it.
package cli
