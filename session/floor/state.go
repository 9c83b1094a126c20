package floor

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"gavel/session/video"
)

// stateVersion is the version of [State]. Other versions are not resumed.
const stateVersion = 1

// State is the saved form of a floor: the result of [Engine.Save] and the argument of [Engine.Resume]. It is private to
// the console, because it holds names, notes and lines of text.
type State struct {
	Version   int                       `json:"version"`
	At        time.Time                 `json:"at"`
	Mode      Mode                      `json:"mode"`
	Turns     []*turn                   `json:"turns,omitempty"`
	Queue     []seated                  `json:"queue,omitempty"`
	Order     Order                     `json:"order,omitzero"`
	Closed    bool                      `json:"closed,omitempty"`
	LastGroup string                    `json:"last_group,omitempty"`
	Texts     int                       `json:"texts,omitempty"`
	People    map[string]*person        `json:"people,omitempty"`
	Keys      map[video.MemberID]string `json:"keys,omitempty"`
	Protected []video.MemberID          `json:"protected,omitempty"`
	Released  []video.MemberID          `json:"released,omitempty"` // from Config.Protected
	Pardoned  []video.MemberID          `json:"pardoned,omitempty"`
	Skip      []video.MemberID          `json:"skip,omitempty"` // raised hands that are not queued until they go down
	Items     []*item                   `json:"items,omitempty"`
	Break     string                    `json:"break,omitempty"`
	Budget    Budget                    `json:"budget,omitzero"`
}

// Shields reports whether the state has people who were protected or released for the event.
func (s *State) Shields() bool { return len(s.Protected)+len(s.Released) > 0 }

// Worth reports whether the state is worth resuming. Raised hands alone are not, because the room shows them.
func (s *State) Worth() bool {
	return s.Version == stateVersion && (s.Mode.Preset != Open || len(s.Turns) > 0 || len(s.Items) > 0 ||
		slices.ContainsFunc(s.Queue, func(en seated) bool { return !en.ByHand }) ||
		slices.ContainsFunc(slices.Collect(maps.Values(s.People)), func(p *person) bool { return p.Turns > 0 }))
}

// Waiting returns the number of entries in the queue.
func (s *State) Waiting() int { return len(s.Queue) }

// Save returns the floor for storage. The result shares nothing with the engine.
func (e *Engine) Save(now time.Time) State {
	e.clock(now)
	s := State{
		Version: stateVersion, At: now, Mode: e.mode, Order: e.line.Order, Closed: e.line.Closed, LastGroup: e.lastGroup,
		Texts: e.line.texts, Keys: maps.Clone(e.keys), Break: e.halt, Budget: e.cfg.Budget,
	}
	for _, t := range e.turns {
		s.Turns = append(s.Turns, t.clone(now))
	}
	s.Queue, s.People = e.line.seated(), copyPeople(e.people)
	s.Protected, s.Released = decidedAs(true, e.protected), decidedAs(false, e.protected)
	s.Pardoned = slices.Sorted(maps.Keys(e.pardoned))
	s.Skip = slices.Sorted(maps.Keys(e.skip))
	for _, it := range e.items {
		s.Items = append(s.Items, &item{Name: it.Name, Queue: slices.Clone(it.Queue), People: copyPeople(it.People)})
	}
	return s
}

// copyPeople returns a copy that shares nothing with people.
func copyPeople(people map[string]*person) map[string]*person {
	kept := make(map[string]*person, len(people))
	for key, p := range people {
		one := *p
		kept[key] = &one
	}
	return kept
}

// Decode decodes a state from JSON. It returns an error for invalid content and for another version.
func Decode(text []byte) (State, error) {
	var s State
	if err := json.Unmarshal(text, &s); err != nil {
		return State{}, fmt.Errorf("floor: read the saved state: %w", err)
	}
	if s.Version != stateVersion {
		return State{}, fmt.Errorf("floor: the saved state has version %d, not %d", s.Version, stateVersion)
	}
	if err := s.Mode.Check(); err != nil {
		return State{}, fmt.Errorf("floor: read the saved state: %w", err)
	}
	if s.hasNull() {
		return State{}, errors.New("floor: read the saved state: null in place of a turn, item or person")
	}
	return s, nil
}

// hasNull reports whether JSON has null in place of a turn, item or person, which the engine does not expect.
func (s *State) hasNull() bool {
	anyNull := func(people map[string]*person) bool {
		for _, p := range people {
			if p == nil {
				return true
			}
		}
		return false
	}
	return slices.Contains(s.Turns, nil) || anyNull(s.People) ||
		slices.ContainsFunc(s.Items, func(it *item) bool { return it == nil || anyNull(it.People) })
}

// Shield restores the decisions of an earlier run about people for whom this run has none. They only restrict, so they
// need no consent, unlike [Engine.Resume]. The engine does not check that s is of the same room session.
func (e *Engine) Shield(s State) {
	e.recognise(s.Keys)
	own := byPerson(e.keys, e.protected)
	decided := func(id video.MemberID) bool {
		_, is := own[personOf(e.keys, id)]
		return is
	}
	e.decide(true, slices.DeleteFunc(slices.Clone(s.Protected), decided)...)
	e.decide(false, slices.DeleteFunc(slices.Clone(s.Released), decided)...)
}

// recognise adds the rejoin keys of former members from an earlier run.
func (e *Engine) recognise(keys map[video.MemberID]string) {
	for id, key := range keys {
		if e.keys[id] == "" && e.members[id] == nil {
			e.keys[id] = key
		}
	}
}

// Decisions returns the decisions of Protect that the state holds, by member.
func (s *State) Decisions() map[video.MemberID]bool {
	all := make(map[video.MemberID]bool, len(s.Protected)+len(s.Released))
	for _, id := range s.Protected {
		all[id] = true
	}
	for _, id := range s.Released {
		all[id] = false
	}
	return all
}

// Unite adds the decisions of another run on the same room. base holds the decisions of this run when it last united
// them. If this run has not decided about a person since then, the other run's decision applies to all connections of
// that person.
func (s *State) Unite(base map[video.MemberID]bool, other *State) {
	keys := map[video.MemberID]string{} // a decision also counts for the person's next connection
	maps.Copy(keys, other.Keys)
	maps.Copy(keys, s.Keys)
	all, theirs := s.Decisions(), other.Decisions()
	for id := range all {
		if s.Keys[id] == "" {
			delete(keys, id) // this run decided about that connection alone
		}
	}
	own, before := byPerson(keys, all), byPerson(keys, base)
	for person, on := range byPerson(keys, theirs) {
		mine, decided := own[person]
		if was, known := before[person]; !decided || known && mine == was {
			own[person] = on
		}
	}
	maps.Copy(all, theirs)
	for id := range all {
		all[id] = own[personOf(keys, id)]
	}
	s.Protected, s.Released, s.Keys = decidedAs(true, all), decidedAs(false, all), keys
}

// Resume restores a saved floor at a person's request. It triggers nothing: the floor is paused, no microphone is
// opened or closed, no lease is taken, hold needs its confirmation again, and nothing earlier can be undone. People who
// are not in the room are away, and keep floor and place for 90 s. The engine does not check that s is of the same room
// session. The engine keeps parts of s, so the caller must not use s again.
func (e *Engine) Resume(now time.Time, s State) {
	e.clock(now)
	e.mode, e.line.Order, e.line.Closed, e.line.texts = s.Mode, s.Order, s.Closed, s.Texts
	e.lastGroup, e.halt, e.items, e.steps, e.sure, e.chair = s.LastGroup, s.Break, s.Items, nil, false, nil
	if e.turns, e.people = nil, map[string]*person{}; s.Budget != (Budget{}) {
		e.cfg.Budget = s.Budget
	}
	maps.Copy(e.people, s.People)
	e.recognise(s.Keys)
	for _, t := range s.Turns {
		if m := e.members[t.ID]; m == nil && t.Away.IsZero() && !isText(t.ID) {
			t.Away = now
		}
		t.Asked, t.Failed = time.Time{}, t.Confirmed.IsZero()
		e.turns = append(e.turns, t)
	}
	hands := e.line.entries
	e.line.entries = nil
	for _, kept := range s.Queue {
		en := kept.entry()
		e.line.ranks, e.line.ties = max(e.line.ranks, en.rank), max(e.line.ties, en.tie&(1<<32-1))
		switch m := e.members[en.ID]; {
		case en.IsText():
		case m == nil && en.Away.IsZero():
			en.Away, en.DownAt = now, time.Time{}
		case m != nil && en.ByHand && !m.HandRaised:
			en.DownAt = now
		}
		e.line.add(en)
	}
	for _, en := range hands { // hands that went up since then come after them
		if !slices.Contains(s.Skip, en.ID) {
			e.line.add(*en)
		} else {
			e.skip[en.ID] = true
		}
	}
	e.Shield(s)
	for _, id := range s.Pardoned {
		e.pardoned[id] = true
	}
	for _, m := range e.members { // people who are back with another id
		if old := e.awayWith(e.key(m.ID)); old != "" && old != m.ID {
			e.adopt(old, m)
		}
	}
	e.halting(WhyRestart)
	e.advance()
}
