package video

import "fmt"

// What rows are made of: words.

// words are the verb of the command and its past, to go before the names of targets where there are any.
func (c Command) words() (verb, done string) {
	row := c.info()
	if row.words != nil {
		return row.words(c)
	}
	return row.Verb, row.Done
}

// Already says of a target why the command need not be sent to it: "microphone off already".
func (c Command) Already() string {
	if row := c.info(); row.already != nil {
		return row.already(c)
	}
	return "so already"
}

// say is always the same words.
func say(words string) func(Command) string { return func(Command) string { return words } }

// to is the value of a parameter, to follow a verb.
func to(arg string) func(Command) string {
	return func(c Command) string { return " to " + textOf(c.Args[arg]) }
}

// onOff is a yes or no, to follow a verb.
func onOff(arg string) func(Command) string {
	return func(c Command) string {
		if c.flag(arg, true) {
			return ": on"
		}
		return ": off"
	}
}

func textOf(value any) string { return fmt.Sprint(value) }
