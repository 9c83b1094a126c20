// Package named finds the people that a line names. A reason why it does not is a clause.
package named

import (
	"maps"
	"slices"
	"strings"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/typed"
)

// One returns the only member that a name or id means; see [people.Roster.Named]. With unlisted, a text that means
// nobody is an id: the audience is in no list.
func One(r *people.Roster, name string, unlisted bool) (id video.MemberID, wrong string) {
	found := r.Named(name)
	switch {
	case len(found) == 1:
		return found[0], ""
	case unlisted && len(found) == 0 && name != "":
		return video.MemberID(name), ""
	}
	return "", say.NotOne(name, found, r)
}

// All returns the members that a text means, each once: names with commas between them; see [typed.Names] and [One].
func All(r *people.Roster, written string, unlisted bool) (ids []video.MemberID, wrong string) {
	names := typed.Names(written)
	if len(names) > 1 && !strings.Contains(written, `"`) && len(r.Named(strings.TrimSpace(written))) > 0 {
		return nil, say.OneOrSeveral(written)
	}
	for _, name := range names {
		id, wrong := One(r, name, unlisted)
		if wrong != "" {
			return nil, wrong
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, ""
}

// Places replaces the names of members in positions by their ids. A value that is not positions stays, to be refused.
func Places(r *people.Roster, value any) (_ any, wrong string) {
	places, is := value.(map[string]any)
	if !is {
		return value, ""
	}
	byID := make(map[string]any, len(places))
	for _, name := range slices.Sorted(maps.Keys(places)) {
		id := video.MemberID(name)
		if id != video.Self {
			if id, wrong = One(r, name, false); wrong != "" {
				return nil, wrong
			}
		}
		if _, twice := byID[string(id)]; twice {
			return nil, say.TwoPlaces(r.Called(id))
		}
		byID[string(id)] = places[name]
	}
	return byID, ""
}
