package ui

// Placeholders until the real panes and dialogs are in their own files.

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session"
)

type blankPane struct {
	d    desk
	c    keymap.Context
	name string
	w, h int
}

func (p *blankPane) context() keymap.Context        { return p.c }
func (p *blankPane) title() string                  { return p.name }
func (p *blankPane) resize(w, h int)                { p.w, p.h = w, h }
func (p *blankPane) update()                        {}
func (p *blankPane) key(tea.KeyMsg) (tea.Cmd, bool) { return nil, false }
func (p *blankPane) lines(bool) []string            { return fitAll(nil, p.w, p.h) }

type blankDialog struct {
	c    keymap.Context
	name string
}

func (b *blankDialog) context() keymap.Context        { return b.c }
func (b *blankDialog) title() string                  { return b.name }
func (b *blankDialog) key(tea.KeyMsg) (bool, tea.Cmd) { return true, nil }
func (b *blankDialog) lines(w, _ int) []string        { return []string{fit(b.name, min(w, 30))} }
func (b *blankDialog) danger() bool                   { return false }

func newHandsPane(d desk) pane  { return &blankPane{d: d, name: "Hands"} }
func newMediaPane(d desk) pane  { return &blankPane{d: d, name: "Media"} }
func newDetailPane(d desk) pane { return &blankPane{d: d, name: "Detail"} }

func newPalette(desk) dialog                                  { return &blankDialog{name: "Palette"} }
func newLayoutPicker(desk) dialog                             { return &blankDialog{name: "Layout"} }
func newPositionPicker(desk, []session.MemberID) dialog       { return &blankDialog{name: "Position"} }
func newRecordMenu(desk) dialog                               { return &blankDialog{name: "Record"} }
func newPlaybackMenu(desk) dialog                             { return &blankDialog{name: "Playbacks"} }
func newStreamMenu(desk) dialog                               { return &blankDialog{name: "Streams"} }
func newMetaEditor(desk, session.MemberID) dialog             { return &blankDialog{name: "Metadata"} }
func newHelp(desk, keymap.Context) dialog                     { return &blankDialog{name: "Help"} }
func newRoomsPicker(desk, Rooms, func(string) tea.Cmd) dialog { return &blankDialog{name: "Rooms"} }
