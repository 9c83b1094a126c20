package say

import "gavel/ui/draw"

// The offers in the footer. Keys are labels as users read them: "Enter", "r".

// PressToSend offers to send a command that was not sent.
func PressToSend(key string) string { return "Press " + key + " to do it now." }

// SendNow offers to send a command that was not sent, in few words.
func SendNow(key, what string) string { return "Not sent: " + what + ". " + PressToSend(key) }

// SendsIt is SendNow in the fewest words.
func SendsIt(key, what string) string { return key + " sends it: " + what }

// PressAgain offers to repeat a command, after the sentence why it failed.
func PressAgain(why, key, what string) string {
	return why + " Press " + key + " to try again: " + what
}

// Retry offers to repeat a command.
func Retry(key, leave string) string { return "[" + key + "] retry [" + leave + "] leave it" }

// Review offers a look at the rest of a command that stopped in the middle.
func Review(key, leave string) string {
	return "[" + key + "] review the rest [" + leave + "] leave it"
}

// UndoRest offers to undo the rest after a partial undo.
func UndoRest(key string) string { return "Press " + key + " to undo the rest." }

// Colon joins a command and a sentence about it: "Mute Ann: Not sent: connection lost."
func Colon(what, said string) string { return draw.Capital(what) + ": " + said }
