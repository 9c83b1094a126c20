package ui

import (
	"regexp"
	"strings"

	"gavel/ui/text"
)

// Names can be chosen. One that could be taken for what the console itself says gets the id behind it.

// ownSigns are what the console puts beside names, ids, marks, states, frames, and what looks like them.
const ownSigns = "#♯⌗✓✔☑✗✘✖☒◉◎○●◯⚫⬤◐◆◇⚠⚑⚐·•∙⋅▎▏▌│┃|└╭╮╰╯─→⇒➔➜›…"

// The words in which the console tells outcomes, counts people and names what is nobody, by their look-alike keys.
var (
	outcomeWords = words("confirmed", "accepted", "refused", "unknown", "pending", "not sent", "not done", "no answer", "undone", "cancelled")
	countWords   = words("people", "person", "screen", "screens", "device", "devices", "member", "members", "more")
	wholeNames   = regexp.MustCompile("^(" + words("the room", "everybody", "everyone", "nobody", "somebody", "you", "the audience") + ")$")
	spokenOf     = regexp.MustCompile(`(^|[^\pL\pN])(` + outcomeWords + `|[\dlo]+ (` + countWords + `))([^\pL\pN]|$)`)
)

// words is a pattern for any of some words, as a look-alike key has them.
func words(all ...string) string {
	for i, word := range all {
		all[i] = regexp.QuoteMeta(text.Skeleton(word))
	}
	return strings.Join(all, "|")
}

// pretends reports whether a name could be taken for what the console says: "#1bf4" for the id of somebody else, "✓" for a
// mark, "Ann: confirmed" for an outcome, "6 people" for a count.
func pretends(name string) bool {
	if strings.ContainsAny(name, ownSigns) {
		return true
	}
	key := text.Skeleton(name) // wide and small forms of signs and letters are the usual ones there
	return strings.Contains(key, "#") || spokenOf.MatchString(key) || wholeNames.MatchString(key)
}
