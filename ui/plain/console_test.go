package plain

import "testing"

func TestConfirms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want, line string
		confirms   bool
	}{
		{"yes", "yes", true},
		{"yes", "YES", true},
		{"yes", "", false},
		{"yes", "y", false},
		{"Sala José", "sala jose", true},
		{"¯¯", "", false}, // accents alone fold to nothing
		{"¯¯", "´", false},
		{"¯¯", "¯¯", true},
	} {
		if q := (question{want: c.want}); q.confirms(c.line) != c.confirms {
			t.Errorf("%q for %q: want %v", c.line, c.want, c.confirms)
		}
	}
}
