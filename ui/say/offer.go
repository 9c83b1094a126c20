package say

import "gavel/ui/draw"

// The offers in the footer. Keys are labels as a person reads them: "Enter", "r".

// PressToSend offers to send now what was not sent.
func PressToSend(key string) string { return "Press " + key + " to do it now." }

// PressAgain offers to try a command again, after the sentence that says why it failed.
func PressAgain(why, key, what string) string {
	return why + " Press " + key + " to try again: " + what
}

// Retry offers to give a command again.
func Retry(key, leave string) string { return "[" + key + "] retry [" + leave + "] leave it" }

// Review offers a look at the rest of a command that was cut in the middle.
func Review(key, leave string) string {
	return "[" + key + "] review the rest [" + leave + "] leave it"
}

// UndoRest offers to undo what an undo has not reached.
func UndoRest(key string) string { return "Press " + key + " to undo the rest." }

// Colon is a sentence about a command: "Mute Ann: Not sent: connection lost."
func Colon(what, said string) string { return draw.Capital(what) + ": " + said }
