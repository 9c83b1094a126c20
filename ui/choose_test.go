package ui

import (
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

func TestMarksHiddenByTheSearchAreShownBeforeTheyAreTaken(t *testing.T) {
	t.Parallel()
	d := newFakeDesk(t, smallRoom())
	var got []string
	c := newChooser(d, "Who", []choice{{id: "a", text: "Ann"}, {id: "b", text: "Bob"}}, func(ids []string) tea.Cmd {
		got = ids
		return nil
	})
	c.list.marks = map[string]struct{}{"a": {}}
	c.list.query.set("Bob")
	c.list.search()
	if done, _ := c.accept(); done || got != nil {
		t.Fatalf("took %v, of whom only Bob was on the screen", got)
	}
	if len(c.list.shown) != 2 {
		t.Error("the marked one is still hidden")
	}
	if done, _ := c.accept(); !done || !slices.Equal(got, []string{"a"}) {
		t.Errorf("then took %v, want the marked one", got)
	}
}
