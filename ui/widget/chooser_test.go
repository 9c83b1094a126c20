package widget

import (
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

func TestChooserShowsHiddenMarksBeforeUse(t *testing.T) {
	t.Parallel()
	d := newFakeHost(t)
	var got []string
	c := NewChooser(d, "Who", []Choice{{ID: "a", Text: "Ann"}, {ID: "b", Text: "Bob"}}, func(ids []string) tea.Cmd {
		got = ids
		return nil
	})
	c.List.Marks = map[string]struct{}{"a": {}}
	c.List.Query.Set("Bob")
	c.List.Search()
	if done, _ := c.accept(); done || got != nil {
		t.Fatalf("took %v, but only Bob was on the screen", got)
	}
	if len(c.List.Shown) != 2 {
		t.Error("the marked choice is still hidden")
	}
	if done, _ := c.accept(); !done || !slices.Equal(got, []string{"a"}) {
		t.Errorf("then took %v, want the marked choice", got)
	}
}
