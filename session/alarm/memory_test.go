package alarm

import (
	"fmt"
	"reflect"
	"testing"
	"time"
)

func TestMemoryUnites(t *testing.T) {
	t.Parallel()
	ten, nine := time.Unix(36000, 0), time.Unix(32400, 0)
	ben, cy := Removed{Name: "ben"}, Removed{Identity: "cy"}
	many := make([]Removed, maxRemoved)
	for i := range many {
		many[i] = Removed{Name: fmt.Sprint(i)}
	}
	for name, tc := range map[string]struct{ own, other, want Memory }{
		"both": {
			Memory{[]Removed{ben}, []string{"ann", "eve"}, "rs", ten},
			Memory{[]Removed{cy, ben}, []string{"dee", "eve"}, "rs", nine},
			Memory{[]Removed{cy, ben}, []string{"ann", "dee", "eve"}, "rs", nine},
		},
		"before the room was seen": {Memory{}, Memory{nil, nil, "rs", nine}, Memory{nil, nil, "rs", nine}},
		"of another session":       {Memory{nil, nil, "rs", ten}, Memory{nil, nil, "old", nine}, Memory{nil, nil, "rs", ten}},
		"own are the newest":       {Memory{Removed: many}, Memory{Removed: []Removed{ben}}, Memory{Removed: many}},
	} {
		got := tc.own.Unite(tc.other)
		if len(got.Removed) == 0 {
			got.Removed = nil
		}
		if !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, tc.want)
		}
	}
}
