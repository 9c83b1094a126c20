package say

import (
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// Name returns the clean name of a person for a sentence.
type Name func(video.Person) string

// People returns the names of members for sentences. All its results are clean.
type People interface {
	Object(id string) string                 // distinguishes a recording from others: "#1bf4"; "" if there is no other
	LabelAs(who video.Person) string         // a member in the log, which may have left
	LabelIn(id video.MemberID, w int) string // a member in w cells, if possible
	Tagged(id video.MemberID) string         // a member, always with the short id
	Names(ids []video.MemberID) string       // several members, or their number if they are too many to name
	CountOf(ids []video.MemberID) string     // their number: "14 people and 2 screens"
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

// List joins names, and adds the number of further ones.
func List(names []string, more int) string {
	all := strings.Join(names, ", ")
	if more > 0 {
		return all + " and " + number(more) + " more"
	}
	return all
}

// Called names a person who is in no roster, such as one in a room that is not on the screen. The name is in quotation
// marks if it could be read as text.
func Called(p video.Person) string { return text.NameOf(p.Name, string(p.ID)).Quoted() }

// Quote returns untrusted text for a sentence, clean and in quotation marks. Those inside become single ones.
func Quote(raw string) string { return `"` + strings.ReplaceAll(text.Clean(raw), `"`, "'") + `"` }
