package video

import "encoding/json"

// This file and the tags of the fields give the JSON of a snapshot one style: names in snake_case, units in the name,
// [] and never null for an empty list, and no secrets.

// list returns the list, or an empty one for nil.
func list[T any](of []T) []T {
	if of == nil {
		return []T{}
	}
	return of
}

// MarshalJSON writes the whole snapshot, with the addresses of playbacks and streams masked. It omits Recent, which has
// a meaning in this process only.
func (s *Snapshot) MarshalJSON() ([]byte, error) {
	type plain Snapshot
	c := plain(*s)
	c.Members, c.Gone, c.Demoted = list(c.Members), list(c.Gone), list(c.Demoted)
	c.Recordings, c.Playbacks, c.Streams = list(c.Recordings), []*Playback{}, []*Stream{}
	for _, p := range s.Playbacks {
		masked := *p
		masked.URL = MaskURL(p.URL)
		c.Playbacks = append(c.Playbacks, &masked)
	}
	for _, t := range s.Streams {
		masked := *t
		masked.URL = MaskURL(t.URL)
		c.Streams = append(c.Streams, &masked)
	}
	c.Layouts, c.Pending, c.Log = list(c.Layouts), list(c.Pending), list(c.Log)
	return json.Marshal(c)
}

// MarshalJSON writes [] for a canvas without slots.
func (l Layout) MarshalJSON() ([]byte, error) {
	type plain Layout
	l.Layers = list(l.Layers)
	return json.Marshal(plain(l))
}

// MarshalJSON writes [] if there are no targets.
func (r Result) MarshalJSON() ([]byte, error) {
	type plain Result
	r.Targets = list(r.Targets)
	return json.Marshal(plain(r))
}

// MarshalJSON writes the error of the last connection as text.
func (l Link) MarshalJSON() ([]byte, error) {
	type plain Link
	out := struct {
		plain
		Error string `json:"error,omitempty"`
	}{plain: plain(l)}
	if l.Err != nil {
		out.Error = Reason(l.Err)
	}
	return json.Marshal(out)
}

// MarshalJSON writes [] for an empty list of a plan.
func (p Plan) MarshalJSON() ([]byte, error) {
	type plain Plan
	return json.Marshal(plain{list(p.Act), list(p.Already), list(p.Gone), p.Protected})
}
