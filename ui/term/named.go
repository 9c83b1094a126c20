package term

import tea "github.com/charmbracelet/bubbletea"

// KeyNamed returns the key that the key map calls name, such as "enter", "ctrl+t" or "a". A name that it does not know
// becomes a key with these characters.
func KeyNamed(name string) tea.KeyMsg {
	for _, t := range []tea.KeyType{
		tea.KeyEnter, tea.KeyEscape, tea.KeyTab, tea.KeyShiftTab, tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight,
		tea.KeyHome, tea.KeyEnd, tea.KeyPgUp, tea.KeyPgDown, tea.KeyDelete, tea.KeyBackspace,
		tea.KeyF1, tea.KeyF2, tea.KeyF3, tea.KeyF4, tea.KeyF5, tea.KeyF6, tea.KeyF7, tea.KeyF8, tea.KeyF9, tea.KeyF10,
	} {
		if k := (tea.KeyMsg{Type: t}); k.String() == name {
			return k
		}
	}
	for t := tea.KeyCtrlAt; t <= tea.KeyCtrlUnderscore; t++ {
		if k := (tea.KeyMsg{Type: t}); k.String() == name {
			return k
		}
	}
	k := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
	if name == " " {
		k.Type = tea.KeySpace
	}
	return k
}
