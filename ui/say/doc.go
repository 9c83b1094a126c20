// Package say makes every sentence that a person reads about commands, outcomes, undo, links and units. Its functions
// take values and return text; they know no screen and no key. The words for an action come from its row in the table
// of package video. Names come from the caller, clean and in quotation marks where they need them. Nothing parses a
// sentence.
//
// Each file has one subject: count.go numbers of people and outcomes, command.go what a command is called, note.go what
// the log says, outcome.go and verdict.go what became of a command, undo.go the same for an undo, question.go what a
// dialog asks, refusal.go why something cannot be done, link.go the connection.
package say
