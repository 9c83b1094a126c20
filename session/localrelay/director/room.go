package director

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gavel/session/localrelay"
)

// roomVerbs are about the room of the lines, and about which one that is.
var roomVerbs = []verb{
	{"room", `room "Town hall"`, "the lines from here on are about this room", func(w *words) error {
		name, err := w.next("the room")
		if err != nil {
			return err
		}
		w.act.needsRooms = []string{name.text}
		w.act.do = func(_ context.Context, d *Director) (string, error) { return "", d.enterRoom(name.text) }
		return nil
	}},
	{"lock", "lock", "nobody can join any more", calling("lock")},
	{"unlock", "unlock", "people can join again", calling("unlock")},
	{"layout", "layout highlight-1-responsive", "changes the layout", func(w *words) error {
		name, err := w.layout()
		w.act.do = inRoom(func(r *room) error {
			_, err := r.relay.Call(r.id, "video.set_layout", map[string]any{"name": name})
			return err
		})
		return err
	}},
	{"place", "place Ben reserved-1", "asks for a position for him", func(w *words) error {
		if len(w.left) < 2 {
			return errors.New("a name and a position are missing")
		}
		last := words{left: w.left[len(w.left)-1:]}
		w.left = w.left[:len(w.left)-1]
		position, err := last.position()
		if err != nil {
			return err
		}
		return byThemselves(func(r *room, p person) error { return r.place(p, position) })(w)
	}},
	{"hide", "hide [Ben]", "hides people without video; with a name: takes him out of the picture", hidden(true)},
	{"show", "show [Ben]", "shows them again", hidden(false)},
	{"audience", "audience 12", "makes the audience so large", func(w *words) error {
		first, err := w.next("the size")
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(first.text)
		if err != nil || n < 0 || n > mostPeople {
			return fmt.Errorf("the size is %q; allowed is 0 to %d", first.text, mostPeople)
		}
		w.act.do = inRoom(func(r *room) error {
			return r.sizeAudience(n)
		})
		return nil
	}},
	{"life", "life on|off", "the simulated life of the room", func(w *words) error {
		state, err := w.choice("the state", "on", "off")
		w.act.do = inRoom(func(r *room) error {
			return r.relay.SetLife(r.id, state == "on")
		})
		return err
	}},
	{"do", "do audioMute Ben · do setLayout 5up positions={…}",
		"what another moderator does: any method of the page", parseDo},
}

// layout takes the next word as the name of a layout.
func (w *words) layout() (string, error) {
	first, err := w.next("the layout")
	if err == nil && !localrelay.IsLayout(first.text) {
		err = fmt.Errorf("there is no layout %q%s", first.text, didYouMean(first.text, localrelay.Layouts()))
	}
	return first.text, err
}

// calling makes the parser of a verb without further words that calls a method of the page.
func calling(name string) func(w *words) error {
	return func(w *words) error {
		w.act.do = inRoom(command{name: name, method: pageMethods[name]}.run)
		return nil
	}
}

// place asks for a position.
func (r *room) place(p person, position string) error {
	return r.change(p, p.RequestedPosition != position, "requested_position", position)
}

// hidden makes the parser of hide and show.
func hidden(hide bool) func(w *words) error {
	return func(w *words) error {
		position, wire := "auto", "video.show_video_muted"
		if hide {
			position, wire = "off-canvas", "video.hide_video_muted"
		}
		if len(w.left) > 0 {
			return byThemselves(func(r *room, p person) error { return r.place(p, position) })(w)
		}
		w.act.do = inRoom(func(r *room) error {
			_, err := r.relay.Call(r.id, wire, nil)
			return err
		})
		return nil
	}
}

// enterRoom makes a room that of the lines: by its name, what it is called on screen, or its session id.
func (d *Director) enterRoom(name string) error {
	var names []string
	for _, info := range d.relay.Rooms() {
		if strings.EqualFold(info.Name, name) || strings.EqualFold(info.DisplayName, name) || info.RoomSessionID == name {
			d.roomID = info.RoomSessionID
			return nil
		}
		names = append(names, info.DisplayName)
	}
	return reference{text: name}.unknown("among the rooms", names)
}

// startRoom begins a room without simulated life, and makes it that of the lines.
func (d *Director) startRoom(display string, members int) error {
	name := slug(display)
	if slices.ContainsFunc(d.relay.Rooms(), func(info localrelay.RoomInfo) bool { return info.Name == name }) {
		return fmt.Errorf("the room %s is in progress", display)
	}
	id, err := d.relay.StartRoom(localrelay.RoomSpec{Name: name, DisplayName: display, Members: members, Still: true})
	d.roomID = id
	return err
}

// slug makes the name of a room from what it is called on screen (PROTOCOL.md section 11.1).
func slug(display string) string {
	name := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_':
			return c
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		}
		return '-'
	}, display)
	if name = strings.Trim(name, "-"); name == "" {
		return "room"
	}
	return name
}

// mostPeople is how large an audience can be.
const mostPeople = 100_000

// sizeAudience lets listeners come or go until there are so many.
func (r *room) sizeAudience(n int) error {
	here := r.state.Listeners
	for _, p := range here[:max(0, len(here)-n)] {
		if err := r.relay.RemoveMember(r.id, p.ID); err != nil {
			return err
		}
	}
	names := slices.Repeat([]string{"Listener %d"}, max(0, n-len(here)))
	for _, name := range r.numbered(names) {
		if _, err := r.relay.AddAudience(r.id, name); err != nil {
			return err
		}
	}
	return nil
}

// command is a method of the page as another moderator calls it.
type command struct {
	name   string
	method pageMethod
	params map[string]any
	people refs
}

// parseDo reads a method, the people it is about, and its parameters.
func parseDo(w *words) error {
	first, err := w.next("the method")
	if err != nil {
		return err
	}
	c := command{name: first.text, method: pageMethods[first.text], params: map[string]any{}}
	if c.method.wire == nil || !isRoomMethod(c.method.wire[0]) {
		_, err := wireMethods(first.text)
		if err == nil {
			err = fmt.Errorf("%s is not a method of a room on the page", first.text)
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

// takeBare takes the words without a name: people, or one value.
func (c *command) takeBare(w *words) (err error) {
	switch c.method.bare {
	case "":
		return nil // one word too many
	case "member_id":
		c.people, err = w.people()
		return err
	}
	first, err := w.next("the value")
	c.params[c.method.bare] = asJSON(first.text)
	return err
}

// asJSON keeps JSON and makes a string of anything else, as gavel do does.
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

// filled replaces names of people among the positions, and adds the object that a method is about when only one runs.
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
	for _, flag := range []string{"raised", "value"} { // of the methods that are two on the wire
		raw, has := args[flag].(json.RawMessage)
		if len(c.method.wire) == 2 && has && string(raw) == "false" {
			wire = c.method.wire[1]
		}
	}
	_, err := r.relay.Call(r.id, wire, args)
	return err
}
