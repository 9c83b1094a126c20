//go:build !unix

package ui

import tea "github.com/charmbracelet/bubbletea"

// suspendOn does nothing: there is no job control.
func suspendOn(*tea.Program, *terminal) (end func()) { return func() {} }
