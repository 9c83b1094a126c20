package floor

import (
	"maps"
	"slices"
	"strings"
	"time"

	"gavel/session/video"
)

// Protect protects people for this event, or releases them. It takes precedence over Config.Protected. The newest
// decision about a person applies to all connections with the same rejoin key that already have a decision, and to
// later ones. Unknown ids are accepted.
func (e *Engine) Protect(now time.Time, on bool, ids ...video.MemberID) {
	e.clock(now)
	e.decide(on, ids...)
	kind := NoteReleased
	if on {
		kind = NoteProtected
	}
	e.note(Note{Kind: kind, Others: e.whos(ids)})
}

// decide sets who is protected. The decision also applies to earlier connections of the person, so that a later one
// does not inherit an old decision. decide replaces the map, because other goroutines may be reading it.
func (e *Engine) decide(on bool, ids ...video.MemberID) {
	next := maps.Clone(e.protected)
	for _, id := range ids {
		next[id] = on
		for other := range next {
			if personOf(e.keys, other) == personOf(e.keys, id) {
				next[other] = on
			}
		}
	}
	e.protected = next
}

// personOf returns the identifier that all connections of a person share: the rejoin key, or else the id of the one
// connection.
func personOf(keys map[video.MemberID]string, id video.MemberID) string {
	if key := keys[id]; strings.HasPrefix(key, keyed) {
		return key
	}
	return string(id)
}

// byPerson returns decisions by person.
func byPerson(keys map[video.MemberID]string, decisions map[video.MemberID]bool) map[string]bool {
	all := make(map[string]bool, len(decisions))
	for id, on := range decisions {
		all[personOf(keys, id)] = on
	}
	return all
}

// Tonight returns the decisions of Protect by member. The map is never changed, so it may be read concurrently.
func (e *Engine) Tonight() map[video.MemberID]bool { return e.protected }

// followProtection passes a decision on to the new connection of a person with the same rejoin key.
func (e *Engine) followProtection(m *video.Member, key string) {
	if _, decided := e.protected[m.ID]; decided || !strings.HasPrefix(key, keyed) {
		return
	}
	for id, on := range e.protected {
		if e.keys[id] == key {
			e.decide(on, m.ID)
			return
		}
	}
}

// decidedAs returns the members that were protected, or released, for this event, sorted.
func decidedAs(on bool, decisions map[video.MemberID]bool) (ids []video.MemberID) {
	for id, is := range decisions {
		if is == on {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
