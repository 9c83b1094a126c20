package people

import (
	"slices"
	"strings"

	"gavel/session/fold"
	"gavel/session/video"
)

// Named returns the members that a typed name can mean. It tries in this order: the id; the label, with or without the
// short id; the short id after #; the whole name; a part of the name. If typed is the whole name of a person who has
// left, parts of names do not count, because that person is meant. A screen or device does not count beside its owner.
// The caller acts only if there is exactly one.
func (r *Roster) Named(typed string) []video.MemberID {
	key := fold.Key(typed)
	if key == "" { // as for a member without a name
		return nil
	}
	for _, fits := range []func(*video.Member) bool{
		func(m *video.Member) bool { return string(m.ID) == typed }, // before names, because people choose their names
		func(m *video.Member) bool { return r.LabelOf(m.ID) == typed || r.Tagged(m.ID) == typed },
		func(m *video.Member) bool {
			return strings.HasPrefix(typed, "#") && strings.HasSuffix(r.Tagged(m.ID), typed)
		},
		func(m *video.Member) bool { return fold.Key(m.Name) == key },
		func(m *video.Member) bool {
			return !r.hasLeft(typed) && strings.Contains(fold.Key(m.Name), key)
		},
	} {
		var found []video.MemberID
		for _, m := range r.last.Members {
			if fits(m) {
				found = append(found, m.ID)
			}
		}
		if len(found) > 0 {
			return r.withoutKin(found)
		}
	}
	return nil
}

// withoutKin removes screens and devices whose owners are in the list, too.
func (r *Roster) withoutKin(ids []video.MemberID) []video.MemberID {
	people := slices.Clone(ids)
	return slices.DeleteFunc(ids, func(id video.MemberID) bool {
		parent := r.byID[id].Member.ParentID
		return parent != "" && slices.Contains(people, parent)
	})
}

// hasLeft reports whether a member with this name has left, as far as the roster or the log knows.
func (r *Roster) hasLeft(name string) bool {
	key := fold.Skeleton(name)
	met, known := r.met[key]
	p := r.byID[met]
	return r.left[key] || known && (p == nil || !p.Here())
}
