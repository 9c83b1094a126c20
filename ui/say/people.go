package say

import (
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// Name returns what a person is called in a sentence, clean.
type Name func(video.Person) string

// People knows what members are called in sentences. Everything that it returns is clean.
type People interface {
	Object(id string) string                 // tells a recording from others: "#1bf4"; "" where there is no other
	LabelAs(who video.Person) string         // someone from the log, who may have left
	LabelIn(id video.MemberID, w int) string // a member in w cells, as far as that is possible
	Tagged(id video.MemberID) string         // a member, always with the short id
	Names(ids []video.MemberID) string       // several, or how many they are when there are too many to name
	CountOf(ids []video.MemberID) string     // how many they are: "14 people and 2 screens"
}

// namedAtMost is how many people a sentence names before it counts the rest.
const namedAtMost = 3

// names lists people: "Ann, Ben, Cy and 2 more".
func names(who []video.Person, name Name) string {
	shown := make([]string, 0, namedAtMost)
	for _, p := range who[:min(len(who), namedAtMost)] {
		shown = append(shown, name(p))
	}
	return List(shown, len(who)-len(shown))
}

// List joins names, with how many more there are.
func List(names []string, more int) string {
	all := strings.Join(names, ", ")
	if more > 0 {
		return all + " and " + number(more) + " more"
	}
	return all
}

// nameOf is a name without a roster, for the command line: clean, and in quotation marks where it could be taken for
// text.
func nameOf(p video.Person) string { return text.NameOf(p.Name, string(p.ID)).Quoted() }
