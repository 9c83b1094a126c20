package people

import (
	"strings"

	"gavel/session/fold"
	"gavel/session/video"
)

// Named returns the members that a typed name can mean: those with it as their id or label, or their short id after #;
// else those with this name; else those with it in their name. The last does not count for the whole name of somebody
// who has left: that person is meant. The caller acts only if there is one.
func (r *Roster) Named(typed string) []video.MemberID {
	key := fold.Key(typed)
	for _, fits := range []func(*video.Member) bool{
		func(m *video.Member) bool {
			return string(m.ID) == typed || r.LabelOf(m.ID) == typed || r.Tagged(m.ID) == typed
		},
		func(m *video.Member) bool {
			return strings.HasPrefix(typed, "#") && strings.HasSuffix(r.Tagged(m.ID), typed)
		},
		func(m *video.Member) bool { return fold.Key(m.Name) == key },
		func(m *video.Member) bool {
			return key != "" && !r.hasLeft(typed) && strings.Contains(fold.Key(m.Name), key)
		},
	} {
		var found []video.MemberID
		for _, m := range r.last.Members {
			if fits(m) {
				found = append(found, m.ID)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// hasLeft reports whether somebody with this name has left, as far as the roster has seen or the log knows.
func (r *Roster) hasLeft(name string) bool {
	key := fold.Skeleton(name)
	met, known := r.met[key]
	p := r.byID[met]
	return r.left[key] || known && (p == nil || !p.Here())
}
