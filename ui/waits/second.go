package waits

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Second is a second press that confirms the first one. The first repeat of a held key comes after half a second and
// looks like a second press. So a press counts only if no other key follows within the wait of AfterSame. The zero
// value waits for nothing. It is not safe for concurrent use.
type Second struct {
	at time.Time
	do func() tea.Cmd
}

// Press records a second press. do is called when it counts.
func (s *Second) Press(now time.Time, do func() tea.Cmd) { s.at, s.do = now, do }

// Drop forgets the press, because another key has followed.
func (s *Second) Drop() { *s = Second{} }

// Due returns when the press counts; zero if there is none.
func (s *Second) Due() time.Time {
	if s.do == nil {
		return time.Time{}
	}
	return s.at.Add(table[AfterSame].wait)
}

// Counts runs the function of the press, once, if the press counts by now.
func (s *Second) Counts(now time.Time) tea.Cmd {
	if s.do == nil || now.Before(s.Due()) {
		return nil
	}
	do := s.do
	s.Drop()
	return do()
}
