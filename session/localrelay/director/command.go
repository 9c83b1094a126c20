package director

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// command is a method of the RoomSession reference, called as another moderator would call it.
type command struct {
	name   string
	method apiMethod
	params map[string]any
	people refs
}

// parseDo reads a method, its people, and its parameters.
func parseDo(w *words) error {
	first, err := w.next("the method")
	if err != nil {
		return err
	}
	c := command{name: first.text, method: apiMethods[first.text], params: map[string]any{}}
	if c.method.wire == nil || !isRoomMethod(c.method.wire[0]) {
		_, err := wireMethods(first.text)
		if err == nil {
			err = fmt.Errorf("%s is not a method of a room", first.text)
		}
		return err
	}
	var bare []word
	for _, one := range w.left {
		name, value, named := strings.Cut(one.text, "=")
		if one.quoted || !named || strings.ContainsAny(name, " {[\"") {
			bare = append(bare, one)
			continue
		}
		c.params[snake(name)] = asJSON(value)
	}
	w.left = bare
	if len(bare) > 0 {
		if err := c.takeBare(w); err != nil {
			return err
		}
	}
	w.act.do = inRoom(c.run)
	return nil
}

// isRoomMethod reports whether a wire method is one of a room.
func isRoomMethod(wire string) bool {
	return strings.HasPrefix(wire, "video.") && wire != wireRooms
}

// takeBare reads the words without a parameter name: people, or one value.
func (c *command) takeBare(w *words) (err error) {
	switch c.method.bare {
	case "":
		return nil // end reports the word as unexpected
	case "member_id":
		c.people, err = w.people()
		return err
	}
	first, err := w.next("the value")
	c.params[c.method.bare] = asJSON(first.text)
	return err
}

// asJSON returns JSON unchanged and any other text as a JSON string, as gavel do does.
func asJSON(text string) json.RawMessage {
	if json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	quoted, _ := json.Marshal(text) // a string never fails
	return quoted
}

// run calls a method for each of its people, or once.
func (c command) run(r *room) error {
	if c.people == nil {
		args, err := c.filled(r)
		if err != nil {
			return err
		}
		return c.call(r, args)
	}
	found, err := c.people.resolve(r)
	if err != nil {
		return err
	}
	var wrong []error
	for _, p := range found {
		args := maps.Clone(c.params)
		args["member_id"] = p.ID
		if err := c.call(r, args); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", p.Name, err))
		}
	}
	return errors.Join(wrong...)
}

// filled replaces names of people in the positions by ids. If the method needs an object and only one is in progress,
// it adds its id.
func (c command) filled(r *room) (map[string]any, error) {
	args := maps.Clone(c.params)
	if args == nil {
		args = map[string]any{}
	}
	if c.name == "removeAllMembers" {
		args["member_id"] = everybody
	}
	if kind, _, isObject := strings.Cut(c.name, "."); isObject && args[kind+"_id"] == nil {
		id, err := r.onlyOne(kind)
		if err != nil {
			return nil, err
		}
		args[kind+"_id"] = id
	}
	raw, has := args["positions"].(json.RawMessage)
	if !has {
		return args, nil
	}
	positions, err := r.positions(raw)
	args["positions"] = positions
	return args, err
}

// positions replaces names of people by their ids.
func (r *room) positions(raw json.RawMessage) (map[string]string, error) {
	var byName map[string]string
	if json.Unmarshal(raw, &byName) != nil {
		return nil, errors.New("positions is not an object of positions by name")
	}
	byID := map[string]string{}
	for name, position := range byName {
		isID := slices.ContainsFunc(r.state.Members, func(p person) bool { return p.ID == name })
		if name == "self" || isID {
			byID[name] = position
			continue
		}
		p, err := reference{text: name, quoted: true}.one(r)
		if err != nil {
			return nil, err
		}
		byID[p.ID] = position
	}
	return byID, nil
}

// call calls the wire method of a command.
func (c command) call(r *room, args map[string]any) error {
	wire := c.method.wire[0]
	for _, flag := range []string{"raised", "value"} { // for methods that are two on the wire
		raw, has := args[flag].(json.RawMessage)
		if len(c.method.wire) == 2 && has && string(raw) == "false" {
			wire = c.method.wire[1]
		}
	}
	_, err := r.relay.Call(r.id, wire, args)
	return err
}

// calling returns the parser of a verb without further words that calls a method of the RoomSession reference.
func calling(name string) func(w *words) error {
	return func(w *words) error {
		w.act.do = inRoom(command{name: name, method: apiMethods[name]}.run)
		return nil
	}
}

// media applies an action to media of one kind: the only one if which is "", the n-th, or all of them.
func (r *room) media(kind, which string, do func(id string) error) error {
	ids := r.mediaIDs(kind)
	n := len(ids)
	switch {
	case n == 0:
		return fmt.Errorf("there is no %s in %s", kind, r.state.Room.DisplayName)
	case which == everybody:
		var wrong []error
		for _, id := range ids {
			wrong = append(wrong, do(id))
		}
		return errors.Join(wrong...)
	case which == "" && n > 1:
		return fmt.Errorf("%d %ss are running; say which, 1 to %d, or all", n, kind, n)
	case which == "":
		which = "1"
	}
	i, _ := strconv.Atoi(which) // which() has checked the number
	if i > n {
		return fmt.Errorf("there is no %s %d; %d are running", kind, i, n)
	}
	return do(ids[i-1])
}

// mediaIDs returns the ids of the media of a kind in progress, oldest first.
func (r *room) mediaIDs(kind string) []string {
	var ids []string
	switch kind {
	case kindRecording:
		for _, m := range r.state.Recordings {
			ids = append(ids, m.ID)
		}
	case kindPlayback:
		for _, m := range r.state.Playbacks {
			ids = append(ids, m.ID)
		}
	case kindStream:
		for _, m := range r.state.Streams {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// onlyOne returns the id of the media of a kind, if there is exactly one.
func (r *room) onlyOne(kind string) (found string, err error) {
	err = r.media(kind, "", func(id string) error {
		found = id
		return nil
	})
	return found, err
}

// Kinds of media.
const (
	kindRoom      = "room"
	kindRecording = "recording"
	kindPlayback  = "playback"
	kindStream    = "stream"
)
