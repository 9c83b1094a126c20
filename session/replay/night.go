package replay

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"gavel/session/journal"
	"gavel/session/video"
)

// Night is a journal that is open for replay. One goroutine uses it and its reels.
type Night struct {
	// Verdict is the result of [journal.Verify].
	Verdict journal.Report
	// Broken is the reason why lines cannot be read from some point on; nil if all can.
	Broken error

	book     *journal.Book
	sessions map[string]*index // by room session
	order    []*index
	bases    map[string]int64 // when each run began, in Unix nanoseconds
	ids      map[video.MemberID]video.MemberID
}

// Session is one recorded room session.
type Session struct {
	ID          string
	Name, Title string // untrusted text
	From, To    time.Time
	Lines       int
}

// index is the data about a session from one pass through the journal.
type index struct {
	Session
	runs map[string]*segment
	list []*segment
}

// segment is the part of a session that one run has recorded.
type segment struct {
	lines []mark
	talks []span
}

// mark is a line of the journal. A night has a million of them.
type mark struct {
	at    int64  // Unix nanoseconds since the run began, plus when that was
	no    int32  // in the book
	seq   uint32 // of the record
	whole bool   // it is a whole snapshot
	act   bool   // it is a command of a moderator, when it was given
}

// span is one run of talking.
type span struct {
	member video.MemberID
	from   int64  // Unix nanoseconds, by the record
	to     int64  // likewise
	at     int64  // when it began, as in mark
	since  uint32 // number of the last record before it
}

// errEmpty means that no room was recorded.
var errEmpty = errors.New("the journal has no room")

// Open opens a journal for replay. It returns an error if the file cannot be read, is empty ([journal.ErrEmpty]), is
// not a journal, or has no room. If a line was changed or a file is missing, Verdict reports it, and the replay has the
// rest.
func Open(path string) (*Night, error) {
	verdict, err := journal.Verify(path)
	if err != nil {
		return nil, err
	}
	book, err := journal.OpenBook(path)
	if err != nil {
		return nil, err
	}
	n := &Night{
		Verdict: verdict, book: book, sessions: map[string]*index{}, bases: map[string]int64{},
		ids: map[video.MemberID]video.MemberID{},
	}
	for line, err := range book.Lines() {
		if err != nil {
			n.Broken = err
			break
		}
		n.line(&line)
	}
	switch {
	case len(n.order) > 0:
		return n, nil
	case n.Broken == nil:
		n.Broken = errEmpty
	}
	book.Close()
	return nil, n.Broken
}

// Close closes the files.
func (n *Night) Close() { n.book.Close() }

// Sessions returns the recorded room sessions, in the order in which they begin.
func (n *Night) Sessions() []Session {
	all := make([]Session, len(n.order))
	for i, s := range n.order {
		all[i] = s.Session
	}
	return all
}

// line adds a line to the index of its session.
func (n *Night) line(l *journal.Line) {
	r := &l.Record
	base, known := n.bases[l.Run]
	if !known {
		base = r.At.Add(-l.Up).UnixNano()
		n.bases[l.Run] = base
	}
	if r.Room == "" {
		return
	}
	s := n.sessions[r.Room]
	if s == nil {
		s = &index{Session: Session{ID: r.Room, From: r.At}, runs: map[string]*segment{}}
		n.sessions[r.Room], n.order = s, append(n.order, s)
	}
	s.To = r.At
	s.Lines++
	if shot := r.Snapshot; shot != nil {
		s.Name, s.Title = cmp.Or(shot.Room.Name, s.Name), cmp.Or(shot.Room.DisplayName, s.Title)
	}
	g := s.runs[l.Run]
	if g == nil {
		g = &segment{}
		s.runs[l.Run], s.list = g, append(s.list, g)
	}
	at := base + int64(l.Up)
	if t := r.Talk; t != nil {
		g.talks = append(g.talks, span{
			member: n.one(t.Member), from: t.From.UnixNano(), to: t.To.UnixNano(), at: at - int64(r.At.Sub(t.From)),
			since: uint32(t.Since),
		})
	}
	g.lines = append(g.lines, mark{
		at: at, no: int32(n.book.Len() - 1), seq: uint32(r.Seq), whole: r.Snapshot != nil,
		act: r.Entry != nil && r.Entry.Kind == video.EntryCommand && r.Entry.Outcome == video.OutcomePending,
	})
}

// one returns the same string for the same id, so that a million ids of a night share their memory.
func (n *Night) one(id video.MemberID) video.MemberID {
	same, known := n.ids[id]
	if !known {
		n.ids[id], same = id, id
	}
	return same
}

// track returns the runs of a session one after the other. While two runs recorded it at once, the earlier one counts.
func (s *index) track() []*segment {
	var track []*segment
	last := int32(-1)
	for _, g := range s.list {
		from := slices.IndexFunc(g.lines, func(m mark) bool { return m.no > last && m.whole })
		if len(track) == 0 {
			from = 0
		}
		if from < 0 || g.lines[len(g.lines)-1].no <= last {
			continue
		}
		rest := &segment{lines: g.lines[from:], talks: g.talks}
		last = rest.lines[len(rest.lines)-1].no
		track = append(track, rest)
	}
	return track
}
