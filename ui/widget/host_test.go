package widget

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/theme"
	"gavel/ui/draw"
)

// fakeHost shows widgets and records the last status line.
type fakeHost struct {
	th   *theme.Theme
	km   *keymap.Map
	said string
}

func newFakeHost(t *testing.T) *fakeHost {
	t.Helper()
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	return &fakeHost{th: th, km: keymap.Default()}
}

func (h *fakeHost) Theme() *theme.Theme       { return h.th }
func (h *fakeHost) Keys() *keymap.Map         { return h.km }
func (h *fakeHost) Say(s string, _ draw.Tone) { h.said = s }

var typedKeys = map[string]tea.KeyMsg{
	"enter": {Type: tea.KeyEnter}, "esc": {Type: tea.KeyEsc}, "tab": {Type: tea.KeyTab},
	"shift+tab": {Type: tea.KeyShiftTab},
	"up":        {Type: tea.KeyUp}, "down": {Type: tea.KeyDown}, "space": {Type: tea.KeySpace, Runes: []rune{' '}},
	"ctrl+c": {Type: tea.KeyCtrlC}, "ctrl+d": {Type: tea.KeyCtrlD}, "ctrl+u": {Type: tea.KeyCtrlU},
	"ctrl+l": {Type: tea.KeyCtrlL}, "ctrl+o": {Type: tea.KeyCtrlO}, "backspace": {Type: tea.KeyBackspace},
	"pgdown": {Type: tea.KeyPgDown}, "pgup": {Type: tea.KeyPgUp}, "home": {Type: tea.KeyHome}, "end": {Type: tea.KeyEnd},
	"left": {Type: tea.KeyLeft}, "right": {Type: tea.KeyRight},
}

func keyOf(name string) tea.KeyMsg {
	if k, ok := typedKeys[name]; ok {
		return k
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
