package journal

import (
	"cmp"
	"slices"
	"time"

	"gavel/session/video"
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
		return Summary{}, errNotJournal
	}
	for _, a := range s.order {
		s.out.Sessions = append(s.out.Sessions, a.finish())
	}
	return s.out, nil
}

// SummariseRoom returns the account of one room from a snapshot, for a console without a journal: the people in the
// room, how long they have talked since the console joined, and the actions and remarks that are still in its log.
func SummariseRoom(s *video.Snapshot) Summary {
	a := newAccount(s.Room.ID, "")
	for _, e := range s.Log {
		a.line(Line{Record: video.Record{At: e.At, Entry: e}}, "")
		a.removed(e)
	}
	a.line(Line{Record: video.Record{At: s.At, Snapshot: s}}, "")
	for _, m := range slices.Concat(s.Members, s.Gone) {
		p := a.person(m.ID)
		p.called(m.Name)
		p.kind = cmp.Or(m.Type, p.kind)
		talked := m.TalkTotal
		if m.Talking {
			talked += max(0, a.out.until(s.At).Sub(m.TalkStart))
		}
		p.talk = nil
		p.talk.add(s.At.Add(-talked), s.At)
		if _, here := a.watchers[""].here[m.ID]; here && !m.JoinedAt.IsZero() {
			a.watchers[""].here[m.ID] = m.JoinedAt
			if m.JoinedAt.Before(a.out.From) {
				a.out.From = m.JoinedAt
			}
		}
	}
	out := a.finish()
	for _, p := range out.People {
		p.Turns = 0 // not known
	}
	return Summary{From: out.From, To: out.To, Sessions: []*Session{out}}
}

// removed ends the presence of members whom the command of an entry has removed or demoted. Other entries do not report
// that they left.
func (a *account) removed(e *video.Entry) {
	if e.Command == nil {
		return
	}
	for i, targets := range e.StepTargets() {
		row, known := e.Command.List()[i].Action.Info()
		if !known || !slices.Contains(departures, row.Sets) {
			continue
		}
		for _, t := range targets {
			if t.Outcome == video.OutcomeConfirmed {
				a.watchers[""].gone(a, t.Member, e.At)
			}
		}
	}
}

// departures are the effects of commands after which a member is not in the room.
var departures = []video.Setting{
	{Field: video.FieldPresent, Value: video.No},
	{Field: video.FieldOnStage, Value: video.No},
}

// With adds the runs of talking that have not ended in a snapshot, because a journal gets them only at their end. It
// changes the attendees of s.
func (s Summary) With(now *video.Snapshot) Summary {
	for _, one := range s.Sessions {
		for _, p := range one.People {
			for _, id := range p.IDs {
				if m := now.Member(id); m != nil && m.Talking && one.ID == now.Room.ID {
					p.Talked += Seconds(max(0, one.until(now.At).Sub(m.TalkStart)))
					p.Turns++
				}
			}
		}
	}
	return s
}

// Since leaves out the sessions that were over by a time.
func (s Summary) Since(t time.Time) Summary {
	s.Sessions = slices.DeleteFunc(slices.Clone(s.Sessions), func(one *Session) bool { return one.To.Before(t) })
	return s
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
