package director

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gavel/session/localrelay"
)

// everybody is the reference to all people of the room.
const everybody = "all"

// person is a member of a room or its audience, or a former member.
type person = localrelay.MemberState

// resolve finds the people of a line in a room, each once, in the order of the line.
func (list refs) resolve(r *room) ([]person, error) {
	var found []person
	seen := map[string]bool{}
	for _, ref := range list {
		some, err := ref.resolve(r)
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			if !seen[p.ID] {
				found = append(found, p)
			}
			seen[p.ID] = true
		}
	}
	return found, nil
}

// one finds one person.
func (ref reference) one(r *room) (person, error) {
	list, err := ref.resolve(r)
	if err != nil {
		return person{}, err
	}
	if len(list) != 1 {
		return person{}, fmt.Errorf("%q matches %d people; only one is allowed", ref.text, len(list))
	}
	return list[0], nil
}

// resolve finds the people that a reference means: persons first, then screens and devices, then the audience.
func (ref reference) resolve(r *room) ([]person, error) {
	persons, others := r.cast()
	if !ref.quoted && ref.text == everybody {
		return persons, nil
	}
	for _, group := range [][]person{persons, others} {
		found := ref.among(group)
		if len(found) == 1 || len(found) > 1 && ref.pattern() {
			return found, nil
		}
		if len(found) > 1 {
			return nil, fmt.Errorf("%q may be %s; say which by id", ref.text, tags(found))
		}
	}
	var names []string
	for _, p := range slices.Concat(persons, others) {
		names = append(names, p.Name)
	}
	return nil, ref.unknown("in "+r.state.Room.DisplayName, names)
}

// cast returns all members of the room: the persons in join order, and then screens, devices and the audience.
func (r *room) cast() (persons, others []person) {
	for _, p := range r.state.Members {
		if p.Type == typeMember {
			persons = append(persons, p)
		} else {
			others = append(others, p)
		}
	}
	return persons, append(others, r.state.Listeners...)
}

// pattern reports whether the reference may match several people. A pattern with a space needs quotation marks, too.
func (ref reference) pattern() bool { return strings.Contains(ref.text, "*") }

// among returns the people of a group that the reference matches: by id or pattern, else by the whole name, else by
// the first words of a name.
func (ref reference) among(group []person) []person {
	if prefix, isID := strings.CutPrefix(ref.text, "#"); isID && !ref.quoted {
		return only(group, func(p person) bool { return strings.HasPrefix(p.ID, prefix) })
	}
	if ref.pattern() {
		return only(group, func(p person) bool { return matches(ref.text, p.Name) })
	}
	if whole := only(group, func(p person) bool { return strings.EqualFold(p.Name, ref.text) }); whole != nil {
		return whole
	}
	return only(group, func(p person) bool { return beginsWith(p.Name, ref.text) })
}

func only(group []person, fits func(person) bool) []person {
	var list []person
	for _, p := range group {
		if fits(p) {
			list = append(list, p)
		}
	}
	return list
}

// matches reports whether a name fits a pattern with *.
func matches(pattern, name string) bool {
	escape := strings.NewReplacer(`[`, `\[`, `?`, `\?`, `\`, `\\`, "/", "\x00")
	ok, err := path.Match(escape.Replace(strings.ToLower(pattern)), strings.ReplaceAll(strings.ToLower(name), "/", "\x00"))
	return err == nil && ok
}

// beginsWith reports whether a name starts with these words.
func beginsWith(name, words string) bool {
	return len(name) > len(words) && name[len(words)] == ' ' && strings.EqualFold(name[:len(words)], words)
}

// tags returns the names of people with their ids, for names that are ambiguous.
func tags(list []person) string {
	const idLen = 4
	var names []string
	for _, p := range list {
		names = append(names, p.Name+" #"+p.ID[:min(idLen, len(p.ID))])
	}
	return sentence(names, "or")
}

// unknown returns the error for a name that matches no one.
func (ref reference) unknown(where string, names []string) error {
	if near := nearest(ref.text, names); len(near) > 0 {
		return fmt.Errorf("there is no %q %s; did you mean %s?", ref.text, where, sentence(near, "or"))
	}
	if len(names) == 0 {
		return fmt.Errorf("there is no %q %s; the room is empty", ref.text, where)
	}
	return fmt.Errorf("there is no %q %s", ref.text, where)
}

// Types of members (PROTOCOL.md section 11.2).
const (
	typeMember   = "member"
	typeScreen   = "screen"
	typeDevice   = "device"
	typeAudience = "audience"
)
