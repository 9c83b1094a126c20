package fold

import "testing"

func TestSame(t *testing.T) {
	for _, pair := range [][2]string{{"Café", "Cafe\u0301"}, {"각", "\u1100\u1161\u11a8"}, {"plain", "plain"}} {
		if !Same(pair[0], pair[1]) {
			t.Errorf("%+q and %+q must be the same", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"Café", "Cafe"}, {"Ann", "ann"}, {"ﬁn", "fin"}, {"", " "}} {
		if Same(pair[0], pair[1]) {
			t.Errorf("%+q and %+q must differ", pair[0], pair[1])
		}
	}
}
