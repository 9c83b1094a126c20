package ui

// Placeholders until the real panes and dialogs are in their own files.

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
)

type blankDialog struct {
	c    keymap.Context
	name string
}

func (b *blankDialog) context() keymap.Context        { return b.c }
func (b *blankDialog) title() string                  { return b.name }
func (b *blankDialog) key(tea.KeyMsg) (bool, tea.Cmd) { return true, nil }
func (b *blankDialog) lines(w, _ int) []string        { return []string{fit(b.name, min(w, 30))} }
func (b *blankDialog) danger() bool                   { return false }

func newPalette(desk) dialog                      { return &blankDialog{name: "Palette"} }
