package say

import (
	"fmt"
	"strings"

	"gavel/session/selector"
	"gavel/session/video"
)

// Whom a typed text means. The clauses are for [Unsent], or follow a choice in a list.

// The clauses about a text that names nobody.
const (
	NobodyNamed = "nobody is named"
	LineTooLong = "that line is too long"
)

// NotOnePerson is the clause about a text that should name one person.
const NotOnePerson = "this verb is for one person"

// NotOne returns, as a clause, why a name does not mean one member: it is empty, or fits none or all of these.
func NotOne(name string, fits []video.MemberID, who People) string {
	switch {
	case strings.TrimSpace(name) == "":
		return "a name is empty"
	case len(fits) == 0:
		return "nobody here is called " + Quote(name)
	}
	tagged := make([]string, len(fits))
	for i, id := range fits {
		tagged[i] = who.Tagged(id)
	}
	return Quote(name) + " can be " + List(tagged, namedAtMost)
}

// OneOrSeveral returns the clause about names with commas that are also a name.
func OneOrSeveral(written string) string {
	return Quote(written) + ` can be one person or several: put each name in "quotation marks"`
}

// NobodyMatches is the clause about a selector that chooses nobody.
func NobodyMatches(s *selector.Selector) string { return "nobody matches " + s.String() }

// OnlyProtected is the clause about a selector that chooses only people whom a bulk command leaves out.
func OnlyProtected(s *selector.Selector) string { return "only protected people match " + s.String() }

// BadSelector refuses a text that is not a selector.
func BadSelector(e *selector.Error) string {
	said := fmt.Sprintf("Column %d of the selector: %s. ", e.Column(), e.Problem)
	if e.Nearest != "" {
		said += "Did you mean " + e.Nearest + "? "
	}
	return said + nothingSent
}

// TwoPlaces is the clause about a member that is placed twice.
func TwoPlaces(called string) string { return called + " has two places" }

// NameAndValue is the clause about a parameter without a name.
const NameAndValue = "write parameters as name=value"
