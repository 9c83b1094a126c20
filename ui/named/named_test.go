package named_test

import (
	"fmt"
	"testing"

	"gavel/ui/named"
	"gavel/ui/uitest"
)

func TestAll(t *testing.T) {
	t.Parallel()
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	for written, want := range map[string]string{
		"mark oduya":            "[m1] ",
		"m1, Mark, Ana":         "[m1 m3] ",
		`"Ana Silva"`:           "[m3] ",
		"Zed":                   `[] nobody here is called "Zed"`,
		"Ana,":                  "[] a name is empty",
		`["m1", "Jonas Weber"]`: `[] "Jonas Weber" can be Jonas Weber #m7 and Jonas Weber #m8`,
	} {
		ids, wrong := named.All(d.Roster(), written, false)
		if got := fmt.Sprint(ids, " ", wrong); got != want {
			t.Errorf("%s: %s, want %s", written, got, want)
		}
	}
	if ids, wrong := named.All(d.Roster(), "5e1f", true); fmt.Sprint(ids) != "[5e1f]" || wrong != "" {
		t.Errorf("in the audience: %v, %s", ids, wrong)
	}
}
