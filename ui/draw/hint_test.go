package draw

import (
	"testing"

	"github.com/charmbracelet/bubbles/key"

	"gavel/theme"
)

func TestHintsHaveTheirPlaces(t *testing.T) {
	t.Parallel()
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	bind := func(name, shown, does string) key.Binding {
		return key.NewBinding(key.WithKeys(name), key.WithHelp(shown+" or-another", does))
	}
	var h HintRow
	line := h.HintLine(th, 16, []key.Binding{bind("y", "y", "日本"), bind("x", "x", "too long to fit"), bind("esc", "Esc", "no")})
	if got := Strip(line); got != "y 日本  Esc no  " {
		t.Fatalf("the line is %q", got)
	}
	for x, want := range map[int]string{0: "y", 5: "y", 6: "", 8: "esc", 13: "esc", 14: "", -1: ""} {
		if got, ok := h.HintAt(line, x); got != want || ok != (want != "") {
			t.Errorf("column %d: %q", x, got)
		}
	}
	if got, ok := h.HintAt("another line", 0); ok {
		t.Errorf("a line without hints has %q", got)
	}
	h.Buttons(th, bind("y", "y", ""), "remove", bind("n", "Esc", "cancel"))
	line = h.AddHint(th, bind("r", "r", "reason"))
	if got := Strip(line); got != " y remove "+th.Glyphs.Dot+"  Esc cancel   r reason" {
		t.Fatalf("the line is %q", got)
	}
	for x, want := range map[int]string{1: "y", 8: "y", 10: "", 12: "n", 26: "r"} {
		if got, _ := h.HintAt(line, x); got != want {
			t.Errorf("column %d of the buttons: %q", x, got)
		}
	}
}
