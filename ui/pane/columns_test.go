package pane

import (
	"slices"
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
		"a few":    {[]Column{"hand", "state"}, "name hand state", "Priya Raghunathan 1 3:00 mic volume +5, hears -10"},
		"no line":  {[]Column{"state", "time"}, "name state time", "Priya Raghunathan mic volume +5, hears -10 34m"},
		"one only": {[]Column{"state"}, "name state", "Priya Raghunathan mic volume +5, hears -10"},
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
			sum := RowPrefix
			for _, cell := range c.cells {
				sum += cell.w
			}
			if w > 60 && (sum > w || sum < w && c.width("name") < nameMax) {
				t.Errorf("%v in %d cells take %d", all[n:], w, sum)
			}
		}
	}
}

// TestStatesGetTheirWordsBeforeThePlace holds the order with and without a talk line.
func TestStatesGetTheirWordsBeforeThePlace(t *testing.T) {
	if c := columnsFor(46, []Column{"state", "place"}); c.width("state") != 17 || c.width("place") > 0 {
		t.Errorf("the states have %d cells, the place %d", c.width("state"), c.width("place"))
	}
}

// TestEveryWidthGetsItsTurn holds lastTurn, and that each column can be drawn.
func TestEveryWidthGetsItsTurn(t *testing.T) {
	wide := columnsFor(250, Columns())
	for _, row := range columnRows {
		if row.draw == nil || row.head == "" {
			t.Errorf("the column %s has no head or cannot be drawn", row.name)
		}
		widest := row.widths[len(row.widths)-1]
		if widest.turn > lastTurn || wide.width(row.name) < widest.to {
			t.Errorf("the column %s has %d cells of %d", row.name, wide.width(row.name), widest.to)
		}
	}
}

func (c columns) width(name Column) int {
	i := slices.IndexFunc(c.cells, func(cell cell) bool { return cell.of.name == name })
	return c.cells[i].w
}
