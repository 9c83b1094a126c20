// Package cli is the command line of gavel: its commands, flags, environment, credentials, exit codes and JSON output.
//
// It is the only place that builds a session and a console, and that knows the local relay. Data goes to stdout,
// messages go to stderr, one sentence each. Text from outside reaches both through package text in the form for people;
// JSON keeps it as it is and escapes what a terminal would obey.
//
// Errors become sentences and exit codes in one place, exit.go. Nothing here outlives Main: every connection, file and
// relay is closed by the function that opened it.
package cli
