package people

import (
	"slices"
	"testing"
	"time"

	"gavel/session/video"
)

func TestNamed(t *testing.T) {
	t.Parallel()
	r := New(false)
	s := &video.Snapshot{}
	for i, name := range []string{"Benedikt", "Ruben", "José", "Ann", "Ann", "Joanna"} {
		s.Members = append(s.Members, &video.Member{
			ID: video.MemberID("m-" + string(rune('a'+i))), Name: name, Type: video.TypeMember, Order: uint64(i + 1),
		})
	}
	r.Take(s, time.Now())
	for typed, want := range map[string][]video.MemberID{
		"benedikt": {"m-a"}, "jose": {"m-c"}, "m-b": {"m-b"}, "#m-f": {"m-f"},
		"ben": {"m-a", "m-b"}, // the start of one name is a part of another: nobody is chosen by chance
		"ann": {"m-d", "m-e"}, "Ann #m-d": {"m-d"}, "dikt": {"m-a"}, "zoe": nil, "": nil, " ": nil,
	} {
		if got := r.Named(typed); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
}
