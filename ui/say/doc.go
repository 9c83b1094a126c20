// Package say makes the sentences that people read about a room: commands and the questions about them, why nothing was
// sent, outcomes, undo, the log, the floor, alarms, panics, scenes, macros, doors, protection, people who were sent
// away, other rooms, the connection, the journal, reports, and changes of the configuration. A sentence of these
// subjects is in no other package, and here once.
//
// Elsewhere are titles, labels, and notes in lists; what an empty list says; sentences about the console itself: its
// cursor, keyboard, mouse, marks, filter, clipboard and files; usage errors of the command line, and of the control
// port unless they are about the floor; faults in the configuration file (package config); checks (package doctor); the
// lines of gavel watch (package output).
//
// Its functions take values and return text. They do not know a screen or a key: keys come from the caller, as labels.
// The words for an action come from its row in the table of package video. Names come from the caller: they are clean,
// and in quotation marks where necessary. A clause begins in lower case and has no full stop, so it can follow a colon;
// a sentence has both. No code reads a sentence again: it reads the values.
//
// Each file has one subject, which its name states. The outcome of a command has two files: outcome.go for a normal
// answer, and verdict.go for an outcome that was ever in doubt.
package say
