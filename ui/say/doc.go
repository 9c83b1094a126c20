// Package say makes the sentences that people read about rooms: commands and their outcomes, undo, the log, the floor,
// alarms, panics, scenes, macros, doors, protection, the connection, the configuration and reports. Its functions take
// values and return text. They do not know a screen or a key: keys come from the caller, as labels. The words for an
// action come from its row in the table of package video. Names come from the caller: they are clean, and in quotation
// marks where necessary. Sentences are never parsed.
//
// Each file has one subject, which its name states. The outcome of a command has two files: outcome.go for a normal
// answer, and verdict.go for an outcome that was ever in doubt.
package say
