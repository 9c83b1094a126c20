package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
)

// question asks whether to quit although something goes on without us.
type question struct {
	m    *Model
	runs []string
}

func newQuestion(m *Model, runs []string) *question { return &question{m, runs} }

func (q *question) context() keymap.Context { return keymap.Confirm }
func (q *question) title() string           { return "Quit?" }
func (q *question) danger() bool            { return true }
func (q *question) asks() bool              { return true }

func (q *question) key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := q.m.keys()
	switch {
	case key.Matches(k, keys.Yes):
		return true, tea.Quit
	case key.Matches(k, keys.No):
		return true, nil
	}
	return false, nil
}

func (q *question) lines(maxW, _ int) []string {
	th := q.m.theme()
	out := []string{"This goes on when you quit:"}
	for _, r := range q.runs {
		out = append(out, "  "+th.Rec.Apply(th.Glyphs.Rec)+" "+th.Strong.Apply(r))
	}
	out = append(out, "", th.Key.Apply(" y ")+"quit, let it go on    "+th.Selected.Apply(" n  stay "))
	return evenLines(out, maxW)
}
