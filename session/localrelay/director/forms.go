package director

import (
	"encoding/json"
	"errors"
	"fmt"

	"gavel/session/localrelay"
)

// forPeople returns the parser of a verb that takes only people.
func forPeople(do func(r *room, p person) error) func(w *words) error {
	return func(w *words) error {
		list, err := w.people()
		w.act.do = each(list, do)
		return err
	}
}

// switched returns the parser of a verb that ends with on or off.
func switched(do func(r *room, p person, on bool) error) func(w *words) error {
	return func(w *words) error {
		if len(w.left) < 2 {
			return errors.New("a name, and on or off, are missing")
		}
		last := words{left: w.left[len(w.left)-1:]}
		w.left = w.left[:len(w.left)-1]
		state, err := last.choice("the last word", "on", "off")
		if err != nil {
			return err
		}
		return forPeople(func(r *room, p person) error { return do(r, p, state == "on") })(w)
	}
}

// change sets a field of a person, as if that person did it, if the value differs.
func (r *room) change(p person, other bool, field string, value any) error {
	if !other {
		return nil
	}
	return r.relay.UpdateMember(r.id, p.ID, map[string]any{field: value})
}

// position reads the next word as a position.
func (w *words) position() (string, error) {
	first, err := w.next("the position")
	if err == nil && !localrelay.ValidPosition(first.text) {
		err = fmt.Errorf("the position is %q; allowed: auto, off-canvas, standard-1, reserved-1 and so on", first.text)
	}
	return first.text, err
}

// json reads the next word as JSON.
func (w *words) json(what string) (json.RawMessage, error) {
	first, err := w.next(what)
	if err == nil && !json.Valid([]byte(first.text)) {
		err = fmt.Errorf("%s %s is not JSON", what, first.text)
	}
	return json.RawMessage(first.text), err
}
