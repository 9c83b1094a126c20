package cli

import (
	"maps"
	"slices"
	"strings"

	"gavel/session/fold"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/typed"
)

// uuidDashes are the indices of the dashes in a UUID; uuidLength is its length.
var uuidDashes = [...]int{8, 13, 18, 23}

const uuidLength = 36

// isID reports whether s has the form of SignalWire's ids, a UUID. Such a target needs no look-up.
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

// isName reports whether a member was given by name.
func isName(member string) bool { return !isID(member) }

// needsRoom reports whether the call can be completed only with the room: it names members, chooses them, or needs
// the room's event channel.
func (c call) needsRoom() bool {
	if c.where != nil || c.info.Resyncs || slices.ContainsFunc(c.members, isName) {
		return true
	}
	for who := range c.places {
		if isName(who) && !c.isSelf(who) {
			return true
		}
	}
	return false
}

// isSelf reports whether a key of places stands for the playback that the call starts.
func (c call) isSelf(who string) bool {
	return video.MemberID(who) == video.Self && c.info.Starts == video.OnPlayback
}

// unresolved returns the command of a call that does not need the room.
func (c call) unresolved() video.Command {
	ids := make([]video.MemberID, len(c.members))
	for i, m := range c.members {
		ids[i] = video.MemberID(m)
	}
	return c.on(ids)
}

// resolve returns the command with the ids of the members that were named or chosen. A selector does not choose
// protected members, unless the method only reads.
func (c call) resolve(s *video.Snapshot, facts *selector.Facts) (_ video.Command, spared []video.MemberID, err error) {
	var ids []video.MemberID
	for _, member := range c.members {
		id, err := resolveMember(s, c.info.Unlisted, member)
		if err != nil {
			return video.Command{}, nil, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if c.where != nil {
		if ids, spared, err = c.choose(s, facts); err != nil {
			return video.Command{}, nil, err
		}
	}
	command := c.on(ids)
	command.SkipProtected = c.where != nil
	if c.placing == "" {
		return command, spared, nil
	}
	places, err := c.resolvePlaces(s)
	if err != nil {
		return video.Command{}, nil, err
	}
	command.Args = maps.Clone(command.Args)
	command.Args[c.placing] = places
	return command, spared, nil
}

// choose returns the members that the selector chooses.
func (c call) choose(s *video.Snapshot, facts *selector.Facts) (ids, spared []video.MemberID, err error) {
	if ids = chosen(s, c.where, facts); c.info.Risk != video.RiskRead {
		ids, spared = spareProtected(s, ids, facts)
	}
	room := text.Clean(s.Room.Title())
	switch {
	case len(ids) > 0:
		return ids, spared, nil
	case len(spared) > 0:
		return nil, nil, failf(codeNotFound, "in %s, %s matches only protected people: %s", room, c.where,
			targetNames(s, spared)).hint(say.NothingSent + "; memberId= names one of them")
	}
	return nil, nil, failf(codeNotFound, "nobody in %s matches %s", room, c.where).hint(say.NothingSent)
}

// resolvePlaces returns the places by the ids of the members.
func (c call) resolvePlaces(s *video.Snapshot) (map[video.MemberID]video.Position, error) {
	places := map[video.MemberID]video.Position{}
	for _, who := range slices.Sorted(maps.Keys(c.places)) {
		id := video.MemberID(who)
		if !c.isSelf(who) {
			var err error
			if id, err = resolveMember(s, false, who); err != nil {
				return nil, err
			}
		}
		if _, twice := places[id]; twice {
			return nil, usagef("%s: %s places %s twice", c.info.Action, c.placing, targetNames(s, []video.MemberID{id}))
		}
		places[id] = c.places[who]
	}
	return places, nil
}

// resolveMember finds the only member with an id or name. The room has no list of the audience, so any id may be one of
// the audience.
func resolveMember(s *video.Snapshot, audienceToo bool, member string) (video.MemberID, error) {
	id := video.MemberID(member)
	room := text.Clean(s.Room.Title())
	switch {
	case s.Member(id) != nil, isID(member) && (audienceToo || s.Unshown > 0):
		return id, nil
	case isID(member):
		return "", nobody(failf(codeNotFound, "not found: nobody in %s has the id %s", room, member).
			hint("there are: %s", listMembers(s.Members)))
	}
	people := s.Members
	if audienceToo {
		people = append(slices.Clone(people), s.Demoted...)
	}
	named := withName(people, member)
	if len(named) == 1 {
		return named[0].ID, nil
	}
	if len(named) > 1 {
		return "", failf(codeAmbiguous, "%q is ambiguous, %d members have that name", member, len(named)).
			hint("give the id of one: %s", listMembers(named))
	}
	if near := nearMembers(people, member); len(near) > 0 {
		return "", failf(codeNotFound, "not found: nobody in %s has the name or id %q", room, member).
			hint("did you mean %s?", listMembers(near))
	}
	if audienceToo {
		return "", nobody(failf(codeNotFound, "not found: no known member has the name %q", member).
			hint("promote people from the audience by id"))
	}
	return "", nobody(failf(codeNotFound, "not found: nobody in %s has the name or id %q", room, member).
		hint("there are: %s", listMembers(people)))
}

// nobody makes an error one about a name that is not even similar to another.
func nobody(p *problem) *problem {
	p.cause = typed.ErrNobody
	return p
}

// withName returns the members with a name: as it came or is shown, else with accents in another form of Unicode, else
// as a person would type it. Screens and devices have the name of their owner, so they count only if no person has it.
func withName(members []*video.Member, name string) []*video.Member {
	key := fold.Key(name)
	for _, same := range []func(string) bool{
		func(n string) bool { return n == name || text.Clean(n) == name },
		func(n string) bool { return fold.Same(n, name) },
		func(n string) bool { return key != "" && fold.Key(n) == key },
	} {
		var people, others []*video.Member
		for _, m := range members {
			switch {
			case !same(m.Name):
			case m.ParentID == "":
				people = append(people, m)
			default:
				others = append(others, m)
			}
		}
		if people != nil {
			return people
		}
		if others != nil {
			return others
		}
	}
	return nil
}

// nearMembers returns the members whose name was probably meant: it contains the word, or at most a third of the
// letters of the name, or of one of its words, differ.
func nearMembers(members []*video.Member, name string) []*video.Member {
	key := fold.Key(name)
	isNear := func(word string) bool { return fold.Distance(key, fold.Key(word)) <= len([]rune(key))/3 }
	var near []*video.Member
	for _, m := range members {
		if key != "" && (strings.Contains(fold.Key(m.Name), key) || isNear(m.Name) ||
			slices.ContainsFunc(strings.Fields(m.Name), isNear)) {
			near = append(near, m)
		}
	}
	return near
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

// targetNames names the targets of a command with their ids.
func targetNames(s *video.Snapshot, ids []video.MemberID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		if m := s.Member(id); m != nil {
			names[i] = nameWithID(m)
		} else {
			names[i] = text.Clean(string(id))
		}
	}
	return list(names)
}

// maxListed is how many candidates a message names at most.
const maxListed = 8

// list joins names. If there are many, it names the first ones and counts the rest.
func list(names []string) string { return say.List(names, maxListed) }
