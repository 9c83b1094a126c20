package director

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gavel/session/localrelay"
)

// New returns a director. Its lines apply to the oldest room until a line names another. It awaits requests from now
// on.
func New(relay *localrelay.Server) *Director {
	return &Director{relay: relay, mark: relay.Received()}
}

// Direct plays a script and returns after its last line. Planned events, such as the end of a turn to talk, still
// happen. It returns all mistakes of the script before anything happens, or else the error of the first line that
// failed, or ctx's error. Safe for concurrent use.
func Direct(ctx context.Context, relay *localrelay.Server, script string) error {
	play, err := Parse("", script)
	if err != nil {
		return err
	}
	d := New(relay)
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

// Play is Direct for tests: the test fails at the first line that fails.
func Play(t Tester, relay *localrelay.Server, script string) {
	t.Helper()
	if err := Direct(t.Context(), relay, script); err != nil {
		t.Fatal(err)
	}
}

// Answer is the result of one line.
type Answer struct {
	// Text is "ok", or the requested information. It is "" if there is an error.
	Text string
	// Err is the reason why the line failed, with its place in a script.
	Err error
}

// Check returns an error for people and rooms that the script names but that do not exist and that no line creates.
func (d *Director) Check(script *Script) error {
	var names, rooms []string
	for _, info := range d.relay.Rooms() {
		rooms = append(rooms, info.Name, info.DisplayName)
		state, err := d.relay.RoomState(info.RoomSessionID)
		if err != nil {
			continue // it has just ended
		}
		for _, p := range slices.Concat(state.Members, state.Listeners, state.Left) {
			names = append(names, p.Name)
		}
	}
	return script.check(names, rooms)
}

// Run plays a script to its end. each gets the answer of every line and returns whether to continue. Run returns ctx's
// error if ctx ends first, and an error if the relay is closed.
func (d *Director) Run(ctx context.Context, script *Script, each func(Answer) bool) error {
	done := map[int]int{} // repeats by line
	for i := 0; i < len(script.lines); i++ {
		l := &script.lines[i]
		if l.repeat != 0 {
			if done[i]++; l.repeat == localrelay.Always || done[i] <= l.repeat {
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

// Do runs one line, as typed, and returns its answer. An empty line or a comment has no answer.
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
		times = max(a.repeat, 1)
		l = d.last
	}
	var answer Answer
	for range times {
		answer.Text, answer.Err = d.perform(ctx, l)
	}
	d.last = l
	return answer
}

// help answers with all verbs, or the named one.
func help(list []word) Answer {
	name := ""
	if len(list) > 0 {
		name = list[0].text
	}
	text := Help(name)
	if text == "" {
		return Answer{Err: fmt.Errorf("there is no verb %q%s", name, didYouMean(name, verbNames()))}
	}
	return Answer{Text: text}
}
