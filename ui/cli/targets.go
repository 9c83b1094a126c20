package cli

import (
	"slices"

	"gavel/session/video"
	"gavel/ui/text"
)

// uuidDashes are the indices of the dashes in a UUID; uuidLength is its length.
var uuidDashes = [...]int{8, 13, 18, 23}

const uuidLength = 36

// isID reports whether s has the form of SignalWire's ids, a UUID. Then no name need be looked up.
func isID(s string) bool {
	if len(s) != uuidLength {
		return false
	}
	for i := range len(s) {
		c := s[i]
		dash := slices.Contains(uuidDashes[:], i)
		hex := c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
		if dash != (c == '-') || !dash && !hex {
			return false
		}
	}
	return true
}

// resolve returns the ids of the members that were typed as ids or names.
func (c call) resolve(s *video.Snapshot) ([]video.MemberID, error) {
	ids := make([]video.MemberID, 0, len(c.members))
	for _, member := range c.members {
		id, err := resolveMember(s, c.info, member)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// resolveMember finds the one member with an id or name. Anything that looks like an id counts as one, even if no
// member has it: the room reports whether it exists, and no list holds the audience.
func resolveMember(s *video.Snapshot, info *video.ActionInfo, member string) (video.MemberID, error) {
	if id := video.MemberID(member); s.Member(id) != nil || isID(member) {
		return id, nil
	}
	people := s.Members
	if info.Unlisted {
		people = append(slices.Clone(people), s.Demoted...)
	}
	named := withName(people, member)
	switch len(named) {
	case 1:
		return named[0].ID, nil
	case 0:
		if info.Unlisted {
			return "", failf("not found: nobody known is called %q; people of the audience are promoted by id", member)
		}
		return "", failf("not found: nobody in %s has the name or id %q; there are: %s",
			text.Clean(s.Room.Title()), member, listMembers(people))
	}
	return "", failf("%q is ambiguous, %d members have that name; give the id of one: %s",
		member, len(named), listMembers(named))
}

// withName returns the members with a name, as it came or as it is shown. Screens and devices have the name of their
// owner, so they count only if no person has it.
func withName(members []*video.Member, name string) []*video.Member {
	var people, others []*video.Member
	for _, m := range members {
		switch {
		case m.Name != name && text.Clean(m.Name) != name:
		case m.ParentID == "":
			people = append(people, m)
		default:
			others = append(others, m)
		}
	}
	if people != nil {
		return people
	}
	return others
}

// listMembers names members with their ids.
func listMembers(members []*video.Member) string {
	if len(members) == 0 {
		return "nobody"
	}
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = nameWithID(m)
	}
	return list(names)
}

func nameWithID(m *video.Member) string {
	return text.NameOf(m.Name, string(m.ID)).Quoted() + " (" + text.Clean(string(m.ID)) + ")"
}
