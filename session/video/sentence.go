package video

import (
	"fmt"
	"strings"
)

// namedAtMost is how many people a sentence names before it counts the rest.
const namedAtMost = 3

// Describe says what the command does, as a phrase without names: "mute microphone of 3 people", "set the layout to 3x3".
func (c Command) Describe(*Snapshot) string {
	row, ok := c.Action.Info()
	if !ok {
		return string(c.Action)
	}
	text := row.Label
	switch n := len(c.Targets); {
	case n == 1:
		text += " of 1 person"
	case n > 1:
		text += fmt.Sprintf(" of %d people", n)
	}
	return text + c.toWhat()
}

// toWhat says the value that a command sets, or "".
func (c Command) toWhat() string {
	if row := c.info(); row.value != nil {
		return row.value(c)
	}
	return ""
}

// Sentence writes the entry as one English sentence without a full stop. name turns a person into text for display: names
// are foreign text and go nowhere unseen. Outcome, time taken and error are not part of it.
func (e Entry) Sentence(name func(Person) string) string {
	who := names(e.Who, name)
	switch e.Kind {
	case EntryCommand:
		return e.commandSentence(who)
	case EntryJoined:
		return who + " joined"
	case EntryLeft:
		return who + " left"
	case EntryHandUp:
		return who + " raised a hand"
	case EntryHandDown:
		return who + " lowered a hand"
	case EntryChanged:
		return who + ": " + e.Text + ", not by you"
	}
	if who != "" {
		return e.Text + ": " + who
	}
	return e.Text
}

func (e Entry) commandSentence(who string) string {
	if e.Command == nil {
		return e.Text
	}
	c := *e.Command
	_, done := c.words()
	subject := "you "
	if e.Undo {
		subject = "you undid: "
	}
	text := subject + done
	if who != "" {
		text += " " + who
	}
	text += c.toWhat()
	if c.KeepMuted {
		text += ", muted microphones stay muted"
	}
	if e.Text != "" {
		text += " (" + e.Text + ")"
	}
	return text
}

func names(who []Person, name func(Person) string) string {
	shown := make([]string, 0, namedAtMost)
	for _, p := range who[:min(len(who), namedAtMost)] {
		shown = append(shown, name(p))
	}
	text := strings.Join(shown, ", ")
	if more := len(who) - namedAtMost; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
