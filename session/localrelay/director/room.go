package director

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gavel/session/localrelay"
)

// roomVerbs change the room of the lines, or choose another one.
var roomVerbs = []verb{
	{"room", `room "Town hall"`, "applies the following lines to this room", func(w *words) error {
		name, err := w.next("the room")
		if err != nil {
			return err
		}
		w.act.needsRooms = []string{name.text}
		w.act.do = func(_ context.Context, d *Director) (string, error) { return "", d.enterRoom(name.text) }
		return nil
	}},
	{"lock", "lock", "stops people from joining", calling("lock")},
	{"unlock", "unlock", "people can join again", calling("unlock")},
	{"layout", "layout highlight-1-responsive", "changes the layout", func(w *words) error {
		name, err := w.layout()
		w.act.do = inRoom(func(r *room) error {
			_, err := r.relay.Call(r.id, "video.set_layout", map[string]any{"name": name})
			return err
		})
		return err
	}},
	{"place", "place Ben reserved-1", "requests a position for that person", func(w *words) error {
		if len(w.left) < 2 {
			return errors.New("a name and a position are missing")
		}
		last := words{left: w.left[len(w.left)-1:]}
		w.left = w.left[:len(w.left)-1]
		position, err := last.position()
		if err != nil {
			return err
		}
		return forPeople(func(r *room, p person) error { return r.place(p, position) })(w)
	}},
	{"hide", "hide [Ben]", "hides people without video, or takes a person off the canvas", hidden(true)},
	{"show", "show [Ben]", "shows people without video, or puts a person back", hidden(false)},
	{"audience", "audience 12", "sets the size of the audience", func(w *words) error {
		first, err := w.next("the size")
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(first.text)
		if err != nil || n < 0 || n > mostPeople {
			return fmt.Errorf("the size is %q; allowed: 0 to %d", first.text, mostPeople)
		}
		w.act.do = inRoom(func(r *room) error {
			return r.sizeAudience(n)
		})
		return nil
	}},
	{"life", "life on|off", "switches the room's simulated life on or off", func(w *words) error {
		state, err := w.choice("the state", "on", "off")
		w.act.do = inRoom(func(r *room) error {
			return r.relay.SetLife(r.id, state == "on")
		})
		return err
	}},
	{
		"do", "do audioMute Ben · do setLayout 5up positions={…}",
		"sends any room method as another moderator", parseDo,
	},
}

// layout takes the next word as the name of a layout.
func (w *words) layout() (string, error) {
	first, err := w.next("the layout")
	if err == nil && !localrelay.IsLayout(first.text) {
		err = fmt.Errorf("there is no layout %q%s", first.text, didYouMean(first.text, localrelay.Layouts()))
	}
	return first.text, err
}

// place requests a position.
func (r *room) place(p person, position string) error {
	return r.change(p, p.RequestedPosition != position, "requested_position", position)
}

// hidden returns the parser of hide and show.
func hidden(hide bool) func(w *words) error {
	return func(w *words) error {
		position, wire := "auto", "video.show_video_muted"
		if hide {
			position, wire = "off-canvas", "video.hide_video_muted"
		}
		if len(w.left) > 0 {
			return forPeople(func(r *room, p person) error { return r.place(p, position) })(w)
		}
		w.act.do = inRoom(func(r *room) error {
			_, err := r.relay.Call(r.id, wire, nil)
			return err
		})
		return nil
	}
}

// enterRoom chooses the room of the lines: by its name, its display name, or its session id.
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

// startRoom starts a room without simulated life, and chooses it as the room of the lines.
func (d *Director) startRoom(display string, members int) error {
	name := slug(display)
	if slices.ContainsFunc(d.relay.Rooms(), func(info localrelay.RoomInfo) bool { return info.Name == name }) {
		return fmt.Errorf("the room %s is in progress", display)
	}
	id, err := d.relay.StartRoom(localrelay.RoomSpec{Name: name, DisplayName: display, Members: members, Still: true})
	d.roomID = id
	return err
}

// slug derives the name of a room from its display name (PROTOCOL.md section 11.1).
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

// mostPeople is the largest audience.
const mostPeople = 100_000

// sizeAudience adds or removes listeners until there are n.
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
