package dialog

import (
	"slices"
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/uitest"
	"gavel/ui/widget"
)

// TestField_D8_LayoutsAreSorted: grids by their size, then the others by name.
func TestField_D8_LayoutsAreSorted(t *testing.T) {
	s := uitest.SmallRoom()
	s.Layouts = []string{"8x8", "2x1", "highlight-1-responsive", "10x10", "3x3", "5up"}
	var names []string
	for _, c := range layoutChoices(uitest.NewFakeDesk(t, s)) {
		names = append(names, c.ID)
	}
	if want := []string{"2x1", "3x3", "8x8", "10x10", "5up", "highlight-1-responsive"}; !slices.Equal(names, want) {
		t.Errorf("got %v", names)
	}
}

// TestField_D8_ALayoutIsShownBeforeItIsSet draws the layout under the cursor, with the members in its slots.
func TestField_D8_ALayoutIsShownBeforeItIsSet(t *testing.T) {
	s := uitest.SmallRoom()
	uitest.EditMember(s, "m8", func(m *video.Member) { m.Name, m.RequestedPosition = "Zed", video.Reserved(1) })
	s.Layouts = append(s.Layouts, "unheard-of")
	d := uitest.NewFakeDesk(t, s)
	picker := NewLayoutPicker(d).(*widget.Chooser)
	for layout, want := range map[string][]string{
		"3x3":                    {"Mark Oduya", "David Kern", "Ana Silva"}, // the present layout
		"highlight-1-responsive": {"Zed", "Mark", "David"},
		"unheard-of":             nil,
	} {
		picker.List.Put(layout)
		shown := strings.Join(picker.Lines(80, 30), "\n")
		for _, name := range want {
			if !strings.Contains(shown, name) {
				t.Errorf("%s: %s is not in\n%s", layout, name, shown)
			}
		}
		if want == nil && (strings.Contains(shown, "Mark") || !strings.Contains(shown, "not documented")) {
			t.Errorf("%s is drawn:\n%s", layout, shown)
		}
	}
	if small := strings.Join(picker.Lines(80, 12), "\n"); strings.Contains(small, "Mark") {
		t.Errorf("the drawing takes the room of the list:\n%s", small)
	}
}

// TestField_D8_PlacesAreThoseOfTheChosenLayout sets another layout with positions.
func TestField_D8_PlacesAreThoseOfTheChosenLayout(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	ids := func(layout string) (out []string) {
		for _, c := range placesOf(d, layout) {
			out = append(out, c.ID)
		}
		return out
	}
	if got := ids("2x1"); !slices.Equal(got, []string{"auto", "off-canvas", "standard-1", "standard-2"}) {
		t.Errorf("2x1 has %v", got)
	}
	if got := ids("highlight-1-responsive"); !slices.Contains(got, "reserved-1") || slices.Contains(got, "standard-10") {
		t.Errorf("highlight-1-responsive has %v", got)
	}
	if got := ids(""); !slices.Contains(got, "standard-9") {
		t.Errorf("the present layout has %v", got)
	}
	row, _ := video.ActSetLayout.Info()
	z := newWizard(d, row, video.Command{Action: video.ActSetLayout, Args: video.Args{"name": "2x1"}}, nil)
	z.placeEach(*row.Arg("positions"), []string{"m1"}, map[video.MemberID]video.Position{})
	shown := d.Shown()
	if !strings.Contains(shown, "std-2") && !strings.Contains(shown, "standard-2") || strings.Contains(shown, "std-3") {
		t.Errorf("offered:\n%s", shown)
	}
}
