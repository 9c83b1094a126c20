package plain_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay/director"
)

// TestNamesThatReadAsSyntax has members whose names read as several names, a parameter, or a value.
func TestNamesThatReadAsSyntax(t *testing.T) {
	const other = `"Ann, Ben" can be one person or several: put each name in "quotation marks". Nothing was sent.`
	for typed, test := range map[string]struct {
		want  string
		muted []string
	}{
		"mute Ann, Ben":                   {other, nil},
		`mute "Ann, Ben"`:                 {`"Ann, Ben" is muted.`, []string{"Ann, Ben"}},
		`mute "Ann", "Ben"`:               {"Ann and Ben are muted.", []string{"Ann", "Ben"}},
		`audioMute memberId="Ann, Ben"`:   {`"Ann, Ben" is muted.`, []string{"Ann, Ben"}},
		`audioMute memberId=["Ann","Cy"]`: {"Ann", []string{"Ann"}},
		"mute a=b":                        {`"a=b" is muted.`, []string{"a=b"}},
		"audioMute memberId=a=b":          {`"a=b" is muted.`, []string{"a=b"}},
		"mute null":                       {`"null" is muted.`, []string{"null"}},
		`mute J "Q" K`:                    {"is muted.", []string{`J "Q" K`}},
		`mute "J \"Q\" K"`:                {"is muted.", []string{`J "Q" K`}},
	} {
		t.Run(typed, func(t *testing.T) {
			play(t, nil, func(s *stage) {
				director.Play(t, s.relay, "join \"Ann, Ben\"\njoin \"a=b\" null\njoin \"J \\\"Q\\\" K\"\n")
				s.pass(time.Second)
				s.out.fresh()
				s.typed(typed)
				if got := s.out.fresh(); !strings.Contains(got, test.want) && !strings.Contains(got, ": accepted") {
					t.Errorf("%q is missing in\n%s", test.want, got)
				}
				got := slices.DeleteFunc(s.muted(), func(name string) bool { return name == "Cy" || name == "Dee Lee" })
				if want := slices.DeleteFunc(test.muted, func(n string) bool { return n == "Cy" }); !slices.Equal(got, want) {
					t.Errorf("muted are %v, want %v", got, want)
				}
			})
		})
	}
}

// TestTypedValues keeps blanks inside a value, and places members by name.
func TestTypedValues(t *testing.T) {
	play(t, nil, func(s *stage) {
		s.typed(`updateMeta meta={"motto": "one  two"}`)
		if got := string(s.room.Snapshot().Room.Meta); !strings.Contains(got, "one  two") {
			t.Errorf("the metadata is %s", got)
		}
		s.typed(`setPositions positions={"Dee Lee":"standard-1"}`)
		s.wants("Confirmed")
		s.typed(`setPositions positions={"Zoe":"standard-1"}`)
		s.wants(`Nobody here is called "Zoe". Nothing was sent.`)
		s.typed(`setPositions positions={"Ann":"standard-1","ann":"standard-2"}`)
		s.wants("Ann has two places. Nothing was sent.")
	})
}
