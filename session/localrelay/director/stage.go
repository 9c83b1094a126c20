package director

import (
	"context"
	"errors"

	"gavel/session/localrelay"
)

// Director lets things happen in the rooms of a relay by lines of text: people come, talk, raise hands and leave, other
// moderators give commands, answers fail and lines break. It is not safe for concurrent use; a relay may have several.
type Director struct {
	relay  *localrelay.Server
	roomID string // the room of the lines; "" is the oldest one
	mark   int    // the last request that an await has met
	last   *line  // for repeat, outside of a script
}

// room returns the room of the lines.
func (d *Director) room() (*room, error) {
	id := d.roomID
	if id == "" {
		rooms := d.relay.Rooms()
		if len(rooms) == 0 {
			return nil, errors.New("no room is in progress; begin one with: start room NAME")
		}
		id = rooms[0].RoomSessionID
	}
	state, err := d.relay.RoomState(id)
	if err != nil {
		return nil, errors.New("this room has ended; choose another with: room NAME")
	}
	return &room{d, d.relay, id, state}, nil
}

// room is the room of a line, as it was when the line began.
type room struct {
	d     *Director
	relay *localrelay.Server
	id    string
	state localrelay.RoomState
}

// word is one word of a line. A quoted one is never a number, a duration or an option.
type word struct {
	text   string
	quoted bool
}

// reference is how a script names somebody: a name, its first words when nobody else's name begins so, a pattern with
// *, the beginning of an id after #, or all.
type reference word

// refs are the references of one line.
type refs []reference

// act is a line of a script, ready to be done.
type act struct {
	// do does it and returns the answer, "" for ok.
	do func(ctx context.Context, d *Director) (string, error)

	needs      refs     // who must be there
	makes      []string // names that it brings along, with %d where a number follows
	needsRooms []string
	makesRooms []string

	waits   bool // time may pass
	curtain bool
	repeat  int // for a line that sends the play back to its start: how often, or localrelay.Always
}

// line is one act of a script with its place.
type line struct {
	act
	number int
	text   string
}
