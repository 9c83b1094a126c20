package uitest

import tea "github.com/charmbracelet/bubbletea"

// NamedKeys are the keys that tests call by name.
var NamedKeys = map[string]tea.KeyMsg{
	"enter": {Type: tea.KeyEnter}, "esc": {Type: tea.KeyEsc}, "tab": {Type: tea.KeyTab},
	"shift+tab": {Type: tea.KeyShiftTab},
	"up":        {Type: tea.KeyUp}, "down": {Type: tea.KeyDown}, "space": {Type: tea.KeySpace, Runes: []rune{' '}},
	"ctrl+c": {Type: tea.KeyCtrlC}, "ctrl+d": {Type: tea.KeyCtrlD}, "ctrl+u": {Type: tea.KeyCtrlU},
	"ctrl+l": {Type: tea.KeyCtrlL}, "ctrl+o": {Type: tea.KeyCtrlO}, "backspace": {Type: tea.KeyBackspace},
	"pgdown": {Type: tea.KeyPgDown}, "pgup": {Type: tea.KeyPgUp}, "home": {Type: tea.KeyHome}, "end": {Type: tea.KeyEnd},
	"left": {Type: tea.KeyLeft}, "right": {Type: tea.KeyRight},
}

// KeyOf returns the key with the name, else its runes as one read.
func KeyOf(name string) tea.KeyMsg {
	if k, ok := NamedKeys[name]; ok {
		return k
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
