package say

import (
	"slices"
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// This file inflects the words of the rows in the table of actions. A test rejects a row with words that are not here.

// verbs are the verbs that begin a state, with their plural.
var verbs = map[string]string{"is": "are", "has": "have", "can": "can", "lacks": "lack"}

// auxiliaries are the verbs that "already" follows. It precedes the others.
var auxiliaries = []string{"is", "are", "has", "have", "can"}

// prepositions are the words that may come between a verb and its targets.
var prepositions = []string{" of", " to"}

// tense changes the verb of a state: "is off" becomes "is already off".
type tense func(phrase string) string

func now(phrase string) string { return phrase }

func again(phrase string) string { return phrase + " again" }

func already(phrase string) string {
	if verb, rest, _ := strings.Cut(phrase, " "); slices.Contains(auxiliaries, verb) {
		return verb + " already " + rest
	}
	return "already " + phrase
}

// plural turns a state of one into a state of several: "is off", "are off".
func plural(phrase string) string {
	verb, rest, _ := strings.Cut(phrase, " ")
	return verbs[verb] + " " + rest
}

// properties returns the plural of a property of a state: "cameras", "sensitivities".
func properties(of string) string {
	switch {
	case strings.HasSuffix(of, "data"):
		return of
	case strings.HasSuffix(of, "ity"):
		return strings.TrimSuffix(of, "y") + "ies"
	}
	return of + "s"
}

// Button returns the text on a question's button: the verb, without its targets.
func Button(c video.Command) string {
	verb := c.Imperative("")
	for _, word := range prepositions {
		verb = strings.TrimSuffix(verb, word)
	}
	return text.Clean(verb)
}
