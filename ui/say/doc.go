// Package say makes every sentence that people read about commands, outcomes, undo, links and units. Its functions take
// values and return text. They do not know a screen or a key. The words for an action come from its row in the table of
// package video. Names come from the caller: they are clean, and in quotation marks where necessary. Sentences are
// never parsed.
//
// Each file has one subject: count.go numbers of people and outcomes, command.go the name of a command, note.go the
// log, outcome.go and verdict.go the outcome of a command, undo.go the outcome of an undo, question.go the question of
// a dialog, refusal.go why something cannot be done, link.go the connection.
package say
