package people

import (
	"strings"
	"unicode"

	"gavel/ui/text"
)

// Names can be chosen. One that could be taken for what the console itself says gets the id behind it.

// ownSigns are what the console puts beside names, ids, marks, states, frames, and what looks like them.
const ownSigns = "#♯⌗✓✔☑✗✘✖☒◉◎○●◯⚫⬤◐◆◇⚠⚑⚐·•∙⋅▎▏▌│┃|└╭╮╰╯─→⇒➔➜›…"

// The words in which the console tells outcomes, counts people and names what is nobody, by their look-alike keys.
var (
	outcomeWords = keysOf("confirmed", "accepted", "refused", "unknown", "pending", "undone", "cancelled")
	outcomePairs = keysOf("not sent", "not done", "no answer")
	countWords   = keysOf("people", "person", "screen", "screens", "device", "devices", "member", "members", "more")
	wholeNames   = keysOf("the room", "everybody", "everyone", "nobody", "somebody", "you", "the audience")
)

func keysOf(all ...string) map[string]bool {
	keys := make(map[string]bool, len(all))
	for _, words := range all {
		keys[text.Skeleton(words)] = true
	}
	return keys
}

// pretends reports whether a name could be taken for what the console says: "#1bf4" for the id of somebody else, "✓"
// for a mark, "Ann: confirmed" for an outcome, "6 people" for a count. key is its look-alike key, in which wide and
// small forms of signs and letters are the usual ones.
func pretends(name, key string) bool {
	if strings.ContainsAny(name, ownSigns) || strings.Contains(key, "#") || wholeNames[key] {
		return true
	}
	before := ""
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }
	for word := range strings.FieldsFuncSeq(key, between) {
		if outcomeWords[word] || outcomePairs[before+" "+word] || countWords[word] && isCount(before) {
			return true
		}
		before = word
	}
	return false
}

// isCount reports whether a word is a number. In keys some digits are the letters that they look like.
func isCount(word string) bool {
	return word != "" && strings.Trim(word, "0123456789lo") == ""
}
