package term

import (
	tea "github.com/charmbracelet/bubbletea"
)

const (
	// x10Base is added to each byte of an X10 mouse report.
	x10Base = 32
	// The bits of a button in a report: modifiers, motion, and the two groups beyond the first three buttons.
	mouseShift, mouseAlt, mouseCtrl, mouseMotion = 4, 8, 16, 32
	mouseWheel, mouseExtra                       = 64, 128
	mouseLow                                     = 3 // the button within its group
)

// mouse adds the event of an SGR report: three numbers, then M for a press or m for a release.
func (d *decoder) mouse(b []byte) {
	p := numbers(b[:len(b)-1])
	final := b[len(b)-1]
	if len(p) != 3 || p[1] < 1 || p[2] < 1 || final != 'M' && final != 'm' {
		return
	}
	d.click(p[0], p[1]-1, p[2]-1, final == 'm')
}

// x10 adds the event of an X10 report. A release in it does not name its button.
func (d *decoder) x10(b []byte) {
	button, x, y := int(b[0])-x10Base, int(b[1])-x10Base-1, int(b[2])-x10Base-1
	if button < 0 || x < 0 || y < 0 {
		return
	}
	d.click(button, x, y, button&(mouseWheel|mouseExtra) == 0 && button&mouseLow == mouseLow)
}

func (d *decoder) click(button, x, y int, release bool) {
	e := tea.MouseEvent{
		X: x, Y: y,
		Shift: button&mouseShift != 0, Alt: button&mouseAlt != 0, Ctrl: button&mouseCtrl != 0,
		Button: mouseButton(button),
	}
	switch {
	case button&mouseMotion != 0 && !e.IsWheel():
		e.Action = tea.MouseActionMotion
	case release && !e.IsWheel():
		e.Action = tea.MouseActionRelease
	}
	d.out = append(d.out, tea.MouseMsg(e))
}

func mouseButton(b int) tea.MouseButton {
	low := tea.MouseButton(b & mouseLow)
	switch {
	case b&mouseExtra != 0:
		return tea.MouseButtonBackward + low
	case b&mouseWheel != 0:
		return tea.MouseButtonWheelUp + low
	case low == mouseLow:
		return tea.MouseButtonNone
	}
	return tea.MouseButtonLeft + low
}
