package pane

import (
	"strings"
	"testing"

	"gavel/ui/uitest"
)

func TestColumnsAreChosenAndOrdered(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	p := NewMembers(d)
	p.Resize(110, 12)
	p.Update()
	for name, tc := range map[string]struct {
		columns []Column
		head    string
		row     string // of Priya
	}{
		"all":      {nil, "name state hand last 5 min talk place time", "Priya Raghunathan mic volume +5, hears -10 1 3:00 std-6 34m"},
		"a few":    {[]Column{ColumnHand, ColumnState}, "name hand state", "Priya Raghunathan 1 3:00 mic volume +5, hears -10"},
		"no line":  {[]Column{ColumnState, ColumnTime}, "name state time", "Priya Raghunathan mic volume +5, hears -10 34m"},
		"one only": {[]Column{ColumnState}, "name state", "Priya Raghunathan mic volume +5, hears -10"},
	} {
		t.Run(name, func(t *testing.T) {
			p.Choose(tc.columns)
			lines := shownIn(p)
			if got := strings.Join(strings.Fields(lines[0]), " "); got != tc.head {
				t.Errorf("heads %q, want %q", got, tc.head)
			}
			if got := strings.Join(strings.Fields(lines[6]), " "); !strings.HasPrefix(got, strings.Fields(tc.row)[0]) {
				t.Errorf("row %q, want %q", got, tc.row)
			} else if short := strings.NewReplacer("mic volume +5, hears -10", "*", "mic +5, hears -10", "*", "mic+5, ear-10", "*").Replace(got); short != strings.Replace(tc.row, "mic volume +5, hears -10", "*", 1) {
				t.Errorf("row %q, want %q", got, tc.row)
			}
		})
	}
}

// TestColumnsFitEveryWidth draws random choices of columns in random widths.
func TestColumnsFitEveryWidth(t *testing.T) {
	all := Columns()
	for w := 10; w < 220; w += 3 {
		for n := range len(all) {
			c := columnsFor(w, all[n:])
			if sum := RowPrefix + c.name + c.state + c.hand + c.line + c.share + c.place + c.age + c.rest; w > 60 && sum != w {
				t.Errorf("%v in %d cells take %d", all[n:], w, sum)
			}
		}
	}
}

// TestStatesGetTheirWordsBeforeThePlace holds the order with and without a talk line.
func TestStatesGetTheirWordsBeforeThePlace(t *testing.T) {
	if c := columnsFor(46, []Column{ColumnState, ColumnPlace}); c.state != stateGood || c.place > 0 {
		t.Errorf("the states have %d cells, the place %d", c.state, c.place)
	}
}
