package say

import (
	"strings"

	"gavel/session/video"
	"gavel/ui/draw"
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
	Counted(ids []video.MemberID) bool       // reports whether Names has their number
	CountOf(ids []video.MemberID) string     // their number: "14 people and 2 screens"
	Mixed(ids []video.MemberID) bool         // reports whether CountOf has several numbers
}

// namedAtMost is how many people a sentence names before it counts the rest.
const namedAtMost = 3

// spokenAtMost is the same for a line of --plain, which has no width.
const spokenAtMost = 5

// names lists people: "Ann, Ben, Cy and 2 others".
func names(who []video.Person, name Name) string {
	all := make([]string, len(who))
	for i := range min(len(who), namedAtMost) {
		all[i] = name(who[i]) // List only counts the rest
	}
	return List(all, namedAtMost)
}

// List joins names for a sentence. It names at most the given number of them, which is positive, and counts the rest:
// "A", "A and B", "A, B and 3 others".
func List(names []string, most int) string {
	over := len(names) - most
	if over <= 0 {
		return draw.And(names)
	}
	return strings.Join(names[:most], ", ") + " and " + draw.Plural(over, "other", "others")
}

// Called names a person who is in no roster, such as one in a room that is not on the screen. The name is in quotation
// marks if it could be read as text.
func Called(p video.Person) string { return text.NameOf(p.Name, string(p.ID)).Quoted() }

// Quote returns untrusted text for a sentence, clean and in quotation marks. Those inside become single ones.
func Quote(raw string) string { return `"` + strings.ReplaceAll(text.Clean(raw), `"`, "'") + `"` }
