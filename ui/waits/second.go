package waits

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Second is a second press that confirms the first one. A held key repeats only after half a second, like a second
// press at first. So the press counts once no other key has followed for the time of AfterSame. The zero value waits
// for nothing. It is not safe for concurrent use.
type Second struct {
	at time.Time
	do func() tea.Cmd
}

// Press records a second press, which does something when it counts.
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

// Counts does what the press is for, if it counts by now.
func (s *Second) Counts(now time.Time) tea.Cmd {
	if s.do == nil || now.Before(s.Due()) {
		return nil
	}
	do := s.do
	s.Drop()
	return do()
}
