package localrelay

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// roomVerbs are about the room of the lines, and about which one that is.
var roomVerbs = []verb{
	{"room", `room "Town hall"`, "the lines from here on are about this room", func(w *words) error {
		name, err := w.next("the room")
		if err != nil {
			return err
		}
		w.act.needsRooms = []string{name.text}
		w.act.do = func(d *Director) (string, error) { return "", d.enterRoom(name.text) }
		return nil
	}},
	{"lock", "lock", "nobody can join any more", onRoom(func(r *room) { r.setLocked(true) })},
	{"unlock", "unlock", "people can join again", onRoom(func(r *room) { r.setLocked(false) })},
	{"layout", "layout highlight-1-responsive", "changes the layout", func(w *words) error {
		name, err := w.layout()
		w.act.do = inRoom(func(r *room) error {
			r.useLayout(name)
			return nil
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
		return byThemselves(func(r *room, m *member) { r.setPosition(m, position) })(w)
	}},
	{"hide", "hide [Ben]", "hides people without video; with a name: takes him out of the picture", hidden(true)},
	{"show", "show [Ben]", "shows them again", hidden(false)},
	{"audience", "audience 12", "makes the audience so large", func(w *words) error {
		first, err := w.next("the size")
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(first.text)
		if err != nil || n < 0 || n > maxMembers {
			return fmt.Errorf("the size is %q; allowed is 0 to %d", first.text, maxMembers)
		}
		w.act.do = inRoom(func(r *room) error {
			r.sizeAudience(n)
			return nil
		})
		return nil
	}},
	{"life", "life on|off", "the simulated life of the room", func(w *words) error {
		state, err := w.choice("the state", "on", "off")
		w.act.do = inRoom(func(r *room) error {
			r.setLife(state == "on")
			return nil
		})
		return err
	}},
	{"do", "do audioMute Ben · do setLayout 5up positions={…}",
		"what another moderator does: any method of the page", parseDo},
}

// layout takes the next word as the name of a layout.
func (w *words) layout() (string, error) {
	first, err := w.next("the layout")
	if err == nil && !isLayout(first.text) {
		err = fmt.Errorf("there is no layout %q%s", first.text, didYouMean(first.text, layoutNames))
	}
	return first.text, err
}

// onRoom makes the parser of a verb without further words.
func onRoom(do func(r *room)) func(w *words) error {
	return func(w *words) error {
		w.act.do = inRoom(func(r *room) error {
			do(r)
			return nil
		})
		return nil
	}
}

// hidden makes the parser of hide and show.
func hidden(hide bool) func(w *words) error {
	return func(w *words) error {
		if len(w.left) == 0 {
			return onRoom(func(r *room) { r.setHideVideoMuted(hide) })(w)
		}
		position := positionAuto
		if hide {
			position = positionOff
		}
		return byThemselves(func(r *room, m *member) { r.setPosition(m, position) })(w)
	}
}

// enterRoom makes a room that of the lines: by its name, what it is called on screen, or its session id.
func (d *Director) enterRoom(name string) error {
	var names []string
	for _, r := range d.server.rooms {
		e := r.entity
		if strings.EqualFold(e.Name, name) || strings.EqualFold(e.DisplayName, name) || e.ID == name {
			d.roomID = e.ID
			return nil
		}
		names = append(names, e.DisplayName)
	}
	return reference{text: name}.unknown("among the rooms", names)
}

// startRoom begins a room without simulated life, and makes it that of the lines.
func (d *Director) startRoom(display string, members int) error {
	name := slug(display)
	for _, r := range d.server.rooms {
		if r.entity.Name == name {
			return fmt.Errorf("the room %s is in progress", display)
		}
	}
	r := d.server.startRoom(RoomSpec{Name: name, DisplayName: display, Members: members, still: true})
	d.roomID = r.entity.ID
	return nil
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

// sizeAudience lets listeners come or go until there are so many.
func (r *room) sizeAudience(n int) {
	for len(r.listened) > n {
		r.leaveAudience(r.audience[r.listened[0]])
	}
	for len(r.listened) < n {
		r.enterAudience(r.newMember(r.ids.next(), r.numbered("Listener %d")))
	}
}

// setLife switches the simulated life on or off; off, those whom it let talk fall silent.
func (r *room) setLife(on bool) {
	switch {
	case on && r.life == nil:
		r.life = newLife(r, len(r.order)-len(r.extras), newPCG(r.server.options.Seed, "life of "+r.entity.ID))
		poke(r.wake)
	case !on && r.life != nil:
		for r.life.endTurn(true) {
		}
		r.life = nil
	}
}

// command is a method of the page as another moderator calls it.
type command struct {
	name   string
	method pageMethod
	params map[string]json.RawMessage
	people refs
}

// parseDo reads a method, the people it is about, and its parameters.
func parseDo(w *words) error {
	first, err := w.next("the method")
	if err != nil {
		return err
	}
	c := command{name: first.text, method: pageMethods[first.text], params: map[string]json.RawMessage{}}
	if c.method.wire == nil || handlers[c.method.wire[0]] == nil {
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
	w.act.do = func(d *Director) (string, error) { return d.command(c) }
	return nil
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
	return mustJSON(text)
}

// command runs a method for each of its people, and flushes after each.
func (d *Director) command(c command) (string, error) {
	r, err := d.room()
	if err != nil {
		return "", err
	}
	if c.people == nil {
		p, err := c.filled(r)
		if err != nil {
			return "", err
		}
		return "", c.run(r, p)
	}
	found, err := c.people.resolve(r)
	if err != nil {
		return "", err
	}
	var wrong []error
	for _, m := range found {
		p := params{}
		for name, value := range c.params {
			p[name] = value
		}
		p["member_id"] = mustJSON(m.entity.ID)
		if err := c.run(r, p); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", m.entity.Name, err))
		}
	}
	return "", errors.Join(wrong...)
}

// filled replaces names of people among the positions, and adds the object that a method is about when only one runs.
func (c *command) filled(r *room) (params, error) {
	p := params{}
	for name, value := range c.params {
		p[name] = value
	}
	if c.name == "removeAllMembers" {
		p["member_id"] = mustJSON(everybody)
	}
	if kind, isObject := strings.CutSuffix(c.method.bare, "_id"); isObject && !p.has(c.method.bare) && kind != "member" {
		id, err := r.onlyOne(kind)
		if err != nil {
			return nil, err
		}
		p[c.method.bare] = mustJSON(id)
	}
	if kind, _, isObject := strings.Cut(c.name, "."); isObject && !p.has(kind+"_id") {
		id, err := r.onlyOne(kind)
		if err != nil {
			return nil, err
		}
		p[kind+"_id"] = mustJSON(id)
	}
	if !p.has("positions") {
		return p, nil
	}
	var byName, byID map[string]string
	if json.Unmarshal(p["positions"], &byName) != nil {
		return nil, errors.New("positions is not an object of positions by name")
	}
	byID = map[string]string{}
	for name, position := range byName {
		if name == "self" || r.members[name] != nil {
			byID[name] = position
			continue
		}
		m, err := reference{text: name, quoted: true}.one(r)
		if err != nil {
			return nil, err
		}
		byID[m.entity.ID] = position
	}
	p["positions"] = mustJSON(byID)
	return p, nil
}

// run calls the wire method of a command.
func (c *command) run(r *room, p params) error {
	wire := c.method.wire[0]
	for _, flag := range []string{"raised", "value"} { // of the methods that are two on the wire
		if len(c.method.wire) == 2 && slices.Contains([]string{"false", "0"}, string(p[flag])) {
			wire = c.method.wire[1]
		}
	}
	if _, refused := handlers[wire](r, p); refused != nil {
		return refused
	}
	r.flush()
	return nil
}
