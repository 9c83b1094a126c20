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
		"ben": {"m-a", "m-b"}, // the start of one name is a part of another: neither is chosen by chance
		"ann": {"m-d", "m-e"}, "Ann #m-d": {"m-d"}, "dikt": {"m-a"}, "zoe": nil, "": nil, " ": nil,
	} {
		if got := r.Named(typed); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
}

// TestNamedMeansTheRightOne has members with confusable names.
func TestNamedMeansTheRightOne(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		members []video.Member
		typed   string
		want    []video.MemberID
	}{
		"the id of another member as a name": {
			[]video.Member{{ID: "m-a", Name: "Ann"}, {ID: "m-b", Name: "m-a"}}, "m-a", []video.MemberID{"m-a"},
		},
		"a label of another member as a name": {
			[]video.Member{{ID: "m-a", Name: "Ann"}, {ID: "m-b", Name: "Ann #m-a"}}, "Ann #m-a", []video.MemberID{"m-a"},
		},
		"nothing, and a member without a name":   {[]video.Member{{ID: "m-a"}}, "", nil},
		"invisible text, and an invisible name":  {[]video.Member{{ID: "m-a", Name: "\u200d"}}, "\u200b", nil},
		"a person who shares a screen":           {withScreen, "ann", []video.MemberID{"m-a"}},
		"a part of that name":                    {withScreen, "an", []video.MemberID{"m-a"}},
		"only the screen has the name":           {withScreen, "slides", []video.MemberID{"m-c"}},
		"the screen of one and a person, a part": {withScreen, "li", []video.MemberID{"m-c", "m-d"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, s := New(false), &video.Snapshot{}
			for i := range tc.members {
				m := tc.members[i]
				m.Order = uint64(i + 1)
				s.Members = append(s.Members, &m)
			}
			r.Take(s, time.Now())
			if got := r.Named(tc.typed); !slices.Equal(got, tc.want) {
				t.Errorf("%q: %v, want %v", tc.typed, got, tc.want)
			}
		})
	}
}

// withScreen is a person with two screens, and another person.
var withScreen = []video.Member{
	{ID: "m-a", Name: "Ann", Type: video.TypeMember},
	{ID: "m-b", Name: "Ann", Type: video.TypeScreen, ParentID: "m-a"},
	{ID: "m-c", Name: "Slides", Type: video.TypeScreen, ParentID: "m-a"},
	{ID: "m-d", Name: "Lise", Type: video.TypeMember},
}

// TestNamedSkipsPartsOfANameThatHasLeft types the name of a member who has left. No other member whose name contains it may be
// chosen.
func TestNamedSkipsPartsOfANameThatHasLeft(t *testing.T) {
	t.Parallel()
	r := New(false)
	anna := &video.Member{ID: "m-a", Name: "Anna", Type: video.TypeMember, Order: 1}
	bob := &video.Member{ID: "m-c", Name: "Bob", Type: video.TypeMember, Order: 2}
	bobby := &video.Member{ID: "m-d", Name: "Bobby", Type: video.TypeMember, Order: 3}
	r.Take(&video.Snapshot{Seq: 1, Members: []*video.Member{anna, bob, bobby}}, time.Now())
	r.Take(&video.Snapshot{Seq: 2, Members: []*video.Member{anna, bobby}}, time.Now())
	if got := r.Named("ann"); !slices.Equal(got, []video.MemberID{"m-a"}) {
		t.Errorf("before: %v", got)
	}
	r.MeetAll([]*video.Entry{
		{N: 1, Kind: video.EntryJoined, Who: []video.Person{{ID: "m-a", Name: "Anna"}}},
		{N: 2, Kind: video.EntryLeft, Who: []video.Person{{ID: "m-b", Name: "Ann"}}},
	})
	for typed, want := range map[string][]video.MemberID{
		"ann": nil, "ANN": nil, "anna": {"m-a"}, "nna": {"m-a"}, "bob": nil, "obby": {"m-d"},
	} {
		if got := r.Named(typed); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
}
