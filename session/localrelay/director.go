package localrelay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Director lets things happen in the rooms of a relay by lines of text: people come, talk, raise hands and leave, other
// moderators give commands, answers fail and lines break. It is not safe for concurrent use; a relay may have several.
type Director struct {
	server *Server
	roomID string // the room of the lines; "" is the oldest one
	mark   int    // the last request that an await has met
	last   *line  // for repeat, outside of a script
}

// NewDirector returns a director whose lines are about the oldest room until a line says otherwise.
func (s *Server) NewDirector() *Director {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Director{server: s, mark: s.requests}
}

// Direct plays a script and returns after its last line; what was planned, such as the end of a turn to talk, goes on.
// It returns the mistakes of the script before anything happens, or the first line that could not be done, or ctx's
// error. Safe for concurrent use.
func (s *Server) Direct(ctx context.Context, script string) error {
	play, err := ParseScript("", script)
	if err != nil {
		return err
	}
	d := s.NewDirector()
	if err := d.Check(play); err != nil {
		return err
	}
	var failed error
	err = d.Run(ctx, play, func(a Answer) bool {
		failed = a.Err
		return failed == nil
	})
	if failed != nil {
		return failed
	}
	return err
}

// Tester is the part of *testing.T that Play needs.
type Tester interface {
	Helper()
	Context() context.Context
	Fatal(args ...any)
}

// Play is Direct for tests: the test fails at the first line that could not be done.
func (s *Server) Play(t Tester, script string) {
	t.Helper()
	if err := s.Direct(t.Context(), script); err != nil {
		t.Fatal(err)
	}
}

// Answer is what came of one line.
type Answer struct {
	// Text is "ok", or what was asked for. It is "" when there is an error.
	Text string
	// Err says why the line could not be done, with its place in a script.
	Err error
}

// Check finds people and rooms that the script names, who are not here and whom no line brings along.
func (d *Director) Check(script *Script) error {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	var names, rooms []string
	for _, r := range d.server.rooms {
		rooms = append(rooms, r.entity.Name, r.entity.DisplayName)
		for _, m := range r.members {
			names = append(names, m.entity.Name)
		}
		for _, m := range r.audience {
			names = append(names, m.entity.Name)
		}
		for _, m := range r.left {
			names = append(names, m.entity.Name)
		}
	}
	return script.check(names, rooms)
}

// Run plays a script to its end. each gets the answer of every line and returns whether to go on with the next one. Run
// returns ctx's error when ctx ends first, and an error when the relay is closed.
func (d *Director) Run(ctx context.Context, script *Script, each func(Answer) bool) error {
	done := map[int]int{} // repeats by line
	for i := 0; i < len(script.lines); i++ {
		l := &script.lines[i]
		if l.repeat != 0 {
			if done[i]++; l.repeat == always || done[i] <= l.repeat {
				i = -1
			}
			continue
		}
		text, err := d.perform(ctx, l)
		if stopped := d.stopped(ctx); stopped != nil {
			return stopped
		}
		if err != nil {
			err = script.at(l.number, err)
		}
		if !each(Answer{text, err}) {
			return nil
		}
	}
	return d.stopped(ctx)
}

// Do does one line, as if it were typed, and returns its answer. A line that is empty or a comment has none.
func (d *Director) Do(ctx context.Context, text string) Answer {
	list, err := split(text)
	if err != nil || len(list) == 0 {
		return Answer{Err: err}
	}
	if list[0].text == "help" {
		return help(list[1:])
	}
	a, err := parseLine(list)
	if err != nil {
		return Answer{Err: err}
	}
	l := &line{act: a, text: text}
	times := 1
	if a.repeat != 0 {
		if d.last == nil {
			return Answer{Err: errors.New("repeat: there is no line to repeat")}
		}
		if times = a.repeat; times == always {
			times = 1
		}
		l = d.last
	}
	var answer Answer
	for range times {
		answer.Text, answer.Err = d.perform(ctx, l)
	}
	d.last = l
	return answer
}

// help answers with all verbs, or the one that is named.
func help(list []word) Answer {
	name := ""
	if len(list) > 0 {
		name = list[0].text
	}
	text := DirectorHelp(name)
	if text == "" {
		return Answer{Err: fmt.Errorf("there is no verb %q%s", name, didYouMean(name, verbNames()))}
	}
	return Answer{Text: text}
}

// stopped is the error of a relay or context that has ended.
func (d *Director) stopped(ctx context.Context) error {
	select {
	case <-d.server.done:
		return errClosed
	default:
		return ctx.Err()
	}
}

// perform does one act and sends what it changed.
func (d *Director) perform(ctx context.Context, l *line) (string, error) {
	var text string
	var err error
	if l.take != nil {
		text, err = l.take(ctx, d)
	} else {
		text, err = d.inside(l.do)
	}
	if err != nil {
		return "", err
	}
	if text == "" {
		text = "ok"
	}
	return text, nil
}

// inside runs an act under the lock of the rooms.
func (d *Director) inside(do func(d *Director) (string, error)) (string, error) {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return "", errClosed
	}
	text, err := do(d)
	for _, r := range slices.Clone(s.rooms) {
		r.flush() // also after an error: some of several people may have done it
	}
	return text, err
}

// room is the room of the lines; the caller holds mu.
func (d *Director) room() (*room, error) {
	if d.roomID == "" {
		if len(d.server.rooms) == 0 {
			return nil, errors.New("no room is in progress; begin one with: start room NAME")
		}
		return d.server.rooms[0], nil
	}
	r := d.server.room(d.roomID)
	if r == nil {
		return nil, errors.New("this room has ended; choose another with: room NAME")
	}
	return r, nil
}

// wait lets time pass: that of the machine, or at once when the clock stands still.
func (d *Director) wait(ctx context.Context, length time.Duration) {
	if d.server.clock.still {
		d.server.Advance(length)
		return
	}
	t := time.NewTimer(length)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done(): // Run looks at both ends
	case <-d.server.done:
	}
}

// await waits for a request that fits and has been done, at most for limit; false when none came. It looks at those
// since the last one that was met.
func (d *Director) await(ctx context.Context, limit time.Duration, fits func(Request) bool) bool {
	t := time.NewTimer(limit)
	defer t.Stop()
	for {
		heard, met := d.look(fits)
		if met {
			return true
		}
		select {
		case <-heard:
		case <-t.C:
			return false
		case <-ctx.Done():
			return false
		case <-d.server.done:
			return false
		}
	}
}

// look searches the ledger for a request, and returns a channel that is closed by the next one.
func (d *Director) look(fits func(Request) bool) (<-chan struct{}, bool) {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.ledger {
		if r.Seq > d.mark && r.Code != "" && fits(r) {
			d.mark = r.Seq
			return nil, true
		}
	}
	if s.heard == nil {
		s.heard = make(chan struct{})
	}
	return s.heard, false
}

// each does something to all people of a line.
func each(list refs, do func(r *room, m *member) error) func(d *Director) (string, error) {
	return func(d *Director) (string, error) {
		r, err := d.room()
		if err != nil {
			return "", err
		}
		found, err := list.resolve(r)
		if err != nil {
			return "", err
		}
		var wrong []error
		for _, m := range found {
			if err := do(r, m); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %w", m.entity.Name, err))
			}
		}
		return "", errors.Join(wrong...)
	}
}

// inRoom does something to the room of the lines.
func inRoom(do func(r *room) error) func(d *Director) (string, error) {
	return func(d *Director) (string, error) {
		r, err := d.room()
		if err != nil {
			return "", err
		}
		return "", do(r)
	}
}
