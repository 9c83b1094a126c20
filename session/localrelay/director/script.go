package director

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gavel/session/localrelay"
)

// Script is a play for a Director whose lines have been checked. It is never changed after Parse.
type Script struct {
	name  string
	lines []line
}

// Parse parses a play, one verb per line (gavel help relay lists them). name is the file name for errors; with "",
// errors name only lines. It returns all mistakes at once, each with file and line.
func Parse(name, text string) (*Script, error) {
	s := &Script{name: name}
	var wrong []error
	for i, content := range strings.Split(text, "\n") {
		list, err := split(content)
		if err == nil && len(list) == 0 {
			continue
		}
		l := line{number: i + 1, text: strings.TrimSpace(content)}
		if err == nil {
			l.act, err = parseLine(list)
		}
		if err != nil {
			wrong = append(wrong, s.at(l.number, err))
			continue
		}
		s.lines = append(s.lines, l)
	}
	wrong = append(wrong, s.checkTime()...)
	return s, errors.Join(wrong...)
}

// at adds the place in the script to an error.
func (s *Script) at(number int, err error) error {
	if s.name == "" {
		return fmt.Errorf("line %d: %w", number, err)
	}
	return fmt.Errorf("%s:%d: %w", s.name, number, err)
}

// checkTime refuses scripts that never wait, or that keep the first client waiting.
func (s *Script) checkTime() []error {
	var wrong []error
	top := slices.IndexFunc(s.lines, func(l line) bool { return l.curtain })
	waited := false
	for i, l := range s.lines {
		switch {
		case l.waits && !l.curtain && i < top:
			wrong = append(wrong, s.at(l.number, errors.New("lines above the curtain cannot wait")))
		case l.curtain && i > top:
			wrong = append(wrong, s.at(l.number, errors.New("there is already a curtain above")))
		case l.repeat == localrelay.Always && !waited:
			wrong = append(wrong, s.at(l.number, errors.New("repeat without a number needs a wait above it")))
		}
		waited = waited || l.waits && !l.curtain
	}
	return wrong
}

// Split returns the part above the curtain, which prepares the rooms, and the play. Without a curtain the first part
// is empty.
func (s *Script) Split() (stage, play *Script) {
	top := max(0, slices.IndexFunc(s.lines, func(l line) bool { return l.curtain }))
	return &Script{s.name, s.lines[:top]}, &Script{s.name, s.lines[top:]}
}

// OwnRooms reports whether the script starts a room above its curtain, so that it needs no other.
func (s *Script) OwnRooms() bool {
	stage, _ := s.Split()
	return slices.ContainsFunc(stage.lines, func(l line) bool { return len(l.makesRooms) > 0 })
}

// parseLine finds the verb of a line. A line may start with a code instead: 404 members once.
func parseLine(list []word) (act, error) {
	var a act
	w := &words{left: list, act: &a, line: parseLine}
	first, err := w.next("the verb")
	if err != nil {
		return a, err
	}
	if isCode(first) {
		w.left = slices.Concat([]word{list[1%len(list)], first}, list[min(2, len(list)):])
		first.text = "refuse"
	}
	i := slices.IndexFunc(verbs(), func(v verb) bool { return v.name == first.text })
	if i < 0 || first.quoted {
		return a, fmt.Errorf("there is no verb %q%s", first.text, didYouMean(first.text, verbNames()))
	}
	v := verbs()[i]
	w.verb = v.name
	if err = v.parse(w); err == nil {
		err = w.end()
	}
	if err != nil {
		return a, fmt.Errorf("%s: %w; usage: %s", v.name, err, v.usage)
	}
	return a, nil
}

func isCode(w word) bool {
	if w.quoted || len(w.text) != 3 {
		return false
	}
	return strings.Trim(w.text, "0123456789") == ""
}

// check returns an error for names of people and rooms that do not exist and that no earlier line creates.
func (s *Script) check(names, rooms []string) error {
	var wrong []error
	for _, l := range s.lines {
		for _, ref := range l.needs {
			if !ref.known(names) {
				wrong = append(wrong, s.at(l.number, ref.unknown("here", firstOf(names))))
			}
		}
		for _, room := range l.needsRooms {
			if !slices.ContainsFunc(rooms, func(name string) bool { return strings.EqualFold(name, room) }) {
				wrong = append(wrong, s.at(l.number, reference{text: room}.unknown("among the rooms", rooms)))
			}
		}
		names, rooms = append(names, l.makes...), append(rooms, l.makesRooms...)
	}
	return errors.Join(wrong...)
}

// firstOf replaces the number in numbered names by the first number.
func firstOf(names []string) []string {
	list := slices.Clone(names)
	for i := range list {
		list[i] = strings.ReplaceAll(list[i], "%d", "1")
	}
	return list
}

// known reports whether a reference may match one of these names, in which %d is any number.
func (ref reference) known(names []string) bool {
	if !ref.quoted && (ref.text == everybody || strings.HasPrefix(ref.text, "#")) {
		return true
	}
	return slices.ContainsFunc(names, func(name string) bool {
		numbered := strings.ReplaceAll(name, "%d", "*")
		return strings.EqualFold(name, ref.text) || beginsWith(name, ref.text) ||
			ref.pattern() && matches(ref.text, strings.ReplaceAll(name, "%d", "1")) ||
			numbered != name && matches(numbered, ref.text)
	})
}
