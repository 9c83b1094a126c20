package plain

import (
	"strings"

	"gavel/session/floor"
)

// verb is a typed verb that is not a method of the reference.
type verb struct {
	names []string // the first is shown
	words string   // what follows it, for the help
	about string
	floor floor.Verb // of a verb of the floor
	run   func(c *console, rest string)
}

// is reports whether a line begins with the verb, and returns what follows.
func (v *verb) is(line string) (rest string, is bool) {
	low := strings.ToLower(line)
	for _, name := range v.names {
		if low == name {
			return "", true
		}
		if v.words != "" && strings.HasPrefix(low, name+" ") {
			return strings.TrimSpace(line[len(name):]), true
		}
	}
	return "", false
}
