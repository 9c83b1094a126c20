package video

import (
	"fmt"
	"strings"
)

// namedAtMost is how many people a sentence names before it counts the rest.
const namedAtMost = 3

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
	subject := "you "
	if e.Undo {
		subject = "you undid: "
	}
	text := subject + c.PastTense(who)
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
