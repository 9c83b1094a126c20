package journal

import (
	"errors"
	"io/fs"
)

// Summarise reads a journal with all its files. If by is not empty, people are grouped by that key of their metadata.
// It returns an error when the journal cannot be read. It does not verify the journal: use [Verify] for that.
func Summarise(path, by string) (Summary, error) { return summariseOn(osDisk{}, path, by) }

func summariseOn(d disk, path, by string) (Summary, error) {
	s := summariser{by: by, runs: map[string]string{}, sessions: map[string]*account{}}
	for line, err := range readOn(d, path) {
		if err != nil {
			return Summary{}, err
		}
		s.line(line)
	}
	if s.out.From.IsZero() {
		return Summary{}, errors.Join(errNotJournal, fs.ErrInvalid)
	}
	for _, a := range s.order {
		s.out.Sessions = append(s.out.Sessions, a.finish())
	}
	return s.out, nil
}

// summariser reads the lines of a journal in order.
type summariser struct {
	by       string
	out      Summary
	runs     map[string]string // user by run
	sessions map[string]*account
	order    []*account
}

func (s *summariser) line(l Line) {
	at := l.Record.At
	if s.out.From.IsZero() || at.Before(s.out.From) {
		s.out.From = at
	}
	if at.After(s.out.To) {
		s.out.To = at
	}
	switch {
	case l.Begin != nil:
		s.runs[l.Run] = l.Begin.User
	case l.Lost != nil:
		s.out.Lost += l.Lost.Missing
	}
	if l.Record.Room == "" {
		return
	}
	a := s.sessions[l.Record.Room]
	if a == nil {
		a = newAccount(l.Record.Room, s.by)
		s.sessions[l.Record.Room] = a
		s.order = append(s.order, a)
	}
	a.line(l, s.runs[l.Run])
}
