package director

import (
	"context"
	"errors"

	"gavel/session/localrelay"
)

// Director changes the rooms of a relay by lines of text: people join, talk, raise hands and leave, other moderators
// send commands, answers fail and connections break. It is not safe for concurrent use; a relay may have several.
type Director struct {
	relay  *localrelay.Server
	roomID string // the room of the lines; "" is the oldest one
	mark   int    // the last request that matched an await
	last   *line  // for repeat outside a script
}

// room returns the room of the lines.
func (d *Director) room() (*room, error) {
	id := d.roomID
	if id == "" {
		rooms := d.relay.Rooms()
		if len(rooms) == 0 {
			return nil, errors.New("no room is in progress; start one with: start room NAME")
		}
		id = rooms[0].RoomSessionID
	}
	state, err := d.relay.RoomState(id)
	if err != nil {
		return nil, errors.New("this room has ended; choose another with: room NAME")
	}
	return &room{d, d.relay, id, state}, nil
}

// room is the room of a line, in its state at the start of the line.
type room struct {
	d     *Director
	relay *localrelay.Server
	id    string
	state localrelay.RoomState
}

// word is one word of a line. A quoted word is never a number, a duration or an option.
type word struct {
	text   string
	quoted bool
}

// reference is how a script names people: by a name, by its first words if they are unique, by a pattern with *, by #
// and the start of an id, or by all.
type reference word

// refs are the references of one line.
type refs []reference

// act is a parsed line of a script.
type act struct {
	// do runs the act and returns the answer, "" for ok.
	do func(ctx context.Context, d *Director) (string, error)

	needs      refs     // people who must be present
	makes      []string // names that it creates, with %d in place of a number
	needsRooms []string
	makesRooms []string

	waits   bool // the act may wait
	curtain bool
	repeat  int // for a line that restarts the play: how often, or localrelay.Always
}

// line is one act of a script with its place.
type line struct {
	act
	number int
	text   string
}
