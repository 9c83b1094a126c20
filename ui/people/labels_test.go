package people

import (
	"testing"
	"time"

	"gavel/session/video"
)

// A placeholder for a name ends with the id. It is not in quotation marks, and the id is not repeated.
func TestIDIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		ascii  bool
		called string
		tagged string
	}{
		{"Ann", true, "Ann", "Ann #m-a1"},
		{"田中 花子", false, "田中 花子", "田中 花子 #m-a1"},
		{"田中 花子", true, "name#m-a1", "name#m-a1"},
		{"", false, "(no name) #m-a1", "(no name) #m-a1"},
		{"", true, "(no name) #m-a1", "(no name) #m-a1"},
		{"name#m-a2", true, `"name#m-a2" #m-a1`, `"name#m-a2" #m-a1`},
	} {
		r := New(test.ascii)
		r.Take(&video.Snapshot{Members: []*video.Member{{ID: "m-a1", Name: test.name, Type: video.TypeMember}}}, time.Now())
		if got := r.Called("m-a1"); got != test.called {
			t.Errorf("%q is called %s, want %s", test.name, got, test.called)
		}
		if got := r.Tagged("m-a1"); got != test.tagged {
			t.Errorf("%q is tagged %s, want %s", test.name, got, test.tagged)
		}
	}
}
