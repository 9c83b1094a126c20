package video

import (
	"fmt"
	"slices"
	"strings"
)

// namedAtMost is how many people a sentence names before it counts the rest.
const namedAtMost = 3

// Sentence writes the entry as one English sentence without a full stop. name turns a person into text for display:
// names are foreign text and go nowhere unseen. Outcome, time taken and error are not part of it.
func (e Entry) Sentence(name func(Person) string) string {
	who := names(e.about(), name)
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

// about are the members that the entry is about: of a composite not all of its targets.
func (e Entry) about() []Person {
	if e.Command == nil || len(e.Command.Steps) == 0 {
		return e.Who
	}
	var who []Person
	for _, id := range e.Command.Targets {
		if i := slices.IndexFunc(e.Who, func(p Person) bool { return p.ID == id }); i >= 0 {
			who = append(who, e.Who[i])
		}
	}
	return who
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

// What rows are made of: words.

// words are the verb of the command and its past, to go before the names of targets where there are any.
func (c Command) words() (verb, done string) {
	row := c.info()
	switch {
	case len(c.Steps) > 0:
		return c.Verb, c.Past
	case row.words != nil:
		return row.words(c.Args)
	}
	return row.Verb, row.Done
}

// Imperative returns what the command does, as a phrase: "mute Ann", "set the layout to 3x3". who are its targets, ""
// when it has none.
func (c Command) Imperative(who string) string {
	verb, _ := c.words()
	return c.phrase(verb, who)
}

// PastTense returns what the command has done, likewise: "muted Ann". It is "" for commands that only read.
func (c Command) PastTense(who string) string {
	if _, done := c.words(); done != "" {
		return c.phrase(done, who)
	}
	return ""
}

func (c Command) phrase(verb, who string) string {
	if who != "" {
		verb += " " + who
	}
	return verb + c.toWhat()
}

// toWhat returns the value that the command sets, to follow the verb, or "".
func (c Command) toWhat() string {
	if row := c.info(); row.value != nil {
		return row.value(c.Args)
	}
	return ""
}

// Already says of a target why the command need not be sent to it: "microphone off already".
func (c Command) Already() string {
	if row := c.info(); row.already != nil {
		return row.already(c.Args)
	}
	return "so already"
}

// sentenceStart writes the first letter of a phrase as a capital.
func sentenceStart(phrase string) string { return strings.ToUpper(phrase[:1]) + phrase[1:] }
